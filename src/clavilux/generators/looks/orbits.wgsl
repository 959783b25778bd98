//! about: points on orbits that fall into line
//! energy: 0.1 .. 0.75
//! focus: x = seed 1 times 1.14 less 0.71, y = seed 2 times 1.14 less 0.71
//! drive: spin = phase loudness base 0.002 gain 0.010 release 0.8
//! drive: swell = bass gain 1.0 attack 0.02 release 0.45
//! drive: push = beat gain 1.0 release 0.35
//! drive: reach = mid gain 1.0 attack 0.05 release 0.5
//! drive: glint = treble gain 1.0 attack 0.01 release 0.2

// The point of orbit n runs n times as fast as that of the first. Each bar carries the figure from one twelfth of a turn
// between neighbours to the next: one line, a spiral, six spokes, four, three, a star, two, and back.
const ORBITS = 14.0;
const GAP = 0.106;
const INNER = 0.30;

fn leap(x: f32) -> f32 { let y = 1.0 - x; return 0.15 * x + 0.85 * (1.0 - y * y * y * y); }

// The turn between neighbours, `late` beats ago, each beat taken in one eased leap.
fn figure(late: f32) -> f32 {
  let x = frame.beat_phase - late;
  let whole = floor(x);
  let bars = frame.bar + frame.bar_phase + 0.25 * (whole + leap(x - whole) - frame.beat_phase);
  let j = bars + floor(12.0 * seeded(0u)) + 1.0;
  return (6.0 - abs(6.0 - (j - 12.0 * floor(j / 12.0)))) / 12.0;
}

fn look(p: vec2f) -> vec3f {
  let q = p - (vec2f(seeded(1u), seeded(2u)) - 0.5) * 1.14 * (frame.extent - 0.71);
  let far = length(q);

  // A wave runs outward from every beat; bass widens all.
  let run = far - 2.1 * frame.beat_age;
  let wave = max(1.0 - 11.0 * run * run, 0.0);
  let r = far * (1.0 - 0.11 * swell()) - (0.02 + 0.06 * frame.intensity) * push() * wave * wave;
  let k = (r - INNER) / GAP;
  let n = clamp(floor(k + 0.5), 0.0, ORBITS - 1.0);
  let across = (k - n) * GAP;
  let there = clamp(6.0 + 10.0 * frame.intensity - n, 0.0, 1.0);

  let now = figure(0.0);
  let before = figure(0.85) - now;
  let arms = floor(1.0 + 2.6 * seeded(3u));
  let a = (turns(q) + spin() + seeded(2u)) * arms;
  let arc = TAU / arms;

  // The comet behind each point, thinner and darker with age.
  let at = a - (n + 1.0) * now;
  let x = at - floor(at + 0.5);
  let side = select(-1.0, 1.0, before >= 0.0);
  let tail = (n + 1.0) * abs(before) * (1.15 + 1.1 * reach()) + 0.04;
  let behind = x * side / tail;
  let body = select(0.0, max(1.0 - behind, 0.0), behind > 0.0);
  let heard = frame.spectrum[u32(n) + 1u].z;
  let comet = fill(abs(across) - GAP * (0.12 + 0.30 * heard) * (0.2 + 0.8 * body)) * body * there;

  // The points, the line through all of them, the rails.
  let along_arc = x * arc * (INNER + n * GAP);
  let size = GAP * (0.17 + 0.10 * heard + 0.05 * push());
  let dot = fill(sqrt(along_arc * along_arc + across * across) - size) * there;
  let bound = a - (k + 1.0) * now;
  let slope = arc * r * now / GAP;
  let line = (bound - floor(bound + 0.5)) * arc * r * inverseSqrt(1.0 + slope * slope);
  let inside = clamp((k + 0.5) * 4.0, 0.0, 1.0) * clamp((ORBITS - 0.5 - k) * 4.0, 0.0, 1.0);
  let thread = stroke(line, 0.55 * frame.pixel) * inside * there;
  let rail = stroke(across, 0.25 * frame.pixel) * there;

  let spark = abs(2.0 * fract(n * 0.382 + 0.125 * (frame.beat + frame.beat_phase)) - 1.0);
  let flare = glint() * spark * spark * spark;
  let sun = 0.075 + 0.025 * swell();
  let disc = fill(far - sun);
  let shine = max(1.0 - 1.8 * far, 0.0);
  let marked = select(0.0, 1.0, n == floor(2.0 + 7.0 * seeded(0u)));
  let near = mix(mids(), high(), body * body * 0.8) * ((0.25 + 0.95 * body) * comet);
  let lit = mix(high() * (1.1 + 2.6 * flare), accent() * 2.2, marked);
  // The body: rings of tone, one darker than the other, each as bright as its band sounds.
  let body_tone = max(0.62 - 0.1 * n, 0.0) * there * (0.55 + 0.9 * heard);
  let back = ground() * 0.7 + low() * (0.5 * shine * shine + body_tone * clamp((k + 0.5) * 8.0, 0.0, 1.0) + 0.5 * rail) + mids() * 0.55 * thread + near;
  return mix(mix(back, lit, dot), high() * 1.5, disc);
}
