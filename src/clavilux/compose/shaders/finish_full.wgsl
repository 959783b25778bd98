// On a hardware GPU: grades a picture painted at full size and writes all three planes. One invocation takes 8 x 2 pixels.
// Chroma is sited left: its sample lies on the even columns, so the odd ones beside count half.
struct Planes { canvas: vec2u, stride: u32, chroma_at: u32, chroma_words: u32, spare: u32 }
@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> film: array<u32>;
@group(0) @binding(2) var<uniform> planes: Planes;

fn graded(x: u32, y: u32, glow: vec4f, m: f32, noise: u32) -> vec3f {
  let at = min(vec2u(x, y), planes.canvas - 1u);
  return grade_ycc(grade_finish(textureLoad(picture, at, 0).rgb, glow, m, noise));
}
fn shade(x: u32, y: u32) -> f32 {
  if (SHADED) { return grade_shade(vec2f(f32(x), f32(y))); }
  return 0.0;
}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  let x0 = id.x * 8u;
  let y0 = id.y * 2u;
  if (x0 >= planes.canvas.x || y0 >= planes.canvas.y) { return; }
  let left = grade_glow(vec2f(f32(x0), f32(y0) + 1.0));
  let right = grade_glow(vec2f(f32(x0) + 8.0, f32(y0) + 1.0));
  let m0 = shade(x0, y0 + 1u);
  let m1 = shade(x0 + 8u, y0 + 1u);
  let seed = (id.y * planes.stride + x0) ^ (u32(grade.noise) << 8u);
  let before = grade_noise(seed - 1u);
  let edge = x0 - min(x0, 1u);
  let side = graded(edge, y0, left, m0, before) + graded(edge, y0 + 1u, left, m0, before >> 16u);
  @repeat(i, 8) {
    let glow_$i = mix(left, right, $(i / 8 + 0.0625));
    let noise_$i = grade_noise(seed + $(i)u);
    let m_$i = mix(m0, m1, $(i / 8 + 0.0625));
    let a_$i = graded(x0 + $(i)u, y0, glow_$i, m_$i, noise_$i);
    let b_$i = graded(x0 + $(i)u, y0 + 1u, glow_$i, m_$i, noise_$i >> 16u);
    let d_$i = f32(noise_$i >> 24u) * 0.00390625;
    let ya_$i = u32(clamp(a_$i.x, 0.0, 1.0) * 219.0 + 16.0 + d_$i);
    let yb_$i = u32(clamp(b_$i.x, 0.0, 1.0) * 219.0 + 17.0 - d_$i);
    let s_$(i + 1) = a_$i + b_$i;
  }
  let s_0 = side;
  let top = (y0 * planes.stride + x0) >> 2u;
  let bottom = top + (planes.stride >> 2u);
  @repeat(q, 2) {
    film[top + $(q)u] = ya_$(4 * q) | (ya_$(4 * q + 1) << 8u) | (ya_$(4 * q + 2) << 16u) | (ya_$(4 * q + 3) << 24u);
    film[bottom + $(q)u] = yb_$(4 * q) | (yb_$(4 * q + 1) << 8u) | (yb_$(4 * q + 2) << 16u) | (yb_$(4 * q + 3) << 24u);
  }
  @repeat(m, 4) {
    let c_$m = s_$(2 * m + 1).yz * 0.25 + (s_$(2 * m).yz + s_$(2 * m + 2).yz) * 0.125;
  }
  let at = planes.chroma_at + ((id.y * (planes.stride >> 1u) + (x0 >> 1u)) >> 2u);
  film[at] = grade_chroma(c_0.x) | (grade_chroma(c_1.x) << 8u) | (grade_chroma(c_2.x) << 16u) | (grade_chroma(c_3.x) << 24u);
  film[at + planes.chroma_words] = grade_chroma(c_0.y) | (grade_chroma(c_1.y) << 8u) | (grade_chroma(c_2.y) << 16u) | (grade_chroma(c_3.y) << 24u);
}
