// Thirteen Gaussian taps (sigma 2 pixels) as seven bilinear ones, up and down; then all of the grade that is smooth, so that the
// finishing pass has one sample to take: rgb is added to the light after it was multiplied by a.

// A flash spends its light where there is light; darkness is lifted only a little.
const GRADE_FLASH_GAIN = 1.5;
const GRADE_FLASH_LIFT = 0.12;

// Light from the middle falls off to the corners by `vignette`.
fn grade_falloff(uv: vec2f) -> f32 {
  let q = uv - 0.5;
  let r = dot(q, q) * 2.0;
  return 1.0 - grade.vignette * r * (1.6 * r + 0.35);
}
@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  let uv = pixel.xy * SIZE;
  let one = SIZE * vec2f(0.0, 1.407333);
  let two = SIZE * vec2f(0.0, 3.294215);
  let three = SIZE * vec2f(0.0, 5.201813);
  var c = 0.1996756 * textureSampleLevel(source, smooth_sampler, uv, 0.0).rgb;
  c += 0.2973225 * (textureSampleLevel(source, smooth_sampler, uv + one, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv - one, 0.0).rgb);
  c += 0.0918483 * (textureSampleLevel(source, smooth_sampler, uv + two, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv - two, 0.0).rgb);
  c += 0.0109913 * (textureSampleLevel(source, smooth_sampler, uv + three, 0.0).rgb + textureSampleLevel(source, smooth_sampler, uv - three, 0.0).rgb);
  let flash = grade.flash_colour.a;
  let fall = grade_falloff(uv);
  let gain = grade.exposure * (1.0 + GRADE_FLASH_GAIN * flash) * fall;
  return vec4f(c * (grade.bloom * gain) + grade.flash_colour.rgb * (GRADE_FLASH_LIFT * flash * fall), gain);
}
