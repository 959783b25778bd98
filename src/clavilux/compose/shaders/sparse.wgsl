// One painted pixel of every block, in its middle, for the glow: where pixel `at` of the sparse picture looks, and what of
// its light glows (that above a soft threshold).
fn sparse_at(at: vec2f) -> vec2f { return floor((floor(at) + 0.5) / grade.sparse * grade.work) + 0.5; }
fn sparse_glow(light: vec3f) -> vec4f {
  let c = min(light, vec3f(8.0));
  let bright = max(c.r, max(c.g, c.b));
  return vec4f(c * (bright / (bright + 0.25)), 1.0);
}
