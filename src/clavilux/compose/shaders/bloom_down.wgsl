// 4 x 4 samples a pixel, each the mean of four texels where the picture is eight times as large.
@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  let uv = floor(pixel.xy) * SCALE;
  var sum = vec3f(0.0);
  @repeat(j, 4) {
    @repeat(i, 4) {
      let c$(i)_$(j) = textureSampleLevel(source, smooth_sampler, uv + SCALE * vec2f($(i / 4 + 0.125), $(j / 4 + 0.125)), 0.0).rgb;
      sum += min(c$(i)_$(j), vec3f(8.0));
    }
  }
  let c = sum * 0.0625;
  let bright = max(c.r, max(c.g, c.b));
  return vec4f(c * (bright / (bright + 0.25)), 1.0);
}
