// Words as quads from an atlas of coverage, into the type picture (sRGB-encoded, premultiplied alpha).
struct Quad {
  rect: vec4f,          // x, y, width, height at rest, pixels
  place: vec4f,         // corner in the atlas (texels), offset (pixels)
  form: vec4f,          // scale, rotation (radians, about the middle), opacity, halo's strength
  fill: vec4f,          // edge and softness (pixels from the box's left or top), direction, 1 = hide what is not sung
  sung: vec4f,          // rgb; 0 = letters, 1 = glow, 2 = shadow, 3 = paper
  unsung: vec4f,        // rgb; 1 = filled downwards
}
struct Corner {
  @builtin(position) at: vec4f,
  @location(0) local: vec2f,                     // pixels from the box's top left
  @location(1) @interpolate(flat) index: u32,
}
@group(0) @binding(0) var<uniform> target_size: vec4f;
@group(0) @binding(1) var<storage, read> quads: array<Quad>;
@group(0) @binding(2) var atlas: texture_2d<f32>;
@group(0) @binding(3) var halo: texture_2d<f32>;
@group(0) @binding(4) var smooth_sampler: sampler;

@vertex fn vs(@builtin(vertex_index) vertex: u32, @builtin(instance_index) index: u32) -> Corner {
  let quad = quads[index];
  let corner = vec2f(f32((0x1Au >> vertex) & 1u), f32((0x34u >> vertex) & 1u));
  let local = corner * quad.rect.zw;
  let turn = vec2f(cos(quad.form.y), sin(quad.form.y)) * quad.form.x;
  let arm = local - quad.rect.zw * 0.5;
  let p = quad.rect.xy + quad.rect.zw * 0.5 + quad.place.zw + vec2f(arm.x * turn.x - arm.y * turn.y, arm.x * turn.y + arm.y * turn.x);
  return Corner(vec4f(p.x * target_size.x - 1.0, 1.0 - p.y * target_size.y, 0.0, 1.0), local, index);
}
@fragment fn fs(corner: Corner) -> @location(0) vec4f {
  let quad = quads[corner.index];
  let texel = quad.place.xy + corner.local;
  let along = select(corner.local.x, corner.local.y, quad.unsung.w > 0.5);
  let ahead = (quad.fill.x - along) * quad.fill.z / quad.fill.y + 0.5;
  let sung = smoothstep(0.0, 1.0, ahead);
  let seen = quad.form.z * mix(1.0, sung, quad.fill.w);
  if (quad.sung.w > 2.5) { return vec4f(quad.sung.rgb * seen, seen); }
  if (quad.sung.w > 0.5) {
    let around = textureSampleLevel(halo, smooth_sampler, texel / (2.0 * vec2f(textureDimensions(halo))), 0.0).r;
    let strength = around * quad.form.w * seen;
    if (quad.sung.w < 1.5) { return vec4f(quad.sung.rgb * strength * sung, 0.0); }
    return vec4f(0.0, 0.0, 0.0, strength);
  }
  let ink = textureSampleLevel(atlas, smooth_sampler, texel / vec2f(textureDimensions(atlas)), 0.0).r;
  let alpha = ink * seen;
  return vec4f(mix(quad.unsung.rgb, quad.sung.rgb, sung) * alpha, alpha);
}
