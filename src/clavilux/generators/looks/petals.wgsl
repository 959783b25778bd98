//! about: an X-ray flower of twelve pitches
//! energy: 0.0 .. 0.65
//! focus: x = seed 1 times 1.1 less 0.8, y = 0.05 grow 0.62
//! drive: slow = phase loudness base 0.25 gain 0.5 release 0.8
//! drive: open = bass gain 1.0 attack 0.03 release 0.5
//! drive: breath = beat gain 1.0 release 0.32
//! drive: glint = treble gain 1.0 attack 0.01 release 0.16
//! drive: bloom = loudness gain 1.0 attack 0.4 release 1.5

fn upright() -> f32 { return clamp((frame.extent.y - frame.extent.x) * 2.0, 0.0, 1.0); }

// One petal, as long as its pitch is strong: `x` across (-1 .. 1 at its sides), `r` from the middle. (body, veins).
// `steep` and `ray` turn an angle into pixels: per radius, the same for all petals of a whorl.
fn petal(x: f32, r: f32, size: f32, sharp: f32, steep: f32, ray: f32, note: u32) -> vec2f {
  let strength = pitch(note);
  let long = size + size * 0.46 * strength;
  let side = min(abs(x), 1.0);
  let round = side - sharp * side;
  let gap = long - long * side * (sharp + round) - r;
  let d = gap / (frame.pixel + (sharp + 2.0 * round) * long * steep);
  let cover = clamp(0.5 + d, 0.0, 1.0);
  let margin = clamp(1.0 - 3.2 * gap, 0.0, 1.0);
  let rim = clamp(1.3 - abs(d), 0.0, 1.0);
  let vein = clamp(1.2 - abs(fract(x * (7.5 - 2.6 * r)) - 0.5) * ray, 0.0, 1.0);
  return vec2f(cover * (0.10 + 0.16 * strength + 0.3 * margin * margin) + rim * 0.8, cover * vein * (1.0 - margin));
}

// Six petals side by side, each seen through its neighbour. `first` is the first one's pitch, the next two above.
fn whorl(around: f32, r: f32, size: f32, width: f32, first: f32) -> vec2f {
  let a = around * 6.0;
  let k = floor(a);
  let inverse = 1.0 / width;
  let f = (a - k) * inverse;
  let sharp = 0.9 * seeded(0u) - 0.25;
  let steep = frame.pixel / (width * r + 0.05);
  let ray = r * width / (6.0 * frame.pixel);
  let one = (2.0 * k + first) / 12.0;
  let next = one + 1.0 / 6.0;
  return petal(f, r, size, sharp, steep, ray, u32((one - floor(one)) * 12.0 + 0.1))
    + petal(f - inverse, r, size, sharp, steep, ray, u32((next - floor(next)) * 12.0 + 0.1));
}

fn look(p: vec2f) -> vec3f {
  let lean = seeded(1u) - 0.5;
  let q = p - vec2f(lean * 1.1 * (frame.extent.x - 0.8), mix(0.14 - 0.2 * seeded(3u), 0.3 * frame.extent.y, upright()));
  let flat = along(q, vec2f(1.0, lean)) * vec2f(1.0, 1.25);
  let r = length(flat);
  let a = turns(flat) + (0.1 + 0.06 * open()) * r;
  let wavy = r + 0.018 * r * cyc(a * 23.0 + 1.5 * r);
  let grown = (0.64 + 0.24 * seeded(3u)) * (0.8 + 0.25 * bloom()) * (1.0 + 0.08 * breath());
  let outer = whorl(a + 0.02 * slow() - 0.02 * breath(), wavy, grown, 0.85 + 0.35 * open(), 0.0);
  let inner = whorl(0.04 - a + 0.03 * slow(), wavy, grown * (0.46 + 0.18 * open()), 0.8 + 0.3 * breath(), 7.0);

  // The stem, seen through as well: brighter at its two walls.
  let down = max(-q.y, 0.0);
  let wall = abs(q.x + lean * down * (0.5 - 0.35 * down)) * 45.0;
  let thick = wall * wall;
  let stem = clamp((1.0 - wall) / (45.0 * frame.pixel), 0.0, 1.0) * (0.25 + thick * thick) * min(down * 2.0, 1.0);

  // Stamens: a ring of pollen.
  let ring = a * 21.0 + 0.4 * slow();
  let k = floor(ring);
  let off = vec2f((ring - k - 0.5) * r * 0.3, r - grown * (0.2 + 0.08 * fract(k * 8.0 / 21.0) + 0.06 * open()));
  let pollen = (0.00006 + 0.0001 * glint()) / (0.00006 + dot(off, off));

  let pulse = 0.5 + 2.2 * exp2(-3.0 * frame.beat_age) * glow(r - 2.4 * frame.beat_age, 0.14);
  return ground() * 0.6
    + low() * (0.25 * glow(r, 0.9) + outer.x * 1.1 + stem * 0.8)
    + mids() * (outer.x * outer.x + outer.y * pulse + inner.x * 0.8 + stem * 0.3)
    + high() * (inner.x * inner.x * 0.6 + inner.y * pulse * 0.7 + 0.7 * glow(r, 0.15 + 0.05 * open()))
    + accent() * min(pollen * pollen * 2.0, 2.0);
}
