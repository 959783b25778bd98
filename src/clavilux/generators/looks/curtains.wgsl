//! about: curtains of light
//! energy: 0.0 .. 0.6
//! drive: sway = phase loudness base 0.05 gain 0.10 release 0.6
//! drive: shimmer = phase mid base 0.10 gain 0.35 release 0.4
//! drive: lift = bass gain 1.0 attack 0.02 release 0.45
//! drive: pulse = beat gain 1.0 release 0.40
//! drive: glint = treble gain 1.0 attack 0.01 release 0.18

// Value noise of one number, 0..1.
fn ray(x: f32) -> f32 {
  let i = floor(x);
  let f = x - i;
  var h = fract(vec2f(i, i + 1.0) * 0.1031);
  h *= h + 33.33;
  h = fract(h * (h + h));
  return mix(h.x, h.y, f * f * (3.0 - 2.0 * f));
}

// Slow air: (sideways drift of the cloth, haze, length of the rays, patches of light).
fn field(p: vec2f) -> vec4f {
  let q = p / frame.extent;
  let s = 40.0 * seeded(7u);
  let drift = fbm(vec2f(q.x * 1.3 + s, q.y * 0.35 - sway() * 0.4)) - 0.5;
  let haze = fbm(vec2f(p.x * 0.7 + drift * 1.5 - sway() * 0.5, p.y * 0.5 + s));
  let reach = noise(vec2f(p.x * 2.2 + s * 3.0, shimmer() * 0.9));
  let patches = noise(vec2f(p.x * 1.1 - shimmer() * 0.5, s + p.y * 0.3));
  return vec4f(drift, haze, reach, patches);
}

// One fold seen from inside: from the edge x = 0 the cloth leaves to the right twice, in front (its hem falling) and behind.
// x and h, the height over the hem at the edge, in sizes of the fold. Returns (light, light * warmth, crest of the ripple).
fn fold(x: f32, h: f32, k: f32, sharp: f32, thin: f32, ripple: f32) -> vec3f {
  let inside = max(x, 0.0);
  let s = sqrt(inside);
  let taper = max(1.0 - 0.42 * inside, 0.0);
  let edge = min(inside * sharp, 1.0) * taper * taper * (0.13 + 0.13 / (0.14 + s));
  let run = ripple - s;
  let swell = max(1.0 - 7.0 * run * run, 0.0);
  let crest = swell * swell * pulse();
  let grain = cyc(s * 4.3 + k + 0.35 * cyc(s * 9.1 - k));
  let hem = h + 0.13 * crest + 0.03 * grain;
  let near = hem + 0.34 * s;
  let far = hem - 0.20 * s;
  let lit = clamp(vec2f(near, far) * 30.0 + 0.5, vec2f(0.0), vec2f(1.0));
  let slack = thin - 1.3 * crest;
  let fall = max(1.0 - max(vec2f(near, far), vec2f(0.0)) * vec2f(slack - 0.3 * grain, slack + 0.3 * grain), vec2f(0.0));
  let fade = fall * fall;
  let bright = lit * lit * fade * fade * vec2f(1.0 + 0.6 * grain, 0.55 - 0.35 * grain);
  let gain = edge * (1.0 + 1.3 * crest);
  return vec3f(gain * (bright.x + bright.y), gain * dot(bright, fade), gain * crest * bright.x * fade.x);
}

fn look(p: vec2f) -> vec3f {
  let air = field_here();
  let wide = frame.extent.x;
  let tall = frame.extent.y;
  let up = p.y / tall;
  let x = (p.x + 0.28 * air.x * (1.0 + up)) / (1.0 + 0.10 * up);
  var light = vec3f(0.0);
  @repeat(i, 4) {
    let a$i = fract(seeded(0u) + $i.0 * 0.618);
    let size$i = tall * (1.15 - 0.17 * $i.0);
    let x$i = wide * (a$i * 2.0 - 1.0 + 0.16 * sin(sway() * (1.0 + 0.3 * $i.0) + $i.0 * 2.1));
    let side$i = select(-1.0, 1.0, a$i < 0.5) / size$i;
    let hem$i = tall * (0.55 - 0.14 * $i.0) - 0.10 * lift() + 0.05 * sin(sway() * 2.0 + $i.0);
    let weight$i = clamp(frame.intensity * 3.6 + 1.2 - $i.0, 0.0, 1.0) * (1.0 - 0.15 * $i.0);
    light += weight$i * fold((x - x$i) * side$i, (p.y + hem$i) / size$i, $i.3 + 8.0 * seeded(1u) + shimmer() * 0.3,
      size$i / (frame.pixel * 3.0), 0.62 - 0.42 * air.z - 0.2 * lift(), frame.beat_age * 1.7 - 0.1);
  }
  let thread = ray(x * 55.0 / wide + shimmer() * 0.2) * ray(x * 17.0 - shimmer() * 0.3);
  light *= (0.45 + 0.9 * air.w) * (0.45 + 1.8 * thread);
  let warmth = light.y / (light.x + 0.02);
  let mist = air.y * air.y * (0.5 - 0.4 * up) * (0.3 + frame.intensity * 0.5);
  return ground() + low() * mist * 0.5 + ramp(0.30 + 0.75 * warmth) * light.x * (0.9 + 0.7 * frame.intensity)
    + accent() * light.z * 0.5 + high() * glint() * light.x * light.y * 0.3;
}
