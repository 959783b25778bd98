"""What do words cost? The same song drawn and encoded in music mode, in lyric mode without its
words, and in lyric mode in every theme: wall and processor time against music mode.

    python benchmarks/words.py [--seconds 4] [--size 1920x1080] [--look monolith] [--themes kinetic]

Words are sung all the time; lyric mode's target is 1.15 of music mode's wall time. The machine
should be idle; the processor time is the better guide where it is not.
"""

import argparse
import os
import tempfile
import time
from dataclasses import replace

from contrast import song

from clavilux.compose.themes import names
from clavilux.generators.looks import cards
from clavilux.media.codecs import Encoding
from clavilux.modes.brief import Brief
from clavilux.modes.lyric import Lyric
from clavilux.modes.music import Music
from clavilux.renderer import render_segments
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.plan import Plan

START = 4.6  # seconds: the second line of the song begins here


def drawn(plan: Plan, timeline: Timeline, canvas: Canvas, seconds: float) -> tuple[float, float]:
    """Wall and processor seconds for drawing and encoding, with an empty store."""
    with tempfile.TemporaryDirectory() as store:
        os.environ["CLAVILUX_CACHE"] = store
        began, before = time.monotonic(), os.times()
        render_segments(plan, timeline, canvas, Encoding(), (START, START + seconds))
        after = os.times()
        spent = after.user - before.user + after.system - before.system
        return time.monotonic() - began, spent


def main() -> None:
    """The table on stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--look", default="monolith")
    parser.add_argument("--themes", default=",".join(names()))
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    canvas, timeline = Canvas(width, height), song()
    brief = Brief(look=options.look, palette="polar")
    music = Music().direct(timeline, brief, cards())
    lyric = Lyric().direct(timeline, brief, cards())
    drawn(music, timeline, canvas, 0.2)  # shaders are compiled once
    base = drawn(music, timeline, canvas, options.seconds)
    plans = {"no words": replace(lyric, captions=(), title=None)}
    plans |= {name: replace(lyric, theme=name) for name in options.themes.split(",")}
    print(f"{'music':<10} wall {base[0]:6.2f} s   processor {base[1]:6.2f} s", flush=True)
    for name, plan in plans.items():
        wall, spent = drawn(plan, timeline, canvas, options.seconds)
        ratios = f"wall {wall / base[0]:6.3f}     processor {spent / base[1]:6.3f}"
        print(f"{name:<10} {ratios}", flush=True)


if __name__ == "__main__":
    main()
