// What every look may use. A look is one function, `look(p) -> linear RGB`; p is the place in the picture: the shorter side
// spans -1..1, x right, y up, `frame.extent` is the corner. Light may exceed 1: the grade has a soft shoulder.

struct Frame {
  size: vec2f, extent: vec2f,          // pixels; half size in p units
  t: f32, shot_t: f32, progress: f32, intensity: f32,
  beat_phase: f32, beat_age: f32, bar_phase: f32, section_progress: f32,
  beat: f32, bar: f32, section: f32, pixel: f32,       // counts; size of a pixel in p units
  bass: f32, mid: f32, treble: f32, loudness: f32,
  onset: f32, centroid: f32, zoom: f32, rotate: f32,
  pan: vec2f, spare: vec2f, lens: vec4f,   // lens: rotation and zoom as a matrix
  seeds: array<vec4f, 2>,
  drives: array<vec4f, 4>,
  ground: vec4f, low: vec4f, mid_tone: vec4f, high: vec4f, accent: vec4f,
  ramp: array<vec4f, 65>,
  chroma: array<vec4f, 3>,
  spectrum: array<vec4f, 17>,
  wave: array<vec4f, 129>,
  history: array<vec4f, 1040>,
}
@group(0) @binding(0) var<uniform> frame: Frame;

const TAU = 6.28318530718;
const PI = 3.14159265359;

@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32((i << 1u) & 2u) * 2.0 - 1.0, f32(i & 2u) * 2.0 - 1.0, 0.0, 1.0);
}

// Where a pixel of a target of `size` pixels looks, after the camera.
fn place(pixel: vec2f, size: vec2f) -> vec2f {
  let p = (pixel * 2.0 - size) / min(size.x, size.y) * vec2f(1.0, -1.0);
  return mat2x2f(frame.lens.xy, frame.lens.zw) * p + frame.pan;
}

// --- light and colour -------------------------------------------------------------------------------------------------
// The palette from ground (0) over low, mid, high (1), interpolated in OKLab beforehand.
fn ramp(x: f32) -> vec3f {
  let k = clamp(x, 0.0, 1.0) * 63.999;
  let i = u32(k);
  return mix(frame.ramp[i].rgb, frame.ramp[i + 1u].rgb, k - f32(i));
}
fn ground() -> vec3f { return frame.ground.rgb; }
fn low() -> vec3f { return frame.low.rgb; }
fn mids() -> vec3f { return frame.mid_tone.rgb; }
fn high() -> vec3f { return frame.high.rgb; }
fn accent() -> vec3f { return frame.accent.rgb; }

// --- sound ------------------------------------------------------------------------------------------------------------
// Energy at x = 0 (lowest) .. 1 (highest) now.
fn spectrum(x: f32) -> f32 {
  let k = clamp(x, 0.0, 1.0) * 62.999;
  let i = u32(k);
  return mix(frame.spectrum[i >> 2u][i & 3u], frame.spectrum[(i + 1u) >> 2u][(i + 1u) & 3u], k - f32(i));
}
// The same `row` thirtieths of a second ago, 0..63.
fn history(x: f32, row: f32) -> f32 {
  let k = clamp(x, 0.0, 1.0) * 62.999;
  let i = u32(k);
  let r = clamp(row, 0.0, 63.0);
  let j = u32(r);
  let o = j * 16u;
  let n = min(j + 1u, 63u) * 16u;
  let a = mix(frame.history[o + (i >> 2u)][i & 3u], frame.history[o + ((i + 1u) >> 2u)][(i + 1u) & 3u], k - f32(i));
  let b = mix(frame.history[n + (i >> 2u)][i & 3u], frame.history[n + ((i + 1u) >> 2u)][(i + 1u) & 3u], k - f32(i));
  return mix(a, b, r - f32(j));
}
// The wave itself, x = 0..1 over 46 ms, -1..1.
fn wave(x: f32) -> f32 {
  let k = clamp(x, 0.0, 1.0) * 510.999;
  let i = u32(k);
  return mix(frame.wave[i >> 2u][i & 3u], frame.wave[(i + 1u) >> 2u][(i + 1u) & 3u], k - f32(i));
}
// Energy of pitch class 0 (C) .. 11 (B).
fn chroma(i: u32) -> f32 { return frame.chroma[(i % 12u) >> 2u][i & 3u]; }

// A constant 0..1 of this shot, k = 0..7.
fn seeded(k: u32) -> f32 { return frame.seeds[k >> 2u][k & 3u]; }

