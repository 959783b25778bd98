//! about: cut paper that strikes its pose
//! energy: 0.3 .. 1.0
//! drive: lean = phase onset base 0.05 gain 6.0 release 0.05
//! drive: lift = bass gain 1.0 attack 0.02 release 0.4
//! drive: cut = treble gain 1.0 attack 0.01 release 0.25

// The sheets, from the table up: slab, wedge, disc, comb, bar, chip. The chip hops on each beat, and another
// sheet or two with it; four beats move all.
const SHEETS = 6.0;

// Where sheet i lies in arrangement n: x and y in shares of the frame, the turn.
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

// A blow: under way on the beat's own frame, overshoots once, then lies.
fn blow(phase: f32) -> f32 {
  let x = 3.6 * phase + 0.22;
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
  let at = start + way * select(1.0, blow(frame.beat_phase), fresh);
  let j = f32(i);
  let sway = vec2f(sin(lean() + j * 2.1), sin(0.7 * lean() + j * 1.3)) * (0.4 + frame.intensity);
  let angle = at.z * TAU + 0.07 * sway.x;
  return vec4f(at.xy * frame.extent + 0.03 * sway, cos(angle), sin(angle));
}

fn height() -> f32 { return 0.03 + 0.05 * lift(); }

// Hand-cut strips, wider at one end.
fn slab(q: vec2f) -> f32 { return abs(q.y) - 0.42 - 0.05 * q.x; }
fn wedge(q: vec2f) -> f32 { return max(abs(q.x) - 0.9, abs(q.y + 0.03 * q.x) - 0.26 - 0.24 * q.x); }
fn bar(across: f32, p: vec2f) -> f32 { return abs(across) - 0.055 - 0.018 * p.x - 0.012 * p.y; }
// Teeth that hang from the edge, unequally long; treble lets them down.
fn comb(q: vec2f) -> f32 {
  let n = clamp(floor(q.x * 7.69 + 0.5), -2.0, 2.0);
  let h = fract(n * 0.618 + seeded(7u) + 0.5);
  let foot = -0.12 - 0.30 * h - 0.30 * cut() * fract(h * 7.0);
  return max(abs(q.x - n * 0.13 + 0.02 * n * q.y) - 0.035, foot - q.y);
}

// Cells of half the field's width; the centres of the outermost cells stand for the frame's edges.
fn half_cells() -> f32 { return floor(0.5 * ceil(frame.size.x / FIELD_SCALE)); }

// Two pictures side by side. What is linear in p is read back exactly, so sheets have sharp edges:
// left: slab, disc, wedge (along, across); right: chip, bar, comb (along, across).
fn field(p: vec2f) -> vec4f {
  let cells = ceil(frame.size / FIELD_SCALE);
  let at = floor((0.5 + vec2f(0.5, -0.5) * unplace(p) / frame.extent) * cells);
  let right = at.x >= half_cells();
  let x = (at.x - select(0.0, half_cells(), right)) / (half_cells() - 1.0);
  let q = place(vec2f(x, at.y / (cells.y - 1.0)) * frame.size, frame.size);
  if (right) {
    let a = laid(4);
    let b = laid(3);
    return vec4f(length(q - laid(5).xy) - 0.115, along(q - a.xy, a.zw).y, along(q - b.xy, b.zw));
  }
  let a = laid(0);
  let b = laid(1);
  return vec4f(slab(along(q - a.xy, a.zw)), length(q - laid(2).xy) - 0.40, along(q - b.xy, b.zw));
}

fn look(p: vec2f) -> vec3f {
  let cells = ceil(frame.size / FIELD_SCALE);
  let most = half_cells();
  let at = vec2f((here.x * (most - 1.0) + 0.5) / cells.x, here.y + (0.5 - here.y) / cells.y);
  let s0 = textureSampleLevel(field_texture, field_sampler, at, 0.0);
  let s1 = textureSampleLevel(field_texture, field_sampler, vec2f(at.x + most / cells.x, at.y), 0.0);

  // Distances in pixels; each shadow is its sheet's distance a little towards the lamp.
  let sharp = 1.0 / frame.pixel;
  let high_up = height() * sharp;
  let near = vec4f(s0.x, wedge(s0.zw), s0.y, bar(s1.y, p)) * sharp;
  let round = vec3f(near.x, near.z, near.w);
  let moved = round + (dpdx(round) * -0.5 - dpdy(round) * 0.85) * high_up;
  let slid = wedge(s0.zw + (dpdx(s0.zw) * -0.5 - dpdy(s0.zw) * 0.85) * high_up) * sharp;
  let cast_by = vec4f(moved.x, slid, moved.yz);
  let dark = 1.0 - 0.55 * clamp(0.5 - cast_by * (0.9 / high_up), vec4f(0.0), vec4f(1.0));
  let cover = clamp(0.5 - near, vec4f(0.0), vec4f(1.0));
  let chip = s1.x * sharp;
  let light = high();
  let sand = mix(mids(), light, 0.62);  // the bar's
  let bone = mix(light, ground(), 0.38);  // the comb's
  let tooth = hash21(floor(p * (0.25 * min(frame.size.x, frame.size.y))));

  let warm = seeded(6u) > 0.45;
  let faint = low();
  let strong = mids();
  var c = mix(select(faint * 1.1, strong * 0.8, warm) * dark.x, ground() * 0.6, cover.x);
  c = mix(c * dark.y, select(strong, faint, warm), cover.y);
  c = mix(c * dark.z, light, cover.z);
  let teeth = comb(s1.zw) * sharp;
  c = mix(c * (1.0 - 0.4 * clamp(1.0 - teeth * (33.0 * frame.pixel), 0.0, 1.0)), bone, clamp(0.5 - teeth, 0.0, 1.0));
  c = mix(c * dark.w, sand, cover.w);
  c = mix(c * (1.0 - 0.4 * clamp(1.0 - chip * (0.9 / high_up), 0.0, 1.0)), accent(), clamp(0.5 - chip, 0.0, 1.0));
  return c * (1.0 + 0.05 * (tooth - 0.5) + 0.10 * (p.x * 0.4 + p.y) / frame.extent.y);
}
