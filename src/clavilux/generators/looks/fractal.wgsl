//! about: pearls mirrored in pearls
//! energy: 0.2 .. 0.9
//! drive: slow = phase loudness base 0.006 gain 0.010 release 1.0
//! drive: open = bass gain 1.0 attack 0.03 release 0.45
//! drive: kick = beat gain 1.0 release 0.28
//! drive: glint = treble gain 1.0 attack 0.01 release 0.15

// Mirrors into the wedge above the x axis and below `edge`, the unit normal of its other side.
fn wedge(p: vec2f, edge: vec2f) -> vec2f {
  let q = vec2f(p.x, abs(p.y));
  let r = q - edge * (2.0 * max(dot(q, edge), 0.0));
  return vec2f(r.x, abs(r.y));
}

// The product of a and b as complex numbers.
fn times(a: vec2f, b: vec2f) -> vec2f { return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x); }

fn look(p: vec2f) -> vec3f {
  // A ring of n circles in the unit circle, each touching its neighbours, and one in their midst: a point that
  // lies in one of them is mirrored out of it, again and again. `small` is what is left of a length at p.
  let n = 3.0 + floor(3.0 * seeded(0u));
  let side = unit(0.5 / n);
  let edge = vec2f(-side.y, side.x);
  let ring = 1.0 / (1.0 + side.y);
  let radius = (1.0 - ring) * (0.99 - 0.09 * open());
  let core = (2.0 * ring - 1.0) * (0.92 + 0.08 * kick());

  // The disc is moved in itself, as a hyperbolic plane, and turned.
  let zoom = 0.58 + 0.2 * seeded(2u);
  let at = (0.36 + 0.05 * kick()) * unit(0.6 * slow() + seeded(1u));
  let under = vec2f(1.0, 0.0) - times(vec2f(at.x, -at.y), p * zoom);
  let inverse = 1.0 / dot(under, under);
  let moved = times(p * zoom - at, vec2f(under.x, -under.y)) * inverse;
  var small = 1.0 / (zoom * inverse * (1.0 - dot(at, at)));
  var q = wedge(times(moved, unit(slow() + seeded(3u))), edge);

  let crisp = 1.0 / frame.pixel;
  var line = 1e3;
  var trap = 1e3;
  var depth = 0.0;
  var glass = vec2f(0.0);
  var pearl = 0.0;
  @repeat(i, 4) {{
    let seen = clamp(small * crisp * 0.10 - 0.25, 0.0, 1.0);  // what is too small to see is left out
    q = wedge(q, edge) - vec2f(ring, 0.0);
    let near = dot(q, q) * (1.0 / (radius * radius));
    line = min(line, abs(near - 1.0) * small);
    let in_ring = min(near, 1.0);
    let rim = select(0.0, in_ring * in_ring * in_ring, near < 1.0) * seen;
    glass += rim * vec2f($(1.0 - 0.25 * i), depth);
    depth += select(0.0, 0.34, near < 1.0);
    small *= in_ring;
    q = q * (1.0 / in_ring) + vec2f(ring, 0.0);

    let far = dot(q, q);
    line = min(line, abs(far - core * core) * (small / (radius * core)));
    let in_core = min(far * (1.0 / (core * core)), 1.0);
    let lit = select(0.0, in_core * in_core * in_core, in_core < 1.0) * seen;
    glass += lit * vec2f(0.5, depth + 0.1);
    pearl = max(pearl, lit * ($(1.0 - i) - 3.0 * depth));
    let m = in_core * max(far, 1.0);
    small *= m;
    q = q * (1.0 / m);
    trap = min(trap, abs(q.y - 0.11) * max(2.2 * small, 1.0));
  }}
  let fade = clamp(small * crisp * 0.12 - 0.3, 0.0, 1.0);
  let hair = clamp(1.35 - line * (crisp * 0.5 * radius), 0.0, 1.0) * fade;
  let thread = glow(trap, 0.010 + 0.012 * glint()) * fade;
  return ground() * 0.5 + low() * (glass.x * 0.9) + mids() * (glass.y * 0.8 + hair * 0.7 + thread * (0.1 + 0.5 * depth))
    + high() * (glass.y * glass.y * 0.6 + hair * depth * 0.5 + thread * (0.05 + depth))
    + accent() * (pearl * (0.25 + 0.75 * kick()));
}
