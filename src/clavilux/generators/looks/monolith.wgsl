//! about: cut paper that strikes its pose
//! energy: 0.3 .. 1.0
//! drive: lean = phase mid base 0.05 gain 0.5 release 0.6
//! drive: lift = bass gain 1.0 attack 0.02 release 0.4
//! drive: strike = beat gain 1.0 release 0.3
//! drive: cut = treble gain 1.0 attack 0.01 release 0.25

// The sheets, from the table up: slab, wedge, disc, comb, bar, chip. One of them moves on each beat; four beats move all.
const SHEETS = 6.0;

// Where sheet i lies in arrangement n: x, y in shares of the frame, the turn, and how it is laid.
fn pose(i: i32, n: f32) -> vec4f {
  let h = fract(vec3f(n * 0.61803 + seeded(u32(i)), n * 0.75488 + seeded(u32(i + 1)), n * 0.56984 + seeded(u32(i + 2))));
  let s = select(-1.0, 1.0, h.x > 0.5);
  let f = fract(h.x * 2.0) * 2.0 - 1.0;
  switch i {
    case 0: { return vec4f(s * (0.62 + 0.12 * f), 0.25 * (h.y - 0.5), 0.25 + 0.05 * (h.z - 0.5), 0.0); }
    case 1: { return vec4f(0.5 * f, s * (0.66 + 0.2 * h.y), 0.5 * h.z, 0.0); }
    case 2: { return vec4f(0.55 * f, 0.9 * (h.y - 0.5), h.z, 0.0); }
    case 3: { return vec4f(0.7 * f, select(-0.66, 0.66, h.y > 0.5), select(0.5, 0.0, h.y > 0.5) + 0.04 * (h.z - 0.5), 0.0); }
    case 4: { return vec4f(0.4 * f, 0.8 * (h.y - 0.5), 0.5 * floor(h.z * 6.0) / 6.0 + 0.03, 0.0); }
    default: { return vec4f(s * (0.35 + 0.3 * h.y), f * 0.55, h.z, 0.0); }
  }
}

// A blow: overshoots once, then lies.
fn blow(age: f32) -> f32 {
  let x = age * 5.0;
  return 1.0 - exp2(-2.6 * x) * cos(2.6 * x);
}

// A table, no picture: column i holds sheet i: place, direction.
fn field(p: vec2f) -> vec4f {
  let columns = ceil(frame.size.x / FIELD_SCALE);
  let i = min(floor((0.5 + 0.5 * unplace(p).x / frame.extent.x) * columns), SHEETS - 1.0);
  let turn_of = array<f32, 6>(2.0, 0.0, 1.0, 3.0, 0.0, 0.0);
  let mine = turn_of[i32(i)];
  let every = select(4.0, 1.0, i == 5.0);
  let joins = mine < 0.6 + 6.0 * frame.intensity;
  let count = select(0.0, floor((frame.beat - mine) / every), joins);
  let fresh = joins && frame.beat - mine - every * count < 0.5;
  let k = select(1.0, blow(frame.beat_age), fresh);
  let from_pose = pose(i32(i), count - 1.0);
  let to_pose = pose(i32(i), count);
  var move_by = to_pose - from_pose;
  move_by.z -= floor(move_by.z + 0.5);
  let at = from_pose + move_by * k;
  let sway = vec2f(sin(lean() + i * 2.1), sin(0.7 * lean() + i * 1.3)) * 0.012 * (0.4 + frame.intensity);
  let angle = (at.z + 0.008 * sway.x / 0.012) * TAU;
  return vec4f(at.xy * frame.extent + sway, cos(angle), sin(angle));
}

// A hand-cut strip: half length and half width, the width growing by `taper` along it.
fn strip(q: vec2f, half: vec2f, taper: f32) -> f32 {
  return max(abs(q.x) - half.x, abs(q.y + 0.03 * q.x) - half.y - taper * q.x);
}

// Teeth that hang from the edge, unequally long; treble lets them down.
fn comb(q: vec2f) -> f32 {
  let n = clamp(floor(q.x / 0.13 + 0.5), -2.0, 2.0);
  let h = fract(n * 0.618 + seeded(7u) + 0.5);
  let foot = -0.12 - 0.30 * h - 0.30 * cut() * fract(h * 7.0);
  return max(abs(q.x - n * 0.13 + 0.02 * n * q.y) - 0.035, foot - q.y);
}

fn lay(under: vec3f, d: f32, shadow: f32, soft: f32, colour: vec3f) -> vec3f {
  let dark = 1.0 - 0.55 * clamp(0.5 - shadow / soft, 0.0, 1.0);
  return mix(under * dark, colour, fill(d));
}

fn look(p: vec2f) -> vec3f {
  let fibre = noise(p * vec2f(70.0, 95.0)) - 0.5;
  let column = 1.0 / ceil(frame.size.x / FIELD_SCALE);
  let light = 1.0 + 0.10 * fibre + 0.10 * (p.x * 0.4 + p.y) / frame.extent.y;
  let long = max(frame.extent.x, frame.extent.y);
  let height = 0.03 + 0.05 * lift();
  let o = vec2f(-0.5, 0.85) * height;
  let soft = height * 1.1;

  let warm = seeded(6u) > 0.45;
  let base = select(low() * 1.1, mids() * 0.8, warm);
  let dark = ground() * 0.6;
  let third = select(mids(), low(), warm);
  var c = base;

  let a = textureSampleLevel(field_texture, field_sampler, vec2f(0.5 * column, 0.5), 0.0); let qa = along(p - a.xy, a.zw); let oa = along(o, a.zw);
  c = lay(c, strip(qa, vec2f(3.0, 0.42), 0.05), strip(qa + oa, vec2f(3.0, 0.42), 0.05), soft, dark);
  let b = textureSampleLevel(field_texture, field_sampler, vec2f(1.5 * column, 0.5), 0.0); let qb = along(p - b.xy, b.zw); let ob = along(o, b.zw);
  c = lay(c, strip(qb, vec2f(0.9, 0.26), 0.24), strip(qb + ob, vec2f(0.9, 0.26), 0.24), soft, third);
  let d = textureSampleLevel(field_texture, field_sampler, vec2f(2.5 * column, 0.5), 0.0); let qd = p - d.xy;
  c = lay(c, length(qd) - 0.40, length(qd + o) - 0.40, soft, high());
  let f = textureSampleLevel(field_texture, field_sampler, vec2f(3.5 * column, 0.5), 0.0); let qf = along(p - f.xy, f.zw); let of_ = along(o, f.zw);
  c = lay(c, comb(qf), comb(qf + of_), soft, high());
  let e = textureSampleLevel(field_texture, field_sampler, vec2f(4.5 * column, 0.5), 0.0); let qe = along(p - e.xy, e.zw); let oe = along(o, e.zw);
  c = lay(c, strip(qe, vec2f(1.25 * long, 0.055), 0.02), strip(qe + oe, vec2f(1.25 * long, 0.055), 0.02), soft, high());
  let g = textureSampleLevel(field_texture, field_sampler, vec2f(5.5 * column, 0.5), 0.0); let qg = along(p - g.xy, g.zw); let og = along(o, g.zw);
  c = lay(c, strip(qg, vec2f(0.11, 0.08), 0.2), strip(qg + og, vec2f(0.11, 0.08), 0.2), soft, accent());
  return c * light;
}
