//! about: ridges of past sound under an eclipse
//! energy: 0.15 .. 0.8
//! focus: x = seed 5 times 0.8, y = 0.30 grow 0.34
//! drive: march = phase loudness base 0.12 gain 0.3 release 0.8
//! drive: rise = loudness gain 1.0 attack 0.3 release 1.2
//! drive: kick = beat gain 1.0 release 0.26
//! drive: weight = bass gain 1.0 attack 0.02 release 0.4
//! drive: glint = treble gain 1.0 attack 0.01 release 0.15

// Ridge k stands at depth k: place and height shrink by NEAR^k, and no ridge hides more than three others.
const NEAR = 0.85;
const GROW = 1.0 / NEAR;
const LOG_NEAR = -0.23446525;  // log2(NEAR)
const HIDES = 0.385875;        // 1 - NEAR^3: the greatest height, as a share of the ridge's distance below the horizon
const COUNT = 14.0;

fn upright() -> f32 { return clamp((frame.extent.y - frame.extent.x) * 2.0, 0.0, 1.0); }
fn horizon() -> f32 { return mix(0.22 + 0.16 * seeded(0u), 0.32 * frame.extent.y, upright()); }

// Two neighbouring bands as one: i = 0 (bass) .. 31, `row` thirtieths of a second ago.
fn pair(i: f32, row: u32) -> f32 {
  let bands = past_four(u32(clamp(i, 0.0, 31.0)) >> 1u, row);
  return 0.5 * select(bands.z + bands.w, bands.x + bands.y, fract(i * 0.5) < 0.25);
}

// Weights of a quadratic spline for what lies t = -0.5 .. 0.5 beside the middle one of three.
fn spline(t: f32) -> vec3f {
  return vec3f(0.5 * (0.5 - t) * (0.5 - t), 0.75 - t * t, 0.5 * (0.5 + t) * (0.5 + t));
}

// The pairs of a row around x = 0 .. 31: smooth, and plainly.
fn curve(x: f32, row: u32) -> f32 {
  let i = floor(x + 0.5);
  return dot(spline(x - i), vec3f(pair(i - 1.0, row), pair(i, row), pair(i + 1.0, row)));
}
fn line(x: f32, row: u32) -> f32 {
  let i = floor(x);
  return mix(pair(i, row), pair(i + 1.0, row), x - i);
}

// Peaks stand out against their neighbours and against the last two seconds, whatever the level of the song.
fn height(x: f32, k: f32) -> f32 {
  let age = clamp(62.0 * (k + 1.0) / (COUNT + 1.0), 1.0, 61.0);
  let row = u32(age + 0.5);
  let meander = (0.1 + 0.18 * seeded(1u)) * sin(k * 0.31 + 6.0 * seeded(2u) + 0.3 * march());
  let v = (x - meander) / (0.92 + 0.2 * seeded(3u));
  let w = max(0.0, 1.0 - v * v);
  let f = abs(v) * 26.0;
  let now = dot(spline(age - f32(row)), vec3f(curve(f, row - 1u), curve(f, row), curve(f, row + 1u)));
  let usual = 0.5 * (line(f, 18u) + line(f, 46u));
  let around = 0.5 * (line(f - 4.0, row) + line(f + 4.0, row));
  let rolling = 0.5 + 0.5 * sin(7.0 * x + 1.9 * k + 4.0 * seeded(4u)) * sin(3.1 * x - 0.7 * k);
  let bass = clamp(2.2 * pair(1.0, row) - 0.8, 0.0, 1.2);
  let massif = w * w * (0.04 + 0.24 * bass) * (0.5 + rolling);
  let lift = 1.0 + (0.8 + 0.6 * frame.intensity) * kick() * exp2(-0.15 * k * k);
  let peaks = max(2.2 * (now - around) + 0.3, 0.0) * now + 3.0 * max(now - usual - 0.02, 0.0);
  let raw = lift * (0.6 + 0.6 * frame.intensity) * (massif + w * peaks) + 0.012 * rolling;
  return HIDES * raw / (0.24 + raw);
}

