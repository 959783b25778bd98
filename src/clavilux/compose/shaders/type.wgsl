// Words as quads from an atlas of coverage, into the type picture (sRGB-encoded, premultiplied alpha).
struct Quad {
  rect: vec4f,          // x, y, width, height at rest, pixels
  place: vec4f,         // corner in the atlas (texels), offset (pixels)
  form: vec4f,          // scale, rotation (radians, about the middle), opacity, halo's strength
  fill: vec4f,          // edge and softness (pixels from the box's left or top), direction, 1 = hide what is not sung
  sung: vec4f,          // rgb; 0 = letters, 1 = glow, 2 = shadow, 3 = paper
  unsung: vec4f,        // rgb; 1 = filled downwards
}
// What is the same over a quad is read in the vertex stage: a software rasteriser reads a buffer anew for every pixel.
struct Corner {
  @builtin(position) at: vec4f,
  @location(0) ahead: f32,                       // softnesses from the edge, 0.5 on it
  @location(1) texel: vec2f,                     // of the atlas
  @location(2) @interpolate(flat) sung: vec4f,
  @location(3) @interpolate(flat) unsung: vec4f,
  @location(4) @interpolate(flat) seen: vec3f,   // opacity, 1 = hide what is not sung, halo's strength
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
  let along = select(local.x, local.y, quad.unsung.w > 0.5);
  return Corner(
    vec4f(p.x * target_size.x - 1.0, 1.0 - p.y * target_size.y, 0.0, 1.0),
    (quad.fill.x - along) * quad.fill.z / quad.fill.y + 0.5,
    quad.place.xy + local,
    quad.sung, quad.unsung, vec3f(quad.form.z, quad.fill.w, quad.form.w),
  );
}
@fragment fn fs(corner: Corner) -> @location(0) vec4f {
  let sung = smoothstep(0.0, 1.0, corner.ahead);
  let seen = corner.seen.x * mix(1.0, sung, corner.seen.y);
  if (!PLAIN) {
    if (corner.sung.w > 2.5) { return vec4f(corner.sung.rgb * seen, seen); }
    if (corner.sung.w > 0.5) {
      let strength = textureSampleLevel(halo, smooth_sampler, corner.texel / (2.0 * vec2f(textureDimensions(halo))), 0.0).r
        * corner.seen.z * seen;
      if (corner.sung.w < 1.5) { return vec4f(corner.sung.rgb * strength * sung, 0.0); }
      return vec4f(0.0, 0.0, 0.0, strength);
    }
  }
  let alpha = textureSampleLevel(atlas, smooth_sampler, corner.texel / vec2f(textureDimensions(atlas)), 0.0).r * seen;
  return vec4f(mix(corner.unsung.rgb, corner.sung.rgb, sung) * alpha, alpha);
}
