// Type over the finished planes, only inside a region. One invocation takes 8 x 2 pixels. Chroma is sited left.
struct Overlay {
  origin: vec2u, extent: vec2u,                     // pixels, multiples of 8 and 2
  stride: u32, chroma_at: u32, chroma_words: u32, spare: u32,
}
@group(0) @binding(0) var<uniform> overlay: Overlay;
@group(0) @binding(1) var type_picture: texture_2d<f32>;   // sRGB-encoded, premultiplied
@group(0) @binding(2) var<storage, read_write> film: array<u32>;

fn luma_of(c: vec4f) -> f32 { return dot(c.rgb, vec3f(0.2126, 0.7152, 0.0722)); }
fn byte(word: u32, k: u32) -> f32 { return f32((word >> (8u * k)) & 255u); }

@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x * 8u >= overlay.extent.x || id.y * 2u >= overlay.extent.y) { return; }
  let at = overlay.origin + id.xy * vec2u(8u, 2u);
  var alpha = 0.0;
  @repeat(i, 8) {
    let a_$i = textureLoad(type_picture, at + vec2u($(i)u, 0u), 0);
    let b_$i = textureLoad(type_picture, at + vec2u($(i)u, 1u), 0);
    alpha += a_$i.a + b_$i.a;
    let s_$(i + 1) = a_$i + b_$i;
  }
  let beside = at - vec2u(min(at.x, 1u), 0u);
  let s_0 = textureLoad(type_picture, beside, 0) + textureLoad(type_picture, beside + vec2u(0u, 1u), 0);
  alpha += s_0.a;
  if (alpha < 0.001) { return; }
  let top = (at.y * overlay.stride + at.x) >> 2u;
  let bottom = top + (overlay.stride >> 2u);
  let chroma = overlay.chroma_at + (((at.y >> 1u) * (overlay.stride >> 1u) + (at.x >> 1u)) >> 2u);
  let u = film[chroma];
  let v = film[chroma + overlay.chroma_words];
  @repeat(w, 2) {
    let ya_$w = film[top + $(w)u];
    let yb_$w = film[bottom + $(w)u];
  }
  @repeat(k, 4) {
    let cb_$k = (byte(u, $(k)u) - 128.0) / 224.0;
    let cr_$k = (byte(v, $(k)u) - 128.0) / 224.0;
    let y0_$k = (byte(ya_$(k // 2), $(2 * k % 4)u) - 16.0) / 219.0;
    let y1_$k = (byte(ya_$(k // 2), $(2 * k % 4 + 1)u) - 16.0) / 219.0;
    let y2_$k = (byte(yb_$(k // 2), $(2 * k % 4)u) - 16.0) / 219.0;
    let y3_$k = (byte(yb_$(k // 2), $(2 * k % 4 + 1)u) - 16.0) / 219.0;
    let p0_$k = u32(clamp((y0_$k * (1.0 - a_$(2 * k).a) + luma_of(a_$(2 * k))) * 219.0 + 16.5, 16.0, 235.0));
    let p1_$k = u32(clamp((y1_$k * (1.0 - a_$(2 * k + 1).a) + luma_of(a_$(2 * k + 1))) * 219.0 + 16.5, 16.0, 235.0));
    let p2_$k = u32(clamp((y2_$k * (1.0 - b_$(2 * k).a) + luma_of(b_$(2 * k))) * 219.0 + 16.5, 16.0, 235.0));
    let p3_$k = u32(clamp((y3_$k * (1.0 - b_$(2 * k + 1).a) + luma_of(b_$(2 * k + 1))) * 219.0 + 16.5, 16.0, 235.0));
    let t_$k = s_$(2 * k + 1) * 0.25 + (s_$(2 * k) + s_$(2 * k + 2)) * 0.125;
    let tb_$k = (t_$k.b - luma_of(t_$k)) * 0.5388985;
    let tr_$k = (t_$k.r - luma_of(t_$k)) * 0.6350010;
    let pu_$k = u32(clamp((cb_$k * (1.0 - t_$k.a) + tb_$k) * 224.0 + 128.5, 16.0, 240.0));
    let pv_$k = u32(clamp((cr_$k * (1.0 - t_$k.a) + tr_$k) * 224.0 + 128.5, 16.0, 240.0));
  }
  @repeat(w, 2) {
    film[top + $(w)u] = p0_$(2 * w) | (p1_$(2 * w) << 8u) | (p0_$(2 * w + 1) << 16u) | (p1_$(2 * w + 1) << 24u);
    film[bottom + $(w)u] = p2_$(2 * w) | (p3_$(2 * w) << 8u) | (p2_$(2 * w + 1) << 16u) | (p3_$(2 * w + 1) << 24u);
  }
  film[chroma] = pu_0 | (pu_1 << 8u) | (pu_2 << 16u) | (pu_3 << 24u);
  film[chroma + overlay.chroma_words] = pv_0 | (pv_1 << 8u) | (pv_2 << 16u) | (pv_3 << 24u);
}