// A table, no picture: column = x across, row r = the heights of ridges r .. r + 3.
fn field(p: vec2f) -> vec4f {
  let rows = ceil(frame.size.y / FIELD_SCALE);
  let h = unplace(p) / frame.extent;
  let k = floor((0.5 - 0.5 * h.y) * rows) - fract(march());
  if (k > COUNT) { return vec4f(0.0); }
  let x = h.x * mix(1.15, 0.75, upright());
  return vec4f(height(x, k), height(x, k + 1.0), height(x, k + 2.0), height(x, k + 3.0));
}

// What is seen so far, and the nearer ridge over it: how much sky is left, the slopes' tone, the lines' light.
// `inside` is the depth below the crest, `soft` a pixel across it, both in the ridge's own scale.
fn ridge(seen: vec3f, inside: f32, soft: f32, age: f32) -> vec3f {
  let d = inside / soft;
  let cover = clamp(0.5 + d, 0.0, 1.0);
  let line = clamp(1.45 - 0.85 * age - abs(d), 0.0, 1.0);
  let mist = clamp(2.6 * inside, 0.0, 1.0);
  return seen * (1.0 - cover) + vec3f(0.0, cover * (age * age * (0.2 + 0.8 * mist) + 0.1 - 0.07 * mist), line);
}

fn look(p: vec2f) -> vec3f {
  let yh = horizon();
  let deep = frame.extent.y + yh;
  let x = p.x / frame.extent.x;
  let hill = x - 1.2 * seeded(2u) + 0.6;
  let below = (yh + 0.12 + 0.06 * kick() - p.y - 0.24 * hill * hill) / deep;
  let slide = fract(march());
  let first = clamp(floor(log2(max(below, 0.01)) / LOG_NEAR + slide) - 2.0, 0.0, COUNT - 4.0);
  let at = vec2f(x / 2.2 + 0.5, (first + 0.5) / ceil(frame.size.y / FIELD_SCALE));
  let h = textureSampleLevel(field_texture, field_sampler, at, 0.0);
  let k = first - slide;
  let far = exp2(-LOG_NEAR * k) * vec4f(1.0, GROW, GROW * GROW, GROW * GROW * GROW);
  let inside = h - 1.0 + below * far;
  let tilt = select(abs(dpdx(h)), vec4f(0.0), dpdx(first) != 0.0);
  let soft = far * (frame.pixel / deep) + tilt;
  let age = (k + vec4f(1.0, 2.0, 3.0, 4.0)) / COUNT;
  let sky = vec3f(1.0, 0.0, 0.0);
  var seen = mix(sky, ridge(sky, inside.w, soft.w, age.w), clamp((1.0 - age.w) * COUNT, 0.0, 1.0));
  seen = ridge(seen, inside.z, soft.z, age.z);
  seen = ridge(seen, inside.y, soft.y, age.y);
  seen = ridge(seen, inside.x, soft.x, age.x);

  // Light behind the ridges: a dark disc, its burning rim, one bead of light on it.
  let radius = 0.40 + 0.16 * seeded(6u);
  let q = p - vec2f((seeded(5u) - 0.5) * frame.extent.x * 0.8, yh - 0.12 * deep + radius * (0.5 * rise() - 0.1));
  let sunward = normalize(vec2f(1.8 * seeded(7u) - 0.9, 0.6));
  let toward = dot(q, sunward);
  let square = dot(q, q);
  let r = sqrt(square) - radius;
  let side = clamp(0.55 + (0.4 / radius) * toward, 0.0, 1.2);
  let outside = fill(-r) * seen.x;
  let veil = outside * glow(max(r, 0.0), 0.34 + 0.14 * weight());
  let rim = glow(r, 0.012 + 0.008 * glint()) * side * side * (0.5 * seen.x + 1.4 * outside);
  let bead = (0.00015 + 0.0006 * glint()) / (0.0002 + square - radius * (2.0 * toward - radius));
  let old = age.z;
  return ground() * (0.3 + 0.05 * seen.x + 0.25 * outside)
    + low() * (seen.y + veil * (0.4 + 0.5 * side))
    + mids() * (seen.z * old + veil * veil * side * side * 0.9)
    + high() * (1.4 * seen.z * (1.0 - old) + rim)
    + accent() * (bead * bead * seen.x);
}
