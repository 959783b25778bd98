// The sparse picture at half its size, blurred sideways: nine Gaussian taps (sigma 2), each the mean of four texels.
@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  let uv = pixel.xy * SIZE;
  var c = 0.2041636 * textureSampleLevel(source, smooth_sampler, uv, 0.0).rgb;
  c += 0.1801738 * (textureSampleLevel(source, smooth_sampler, uv - SIZE * vec2f(1.0, 0.0), 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv + SIZE * vec2f(1.0, 0.0), 0.0).rgb);
  c += 0.1240060 * (textureSampleLevel(source, smooth_sampler, uv - SIZE * vec2f(2.0, 0.0), 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv + SIZE * vec2f(2.0, 0.0), 0.0).rgb);
  c += 0.0661782 * (textureSampleLevel(source, smooth_sampler, uv - SIZE * vec2f(3.0, 0.0), 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv + SIZE * vec2f(3.0, 0.0), 0.0).rgb);
  c += 0.0275602 * (textureSampleLevel(source, smooth_sampler, uv - SIZE * vec2f(4.0, 0.0), 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv + SIZE * vec2f(4.0, 0.0), 0.0).rgb);
  return vec4f(c, 1.0);
}
