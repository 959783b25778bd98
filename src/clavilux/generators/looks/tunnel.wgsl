//! about: a tunnel the sound runs down
//! energy: 0.3 .. 1.0
//! drive: travel = phase loudness base 0.10 gain 0.35 release 0.5
//! drive: leap = phase beat gain 1.6 release 0.22
//! drive: steer = phase bar gain 0.35 base 0.015 release 0.7
//! drive: open = bass gain 1.0 attack 0.01 release 0.35
//! drive: kick = beat gain 1.0 release 0.25
//! drive: glint = treble gain 1.0 attack 0.01 release 0.15

const SPACE = 0.62;   // from rib to rib, in radii
const DEEP = 0.16;    // thickness of a rib, as a share of SPACE
const HIGH = 0.13;    // how far a rib stands out from the wall

// Half the width of the tunnel in the direction of q, so that 1 is its wall.
fn wall(q: vec2f) -> f32 {
  let square = q * q;
  return mix(sqrt(square.x + square.y), sqrt(sqrt(dot(square, square))), 0.75 * seeded(0u));
}

// A row of the sound with its quiet parts dark: the spectrum is logarithmic and seldom still.
fn heard(x: f32, row: f32) -> f32 {
  let loud = max(1.5 * history(x, row) - 0.40, 0.0);
  return loud * loud;
}

fn look(p: vec2f) -> vec3f {
  let s = steer() + 5.0 * seeded(1u);
  let aim = vec2f(0.38 * cyc(s * 0.43), 0.28 * cyc(s * 0.31 + 0.2));
  let off_aim = p / mix(vec2f(1.0), frame.extent, 0.6) - aim;
  // A round tunnel that vanishes at `aim`: |off_aim + aim * m| = m, solved for m; then its true section.
  let rest = 1.0 - dot(aim, aim);
  let lean = dot(off_aim, aim);
  let q = off_aim + aim * ((lean + sqrt(lean * lean + rest * dot(off_aim, off_aim))) / rest);
  let m = (wall(q) + 0.002) * (1.0 - 0.10 * kick());
  let u = atan2(q.x, -q.y) / TAU;

  // Outwards along the line of sight: the ribs' inner edge is reached at depth `inner`, the wall at `outer`.
  let outer = 1.0 / m;
  let inner = (1.0 - HIGH) * outer;
  let forth = travel() + leap();
  let front = (ceil(inner / SPACE + forth - DEEP) - forth) * SPACE;
  let soft = 0.7 * m * m / frame.pixel;
  let face = clamp((outer - front) * soft, 0.0, 1.0);
  let edge = clamp((inner - front) * soft, 0.0, 1.0);
  let back = clamp((front + DEEP * SPACE - inner) * soft, 0.0, 1.0);
  let depth = mix(outer, max(front, inner), face);
  let past = clamp(1.0 - (front - outer) / SPACE, 0.0, 1.0);

  let row = (depth - 0.85) * 11.0;
  let fog = 1.0 / (1.0 + 0.05 * depth * depth);
  let lamp = 0.15 + 0.95 * heard(0.06, row);
  let bands = u * 30.0 + 0.5;
  let off = abs(fract(bands) - 0.5);
  let energy = (0.06 + heard(abs(floor(bands)) / 15.0, row)) * (1.0 + 0.6 * frame.intensity + 0.4 * glint());
  let tube = clamp(0.5 + (0.07 - off) * m / (frame.pixel * 5.0), 0.0, 1.0);
  let spill = 1.0 - 2.0 * off;
  let onwall = lamp * past * past * past * 0.24 + energy * (tube * 1.1 + 0.10 * spill * spill);
  let rim = clamp(1.0 - abs(inner - front) * soft * 0.7, 0.0, 1.0);
  let onrib = mix(0.05 * lamp, lamp * (0.75 - 0.4 * (inner - front)), edge) + rim * lamp * 0.5;
  let k = mix(onwall, onrib * back, face) * fog + (1.0 - fog) * (0.35 + 0.3 * open());
  return ramp(k) * (1.0 + 1.5 * k * k);
}