// --- shapes -----------------------------------------------------------------------------------------------------------
fn turn(p: vec2f, angle: f32) -> vec2f {
  let c = cos(angle); let s = sin(angle);
  return vec2f(c * p.x - s * p.y, s * p.x + c * p.y);
}
// 1 inside (d < 0), 0 outside, one pixel of soft edge.
fn fill(d: f32) -> f32 { return clamp(0.5 - d / frame.pixel, 0.0, 1.0); }
// A line of half width w around d = 0.
fn stroke(d: f32, w: f32) -> f32 { return clamp(0.5 - (abs(d) - w) / frame.pixel, 0.0, 1.0); }
// Light falling off around d = 0 with radius r.
fn glow(d: f32, r: f32) -> f32 { let x = d / r; return 1.0 / (1.0 + x * x * (1.0 + x * x)); }
fn smin(a: f32, b: f32, k: f32) -> f32 {
  let h = clamp(0.5 + 0.5 * (b - a) / k, 0.0, 1.0);
  return mix(b, a, h) - k * h * (1.0 - h);
}
fn box(p: vec2f, half: vec2f) -> f32 {
  let q = abs(p) - half;
  return length(max(q, vec2f(0.0))) + min(max(q.x, q.y), 0.0);
}

// --- noise ------------------------------------------------------------------------------------------------------------
fn hash1(n: f32) -> f32 { return fract(sin(n * 127.1) * 43758.5453); }
fn hash21(p: vec2f) -> f32 {
  let q = fract(p * vec2f(123.34, 456.21));
  let r = q + dot(q, q + 45.32);
  return fract(r.x * r.y);
}
fn hash22(p: vec2f) -> vec2f {
  let a = hash21(p);
  return vec2f(a, hash21(p + a + 17.7));
}
// Value noise 0..1 with quintic interpolation.
fn noise(p: vec2f) -> f32 {
  let i = floor(p);
  let f = p - i;
  let u = f * f * f * (f * (f * 6.0 - 15.0) + 10.0);
  let a = hash21(i);
  let b = hash21(i + vec2f(1.0, 0.0));
  let c = hash21(i + vec2f(0.0, 1.0));
  let d = hash21(i + vec2f(1.0, 1.0));
  return mix(mix(a, b, u.x), mix(c, d, u.x), u.y);
}
// Four octaves, each turned against the last; 0..1, mean about 0.5.
fn fbm(p: vec2f) -> f32 {
  let m = mat2x2f(1.6, 1.2, -1.2, 1.6);
  let p1 = m * p;
  let p2 = m * p1;
  let p3 = m * p2;
  return 0.533 * noise(p) + 0.267 * noise(p1) + 0.133 * noise(p2) + 0.067 * noise(p3);
}
// Cheap smooth field from sines, -1..1: a third of the price of fbm where no grain is needed.
fn waves(p: vec2f, t: f32) -> f32 {
  let a = sin(p.x * 1.7 + 1.3 * sin(p.y * 1.1 + t) + t * 0.7);
  let b = sin(p.y * 1.9 - 1.1 * sin(p.x * 1.3 - t * 0.8) - t * 0.5);
  return 0.5 * (a + b);
}

// --- cheap circles ----------------------------------------------------------------------------------------------------
// sin(TAU * x) within 0.001 for a tenth of its price; any x.
fn cyc(x: f32) -> f32 {
  let f = x - floor(x + 0.5);
  let y = f * (8.0 - 16.0 * abs(f));
  return y * (0.775 + 0.225 * abs(y));
}
// The unit vector at x turns, counterclockwise from the right.
fn unit(x: f32) -> vec2f { return normalize(vec2f(cyc(x + 0.25), cyc(x))); }
// (p turned so that `axis`, a unit vector, becomes the x axis).
fn along(p: vec2f, axis: vec2f) -> vec2f { return vec2f(dot(p, axis), axis.x * p.y - axis.y * p.x); }
// Undoes the camera: from p back to the frame's own -extent .. extent. Lets a field serve as a table.
fn unplace(p: vec2f) -> vec2f {
  return (p - frame.pan) * mat2x2f(frame.lens.xy, frame.lens.zw) * (frame.zoom * frame.zoom);
}
// The direction of p in turns, -0.5 .. 0.5 from the right, counterclockwise; within 0.0001, two thirds of atan2's price.
fn turns(p: vec2f) -> f32 {
  let a = abs(p);
  let q = min(a.x, a.y) / max(max(a.x, a.y), 1e-9);
  let s = q * q;
  let eighth = q * (0.15915494 + s * (-0.05214278 + s * (0.02535564 - 0.00740014 * s)));
  let quarter = select(eighth, 0.25 - eighth, a.y > a.x);
  let upper = select(quarter, 0.5 - quarter, p.x < 0.0);
  return select(upper, -upper, p.y < 0.0);
}

// --- single entries, unblended and so cheaper -------------------------------------------------------------------------
// Energy of the i-th of 64 bands now, i = 0..63; the same `row` thirtieths of a second ago; of pitch class 0..11; the
// i-th of 65 colours of the palette.
fn band(i: u32) -> f32 { return frame.spectrum[i >> 2u][i & 3u]; }
fn past_four(i: u32, row: u32) -> vec4f { return frame.history[row * 16u + i]; }  // bands 4 i .. 4 i + 3
fn pitch(i: u32) -> f32 { return frame.chroma[i >> 2u][i & 3u]; }
fn tone(i: u32) -> vec3f { return frame.ramp[i].rgb; }
