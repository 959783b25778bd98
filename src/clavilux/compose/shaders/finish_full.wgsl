// The picture was painted at full size: grade it and write all three planes. One invocation takes 8 x 2 pixels.
@group(0) @binding(4) var<storage, read_write> film: array<u32>;

fn graded(x: u32, y: u32, glow: vec3f, m: f32, noise: u32) -> vec3f {
  let at = min(vec2u(x, y), grade.work - 1u);
  return ycc(finish(textureLoad(picture, at, 0).rgb, glow, falloff(f32(x) + 0.5, f32(y) + 0.5), m, noise));
}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  let x0 = id.x * 8u;
  let y0 = id.y * 2u;
  if (x0 >= grade.canvas.x || y0 >= grade.canvas.y) { return; }
  let left = bloom_at(f32(x0), f32(y0) + 1.0);
  let right = bloom_at(f32(x0) + 8.0, f32(y0) + 1.0);
  let m0 = shade_at(vec2f(f32(x0), f32(y0) + 1.0));
  let m1 = shade_at(vec2f(f32(x0) + 8.0, f32(y0) + 1.0));
  let seed = (id.y * grade.stride + x0) ^ (grade.frame * 0x9E3779B9u);
  @repeat(i, 8) {
    let glow_$i = mix(left, right, $(i / 8 + 0.0625));
    let noise_$i = scramble(seed + $(i)u);
    let m_$i = mix(m0, m1, $(i / 8 + 0.0625));
    let a_$i = graded(x0 + $(i)u, y0, glow_$i, m_$i, noise_$i);
    let b_$i = graded(x0 + $(i)u, y0 + 1u, glow_$i, m_$i, noise_$i >> 16u);
    let d_$i = f32(noise_$i >> 24u) * 0.00390625;
    let ya_$i = u32(clamp(a_$i.x, 0.0, 1.0) * 219.0 + 16.0 + d_$i);
    let yb_$i = u32(clamp(b_$i.x, 0.0, 1.0) * 219.0 + 17.0 - d_$i);
  }
  let top = (y0 * grade.stride + x0) >> 2u;
  let bottom = top + (grade.stride >> 2u);
  @repeat(q, 2) {
    film[top + $(q)u] = ya_$(4 * q) | (ya_$(4 * q + 1) << 8u) | (ya_$(4 * q + 2) << 16u) | (ya_$(4 * q + 3) << 24u);
    film[bottom + $(q)u] = yb_$(4 * q) | (yb_$(4 * q + 1) << 8u) | (yb_$(4 * q + 2) << 16u) | (yb_$(4 * q + 3) << 24u);
  }
  @repeat(m, 4) {
    let c_$m = (a_$(2 * m).yz + a_$(2 * m + 1).yz + b_$(2 * m).yz + b_$(2 * m + 1).yz) * 0.25;
  }
  let at = grade.chroma_at + ((id.y * (grade.stride >> 1u) + (x0 >> 1u)) >> 2u);
  film[at] = chroma_byte(c_0.x) | (chroma_byte(c_1.x) << 8u) | (chroma_byte(c_2.x) << 16u) | (chroma_byte(c_3.x) << 24u);
  film[at + grade.chroma_words] = chroma_byte(c_0.y) | (chroma_byte(c_1.y) << 8u) | (chroma_byte(c_2.y) << 16u) | (chroma_byte(c_3.y) << 24u);
}
