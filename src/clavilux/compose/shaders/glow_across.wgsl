// The sparse picture at half its size, blurred sideways: thirteen Gaussian taps (sigma 2: fewer would end in an edge), each
// the mean of four texels.
@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  let uv = pixel.xy * SIZE;
  let x = vec2f(SIZE.x, 0.0);
  var c = 0.1996756 * textureSampleLevel(source, smooth_sampler, uv, 0.0).rgb;
  c += 0.1762131 * (textureSampleLevel(source, smooth_sampler, uv - 1.0 * x, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv + 1.0 * x, 0.0).rgb);
  c += 0.1211094 * (textureSampleLevel(source, smooth_sampler, uv - 2.0 * x, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv + 2.0 * x, 0.0).rgb);
  c += 0.0648252 * (textureSampleLevel(source, smooth_sampler, uv - 3.0 * x, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv + 3.0 * x, 0.0).rgb);
  c += 0.0270232 * (textureSampleLevel(source, smooth_sampler, uv - 4.0 * x, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv + 4.0 * x, 0.0).rgb);
  c += 0.0087731 * (textureSampleLevel(source, smooth_sampler, uv - 5.0 * x, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv + 5.0 * x, 0.0).rgb);
  c += 0.0022182 * (textureSampleLevel(source, smooth_sampler, uv - 6.0 * x, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv + 6.0 * x, 0.0).rgb);
  return vec4f(c, 1.0);
}
