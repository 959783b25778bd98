//! about: sand on a ringing plate
//! energy: 0.1 .. 0.7
//! focus: x = seed 6 times 0.6 less 0.8, y = seed 7 times 0.6 less 0.8
//! drive: wander = phase loudness base 0.01 gain 0.05 release 0.8
//! drive: relief = bass gain 1.0 attack 0.02 release 0.5
//! drive: shake = beat gain 1.0 release 0.30
//! drive: glint = treble gain 1.0 attack 0.01 release 0.18

fn size() -> f32 { return 1.05 + 0.25 * seeded(3u); }
fn kick() -> f32 { return shake() * (0.25 + 0.75 * frame.intensity); }

// p on the plate, whose edges are -1 and 1.
fn on_plate(p: vec2f) -> vec2f {
  let axis = unit((seeded(4u) - 0.5) * 0.14 + select(0.0, 0.125, seeded(5u) > 0.55));
  let off = (vec2f(seeded(6u), seeded(7u)) - 0.5) * (frame.extent - 0.8) * 0.6;
  return along(p - off, axis) / size();
}

// How strongly the plate sounds in each of six modes: one by the shot and the time, the others by the harmony.
fn mode(i: f32, main: f32) -> f32 {
  let near = max(1.0 - 0.7 * abs(i - main), 0.0);
  return near * near;
}

// Height of the plate at q (-1..1) and its slope: (slope, height). cos(n pi x) and sin(n pi x) by recurrence.
fn plate(q: vec2f) -> vec3f {
  let h = q * 0.5;
  let c1 = vec2f(cyc(h.x + 0.25), cyc(h.y + 0.25));
  let s1 = vec2f(cyc(h.x), cyc(h.y));
  let d = 2.0 * c1;
  let c2 = d * c1 - 1.0;  let s2 = d * s1;
  let c3 = d * c2 - c1;   let s3 = d * s2 - s1;
  let c4 = d * c3 - c2;   let s4 = d * s3 - s2;
  let c5 = d * c4 - c3;   let s5 = d * s4 - s3;
  let o = select(-1.0, 1.0, seeded(1u) < 0.45);
  let main = 1.3 + 2.2 * seeded(0u) + 1.8 * frame.intensity + 0.5 * sin(wander() + 6.0 * seeded(2u)) + 0.45 * kick();
  let w = vec3f(mode(0.0, main), mode(1.0, main), mode(2.0, main))
    + 0.32 * vec3f(chroma(0u) + chroma(3u), chroma(7u) + chroma(10u), chroma(2u) + chroma(5u));
  let v = vec3f(mode(3.0, main), mode(4.0, main), mode(5.0, main))
    + 0.32 * vec3f(chroma(4u) + chroma(11u), chroma(9u) + chroma(6u), chroma(1u) + chroma(8u));
  // Along x times along y, and the same with x and y exchanged.
  let a = vec3f(c2.x + o * c2.y, c1.x * c2.y + o * c2.x * c1.y, c1.x * c3.y + o * c3.x * c1.y);
  let b = vec3f(c2.x * c3.y + o * c3.x * c2.y, c1.x * c4.y + o * c4.x * c1.y, c2.x * c5.y + o * c5.x * c2.y);
  let ax = vec3f(2.0 * s2.x, s1.x * c2.y + 2.0 * o * s2.x * c1.y, s1.x * c3.y + 3.0 * o * s3.x * c1.y);
  let ay = vec3f(2.0 * o * s2.y, 2.0 * c1.x * s2.y + o * c2.x * s1.y, 3.0 * c1.x * s3.y + o * c3.x * s1.y);
  let bx = vec3f(2.0 * s2.x * c3.y + 3.0 * o * s3.x * c2.y, s1.x * c4.y + 4.0 * o * s4.x * c1.y, 2.0 * s2.x * c5.y + 5.0 * o * s5.x * c2.y);
  let by = vec3f(3.0 * c2.x * s3.y + 2.0 * o * c3.x * s2.y, 4.0 * c1.x * s4.y + o * c4.x * s1.y, 5.0 * c2.x * s5.y + 2.0 * o * c5.x * s2.y);
  return vec3f(-PI * (dot(w, ax) + dot(v, bx)), -PI * (dot(w, ay) + dot(v, by)), dot(w, a) + dot(v, b));
}

