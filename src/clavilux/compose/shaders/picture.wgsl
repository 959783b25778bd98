// Light that was painted before, read as a look's is made: for transitions and for generators without shaders of ours.
@group(0) @binding(0) var picture: texture_2d<f32>;

@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32((i << 1u) & 2u) * 2.0 - 1.0, f32(i & 2u) * 2.0 - 1.0, 0.0, 1.0);
}
fn light_at(at: vec2f) -> vec3f { return textureLoad(picture, vec2u(at), 0).rgb; }
