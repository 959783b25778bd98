//! about: a pattern dreamt by a small network
//! energy: 0.1 .. 0.8
//! weights: neural
//! drive: drift = phase energy base 0.04 gain 0.14 release 0.5
//! drive: travel = phase onset base 0.08 gain 1.1 release 0.08
//! drive: mass = bass gain 1.0 attack 0.03 release 0.40
//! drive: body = mid gain 1.0 attack 0.10 release 0.60
//! drive: spark = treble gain 1.0 attack 0.03 release 0.45
//! drive: swell = loudness gain 1.0 attack 0.10 release 0.80
//! drive: march = phase beat gain 3.6 release 0.17
//! drive: pulse = beat gain 1.0 release 0.28

struct Net {
  features: array<vec4f, 16>,
  first: array<mat4x4f, 12>, first_bias: array<vec4f, 3>,
  second: array<mat4x4f, 9>, second_bias: array<vec4f, 3>,
  last: array<mat4x4f, 3>, last_bias: vec4f,
  fold: vec4f,
}
@group(0) @binding(3) var<uniform> net: Net;

// p folded by the network's mirrors around the middle.
fn folded(p: vec2f) -> vec2f {
  let sector = PI / max(net.fold.x, 1.0);
  let a = atan2(p.x, p.y) + net.fold.y * TAU;
  let b = abs(a - 2.0 * sector * round(a / (2.0 * sector)));
  return length(p) * vec2f(sin(b), cos(b));
}

// The network's four outputs at p.
fn field(p: vec2f) -> vec4f {
  let q = folded(p);
  let r = length(q);
  @repeat(i, 4) {
    let f$i = sin(vec4f(
      dot(net.features[$(4 * i)].xyz, vec3f(q, r)) + net.features[$(4 * i)].w,
      dot(net.features[$(4 * i + 1)].xyz, vec3f(q, r)) + net.features[$(4 * i + 1)].w,
      dot(net.features[$(4 * i + 2)].xyz, vec3f(q, r)) + net.features[$(4 * i + 2)].w,
      dot(net.features[$(4 * i + 3)].xyz, vec3f(q, r)) + net.features[$(4 * i + 3)].w));
  }
  @repeat(j, 3) {
    let g$j = sin(net.first[$(4 * j)] * f0 + net.first[$(4 * j + 1)] * f1 + net.first[$(4 * j + 2)] * f2
      + net.first[$(4 * j + 3)] * f3 + net.first_bias[$j]);
  }
  @repeat(j, 3) {
    let h$j = sin(net.second[$(3 * j)] * g0 + net.second[$(3 * j + 1)] * g1 + net.second[$(3 * j + 2)] * g2 + net.second_bias[$j]);
  }
  let out = net.last[0] * h0 + net.last[1] * h1 + net.last[2] * h2 + net.last_bias;
  return vec4f(out.x, sin(1.3 * out.yzw));
}

fn look(p: vec2f) -> vec3f {
  let out = field_here();
  let q = p / mix(vec2f(1.0), frame.extent, 0.55);
  let body = 0.62 + 0.30 * frame.intensity + 0.10 * pulse() - 1.10 * dot(q, q) + 0.40 * out.y;
  let inside = clamp(body * 16.0, 0.0, 1.0);
  let lit = clamp(body * 0.9, 0.0, 1.0);

  // Bands of equal value, each a step of tone with a lit edge; finer lines of equal value within.
  let x = out.x * (1.3 + 1.0 * frame.intensity) - march() * 0.5;
  let wide = fwidth(x) + 1e-4;
  let band = floor(x);
  let f = x - band;
  let edge = clamp(f / wide, 0.0, 1.0);
  let tone = mix(cyc((band - 1.0) * 0.382), cyc(band * 0.382), edge) * 0.5 + 0.5;
  let fine = 0.5 - abs(fract(x * 5.0) - 0.5);
  let lines = clamp(1.4 - fine / (wide * 5.0), 0.0, 1.0) * clamp(1.2 - wide * 10.0, 0.0, 1.0);
  let rim = clamp(1.6 - min(f, 1.0 - f) / wide, 0.0, 1.0) * clamp(1.3 - wide * 4.0, 0.0, 1.0);
  let shape = (0.16 + 0.84 * tone * tone * (0.6 + 0.4 * f)) * (0.25 + 0.75 * lit) + 0.30 * rim + lines * (0.07 + 0.2 * spark());
  let k = mix(0.11 * rim, shape, inside) + 0.25 * clamp(1.0 - abs(body) * 40.0, 0.0, 1.0);
  let vein = rim * inside * select(0.0, 0.08 + 0.5 * pulse(), abs(band - 5.0 * round(band / 5.0)) < 0.5);
  return mix(ramp(k) * (1.0 + k * k * 0.8), accent(), vein);
}
