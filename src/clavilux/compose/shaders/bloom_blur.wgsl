// Nine Gaussian taps (sigma 2 pixels) as five bilinear ones along STEP.
@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  let uv = pixel.xy * SIZE;
  var c = 0.2041636 * textureSampleLevel(source, smooth_sampler, uv, 0.0).rgb;
  c += 0.3041798 * textureSampleLevel(source, smooth_sampler, uv + STEP * 1.407333, 0.0).rgb;
  c += 0.3041798 * textureSampleLevel(source, smooth_sampler, uv - STEP * 1.407333, 0.0).rgb;
  c += 0.0937384 * textureSampleLevel(source, smooth_sampler, uv + STEP * 3.294215, 0.0).rgb;
  c += 0.0937384 * textureSampleLevel(source, smooth_sampler, uv - STEP * 3.294215, 0.0).rgb;
  return vec4f(c, 1.0);
}
