//! about: silk ribbons drawn by sound
//! energy: 0.1 .. 0.8
//! drive: flow = phase loudness base 0.016 gain 0.02 release 0.8
//! drive: rush = phase onset gain 0.45 release 0.08
//! drive: twist = phase mid base 0.012 gain 0.03 release 0.8
//! drive: sway = bass gain 1.0 attack 0.03 release 0.5
//! drive: body = mid gain 1.0 attack 0.08 release 0.6
//! drive: pull = beat gain 1.0 release 0.30
//! drive: glint = treble gain 1.0 attack 0.01 release 0.15

fn upright() -> f32 { return clamp((frame.extent.y - frame.extent.x) * 2.0, 0.0, 1.0); }

fn look(p: vec2f) -> vec3f {
  let tilt = 0.7 * (seeded(0u) - 0.5);
  let q = along(p, normalize(mix(vec2f(1.0, tilt), vec2f(tilt, 1.0), upright())));
  let s = q.x / max(frame.extent.x, frame.extent.y);
  let crisp = 1.0 / frame.pixel;

  // Two slow waves that run against each other; every ribbon mixes them in its own way.
  let a = s * 0.37 + flow() + rush() + seeded(1u);
  let b = s * 0.78 - 0.7 * (flow() + rush()) + seeded(2u);
  let room = 1.0 - 0.25 * upright();
  let one = vec2f(cyc(a), cyc(a + 0.25)) * (room * (0.34 + 0.1 * sway()));
  let two = vec2f(cyc(b), cyc(b + 0.25)) * (room * 0.17);

  // The beat pulls: a bulge starts in the middle and runs out both ways.
  let bulge = 1.0 + (0.4 + frame.intensity) * pull() * glow(sqrt(s * s + 0.004) - 1.5 * frame.beat_age, 0.17);

  let levels = vec4f(sway(), body(), 0.5 * (sway() + body()), glint());
  var seen = vec3f(0.0);
  @repeat(i, 4) {{
    let mixed = one.x * $(1.0 - 0.3 * i) + one.y * $(0.5 * i - 0.5) + two.x * $(0.7 - 0.6 * i) + two.y * $(0.9 - 0.2 * i * i);
    let face = cyc(s * $(0.34 + 0.18 * i) + twist() * $(1.0 + 0.3 * i) + $(0.37 * i) + 0.3 * one.x);
    let wide = room * $(0.50 - 0.25 * i + 0.04 * i * i) * (0.6 + 0.45 * levels[$i]);
    let half = bulge * wide * (0.05 + 0.95 * abs(face));
    let v = (q.y - mixed) / half;
    let side = abs(v);
    let d = (half - side * half) * crisp;
    let cover = clamp(d * 0.7 + 0.5, 0.0, 1.0);
    let shade = clamp(1.7 - side, 0.0, 1.0);
    let rim = max(1.6 - abs(d), 0.0);
    let strand = abs(fract(v * $(15.0 - 3.0 * i) + 0.25) - 0.5) * min(half * crisp * (0.85 / $(15.0 - 3.0 * i)), 4.0) - 1.0;
    let light = max(face, 0.0) * face;
    let fine = cover * max(strand, 0.0);
    seen = seen * (1.0 - 0.55 * shade - 0.35 * cover)
      + vec3f(cover * 0.4 + fine * 0.25, cover * (0.12 + 0.5 * side * side) * light + rim * 0.35, light * (fine * (0.3 + $(0.22 * i)) + rim * 0.8));
  }}

  // A string among them: plucked by the beat it blurs between its nodes, and trembles with the wave itself.
  let blur = 1.0 + crisp * 0.06 * pull() * max(1.0 - s * s, 0.0) * abs(cyc(s * 1.5 + 0.25));
  let off = abs(q.y - one.y * 0.8 - wave(0.5 + 0.14 * s) * 0.03) * crisp;
  let string = max(1.4 - off / blur, 0.0) * (0.14 + 0.86 / blur);
  let lamp = s - 1.2 * seeded(3u) + 0.6;
  return ground() * 0.6 + low() * seen.x + mids() * seen.y + high() * (seen.z * max(1.7 + 0.8 * glint() - 2.0 * lamp * lamp, 0.4)) + accent() * (string * 0.8);
}
