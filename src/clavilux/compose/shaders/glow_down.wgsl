// Nine Gaussian taps (sigma 2 pixels) as five bilinear ones, up and down.
@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  let uv = pixel.xy * SIZE;
  let one = SIZE * vec2f(0.0, 1.407333);
  let two = SIZE * vec2f(0.0, 3.294215);
  var c = 0.2041636 * textureSampleLevel(source, smooth_sampler, uv, 0.0).rgb;
  c += 0.3041798 * (textureSampleLevel(source, smooth_sampler, uv + one, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv - one, 0.0).rgb);
  c += 0.0937384 * (textureSampleLevel(source, smooth_sampler, uv + two, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv - two, 0.0).rgb);
  return vec4f(c, 1.0);
}
