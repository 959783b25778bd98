//! about: ink blooming in dark water
//! energy: 0.05 .. 0.65
//! focus: x = seed 2 times 0.6, y = 0.0
//! drive: flow = phase mid base 0.05 gain 0.16 release 0.5
//! drive: swell = bass gain 1.0 attack 0.03 release 0.5
//! drive: surge = beat gain 1.0 release 0.35
//! drive: vein = treble gain 1.0 attack 0.01 release 0.2
//! drive: drift = phase loudness base 0.10 gain 0.5 release 0.5

const DROPS = 8.0;

// Beats so far, in fractions; where there is no beat, loudness keeps the time.
fn clock() -> f32 { return select(frame.beat + frame.beat_phase, drift(), frame.beat < 0.5); }

// Where the water has carried the ink at p from: turned sines, each finer than the last.
fn stir(p: vec2f, t: f32) -> vec2f {
  var q = p;
  var f = 1.6;
  var axis = unit(seeded(0u));
  @repeat(i, 6) {
    let n$i = vec2f(-axis.y, axis.x);
    q += n$i * (0.46 / f) * sin(f * dot(q, axis) + t * (1.0 + 0.3 * $i.0) + $i.0 * 1.7);
    axis = vec2f(axis.x * -0.37 - axis.y * 0.93, axis.x * 0.93 + axis.y * -0.37);
    f *= 1.52;
  }
  return q - p;
}

// The distance to the plume of drop `n`, `age` beats old: a head that sinks and widens, and the thread behind it.
fn plume(p: vec2f, w: vec2f, n: f32, age: f32, down: vec2f) -> f32 {
  let h = hash22(vec2f(n * 0.37 + 3.1, 17.0 * seeded(1u) + n * 0.11)) * 2.0 - 1.0;
  let strong = select(0.7, 1.1, n - 4.0 * floor(n / 4.0) < 0.5);
  let old = max(age - 3.0, 0.0) * 0.2;
  let spread = 1.0 - exp(-1.5 * age);
  let tall = frame.extent.y;
  let origin = vec2f((seeded(2u) - 0.5) * 0.6 * frame.extent.x, 0.0) + h * vec2f(0.36, 0.25) * frame.extent - down * 0.80 * tall;
  let axis = down * (0.25 + 0.65 * spread + 0.07 * age) * tall;
  let radius = strong * (0.08 + (0.30 + 0.26 * frame.intensity) * spread) * (1.0 + 0.12 * swell());
  let u = p + w * (0.25 + 0.75 * spread) - origin;
  let k = clamp(dot(u, axis) / dot(axis, axis), 0.0, 1.0);
  return length(u - axis * k) - radius * (0.12 + 0.88 * k * k * k) + 0.8 * old * old;
}

// (Distance to all ink, how much of it is fresh) where the water has carried it by `w`.
fn cloud(p: vec2f, w: vec2f) -> vec2f {
  let down = normalize(vec2f(0.7 * (seeded(4u) - 0.5), select(1.0, -1.0, seeded(3u) < 0.65)));
  let c = clock();
  var d = 1.0;
  var fresh = 0.0;
  @repeat(i, 8) {
    let n$i = floor((c - $i.0) / DROPS) * DROPS + $i.0;
    let age$i = c - n$i;
    let d$i = plume(p, w, n$i, age$i, down);
    d = smin(d, d$i, 0.05);
    fresh += exp(-1.3 * age$i) * glow(d$i, 0.07);
  }
  return vec2f(d, fresh);
}

// (Distance to all ink, its tone, how far the water has carried it).
fn field(p: vec2f) -> vec4f {
  let w = stir(p, flow());
  let here = cloud(p, w);
  let lit = p + vec2f(-0.03, 0.05);
  let slope = (cloud(lit, stir(lit, flow())).x - here.x) * 17.0;
  return vec4f(here.x, 0.35 * slope / (0.7 + abs(slope)) + 0.6 * here.y, w);
}

fn look(p: vec2f) -> vec3f {
  let ink = field_here();
  let q = p + ink.zw;
  let coarse = 0.4 * cyc(dot(q, vec2f(0.41, 0.30)) + 0.45 * cyc(dot(q, vec2f(-0.52, 0.63))));
  let r = p + 0.55 * ink.zw;
  let fine = noise(vec2f(dot(r, vec2f(8.5, 6.2)), dot(r, vec2f(-6.2, 8.5))) + 2.5 * coarse) - 0.5;
  let d = ink.x + 0.16 * coarse + 0.065 * fine;
  let edge = d - 0.04 * surge();
  let body = clamp(0.3 - edge * 32.0, 0.0, 1.0);
  let veil = 0.20 / (1.0 + 60.0 * max(d, 0.0) * max(d, 0.0) + 5.0 * max(d, 0.0));
  let sheets = cyc(d * 6.0 + 0.7 * fine);
  let rim = glow(edge + 0.02, 0.03);
  let k = veil + body * (0.23 + ink.y + (0.09 + 0.09 * vein()) * sheets + 0.20 * rim);
  return ramp(k) * (1.0 + k * k * 1.5);
}
