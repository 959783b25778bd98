"""Can the words be read over every look in every theme? Lyric frames drawn as a film draws them;
each word's worst letter pixel against the worst pixel beside it, by WCAG's formula.

    python benchmarks/contrast.py [--size 640x360] [--step 6] [--looks ink,tiles] [--themes plain]

One row a look, one column a theme: the least contrast of any word of any frame; then the share of
frames in which every word has 4.5:1 or better.
"""

import argparse
import sys
from fractions import Fraction

import numpy as np

from clavilux import analysis
from clavilux.compose.themes import names
from clavilux.evaluate.legibility import WANTED
from clavilux.gallery import drum_beat
from clavilux.generators.looks import cards
from clavilux.modes.brief import Brief
from clavilux.modes.lyric import Lyric
from clavilux.readable import lyric_frames, readings
from clavilux.renderer import Renderer
from clavilux.timeline import Timeline
from clavilux.type_gallery import lines, retimed
from clavilux.types.canvas import Canvas
from clavilux.types.lyrics import Line, Lyrics
from clavilux.types.palettes import PALETTES


def song() -> Timeline:
    """Sixteen seconds of drums with four lines."""
    captions = [retimed(line, k) for k, line in enumerate(lines(None))]
    sung = tuple(Line(c.words, c.words[0].start, c.words[-1].end) for c in captions)
    return Timeline(analysis.hear([drum_beat()]), lyrics=Lyrics(sung))


def measure(renderer: Renderer, theme: str, step: int) -> np.ndarray:
    """The least contrast of each lyric frame."""
    frames = lyric_frames(renderer.plan, renderer.canvas, step)
    return np.array([reading.worst for reading in readings(renderer, frames, theme)])


def stage(timeline: Timeline, look: str, canvas: Canvas) -> Renderer:
    """The song's film in one look, in a palette of its own; shots short enough to be framed wide,
    medium and close.
    """
    number = [card.name for card in cards()].index(look)
    palette = list(PALETTES)[number * 7 % len(PALETTES)]
    brief = Brief(look=look, theme="plain", palette=palette, max_shot_s=4.5)
    return Renderer(Lyric().direct(timeline, brief, cards()), timeline, canvas)


def main() -> int:
    """The table on stdout; 1 where a frame falls short."""
    options = _options()
    width, height = map(int, options.size.split("x"))
    canvas, timeline = Canvas(width, height, Fraction(30)), song()
    looks, themes = options.looks.split(","), options.themes.split(",")
    print("look        " + " ".join(f"{theme[:9]:>9}" for theme in themes) + "   frames  at 4.5:1")
    all_frames = all_good = 0
    for look in looks:
        renderer = stage(timeline, look, canvas)
        columns = [measure(renderer, theme, options.step) for theme in themes]
        every = np.concatenate(columns)
        seen = every[np.isfinite(every)]
        good = int((seen >= WANTED).sum())
        all_frames, all_good = all_frames + len(seen), all_good + good
        cells = " ".join(f"{np.nanmin(column):9.2f}" for column in columns)
        print(f"{look:<11} {cells}   {len(seen):6d}  {good / len(seen):8.2%}", flush=True)
    print(f"{all_good} of {all_frames} frames: {all_good / all_frames:.3%}")
    return int(all_good < all_frames)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--step", type=int, default=6)
    parser.add_argument("--looks", default=",".join(card.name for card in cards()))
    parser.add_argument("--themes", default=",".join(names()))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
