// From the old picture to the new one, x = 0 .. 1, in linear light.
struct Transition { size: vec2f, x: f32, seed: f32 }
@group(0) @binding(0) var<uniform> transition: Transition;
@group(0) @binding(1) var old_picture: texture_2d<f32>;
@group(0) @binding(2) var new_picture: texture_2d<f32>;
@group(0) @binding(3) var smooth_sampler: sampler;

@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32((i << 1u) & 2u) * 2.0 - 1.0, f32(i & 2u) * 2.0 - 1.0, 0.0, 1.0);
}
fn old_at(uv: vec2f) -> vec3f { return textureSampleLevel(old_picture, smooth_sampler, uv, 0.0).rgb; }
fn new_at(uv: vec2f) -> vec3f { return textureSampleLevel(new_picture, smooth_sampler, uv, 0.0).rgb; }
fn lightness(c: vec3f) -> f32 { let y = dot(c, vec3f(0.2126, 0.7152, 0.0722)); return y / (y + 0.25); }
fn ease(x: f32) -> f32 { let y = clamp(x, 0.0, 1.0); return y * y * (3.0 - 2.0 * y); }
fn heading() -> vec2f { return vec2f(cos(transition.seed * 6.2831853), sin(transition.seed * 6.2831853)); }

fn dissolve(uv: vec2f, x: f32) -> vec3f { return mix(old_at(uv), new_at(uv), x); }
fn blend(uv: vec2f, x: f32) -> vec3f { return mix(old_at(uv), new_at(uv), ease(x)); }
fn wipe(uv: vec2f, x: f32) -> vec3f {
  let q = (uv - 0.5) * transition.size / length(transition.size) * 2.0;
  let along = dot(q, heading()) * 0.5 + 0.5;
  return mix(old_at(uv), new_at(uv), ease((ease(x) * 1.4 - along) / 0.4 + 0.0));
}
fn iris(uv: vec2f, x: f32) -> vec3f {
  let q = (uv - 0.5) * transition.size / length(transition.size) * 2.0;
  let edge = ease(x) * 1.15 - length(q);
  let rim = exp(-edge * edge * 900.0) * (1.0 - x);
  return mix(old_at(uv), new_at(uv), ease(edge / 0.06 + 0.5)) * (1.0 + rim);
}
fn luma(uv: vec2f, x: f32) -> vec3f {
  let old_c = old_at(uv);
  let reach = ease(x) * 1.5 - (1.0 - lightness(old_c));
  return mix(old_c, new_at(uv), ease(reach / 0.5));
}
fn push(uv: vec2f, x: f32) -> vec3f {
  let way = select(vec2f(sign(heading().x), 0.0), vec2f(0.0, sign(heading().y)), transition.size.y > transition.size.x);
  let e = ease(ease(x));
  let shifted = uv + way * e;
  let inside = all(shifted >= vec2f(0.0)) && all(shifted <= vec2f(1.0));
  if (inside) { return old_at(shifted); }
  return new_at(shifted - way);
}
fn zoom(uv: vec2f, x: f32) -> vec3f {
  let e = ease(x);
  let q = uv - 0.5;
  let into = old_at(0.5 + q / (1.0 + 1.5 * e * e));
  let from_ = new_at(0.5 + q / (0.55 + 0.45 * (1.0 - (1.0 - e) * (1.0 - e))));
  return mix(into, from_, ease((x - 0.3) / 0.4));
}
fn burn(uv: vec2f, x: f32) -> vec3f {
  let c = mix(old_at(uv), new_at(uv), ease((x - 0.35) / 0.3));
  let over = 1.0 - abs(2.0 * x - 1.0);
  return c * (1.0 + 1.6 * over * over * lightness(c));
}
@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  return vec4f(KIND(pixel.xy / transition.size, transition.x), 1.0);
}
