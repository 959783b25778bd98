// A fragment of finished picture: Cb, Y', Cr in ten bits each, limited range, as FFmpeg's XV30.
fn grade_shown(light: vec3f, at: vec2f) -> vec4f {
  let noise = grade_noise((u32(at.y) * u32(grade.work.x) + u32(at.x)) ^ (u32(grade.noise) << 8u));
  var m = 0.0;
  if (SHADED) { m = grade_shade(at * grade.scale); }
  let c = grade_ycc(grade_finish(light, grade_glow(at), m, noise));
  return vec4f(c.y * 0.8758554 + 0.5004888, c.x * 0.8563050 + 0.0625611, c.z * 0.8758554 + 0.5004888, 1.0);
}
