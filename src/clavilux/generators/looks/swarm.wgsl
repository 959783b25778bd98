//! about: a shoal that circles a moving eye
//! energy: 0.2 .. 0.9
//! focus: x = seed 0 times 0.4, y = seed 1 times 0.2
//! drive: swim = phase loudness base 0.15 gain 0.55 release 0.6
//! drive: roam = phase mid base 0.1 gain 0.25 release 1.0
//! drive: burst = beat gain 1.0 release 0.30
//! drive: press = bass gain 1.0 attack 0.02 release 0.4
//! drive: glint = treble gain 1.0 attack 0.01 release 0.14

fn upright() -> f32 { return clamp((frame.extent.y - frame.extent.x) * 2.0, 0.0, 1.0); }

// Into the plane of the shoal: the eye is the origin, the plane is tilted away from us.
fn plane(p: vec2f) -> vec2f {
  let eye = vec2f(
    1.1 * (seeded(0u) - 0.5) * frame.extent.x + 0.24 * cyc(0.13 * roam()),
    0.7 * (seeded(1u) - 0.5) * frame.extent.y + 0.16 * cyc(0.19 * roam() + 0.3));
  let axis = mix(vec2f(1.0, 0.5 * seeded(2u) - 0.25), vec2f(0.35 - 0.5 * seeded(2u), 0.95), upright());
  return along(p - eye, axis) * (vec2f(0.74, 1.15 + 0.45 * seeded(3u)));
}

// The field is drawn a little larger than the picture, so that its border needs no guess.
fn within() -> vec2f { return 1.0 - 8.0 / frame.size; }

// How far the burst throws: strongest near the eye.
fn thrown(r: f32) -> f32 { return 1.0 + 0.65 * burst() * glow(r, 0.6); }

// (the place in the plane, bent into a living body; how dense the shoal is here; how much light falls on it)
fn field(p: vec2f) -> vec4f {
  let q = plane(frame.pan + (p - frame.pan) / within());
  let t = 0.3 * swim();
  let w = 0.44 * vec2f(noise(q * 1.25 + vec2f(0.0, t)), noise(q * 1.25 + vec2f(9.0, -t))) - 0.22;
  let e = q + w;
  let far = length(e);
  let r = far / thrown(far);
  let s = turn(e * (r / far), 0.82 * swim() - 1.9 * log2(r + 0.01));
  let n = 0.65 * noise(s * 1.9 + 20.0 * seeded(4u)) + 0.35 * noise(s * 4.4 + 3.0);
  let hole = 0.17 + 0.12 * press();
  let reach = 0.8 + 0.7 * frame.intensity;
  let body = smoothstep(hole, hole + 0.25, r) * (1.0 - smoothstep(0.5 * reach, reach, r));
  let mass = body * smoothstep(0.40, 0.64, n + 0.12 * body) - 0.4 * (1.0 - smoothstep(0.1, 0.3, r));
  let lamp = unit(seeded(5u));
  let light = clamp(0.42 + 0.55 * dot(e, lamp) / (0.5 + far), 0.0, 1.0);
  return vec4f(e, mass, light);
}

fn look(p: vec2f) -> vec3f {
  let f = textureSampleLevel(field_texture, field_sampler, 0.5 + (here - 0.5) * within(), 0.0);
  let far = length(f.xy);
  let wide = min(far, 1.0);
  let l = log2(far / thrown(far) + 1e-4);
  let a = turns(f.xy);
  let crisp = 0.65 / frame.pixel;
  let flown = swim() * 0.10;
  var dim = 0.0;
  var lit = 0.0;
  var rare = 0.0;
  @repeat(i, 3) {{
    let rings = 9.0 + 3.0 * $i.0;
    let cells = 17.0 + 8.0 * $i.0;
    let y = l * rings + $(0.37 * i);
    let row = floor(y);
    let x = (a - flown * (1.4 - 0.45 / rings * row)) * cells + row * (0.37 + 0.113 * row);
    let col = floor(x);
    let h = hash21(vec2f(col - cells * floor(col * (1.0 / cells)), row + $(31.0 * i)));
    let h3 = fract(h * 131.7);
    let along = x - col - 0.65 - 0.22 * h;
    let drawn = (along + clamp(-along, 0.0, 0.5)) * far * (TAU / cells);
    let side = (y - row - 0.3 - 0.4 * h3) * far * (0.693 / rings);
    let radius = wide * (0.004 + $(0.013 - 0.003 * i) * h) * clamp(3.0 * (f.z - h3) + 0.4, 0.004, 1.0);
    let on = clamp((radius - (drawn * drawn + side * side) / radius) * crisp, 0.0, 1.0)
      * clamp(1.0 + 1.6 * along, 0.0, 1.0);
    lit += on * h;
    dim += on;
    rare += select(0.0, on, h > 0.985);
  }}
  let light = f.w * f.w;
  return ground() * 0.6 + low() * (0.7 * max(f.z, 0.0) + 0.6 * dim) + mids() * (dim * (0.15 + 1.2 * f.w))
    + high() * (lit * ((2.0 + 1.6 * frame.intensity) * light + 0.9 * glint())) + accent() * (2.0 * rare);
}
