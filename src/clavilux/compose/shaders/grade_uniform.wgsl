// What the grade of a frame is (`GRADE` in grade.py), the glow around its lights, and how to read that.
struct Grade {
  work: vec2f, exposure: f32, bloom: f32,   // work: pixels of the painted picture
  vignette: f32, grain: f32, noise: f32, scale: f32,   // scale: pixels of the film in a painted one
  flash_colour: vec4f,                      // linear; a = how strong
  shades: f32, limit: f32, softness: f32, spare: f32,
  sparse: vec2f, spare2: vec2f,             // pixels of the picture that the glow is made of
  shade: array<vec4f, 8>,                   // centre and half size of the rectangles under type, pixels of the film
  strength: array<vec4f, 2>,
}
@group(1) @binding(0) var<uniform> grade: Grade;
@group(1) @binding(1) var grade_bloom: texture_2d<f32>;
@group(1) @binding(2) var grade_sampler: sampler;
