//! about: cut-paper tiles that turn in waves
//! energy: 0.35 .. 1.0
//! focus: x = seed 5 times 1.1, y = seed 6 times 1.1
//! drive: kick = beat gain 1.0 release 0.22
//! drive: press = bass gain 1.0 attack 0.02 release 0.35
//! drive: drift = phase loudness base 0.02 gain 0.04 release 1.0

// Out beyond the end and back: where a card stands at f of its turn, 0 .. 1.
fn overshoot(f: f32) -> f32 {
  let g = f - 1.0;
  return 1.0 + g * g * (2.4 * g + 1.4);
}

// A figure in -1 .. 1: discs, quarters, halves, arcs, leaves, by `kind` 0 .. 1. Negative inside.
fn figure(q: vec2f, kind: f32) -> f32 {
  let k = kind * 6.0;
  let corner = select(vec2f(0.0), select(vec2f(-1.0), vec2f(0.0, -1.0), k > 5.0), k > 1.0);
  let radius = select(select(2.0, 1.0, k > 5.0), 0.62 + 0.14 * kick(), k < 1.0);
  let circle = length(q - corner) - radius;
  let leaf = max(circle, length(q + corner) - radius);
  let arc = abs(circle + 0.8) - 0.3 - 0.12 * press();
  let half = (q.x + q.y) * 0.7;
  let round = select(circle, arc, k > 2.0 && k < 3.0);
  return select(select(round, leaf, k > 3.0 && k < 4.0), half, k > 4.0 && k < 5.0);
}

fn look(p: vec2f) -> vec3f {
  let cell = 0.40 + 0.10 * seeded(0u);
  let axis = unit(select(0.0, 0.125, seeded(1u) > 0.66) + drift() * 0.02);
  let g = along(p, axis) / cell + vec2f(50.0 + seeded(2u), 50.0 + seeded(3u));

  // Which tile: a quarter of the blocks are one large tile, a quarter of the rest are cut in four. Where type stands, low in
  // the picture, most are large and none is cut.
  let block = floor(g * 0.5);
  let middle = (block * 2.0 + 1.0 - vec2f(50.0 + seeded(2u), 50.0 + seeded(3u))) * cell;
  let calm = clamp(-1.2 - 3.2 * dot(middle, axis.yx) / frame.extent.y, 0.0, 1.0);
  let large = hash21(block) < 0.3 + 0.55 * calm;
  let small = hash21(floor(g) + 7.0) < 0.3 - calm;
  let size = select(select(1.0, 0.5, small), 2.0, large);
  let id = floor(g / size);
  let q = (g / size - id) * 2.0 - 1.0;
  let h = hash21(id + 31.0 * size);
  let from_middle = (id + 0.5) * size - vec2f(50.5);

  // Light gathers at one place; from there the turning spreads. A tile turns on every few beats, each on its own.
  let focus = (vec2f(seeded(5u), seeded(6u)) - 0.5) * frame.extent * 1.1;
  let away = length(from_middle * cell - focus) / (0.4 + 0.65 * max(frame.extent.x, frame.extent.y));
  let period = floor(7.0 - 5.0 * frame.intensity);
  let n = frame.beat + floor(period * fract(dot(id, vec2f(0.618, 0.382)) + size));
  let epoch = floor(n / period);
  let f = select(1.0, clamp((frame.beat_phase + 0.04 - 0.4 * away) * 2.6, 0.0, 1.0), n - epoch * period < 0.5);
  let angle = 0.5 * overshoot(f);
  let facing = cyc(angle + 0.25);
  let face = hash21(id + vec2f(13.7, 7.1) * (epoch - select(0.0, 1.0, facing > 0.0)));
  let face2 = fract(face * 43.7);
  let face3 = fract(face * 191.3);

  // The card in perspective; v runs across its hinge.
  let flip = select(q, q.yx, h > 0.5);
  let width = max(abs(facing), 0.02);
  let depth = 1.0 / (1.0 + 0.3 * flip.y * cyc(angle));
  let card = vec2f(flip.x, flip.y / width) * (depth * (1.0 + 0.14 * kick()));
  let soft = 2.0 * frame.pixel / (cell * size);
  let edge = min((0.975 - abs(card.x)) / soft, (0.975 - abs(card.y)) * width / soft);
  let on = clamp(0.5 + edge, 0.0, 1.0);

  // Its two colours, light near the focus and dark and plain away from it.
  let light = clamp(1.22 - away + 0.7 * (face2 - 0.5), 0.0, 0.999);
  let upper = floor(light * 4.0);
  let lower = max(upper - 1.0 - floor(2.0 * face3), 0.0);
  let turned = card * vec2f(select(1.0, -1.0, face2 > 0.5), select(1.0, -1.0, face3 > 0.5));
  let inside = clamp(0.5 - figure(turned, fract(face * 17.9)) * width / soft, 0.0, 1.0);
  let swap = fract(face * 71.3) > 0.5;
  let one = tone(u32(select(lower, upper, swap) * 21.3));
  let two = select(tone(u32(select(upper, lower, swap) * 21.3)), accent(), face > 0.978 && upper > 0.5);
  return mix(ground() * 0.5, mix(one, two, inside) * (0.5 + 0.5 * width), on);
}
