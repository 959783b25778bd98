"""Every type theme on one sheet, so that a person can choose: rows of themes, four moments of a few
lines each, over looks and palettes that change from cell to cell."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from clavilux import analysis
from clavilux.compose.themes import names
from clavilux.gallery import drum_beat, name, rgb_of
from clavilux.generators.looks import cards
from clavilux.media.lyrics import read_lyrics
from clavilux.media.png import write_png
from clavilux.media.sheet import arrange
from clavilux.renderer import Renderer
from clavilux.timeline import Timeline
from clavilux.types.canvas import ASPECTS, Canvas
from clavilux.types.errors import InputError, UsageError
from clavilux.types.look import LookCard
from clavilux.types.lyrics import Line, Lyrics, Syllable, Word
from clavilux.types.palettes import PALETTES
from clavilux.types.plan import Caption, Finish, Option, Palette, Plan, Shot

CELL = Canvas(480, 270)
TALL = 432  # pixels of a sheet's upright pictures
LINE_S = 4.0  # how long each line of the sheet has
SHARES = (0.36, 0.62, 0.8, 0.97)  # of its words' time, when each line is shown
LOOKS = ("ribbons", "ink", "ridgelines", "tiles", "curtains", "monolith", "starflight", "petals")
COLOURS = ("polar", "ember", "violet", "ink", "abyss", "signal", "orchid", "marigold", "cobalt")
LINES = (
    "We were running out of daylight",
    "So far away that I don't know where my home is anymore",
    "Stay, stay",
    "And every window was burning gold over the water",
)


def sheet(
    out: Path,
    lyrics: str | None,
    canvas: Canvas = CELL,
    progress: Callable[[str, float, float], None] = lambda stage, done, of: None,
) -> None:
    """Draws every theme with the first four lines of the file `lyrics`, or with ours."""
    words = read_lyrics(Path(lyrics)) if lyrics else None
    captions = [retimed(line, k) for k, line in enumerate(lines(words))]
    timeline = Timeline(analysis.hear([drum_beat()]))
    pictures = []
    for number, theme in enumerate(names()):
        progress("drawing themes", number, len(names()))
        row = moments(theme, number, captions, timeline, canvas)
        pictures += [name(row[0], theme), *row[1:]]
    progress("drawing themes", len(names()), len(names()))
    write_png(arrange(pictures, len(SHARES)), out)


def cell(aspect: str) -> Canvas:
    """The size of the sheet's pictures. Raises UsageError."""
    if aspect not in ASPECTS:
        raise UsageError(f"--aspect is one of {', '.join(ASPECTS)}, not {aspect!r}.")
    width, height = ASPECTS[aspect]
    if width > height:
        return CELL
    return Canvas(round(TALL * width / height / 2) * 2, TALL)


def lines(lyrics: Lyrics | None) -> Sequence[Line]:
    """Four lines: the first of the file that have words, or ours. InputError where it has none."""
    if lyrics is None:
        return [_line(text) for text in LINES]
    found = [line for line in lyrics.lines if line.words]
    if not found:
        raise InputError("The lyrics have no line to show.")
    return [found[k % len(found)] for k in range(len(SHARES))]


def _line(text: str) -> Line:
    words = tuple(Word(w, 0.3 * k, 0.3 * k + 0.28) for k, w in enumerate(text.split()))
    return Line(words, 0.0, words[-1].end)


def retimed(line: Line, number: int) -> Caption:
    """The line as caption `number` of the sheet: its words over most of `LINE_S` seconds."""
    first = line.words[0].start
    span = max(line.words[-1].end - first, 1e-3)
    timed = line.words[-1].end > first
    begin, length = number * LINE_S + 0.35, LINE_S - 1.0

    def moved(t: float, k: float) -> float:
        share = (t - first) / span if timed else k / len(line.words)
        return begin + length * share

    words = tuple(
        replace(
            word,
            start=moved(word.start, k),
            end=moved(word.end, k + 1),
            syllables=tuple(
                Syllable(s.text, moved(s.start, k), moved(s.end, k + 1))
                for s in (word.syllables if timed else ())
            ),
        )
        for k, word in enumerate(line.words)
    )
    longest = max(range(len(words)), key=lambda k: len(words[k].text))
    stress = (longest,) if line.separator else ()
    start, end = number * LINE_S, (number + 1) * LINE_S
    return Caption(start, end, words, line.separator, line.voice, stress)


def moments(
    theme: str, number: int, captions: Sequence[Caption], timeline: Timeline, canvas: Canvas
) -> list[np.ndarray]:
    """One theme, each line at its own moment and over its own look: `uint8[height, width, 3]`."""
    looks = {card.name: card for card in cards()}
    shots = tuple(
        _shot(looks[LOOKS[(3 * number + k) % len(LOOKS)]], k) for k in range(len(captions))
    )
    palettes = {f"p{k}": _colours(2 * number + k) for k in range(len(shots))}
    palettes["main"] = _colours(2 * number)
    plan = Plan(
        "lyric",
        timeline.duration,
        0,
        palettes,
        shots,
        captions=tuple(captions),
        theme=theme,
        finish=Finish(fade_in_s=0.0, fade_out_s=0.0),
    )
    times = [
        c.words[0].start + share * (c.words[-1].end - c.words[0].start)
        for c, share in zip(captions, SHARES, strict=True)
    ]
    drawn = Renderer(plan, timeline, canvas).frames([round(t * canvas.fps) for t in times])
    return [rgb_of(planes) for _, planes in drawn]


def _shot(card: LookCard, k: int) -> Shot:
    options: dict[str, Option] = {"look": card.name}
    start, end = k * LINE_S, (k + 1) * LINE_S
    return Shot(
        start,
        end,
        options=options,
        palette=f"p{k}",
        seed=k,
        intensity=0.7,
        drives=dict(card.drives),
    )


def _colours(number: int) -> Palette:
    return PALETTES[COLOURS[number % len(COLOURS)]].colours
