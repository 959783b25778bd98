//! about: curtains of light
//! energy: 0.1 .. 0.7
//! drive: sway = phase loudness base 0.06 gain 0.25 release 0.6
//! drive: lift = bass gain 1.0 attack 0.02 release 0.45
//! drive: pulse = beat gain 1.0 release 0.30
//! drive: glint = treble gain 1.0 attack 0.01 release 0.18

fn look(p: vec2f) -> vec3f {
  return ramp(0.5 + 0.5 * sin(p.x * 3.0 + sway())) * (0.2 + 0.6 * lift() + 0.3 * pulse());
}
