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

// Where sheet i lies now: place, direction.
fn laid(i: i32) -> vec4f {
  let turn_of = array<f32, 6>(2.0, 0.0, 1.0, 3.0, 0.0, 0.0);
  let mine = turn_of[i];
  let every = select(4.0, 1.0, i == 5);
  let joins = mine < 0.6 + 6.0 * frame.intensity;
  let count = select(0.0, floor((frame.beat - mine) / every), joins);
  let fresh = joins && frame.beat - mine - every * count < 0.5;
  let start = pose(i, count - 1.0);
  var way = pose(i, count) - start;
  way.z -= floor(way.z + 0.5);
  let at = start + way * select(1.0, blow(frame.beat_age), fresh);
  let j = f32(i);
  let sway = vec2f(sin(lean() + j * 2.1), sin(0.7 * lean() + j * 1.3)) * (0.4 + frame.intensity);
  let angle = at.z * TAU + 0.05 * sway.x;
  return vec4f(at.xy * frame.extent + 0.012 * sway, cos(angle), sin(angle));
}

fn long() -> f32 { return max(frame.extent.x, frame.extent.y); }
fn height() -> f32 { return 0.03 + 0.05 * lift(); }

// A hand-cut strip: half length and half width, the width growing by `taper` along it.
fn strip(q: vec2f, half: vec2f, taper: f32) -> f32 {
  return max(abs(q.x) - half.x, abs(q.y + 0.03 * q.x) - half.y - taper * q.x);
}
fn slab(q: vec2f) -> f32 { return abs(q.y) - 0.42 - 0.05 * q.x; }
fn wedge(q: vec2f) -> f32 { return strip(q, vec2f(0.9, 0.26), 0.24); }
fn bar(q: vec2f) -> f32 { return strip(q, vec2f(1.25 * long(), 0.055), 0.02); }
fn chip(q: vec2f) -> f32 { return strip(q, vec2f(0.11, 0.08), 0.2); }
// Teeth that hang from the edge, unequally long; treble lets them down.
fn comb(q: vec2f) -> f32 {
  let n = clamp(floor(q.x * 7.69 + 0.5), -2.0, 2.0);
  let h = fract(n * 0.618 + seeded(7u) + 0.5);
  let foot = -0.12 - 0.30 * h - 0.30 * cut() * fract(h * 7.0);
  return max(abs(q.x - n * 0.13 + 0.02 * n * q.y) - 0.035, foot - q.y);
}

fn shadow(d: f32) -> f32 { return clamp(0.5 - d / (1.1 * height()), 0.0, 1.0); }

// Row 0 is a table: column i holds sheet i. Below it a picture: shadows of slab, wedge, bar, and the paper's fibre.
fn field(p: vec2f) -> vec4f {
  let cells = ceil(frame.size / FIELD_SCALE);
  let at = floor((0.5 + vec2f(0.5, -0.5) * unplace(p) / frame.extent) * cells);
  if (at.y < 0.5) { return laid(i32(min(at.x, SHEETS - 1.0))); }
  let o = p + vec2f(-0.5, 0.85) * height();
  let a = laid(0);
  let b = laid(1);
  let c = laid(4);
  return vec4f(
    shadow(slab(along(o - a.xy, a.zw))), shadow(wedge(along(o - b.xy, b.zw))), shadow(bar(along(o - c.xy, c.zw))),
    noise(p * vec2f(70.0, 95.0)) + noise(p * vec2f(9.0, 14.0)) - 1.0);
}

fn lay(under: vec3f, d: f32, dark: f32, sharp: f32, colour: vec3f) -> vec3f {
  return mix(under * (1.0 - 0.55 * dark), colour, clamp(0.5 - d * sharp, 0.0, 1.0));
}

fn look(p: vec2f) -> vec3f {
  let sharp = 1.0 / frame.pixel;
  let first = 1.5 / ceil(frame.size.y / FIELD_SCALE);
  let fall = textureSampleLevel(field_texture, field_sampler, vec2f(here.x, max(here.y, first)), 0.0);
  let o = vec2f(-0.5, 0.85) * height();
  let soft = 0.9 / height();

  let warm = seeded(6u) > 0.45;
  var c = select(low() * 1.1, mids() * 0.8, warm);
  let third = select(mids(), low(), warm);
  let dark = ground() * 0.6;
  let a = textureLoad(field_texture, vec2i(0, 0), 0);
  c = lay(c, slab(along(p - a.xy, a.zw)), fall.x, sharp, dark);
  let b = textureLoad(field_texture, vec2i(1, 0), 0);
  c = lay(c, wedge(along(p - b.xy, b.zw)), fall.y, sharp, third);
  let d = p - textureLoad(field_texture, vec2i(2, 0), 0).xy;
  c = lay(c, length(d) - 0.40, clamp(0.5 - (length(d + o) - 0.40) * soft, 0.0, 1.0), sharp, high());
  let f = textureLoad(field_texture, vec2i(3, 0), 0);
  c = lay(c, comb(along(p - f.xy, f.zw)), 0.0, sharp, high());
  let e = textureLoad(field_texture, vec2i(4, 0), 0);
  c = lay(c, bar(along(p - e.xy, e.zw)), fall.z, sharp, high());
  let g = textureLoad(field_texture, vec2i(5, 0), 0);
  let q = along(p - g.xy, g.zw);
  c = lay(c, chip(q), clamp(0.5 - (length(q + along(o, g.zw)) - 0.10) * soft, 0.0, 1.0), sharp, accent());
  return c * (1.0 + 0.07 * fall.w + 0.10 * (p.x * 0.4 + p.y) / frame.extent.y);
}
