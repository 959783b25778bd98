// Luma of a half-size picture to full size, bilinear, dithered to 8 bits. One invocation makes 16 x 2 pixels.
struct Grade {
  work: vec2u, canvas: vec2u,
  stride: u32, chroma_at: u32, chroma_words: u32, frame: u32,
}
@group(0) @binding(0) var<uniform> grade: Grade;
@group(0) @binding(1) var<storage, read_write> film: array<u32>;
@group(0) @binding(2) var<storage, read> luma: array<u32>;

fn scramble(x: u32) -> u32 {
  let a = x * 747796405u + 2891336453u;
  let b = ((a >> ((a >> 28u) + 4u)) ^ a) * 277803737u;
  return (b >> 22u) ^ b;
}
// One column of both new rows, from the second or the first pixel of a word.
fn beside(here: u32, above: u32, below: u32, second: bool) -> vec2f {
  let h = unpack2x16unorm(luma[here]);
  let a = unpack2x16unorm(luma[above]);
  let b = unpack2x16unorm(luma[below]);
  return select(vec2f(h.x) * 0.75 + vec2f(a.x, b.x) * 0.25, vec2f(h.y) * 0.75 + vec2f(a.y, b.y) * 0.25, second);
}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  let x0 = id.x * 8u;
  if (x0 >= grade.work.x || id.y >= grade.work.y) { return; }
  let words = grade.stride >> 2u;
  let base = x0 >> 1u;
  let above = select(id.y - 1u, 0u, id.y == 0u) * words + base;
  let here = id.y * words + base;
  let below = min(id.y + 1u, grade.work.y - 1u) * words + base;
  let seed = scramble((id.y * grade.stride + x0) ^ (grade.frame * 0x9E3779B9u));
  // The neighbours left and right of the run; at the picture's edge the run's own ends.
  let before = select(0u, 1u, x0 > 0u);
  let after = select(3u, 4u, x0 + 8u < grade.work.x);
  let s_0 = beside(here - before, above - before, below - before, before == 1u);
  let s_9 = beside(here + after, above + after, below + after, after == 3u);
  @repeat(i, 4) {
    let h_$i = unpack2x16unorm(luma[here + $(i)u]) * 0.75;
    let u_$i = h_$i + unpack2x16unorm(luma[above + $(i)u]) * 0.25;
    let d_$i = h_$i + unpack2x16unorm(luma[below + $(i)u]) * 0.25;
    let s_$(2 * i + 1) = vec2f(u_$i.x, d_$i.x);
    let s_$(2 * i + 2) = vec2f(u_$i.y, d_$i.y);
  }
  // Both rows at once; dither between rounding down and up by a byte of noise for each pair.
  @repeat(k, 8) {
    let n_$k = f32((seed >> $(3 * k)u) & 255u) * 0.00390625;
    let l_$k = (s_$k * 0.25 + s_$(k + 1) * 0.75) * 219.0 + vec2f(16.0 + n_$k, 17.0 - n_$k);
    let r_$k = (s_$(k + 1) * 0.75 + s_$(k + 2) * 0.25) * 219.0 + vec2f(17.0 - n_$k, 16.0 + n_$k);
  }
  let out_words = grade.stride >> 2u;
  let top = (id.y * 2u) * out_words + (x0 >> 1u);
  let bottom = top + out_words;
  @repeat(q, 4) {
    film[top + $(q)u] = u32(l_$(2 * q).x) | (u32(r_$(2 * q).x) << 8u) | (u32(l_$(2 * q + 1).x) << 16u) | (u32(r_$(2 * q + 1).x) << 24u);
    film[bottom + $(q)u] = u32(l_$(2 * q).y) | (u32(r_$(2 * q).y) << 8u) | (u32(l_$(2 * q + 1).y) << 16u) | (u32(r_$(2 * q + 1).y) << 24u);
  }
}
