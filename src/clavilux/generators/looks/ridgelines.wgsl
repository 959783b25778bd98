//! about: ridges of past sound under an eclipse
//! energy: 0.15 .. 0.8
//! drive: march = phase loudness base 0.15 gain 0.35 release 0.8
//! drive: rise = loudness gain 1.0 attack 0.3 release 1.2
//! drive: kick = beat gain 1.0 release 0.28
//! drive: weight = bass gain 1.0 attack 0.02 release 0.4
//! drive: glint = treble gain 1.0 attack 0.01 release 0.15

// Ridge k stands at depth k: place and height shrink by NEAR^k, so that a pixel meets at most six ridges.
const LOG_NEAR = -0.2141;  // log2(0.862)
const GROW = 1.16009;      // 1 / 0.862
const COUNT = 21.0;

fn upright() -> f32 { return clamp((frame.extent.y - frame.extent.x) * 2.0, 0.0, 1.0); }
fn horizon() -> f32 { return mix(-0.05 + 0.2 * seeded(0u), 0.2 * frame.extent.y, upright()); }

// How the sound at `x` from the middle stood when ridge k was young: peaks against their surroundings.
fn heard(f: f32, k: f32) -> f32 {
  let row = 62.0 * (k + 1.0) / (COUNT + 1.0);
  let near = history(f - 0.014, row) + history(f + 0.014, row);
  let wide = history(f - 0.03, row) + history(f + 0.03, row);
  let around = history(f - 0.1, row) + history(f + 0.1, row);
  let local = 0.3 * near + 0.2 * wide;
  return max(0.0, 0.45 * local + 1.2 * (local - 0.5 * around));
}

fn height(x: f32, k: f32) -> f32 {
  let meander = (0.12 + 0.2 * seeded(1u)) * sin(k * 0.31 + 6.0 * seeded(2u) + 0.3 * march());
  let v = (x - meander) / (0.9 + 0.2 * seeded(3u));
  let w = max(0.0, 1.0 - v * v);
  let rolling = 0.5 + 0.5 * sin(7.0 * x + 1.9 * k + 4.0 * seeded(4u)) * sin(3.1 * x - 0.7 * k);
  let deep = history(0.04, 62.0 * (k + 1.0) / (COUNT + 1.0));
  let massif = w * w * w * (0.12 + 0.26 * deep) * (0.75 + 0.5 * rolling);
  let lift = 1.0 + (0.7 + 0.5 * frame.intensity) * kick() * exp2(-0.3 * k * k);
  let raw = lift * (massif + w * 0.9 * heard(abs(v) * 0.92, k)) + 0.02 * rolling;
  return raw / (1.0 + 0.6 * raw);
}

// A table, no picture: column = x across, row r = the heights of ridges r .. r + 3.
fn field(p: vec2f) -> vec4f {
  let rows = ceil(frame.size.y / FIELD_SCALE);
  let h = unplace(p) / frame.extent;
  let k = floor((0.5 - 0.5 * h.y) * rows) - fract(march());
  let x = h.x * 1.3;
  return vec4f(height(x, k), height(x, k + 1.0), height(x, k + 2.0), height(x, k + 3.0));
}

// Light behind the ridges: a dark disc with a burning rim.
fn eclipse(p: vec2f, yh: f32) -> vec3f {
  let radius = 0.40 + 0.16 * seeded(6u);
  let at = vec2f((seeded(5u) - 0.5) * frame.extent.x * 0.8, yh + radius * (0.1 + 0.5 * rise()));
  let q = p - at;
  let r = length(q) - radius;
  let side = 0.55 + 0.45 * dot(q, unit(0.08 + 0.34 * seeded(7u))) / (r + radius + 0.01);
  let outside = fill(-r);
  let corona = glow(max(r, 0.0), 0.34 + 0.12 * weight());
  let rim = glow(r, 0.014 + 0.012 * glint()) * side * side;
  let sky = mix(ground() * 0.6, low() * 1.2, corona * (0.5 + 0.5 * side));
  return mix(ground() * 0.35, sky, outside)
    + mids() * (corona * corona * corona * side * side * outside * 0.9)
    + high() * (rim * (0.5 + 1.6 * outside));
}

// The ridges met so far, seen from behind: sky left, tone of the ground, light of the lines, their age.
fn ridge(seen: vec4f, y: f32, base: f32, h: f32, slope: f32, s: f32, k: f32) -> vec4f {
  let d = (y - base - h) * inverseSqrt(1.0 + slope * slope);
  let age = (k + 1.0) / COUNT;
  let fade = clamp((COUNT - 1.0 - k) * 0.25, 0.0, 1.0);
  let cover = fill(d) * fade;
  let line = stroke(d, frame.pixel * (0.35 + 1.3 * s)) * fade;
  let mist = clamp(-1.2 * (y - base - h) / s, 0.0, 1.0);
  let behind = seen * (1.0 - cover);
  let lit = line * (0.45 + clamp(2.2 * h / s, 0.0, 1.0));
  return behind + vec4f(0.0, cover * age * (0.15 + 0.85 * mist), lit, lit * age);
}

fn look(p: vec2f) -> vec3f {
  let yh = horizon();
  let deep = frame.extent.y + yh + 0.14;
  let tall = 1.15 * deep;
  let slide = fract(march());
  let rows = ceil(frame.size.y / FIELD_SCALE);
  let below = max((yh - p.y) / deep, 1e-4);
  let farthest = min(floor(log2(below) / LOG_NEAR + slide) + 1.0, COUNT - 1.0);
  let first = max(farthest - 5.0, 0.0);
  let u = p.x / frame.extent.x / 1.3 * 0.5 + 0.5;
  let a = textureSampleLevel(field_texture, field_sampler, vec2f(u, (first + 0.5) / rows), 0.0);
  let b = textureSampleLevel(field_texture, field_sampler, vec2f(u, (first + 4.5) / rows), 0.0);
  let sa = dpdx(a) / frame.pixel * tall;
  let sb = dpdx(b) / frame.pixel * tall;
  let k = first - slide;
  let s0 = exp2(k * LOG_NEAR);
  let s1 = s0 / GROW; let s2 = s1 / GROW; let s3 = s2 / GROW; let s4 = s3 / GROW; let s5 = s4 / GROW;
  var seen = vec4f(1.0, 0.0, 0.0, 0.0);
  seen = ridge(seen, p.y, yh - deep * s5, b.y * tall * s5, sb.y * s5, s5, k + 5.0);
  seen = ridge(seen, p.y, yh - deep * s4, b.x * tall * s4, sb.x * s4, s4, k + 4.0);
  seen = ridge(seen, p.y, yh - deep * s3, a.w * tall * s3, sa.w * s3, s3, k + 3.0);
  seen = ridge(seen, p.y, yh - deep * s2, a.z * tall * s2, sa.z * s2, s2, k + 2.0);
  seen = ridge(seen, p.y, yh - deep * s1, a.y * tall * s1, sa.y * s1, s1, k + 1.0);
  seen = ridge(seen, p.y, yh - deep * s0, a.x * tall * s0, sa.x * s0, s0, k);
  let lines = mix(high() * 1.4, mids(), 0.0) * (seen.z - seen.w) + mids() * seen.w;
  return eclipse(p, yh) * seen.x + mix(ground() * (0.3 * (1.0 - seen.x)), low(), seen.y * 0.9) + lines;
}
