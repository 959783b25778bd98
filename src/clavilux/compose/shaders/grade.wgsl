// What all finishing passes share: light -> display-referred R'G'B' -> Y'CbCr (BT.709).

// A soft shoulder, y / (1 + y) with y = x (1.25 + 0.15 x), and the sRGB curve after it, as one quotient in the square
// root of x (max. error 0.0014 for x up to 200).
fn grade_curve(x: vec3f) -> vec3f {
  let s = sqrt(x);
  let top = s * (-0.27449752 + s * (30.0258563 + s * (100.0967844 + s * 217.237287)));
  let base = 1.0 + s * (9.97593032 + s * (137.701648 + s * (72.3514961 + s * 218.96721)));
  return clamp(top / base, vec3f(0.0), vec3f(1.0));
}
// The shoulder alone, and the light that it brings to z: where light is held in between.
fn grade_shoulder(x: vec3f) -> vec3f {
  let y = x * (1.25 + 0.15 * x);
  return y / (1.0 + y);
}
fn grade_light(z: vec3f) -> vec3f {
  let y = z / max(1.0 - z, vec3f(1e-4));
  return (sqrt(1.5625 + 0.6 * y) - 1.25) * 3.33333333;
}
fn grade_noise(x: u32) -> u32 {
  let a = x * 747796405u + 2891336453u;
  let b = ((a >> ((a >> 28u) + 4u)) ^ a) * 277803737u;
  return (b >> 22u) ^ b;
}
// What is added to the light at a place, and by how much that is multiplied before: see glow_down.wgsl.
fn grade_glow(at: vec2f) -> vec4f { return textureSampleLevel(grade_bloom, grade_sampler, at / grade.work, 0.0); }
// How far a place of the film lies under the shades, 0..1.
fn grade_shade_of(p: vec2f, middle: vec2f, half: vec2f, strength: f32) -> f32 {
  let q = max(abs(p - middle) - half, vec2f(0.0));
  let x = max(1.0 - sqrt(dot(q, q)) / grade.softness, 0.0);
  return x * x * (3.0 - 2.0 * x) * strength;
}
// Under a shade the relative luminance stays below `limit`, so that the contrast of type is sure whatever lies behind it;
// what is darker than six tenths of it stays as it is.
fn grade_held(shown: vec3f, m: f32) -> vec3f {
  let l = dot(shown, vec3f(0.2126, 0.7152, 0.0722));
  let over = max(l - 0.6 * grade.limit, 0.0);
  let kept = min(l, 0.6 * grade.limit) + over * 0.4 * grade.limit / (over + 0.4 * grade.limit);
  return shown * mix(1.0, kept / max(l, 1e-5), m);
}
fn grade_finish(light: vec3f, glow: vec4f, m: f32, noise: u32) -> vec3f {
  var lit = max(light * glow.a + glow.rgb, vec3f(0.0));
  if (SHADED) { lit = select(lit, grade_light(grade_held(grade_shoulder(lit), m)), m > 0.0); }
  let shown = grade_curve(lit);
  let luma = dot(shown, vec3f(0.2126, 0.7152, 0.0722));
  let grain = (f32(noise & 255u) + f32((noise >> 8u) & 255u) - 255.0) * grade.grain;
  return shown + grain * luma * (1.0 - 0.8 * luma);
}
// Y' 0..1, Cb and Cr as offsets -0.5..0.5.
fn grade_ycc(c: vec3f) -> vec3f {
  let y = dot(c, vec3f(0.2126, 0.7152, 0.0722));
  return vec3f(y, (c.b - y) * 0.5388985, (c.r - y) * 0.6350010);
}
fn grade_chroma(x: f32) -> u32 { return u32(clamp(x * 224.0 + 128.5, 16.0, 240.0)); }
