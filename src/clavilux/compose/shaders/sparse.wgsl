// One painted pixel of every block, in its middle, for the glow: where pixel `at` of the sparse picture looks, and what of
// its light glows (that above a soft threshold).
fn sparse_at(at: vec2f) -> vec2f { return floor((floor(at) + 0.5) / grade.sparse * grade.work) + 0.5; }
// The brightest light counts as 4 and keeps its hue, and each channel is weighed by its share of the brightest: a halo has
// the colour of its light, where plain light of near white would look grey on a coloured ground.
fn sparse_glow(light: vec3f) -> vec4f {
  let bright = max(light.r, max(light.g, light.b));
  let held = min(bright, 4.0);
  let hue = max(light, vec3f(0.0)) / max(bright, 1e-6);
  return vec4f(hue * hue * (held * held / (held + 0.25)), 1.0);
}
