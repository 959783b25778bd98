// The picture was painted at half size: grade it and write chroma to the film's planes, luma to a buffer that
// `upsample.wgsl` enlarges. One invocation takes eight pixels of a row.
@group(0) @binding(4) var<storage, read_write> film: array<u32>;
@group(0) @binding(5) var<storage, read_write> luma: array<u32>;

@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  let x0 = id.x * 8u;
  if (x0 >= grade.work.x || id.y >= grade.work.y) { return; }
  let y = f32(id.y) + 0.5;
  let left = bloom_at(f32(x0), y);
  let middle = bloom_at(f32(x0) + 4.0, y);
  let right = bloom_at(f32(x0) + 8.0, y);
  let fall0 = falloff(f32(x0), y);
  let fall1 = falloff(f32(x0) + 8.0, y);
  let m0 = shade_at(vec2f(f32(x0), y) * 2.0);
  let m1 = shade_at(vec2f(f32(x0) + 8.0, y) * 2.0);
  let seed = (id.y * grade.work.x + x0) ^ (grade.frame * 0x9E3779B9u);
  let last = grade.work.x - 1u;
  @repeat(i, 4) {
    let noise_$i = scramble(seed + $(i)u);
    let ca_$i = finish(textureLoad(picture, vec2u(min(x0 + $(i)u, last), id.y), 0).rgb,
      mix(left, middle, $(i / 4 + 0.125)), mix(fall0, fall1, $(i / 8 + 0.0625)), mix(m0, m1, $(i / 8 + 0.0625)), noise_$i);
    let cb_$i = finish(textureLoad(picture, vec2u(min(x0 + $(i + 4)u, last), id.y), 0).rgb,
      mix(middle, right, $(i / 4 + 0.125)), mix(fall0, fall1, $(i / 8 + 0.5625)), mix(m0, m1, $(i / 8 + 0.5625)), noise_$i >> 16u);
    let a_$i = ycc(ca_$i);
    let b_$i = ycc(cb_$i);
  }
  let row = (id.y * (grade.stride >> 1u) + x0) >> 1u;
  luma[row] = pack2x16unorm(vec2f(a_0.x, a_1.x));
  luma[row + 1u] = pack2x16unorm(vec2f(a_2.x, a_3.x));
  luma[row + 2u] = pack2x16unorm(vec2f(b_0.x, b_1.x));
  luma[row + 3u] = pack2x16unorm(vec2f(b_2.x, b_3.x));
  let at = grade.chroma_at + ((id.y * (grade.stride >> 1u) + x0) >> 2u);
  film[at] = chroma_byte(a_0.y) | (chroma_byte(a_1.y) << 8u) | (chroma_byte(a_2.y) << 16u) | (chroma_byte(a_3.y) << 24u);
  film[at + 1u] = chroma_byte(b_0.y) | (chroma_byte(b_1.y) << 8u) | (chroma_byte(b_2.y) << 16u) | (chroma_byte(b_3.y) << 24u);
  let to = at + grade.chroma_words;
  film[to] = chroma_byte(a_0.z) | (chroma_byte(a_1.z) << 8u) | (chroma_byte(a_2.z) << 16u) | (chroma_byte(a_3.z) << 24u);
  film[to + 1u] = chroma_byte(b_0.z) | (chroma_byte(b_1.z) << 8u) | (chroma_byte(b_2.z) << 16u) | (chroma_byte(b_3.z) << 24u);
}
