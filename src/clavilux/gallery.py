"""Every look on one sheet, so that a person can choose: rows of looks, four moments of a sound
each."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from clavilux import analysis, pipeline
from clavilux.backends.skia import skia
from clavilux.compose.fonts import default_font
from clavilux.generators.looks import cards
from clavilux.media.png import write_png
from clavilux.media.sheet import arrange
from clavilux.renderer import Renderer
from clavilux.timeline import Timeline
from clavilux.types.audio import Audio
from clavilux.types.canvas import Canvas
from clavilux.types.features import Features
from clavilux.types.look import LookCard
from clavilux.types.palettes import PALETTES, palette_card
from clavilux.types.plan import Finish, Palette, Plan, Shot

CELL = Canvas(480, 270)
MOMENTS = (0.25, 0.45, 0.62, 0.85)  # of the sound's duration


def sheet(
    out: Path,
    song: str | None,
    palette: str,
    canvas: Canvas = CELL,
    progress: Callable[[str, float, float], None] = lambda stage, done, of: None,
) -> None:
    """Draws every look at four moments of `song` (or of a drum beat made here) into the picture
    `out`."""
    features = pipeline.analyze(song) if song else analysis.hear([drum_beat()])
    timeline = Timeline(features)
    pictures = []
    for number, card in enumerate(cards()):
        progress("drawing looks", number, len(cards()))
        colours = choose(palette, number)
        row = moments(card, timeline, features, colours, canvas)
        pictures += [name(row[0], card.name), *row[1:]]
    progress("drawing looks", len(cards()), len(cards()))
    write_png(arrange(pictures, len(MOMENTS)), out)


def name(picture: np.ndarray, text: str) -> np.ndarray:
    """`uint8[height, width, 3]` with `text` small in the lower left corner."""
    height = picture.shape[0]
    rgba = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    rgba = np.ascontiguousarray(rgba)
    surface = skia.Surface(rgba, colorType=skia.kRGBA_8888_ColorType)
    typeface = skia.Typeface.MakeFromData(skia.Data.MakeWithCopy(default_font()))
    font = skia.Font(typeface, height / 16)
    for colour, offset in ((skia.ColorBLACK, 1.0), (skia.ColorWHITE, 0.0)):
        paint = skia.Paint(Color=colour, AntiAlias=True)
        place = height / 24 + offset, height - height / 20 + offset
        surface.getCanvas().drawString(text, *place, font, paint)
    return rgba[..., :3].copy()


def rgb_of(planes: np.ndarray) -> np.ndarray:
    """I420 planes `uint8[height * 3 / 2, width]` (BT.709, limited range) as `uint8[height, width,
    3]`."""
    frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    frame.colorspace = Colorspace.ITU709
    frame.color_range = ColorRange.MPEG
    return frame.to_ndarray(format="rgb24")


def choose(name: str, number: int) -> Palette:
    """The palette of a name, or for "auto" another one for each row."""
    if name == "auto":
        return list(PALETTES.values())[number * 5 % len(PALETTES)].colours
    return palette_card(name).colours


def moments(
    card: LookCard, timeline: Timeline, features: Features, palette: Palette, canvas: Canvas
) -> list[np.ndarray]:
    """One look at the sheet's moments, `uint8[height, width, 3]` each."""
    shot = Shot(
        0.0,
        features.duration,
        options={"look": card.name},
        drives=dict(card.drives),
        intensity=0.7,
        seed=1,
    )
    finish = Finish(fade_in_s=0.0, fade_out_s=0.0)
    plan = Plan("music", features.duration, 0, {"main": palette}, (shot,), finish=finish)
    wanted = [round(features.duration * share * canvas.fps) for share in MOMENTS]
    drawn = Renderer(plan, timeline, canvas).frames(wanted)
    return [rgb_of(planes) for _, planes in drawn]


def drum_beat(seconds: float = 16.0, bpm: float = 112.0) -> Audio:
    """Kick, snare, hat, bass and a chord: enough sound to move every look."""
    rate = analysis.RATE
    t = np.arange(round(seconds * rate)) / rate
    beat = t * bpm / 60
    noise = np.random.default_rng(0).standard_normal(len(t))
    age = (beat % 1) * 60 / bpm
    kick = np.sin(2 * np.pi * (50 * age + 6 * (1 - np.exp(-age * 30)))) * np.exp(-age * 12)
    backbeat = ((beat + 1) % 2) * 60 / bpm
    snare = noise * np.exp(-backbeat * 18)
    hat = np.diff(noise, prepend=0) * np.exp(-((beat * 2) % 1) * 60 / bpm / 2 * 50)
    root = 55 * 2 ** (np.array([0, -4, 3, -2])[(beat // 4).astype(int) % 4] / 12)
    phase = 2 * np.pi * np.cumsum(root) / rate
    bass = np.sin(phase) * (0.4 + 0.6 * np.exp(-((beat * 2) % 1) * 3))
    chord = sum(np.sin(phase * ratio) for ratio in (4, 5, 6)) / 3
    grow = np.minimum(1, t / seconds * 2)
    mix = 0.5 * kick + grow * (0.2 * snare + 0.12 * hat + 0.25 * bass + 0.12 * chord)
    return Audio((0.7 * mix)[None, :].astype(np.float32), rate)
