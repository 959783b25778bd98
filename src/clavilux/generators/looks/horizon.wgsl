//! about: a land of sound under a low sun
//! energy: 0.25 .. 0.95
//! focus: x = seed 1 times 1.0, y = 0.22 grow 0.08
//! drive: travel = phase loudness base 0.08 gain 0.15 release 0.6
//! drive: leap = phase beat gain 1.2 release 0.18
//! drive: rush = phase onset gain 4.0 release 0.08
//! drive: kick = beat gain 1.0 release 0.30
//! drive: swell = bass gain 1.0 attack 0.06 release 0.7
//! drive: glint = treble gain 1.0 attack 0.01 release 0.15

const FAR = 14.0;
const SUN = 0.44;      // its radius

fn level() -> f32 { return mix(-0.22, 0.02, seeded(0u)) + 0.08 * (frame.extent.y - 1.0); }
fn sun_at() -> vec2f { return vec2f((seeded(1u) - 0.5) * 1.0 * frame.extent.x, level() + 0.24 + 0.16 * seeded(2u)); }

// A row of the sound with its quiet parts flat: the spectrum is logarithmic and seldom still.
fn heard(x: f32, row: f32) -> f32 {
  let loud = max(1.5 * history(x, row) - 0.35, 0.0);
  return loud * loud;
}

// How high the land stands at (x, z), in heights of the eye: hills along a road, louder hills where the song is louder.
fn land(x: f32, z: f32, forth: f32) -> f32 {
  let a = abs(x - 0.45 * sin(z * 0.3 + 6.0 * seeded(3u)));
  let side = smoothstep(0.3, 3.2, a);
  let row = (z - 0.6) * 9.0;
  let q = vec2f(x * 0.62, (z + forth) * 0.62 + 40.0 * seeded(4u));
  let rock = 1.0 - abs(2.0 * noise(q) - 1.0);
  let song = heard(0.82 - 0.74 * smoothstep(0.3, 4.0, a), row) / (1.0 + 0.10 * z * z);
  let wave = heard(0.05, row) * 0.24 / (1.0 + 0.10 * z * z);
  let hills = smoothstep(0.7, 2.2, z) * rock * rock * (0.35 + 0.9 * frame.intensity + 0.6 * swell());
  return wave + side * (0.08 + hills + song * (0.35 + 0.7 * rock));
}

// What is seen at p: (nearness of the land, its height, light on it, how far over the skyline).
fn field(p: vec2f) -> vec4f {
  let down = (level() - p.y) / frame.extent.y;
  let low = down > 0.09;
  let last = 1.0 / max(down, 1.0 / FAR);
  let first = min(0.9, 0.45 * last);
  let grow = pow(last / first, 1.0 / 19.0);
  let forth = travel() + leap() + rush();
  var z = first;
  var best = 0.0;
  var top = -9.0;
  var over0 = -1.0;
  @repeat(i, 20) {
    let h$i = land(p.x * z, z, forth);
    let over$(i + 1) = (h$i - 1.0) / z + down;
    let part$i = clamp(over$i / (over$i - over$(i + 1)), 0.0, 1.0);
    best = select(best, grow / (z * mix(1.0, grow, part$i)), best == 0.0 && over$(i + 1) >= 0.0);
    top = max(top, over$(i + 1));
    z *= grow;
  }
  best = select(best, 1.0 / last, best == 0.0);
  let at = 1.0 / best;
  let h = land(p.x * at, at, forth);
  let e = 0.06 * at;
  let slope = (land(p.x * at + sign(p.x - sun_at().x) * e, at, forth) - h) / e;
  return vec4f(best, h, slope / (1.0 + abs(slope)), select(-top, -1.0, low));
}

fn look(p: vec2f) -> vec3f {
  let land = field_here();
  let tall = frame.extent.y;
  let sun = p - sun_at();
  let r2 = dot(sun, sun);
  let r = sqrt(r2);

  let z = 1.0 / land.x;
  let at = vec2f(p.x * z, z);
  let foot = fwidth(at) * 0.75 + 1e-4;
  let off = 0.25 - abs(fract((at + vec2f(0.0, travel() + leap() + rush())) * 2.0) - 0.5) * 0.5;
  let lines = clamp((vec2f(0.006) + foot - off) / foot, vec2f(0.0), vec2f(1.0)) * clamp(1.3 - foot * 9.0, vec2f(0.0), vec2f(1.0));
  let fog = 1.0 / (1.0 + 0.02 * z * z);
  let glitter = 1.0 / (1.0 + 9.0 * sun.x * sun.x);
  let earth = max(0.03 + 0.16 * land.z * land.y, 0.0)
    + max(lines.x, lines.y) * (0.24 + 0.40 * glitter + 0.55 * min(land.y, 1.0)) * fog + 0.16 * (1.0 - fog) * glitter;

  let cell = floor(p * 13.0);
  let h = hash21(cell);
  let star = p * 13.0 - cell - 0.2 - 0.6 * vec2f(h, fract(h * 57.0));
  let spark = fract(h * 313.0) * max(1.0 - dot(star, star) * (120.0 + 500.0 * fract(h * 91.0)), 0.0);
  let ring = glow(r - SUN - 0.9 * frame.beat_age, 0.015) * kick();
  let halo = (0.16 + 0.08 * swell()) / (0.4 + 5.0 * r2);
  let disc = fill(r - SUN);
  let dusk = 0.16 * glow(p.y - level(), 0.30);
  let air = mix(halo + dusk + spark * spark * (0.4 + glint()) + 0.9 * ring, 0.86 + 0.5 * sun.y, disc);
  let k = mix(earth, air, clamp(0.5 + land.w * tall / frame.pixel, 0.0, 1.0));
  return ramp(k) * (1.0 + k * k * 0.6);
}
