//! about: flight through stars
//! energy: 0.2 .. 1.0
//! drive: travel = phase loudness base 0.05 gain 0.20 release 0.5
//! drive: leap = phase beat gain 1.0 release 0.25
//! drive: warp = beat gain 1.0 release 0.28
//! drive: steer = phase bar gain 0.5 base 0.02 release 0.8
//! drive: cloud = bass gain 1.0 attack 0.03 release 0.5
//! drive: glint = treble gain 1.0 attack 0.01 release 0.15

// Where the flight is heading.
fn aim() -> vec2f {
  let s = steer() + 7.0 * seeded(0u);
  return vec2f(0.42, 0.34) * frame.extent * vec2f(cyc(s * 0.37), cyc(s * 0.29 + 0.3));
}

// (Glowing gas, veins in it, what the dust lets through, -).
fn field(p: vec2f) -> vec4f {
  let q0 = p - 0.65 * aim();
  let q = along(q0, unit(seeded(1u))) * (1.0 - 0.04 * warp());
  let far = travel() * 0.12 + 20.0 * seeded(2u);
  let bend = fbm(q * 0.7 + vec2f(far, 3.0)) - 0.5;
  let fold = fbm(q * 1.4 + vec2f(bend * 2.0 + far, bend * 2.5)) - 0.5;
  let fine = fbm(q * 3.1 + vec2f(fold * 3.0 - far, fold * 2.0 + 5.0)) - 0.5;
  let band = q.y + 0.9 * bend + 0.45 * fold;
  let gas = exp(-band * band * (7.0 - 4.0 * frame.intensity)) * (0.62 + 2.2 * fold + 0.9 * fine);
  let veins = 1.0 / (1.0 + 500.0 * (fold + 0.4 * fine) * (fold + 0.4 * fine));
  let lane = band + 0.18 + 0.5 * fine;
  let clear = 1.0 - 0.85 * exp(-lane * lane * 30.0);
  return vec4f(max(gas, 0.0), veins, clear, 0.0);
}

// A shell of stars at `radius` around the flight path: `count` of them side by side, `rows` in a unit of depth. Three
// numbers of one hash place each and say how bright it is; those that pass near are large.
fn layer(u: f32, r: f32, count: f32, radius: f32, rows: f32, forth: f32, streak: f32) -> f32 {
  let place = vec2f(u * count, (radius / r + forth) * rows);
  let cell = floor(place);
  let h = hash21(cell);
  let g = fract(h * 91.7);
  let off = place - cell - 0.5 - vec2f(h - 0.5, g - 0.5) * vec2f(0.5, 0.3);
  let near = r / radius;
  let bright = fract(h * 437.3);
  let side = off.x * (TAU / count) * r;
  let out = max(abs(off.y) - streak, 0.0) * near * r / rows;
  let size = (0.0008 + 0.0055 * bright * bright * bright) * near + 0.7 * frame.pixel;
  let k = size * size / (size * size + side * side + out * out);
  return k * k * bright * bright * bright * min(near * near, 1.0) * max(0.75 - 1.3 * off.y, 0.0);
}

fn look(p: vec2f) -> vec3f {
  let sky = field_here();
  let d = p - aim();
  let r2 = dot(d, d);
  let r = sqrt(r2) + 0.015;
  let u = atan2(d.y, d.x) / TAU + 0.5;
  let forth = travel() + 0.5 * leap();
  let streak = 0.015 + 0.29 * warp();
  var stars = layer(u, r, 41.0, 0.36, 4.4, forth, streak);
  stars += layer(u, r, 67.0, 0.80, 2.6, forth, streak);
  stars += layer(u, r, 101.0, 1.60, 1.6, forth, streak);
  let core = (0.006 + 0.004 * cloud()) / (0.004 + r2) + 0.16 / (1.0 + 9.0 * r2);
  let k = (sky.x * (0.50 + 0.35 * sky.y + 0.4 * core) + 0.45 * core) * sky.z + stars * (1.0 + 0.8 * glint());
  return ramp(k) * (1.0 + stars * 3.0 + 0.5 * core);
}