fn lamp() -> vec2f { return vec2f(0.5 - seeded(2u), 0.9); }

// (signed distance to the nearest line that rests, slope towards the lamp, place on the plate). The centres of the outermost
// cells stand for the frame's edges, so that the place, which is linear, is read back exactly everywhere.
fn field(p: vec2f) -> vec4f {
  let cells = ceil(frame.size / FIELD_SCALE);
  let at = floor((0.5 + vec2f(0.5, -0.5) * unplace(p) / frame.extent) * cells);
  let q = on_plate(place(at / (cells - 1.0) * frame.size, frame.size));
  let form = plate(q);
  return vec4f(form.z * inverseSqrt(dot(form.xy, form.xy) + 1.5), dot(form.xy, lamp()), q);
}

// Value noise of one number, 0..1.
fn streak(x: f32) -> f32 {
  let i = floor(x);
  let f = x - i;
  var h = fract(vec2f(i, i + 1.0) * 0.1031);
  h *= h + 33.33;
  h = fract(h * (h + h));
  return mix(h.x, h.y, f);
}

fn look(p: vec2f) -> vec3f {
  let cells = ceil(frame.size / FIELD_SCALE);
  let form = textureSampleLevel(field_texture, field_sampler, here + (0.5 - here) / cells, 0.0);
  let q = form.zw;
  let kick = kick();
  let size = size();

  // Sand: dense on the lines that rest, thrown wide by the beat.
  let s = form.x * (size / (0.016 + 0.05 * kick));
  let dense = (1.0 - 0.45 * kick) / (1.0 + s * s * (0.3 + s * s * 0.5)) + 0.02 + 0.05 * kick;
  let g = q * (size * min(118.0, min(frame.size.x, frame.size.y) * 0.227));
  let id = floor(g);
  let h = hash22(id);
  let speck = g - id - 0.3 - 0.4 * h;
  let grain = clamp((dense - h.x * 0.97) * 5.0, 0.0, 1.0) * clamp(1.5 - 8.0 * dot(speck, speck), 0.0, 1.0);

  // Metal: brushed, lit from one side, bent where it swings.
  let bend = form.y * (0.05 + 0.13 * relief());
  let shade = bend / (1.0 + abs(bend));
  let lamp = lamp();
  let rake = clamp(0.55 + 0.5 * dot(q, lamp), 0.0, 1.2);
  let metal = (0.14 + rake * rake * (0.38 + 0.3 * streak(q.y * 150.0) * 0.5)) * (1.0 + 1.4 * shade);
  let tilt = clamp(form.x * form.y * 6.0, -1.0, 1.0);
  let heap = dense * dense * (0.55 - 0.35 * tilt);

  let side = abs(q) - 1.0;
  let edge = max(side.x, side.y) * size;
  let rim = stroke(edge + 1.5 * frame.pixel, 1.2 * frame.pixel) * rake;
  let below = abs(q + lamp * 0.06) - 1.0;
  let under = clamp(1.0 - length(max(below, vec2f(0.0))) * 7.0, 0.0, 1.0);
  let spark = select(0.0, glint() * 2.5, h.y > 0.95) * grain;
  let bare = mix(mix(ground(), low(), min(metal * 2.6, 1.0)), mids(), max(metal * 1.3 - 0.4, 0.0)) * (0.5 + metal);
  let top = bare + high() * (heap * 0.55 + grain * (0.35 + 0.75 * rake)) + accent() * spark + mids() * rim;
  return mix(ground() * (0.8 - 0.6 * under), top, fill(edge));
}
