"""The editor's rules, as tables: change the film here, not in the code that reads them.

Energies, intensities and contrasts are 0..1 (contrast -1..1), percentiles 0..100. Rows are read
from the top, the first whose `least` is reached decides. The thresholds 90/70 and 0.7/0.3 and what
follows from them are those of the seed document ("Visual Event Assignment").
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TransitionRule:
    """From `least` upward, in shots of intensity `loud` or more: one of `kinds`, taking `beats`."""

    least: float
    kinds: tuple[str, ...]
    beats: float
    loud: float = 0.0


# Inside a section, by the percentile of the onset strength of the beat that is cut on, among all
# moments of the song.
INSIDE = (
    TransitionRule(90, ("cut",), 0, loud=0.35),
    TransitionRule(70, ("dissolve",), 0.5),
    TransitionRule(0, ("blend",), 2),
)
# The same where lines of type should not be torn: nothing cuts.
INSIDE_SOFT = (
    TransitionRule(90, ("dissolve",), 0.5),
    TransitionRule(0, ("blend",), 2),
)
# Between sections, by how much more energy the new one has: a drop cuts, a break opens slowly.
BORDER = (
    TransitionRule(0.35, ("cut",), 0),
    TransitionRule(0.12, ("zoom", "push", "burn"), 1),
    TransitionRule(-0.12, ("wipe", "luma"), 2),
    TransitionRule(-0.35, ("luma", "iris"), 3),
    TransitionRule(-1, ("iris", "blend"), 4),
)
LONGEST_TRANSITION_S = 3.0


@dataclass(frozen=True)
class Framing:
    """How near the camera stands (a factor on its zoom), how far beside and above or under the
    subject it looks (heights of the picture, to either side) and how it is held (degrees)."""

    near: float = 1.0
    aside: float = 0.0
    lift: float = 0.0
    tilt: float = 0.0


WIDE = Framing()
MEDIUM = Framing(near=1.45, aside=0.05, lift=0.02)
CLOSE = Framing(near=2.05, aside=0.07, lift=0.03, tilt=3.0)
ASKEW = Framing(near=1.65, aside=0.04, lift=0.04, tilt=10.0)


@dataclass(frozen=True)
class CameraRule:
    """From energy `least` upward: travel over a shot of `CAMERA_S`, how hard it may shake, and the
    framings of shots that follow each other in one look, in turn, the widest first.

    `zoom` is a factor - 1, `pan` heights of the picture, `rotate` degrees.
    """

    least: float
    zoom: float
    pan: float
    rotate: float
    shake: float
    framings: tuple[Framing, ...]


CAMERAS = (
    # dynamic, slow, static
    CameraRule(
        0.7, zoom=0.16, pan=0.05, rotate=2.0, shake=0.4, framings=(WIDE, CLOSE, MEDIUM, ASKEW)
    ),
    CameraRule(0.3, zoom=0.08, pan=0.03, rotate=0.6, shake=0.0, framings=(WIDE, MEDIUM, CLOSE)),
    CameraRule(0.0, zoom=0.0, pan=0.0, rotate=0.0, shake=0.0, framings=(WIDE, MEDIUM)),
)
LONG_TAKE_S = 11.0  # longer takes are not seen from nearer than MEDIUM
CAMERA_S = 8.0
SWAY = (0.010, 0.022)  # heights that the camera rocks to either side, at intensity 0 and 1
TREND = 0.1  # of the loudest: more change of energy over a shot zooms in (rising) or out (falling)
TREND_ZOOM = 0.06  # the least zoom of a rising or falling shot


@dataclass(frozen=True)
class FilmDrive:
    """From shot intensity `least` upward the compositor's drive `name` has this source and gain.

    The gain goes from `quiet` at intensity 0 to `loud` at 1.
    """

    name: str
    least: float
    source: str
    quiet: float
    loud: float
    attack_s: float = 0.01
    release_s: float = 0.3
    kind: Literal["level", "phase"] = "level"
    home: float = 0.0  # the value of the source at which the drive is 0


FILM = (
    FilmDrive("exposure", 0.0, "loudness", 0.1, 0.3, attack_s=0.08, release_s=0.6),
    FilmDrive("bloom", 0.0, "loudness", 0.0, 0.25, attack_s=0.05, release_s=0.5),
    FilmDrive("flash", 0.35, "beat", 0.0, 0.5, release_s=0.2),
    FilmDrive("flash", 0.0, "bar", 0.05, 0.2, release_s=0.3),
    FilmDrive("zoom", 0.25, "bass", 0.0, 0.05, attack_s=0.015, release_s=0.25),
    FilmDrive("warmth", 0.0, "harmony", 1.6, 2.0, attack_s=0.3, release_s=0.3, home=0.5),
    FilmDrive("sway", 0.0, "onset", 4.0, 5.0, attack_s=0.0, release_s=0.05, kind="phase"),
    FilmDrive("shake", 0.0, "hit", 0.0, 0.8, release_s=0.25),
)
LOOK_GAIN = (0.6, 1.1)  # a look's own gains, at intensity 0 and 1
LOOK_SPEED = (0.6, 1.2)  # its phases' speeds likewise


@dataclass(frozen=True)
class Pace:
    """How long shots are. Seconds at 120 beats a minute; a target is a power of two of bars.

    `calm_s` and `loud_s` are the targets at energy 0 and 1 (geometric between); `establish`
    lengthens the first shot of a section and of every phrase (of `phrase` targets), up to
    `establish_s`; `tighten` shortens shots by up to this share as tension rises.
    """

    calm_s: float = 12.0
    loud_s: float = 2.8
    establish: float = 2.0
    establish_s: float = 14.0
    phrase: float = 4.0
    tighten: float = 0.7
    longest: float = 2.5  # no shot is longer than this many targets,
    longest_s: float = 32.0  # nor than this
    shortest_s: float = 1.5
    sure: float = 0.5  # tempo and bars less sure than this have less say


@dataclass(frozen=True)
class Vigour:
    """How lively a song is as a whole, 0..1: loudness, onsets a second, tempo, each from .. to.

    A section's energy is its rank within the song and its level under the loudest section, half and
    half, times `floor` + (1 - `floor`) * vigour: the climax of a lullaby is no drop.
    """

    loudness_db: tuple[float, float] = (-26.0, -10.0)  # LUFS of the loud parts
    onsets: tuple[float, float] = (2.0, 9.0)
    bpm: tuple[float, float] = (60.0, 150.0)
    weights: tuple[float, float, float] = (0.6, 0.25, 0.15)
    floor: float = 0.4
    fall_db: float = 12.0  # a section so far under the loudest has none of its energy


@dataclass(frozen=True)
class CutCosts:
    """What a cut costs by where it falls, in bars by which a shot may rather miss its target."""

    off_downbeat: float = 1.5
    odd_bar: float = 1.0  # an odd number of bars into the section
    half_phrase: float = 0.3  # two bars, not four
    beatless: float = 1.0  # where no beat is heard
    unaccented: float = 0.3  # times 1 - the percentile of its onset
    in_a_line: float = 1.0  # while a caption is being sung; the mode scales it


@dataclass(frozen=True)
class Manner:
    """How one mode differs from another in using these tables."""

    inside: tuple[TransitionRule, ...] = INSIDE
    pace: float = 1.0  # times all shot targets
    intensity: float = 1.0  # times all shot intensities
    in_a_line: float = 0.0
    framing: float = 1.0  # how far shots differ in framing: 0 leaves all wide


MUSIC = Manner()
LYRIC = Manner(inside=INSIDE_SOFT, pace=1.5, intensity=0.8, in_a_line=1.0, framing=0.5)


@dataclass(frozen=True)
class CastRule:
    """Films of at least `least` seconds use at most `looks` different looks."""

    least: float
    looks: int


CAST = (CastRule(270, 5), CastRule(100, 4), CastRule(30, 3), CastRule(0, 2))
LOOK_SPAN_S = 40.0  # a section longer than one and a half of these alternates between two looks,
LOOK_BARS = 8  # changing at a multiple of so many bars
RULING = 0.5  # a label that fills more of the film changes its look from return to return as well


@dataclass(frozen=True)
class ThemeRule:
    """From this vigour and this tempo (beats a minute) upward, this type theme."""

    least: float
    bpm: float
    theme: str


THEMES = (
    ThemeRule(0.68, 118, "kinetic"),
    ThemeRule(0.55, 0, "poster"),
    ThemeRule(0.46, 0, "column"),
    ThemeRule(0.4, 90, "neon"),
    ThemeRule(0.3, 0, "editorial"),
    ThemeRule(0.0, 0, "hand"),
)
TITLE_S = 5.0  # a title card stays about this long, to the next downbeat
