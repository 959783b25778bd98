// What both finishing passes share: light -> display-referred R'G'B' -> Y'CbCr (BT.709, limited range).

struct Grade {
  work: vec2u, canvas: vec2u,          // pixels of the painted picture; of the film
  stride: u32, chroma_at: u32, chroma_words: u32, frame: u32,
  exposure: f32, bloom: f32, vignette: f32, grain: f32,
  flash_colour: vec4f,                 // linear; a = how strong
  shades: u32, limit: f32, softness: f32, spare: f32,
  shade: array<vec4f, 8>,              // centre and half size of the rectangles under type, pixels of the film
  strength: array<vec4f, 2>,
}
@group(0) @binding(0) var<uniform> grade: Grade;
@group(0) @binding(1) var picture: texture_2d<f32>;
@group(0) @binding(2) var bloom: texture_2d<f32>;
@group(0) @binding(3) var smooth_sampler: sampler;

// A flash spends its light where there is light; darkness is lifted only a little.
const FLASH_GAIN = 1.5;
const FLASH_LIFT = 0.12;

// A soft shoulder: slope 1.25 in the dark, never reaches 1.
fn shoulder(x: vec3f) -> vec3f {
  return x * (1.25 + 0.15 * x) / (1.0 + x * (1.25 + 0.15 * x));
}
// The sRGB curve by square roots (max. error 0.002).
fn encode(x: vec3f) -> vec3f {
  let a = sqrt(x);
  let b = sqrt(a);
  let c = sqrt(b);
  return clamp(0.585122381 * a + 0.783140355 * b - 0.368262736 * c, vec3f(0.0), vec3f(1.0));
}
fn scramble(x: u32) -> u32 {
  let a = x * 747796405u + 2891336453u;
  let b = ((a >> ((a >> 28u) + 4u)) ^ a) * 277803737u;
  return (b >> 22u) ^ b;
}
fn bloom_at(x: f32, y: f32) -> vec3f {
  return textureSampleLevel(bloom, smooth_sampler, vec2f(x, y) / vec2f(grade.work), 0.0).rgb;
}
// Light from the middle falls off to the corners by `vignette`.
fn falloff(x: f32, y: f32) -> f32 {
  let q = (vec2f(x, y) / vec2f(grade.work) - 0.5);
  let r = dot(q, q) * 2.0;
  return 1.0 - grade.vignette * r * r * 1.6 - grade.vignette * 0.35 * r;
}
// How far a place of the film lies under the shades, 0..1.
fn shade_at(p: vec2f) -> f32 {
  var m = 0.0;
  if (SHADED) {
    for (var i = 0u; i < grade.shades; i++) {
      let q = max(abs(p - grade.shade[i].xy) - grade.shade[i].zw, vec2f(0.0));
      let x = clamp(1.0 - length(q) / grade.softness, 0.0, 1.0);
      m = max(m, x * x * (3.0 - 2.0 * x) * grade.strength[i >> 2u][i & 3u]);
    }
  }
  return m;
}
// Under a shade the relative luminance stays below `limit`, so that the contrast of type is sure whatever lies behind it;
// what is darker than six tenths of it stays as it is.
fn held(shown: vec3f, m: f32) -> vec3f {
  let l = dot(shown, vec3f(0.2126, 0.7152, 0.0722));
  let over = max(l - 0.6 * grade.limit, 0.0);
  let kept = min(l, 0.6 * grade.limit) + over * 0.4 * grade.limit / (over + 0.4 * grade.limit);
  return shown * mix(1.0, kept / max(l, 1e-5), m);
}
fn finish(light: vec3f, glow: vec3f, fall: f32, m: f32, noise: u32) -> vec3f {
  let flash = grade.flash_colour.a;
  let gain = grade.exposure * (1.0 + FLASH_GAIN * flash);
  let lit = ((light + glow * grade.bloom) * gain + grade.flash_colour.rgb * (FLASH_LIFT * flash)) * fall;
  var toned = shoulder(max(lit, vec3f(0.0)));
  if (SHADED) { toned = held(toned, m); }
  let shown = encode(toned);
  let luma = dot(shown, vec3f(0.2126, 0.7152, 0.0722));
  let grain = (f32(noise & 255u) + f32((noise >> 8u) & 255u) - 255.0) * grade.grain;
  return shown + grain * luma * (1.0 - 0.8 * luma);
}
// Y' 0..1, Cb and Cr as offsets -0.5..0.5.
fn ycc(c: vec3f) -> vec3f {
  let y = dot(c, vec3f(0.2126, 0.7152, 0.0722));
  return vec3f(y, (c.b - y) * 0.5388985, (c.r - y) * 0.6350010);
}
fn chroma_byte(x: f32) -> u32 { return u32(clamp(x * 224.0 + 128.5, 16.0, 240.0)); }
