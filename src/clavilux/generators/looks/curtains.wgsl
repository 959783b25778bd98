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
fn fold(x: f32, h: f32, k: f32, thin: f32, ripple: f32, beat: f32) -> vec3f {
  let inside = max(x, 0.0);
  let s = sqrt(inside);
  let run = ripple - s;
  let crest = max(beat - 8.0 * run * run, 0.0);
  let grain = cyc(s * (5.0 + 3.0 * s) + k);
  let hem = h + 0.12 * crest;
  let hems = vec2f(hem + 0.30 * s, hem - 0.22 * s);
  let fall = max(1.0 - hems * (thin - 0.6 * crest), vec2f(0.0));
  let fade = fall * fall;
  let bright = clamp(hems * 22.0, vec2f(0.0), fade * fade) * vec2f(1.0 + 0.6 * grain, 0.55 - 0.35 * grain);
  let open = max(1.0 - 0.5 * s, 0.0);
  let far = open * open;
  let gain = min(inside * 70.0, 1.0) * far * (0.22 + 0.5 * far * far) * (1.0 + 0.6 * crest);
  return gain * vec3f(bright.x + bright.y, dot(bright, fade), crest * bright.x * fade.x);
}

fn look(p: vec2f) -> vec3f {
  let air = field_here();
  let tall = frame.extent.y;
  let up = p.y / tall;
  let x = p.x * (1.0 - 0.10 * up) + 0.28 * air.x * (1.0 + up);
  let high = lift();
  let thin = max(0.95 - 0.6 * air.z - 0.2 * high, 0.15);
  let a = cyc(sway() * 0.16);
  let b = cyc(sway() * 0.22 + 0.33);
  let drift = vec3f(a, b, -0.9 * a * b - 0.3 * b);
  let place = seeded(0u);
  let wide = frame.extent.x;
  let scale = vec3f(1.15, 0.9, 0.7);
  let y = up + 0.62 - 0.10 * high;
  var light = vec3f(0.0);
  @repeat(i, 3) {
    let at$i = fract(place + $i.0 * 0.382);
    let x$i = wide * (at$i * 2.0 - 1.0 + 0.16 * drift[$i]);
    let side$i = select(-1.0, 1.0, at$i < 0.5) / scale[$i];
    let hem$i = 0.06 * drift[$(2 - i)] - 0.2 * $i.0;
    let weight$i = clamp(frame.intensity * 3.6 + 1.2 - $i.0, 0.0, 1.0) * (1.0 - 0.2 * $i.0);
    light += weight$i * fold((x - x$i) * side$i, (y + hem$i) / scale[$i], $i.3 + 1.5 * air.z, thin, frame.beat_age * 1.7 - 0.1, pulse());
  }
  let thread = ray(x * 47.0 + 4.0 * air.w);
  light *= (0.3 + 1.0 * air.w) * (0.5 + (0.7 + glint()) * thread);
  let warmth = light.y / (light.x + 0.02);
  let k = min(light.x * 4.0, 1.0) * (0.34 + 0.66 * warmth) + 0.14 * air.y * (1.0 - up) * frame.intensity;
  return ramp(k) * (1.0 + light.x * 1.8) + accent() * light.z * 0.5;
}
