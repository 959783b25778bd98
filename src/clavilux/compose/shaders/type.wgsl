// Words as quads from an atlas of coverage, into the type picture (sRGB-encoded, premultiplied alpha).
struct Quad {
  rect: vec4f,          // x, y, width, height at rest, pixels
  place: vec4f,         // corner in the atlas (texels), offset (pixels)
  form: vec4f,          // scale, rotation (radians, about the middle), opacity, halo's strength
  fill: vec4f,          // edge and softness (pixels from the box's left or top), direction, 1 = hide what is not sung
  sung: vec4f,          // rgb, of emoji saturation and opacity; 0 = letters, 1 = glow, 2 = shadow, 3 = paper, 4 = emoji
  unsung: vec4f,        // rgb; 1 = filled downwards
}
// What is the same over a quad is read in the vertex stage: a software rasteriser reads a buffer anew for every pixel.
// It also does all that a shader might do, so that each kind of quad has one of its own: KIND is `letters`, `halo`, `paper`, `emoji`.
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
@group(0) @binding(2) var atlas: texture_2d<f32>;   // of letters, or at half the size of halos
@group(0) @binding(3) var smooth_sampler: sampler;

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
fn sung_of(c: Corner) -> f32 { return smoothstep(0.0, 1.0, c.ahead); }
fn seen_of(c: Corner, sung: f32) -> f32 { return c.seen.x * mix(1.0, sung, c.seen.y); }
fn coverage(c: Corner, size: f32) -> f32 {
  return textureSampleLevel(atlas, smooth_sampler, c.texel / (size * vec2f(textureDimensions(atlas))), 0.0).r;
}
fn letters(c: Corner) -> vec4f {
  let sung = sung_of(c);
  let alpha = coverage(c, 1.0) * seen_of(c, sung);
  return vec4f(mix(c.unsung.rgb, c.sung.rgb, sung) * alpha, alpha);
}
fn halo(c: Corner) -> vec4f {
  let sung = sung_of(c);
  let strength = coverage(c, 2.0) * c.seen.z * seen_of(c, sung);
  let shadow = step(1.5, c.sung.w);
  return mix(vec4f(c.sung.rgb * strength * sung, 0.0), vec4f(0.0, 0.0, 0.0, strength), shadow);
}
// The atlas has pictures here, sRGB with premultiplied alpha.
fn emoji(c: Corner) -> vec4f {
  let sung = sung_of(c);
  let look = mix(c.unsung.xy, c.sung.xy, sung);
  let picture = textureSampleLevel(atlas, smooth_sampler, c.texel / vec2f(textureDimensions(atlas)), 0.0);
  let grey = vec3f(dot(picture.rgb, vec3f(0.2126, 0.7152, 0.0722)));
  return vec4f(mix(grey, picture.rgb, look.x), picture.a) * (look.y * seen_of(c, sung));
}
fn paper(c: Corner) -> vec4f {
  let seen = seen_of(c, sung_of(c));
  return vec4f(c.sung.rgb * seen, seen);
}
@fragment fn fs(c: Corner) -> @location(0) vec4f { return KIND(c); }
