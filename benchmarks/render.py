"""How close is drawing to free? Wall time of rendering over wall time of encoding the same frames
alone, for every look, with a lyric line on screen; and beside it ffmpeg's showcqt with ass
subtitles at the same encoder settings, in the same run.

    python benchmarks/render.py [--seconds 4] [--size 1920x1080] [--looks curtains,ink] [--json
    FILE]

A ratio of 1 means that pictures cost nothing beside their encoding. Times are the best of two; the
machine should be idle.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from clavilux import analysis
from clavilux.gallery import drum_beat
from clavilux.generators.looks import cards
from clavilux.media.codecs import Encoding
from clavilux.media.encoding import EncoderThread
from clavilux.media.write import SegmentWriter
from clavilux.renderer import Renderer
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.features import Features
from clavilux.types.lyrics import Word
from clavilux.types.palettes import PALETTES
from clavilux.types.plan import Caption, Finish, Plan, Shot

LINE = ["Light", "falls", "slowly", "over", "the", "sleeping", "town", "tonight"]
ROUNDS = 2
ASS = """[Script Info]
PlayResX: 1920
PlayResY: 1080
[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, Outline, Alignment, MarginV
Style: A,Sans,72,&HFFFFFF,&H888888,2,2,60
[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:00.00,0:00:{end},A,{{\\k50}}{words}
"""


def plan_of(look: str, duration: float) -> Plan:
    """One shot of a look with a line of words that is sung through."""
    card = next(card for card in cards() if card.name == look)
    shot = Shot(
        0.0, duration, options={"look": look}, drives=dict(card.drives), intensity=0.8, seed=1
    )
    step = duration / len(LINE)
    words = tuple(Word(text, k * step, (k + 1) * step) for k, text in enumerate(LINE))
    palette = {"main": PALETTES["ember"].colours}
    captions = (Caption(0.0, duration, words),)
    return Plan("lyric", duration, 0, palette, (shot,), captions, theme="plain", finish=Finish())


def timed(work) -> float:
    """Wall seconds of `work()`, the best of `ROUNDS`."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def measure(look: str, features: Features, canvas: Canvas, count: int, folder: Path) -> dict:
    """Seconds of drawing alone, encoding alone, and both as the product does it."""
    renderer = Renderer(plan_of(look, features.duration), Timeline(features), canvas)
    frames = [planes for _, planes in renderer.frames(range(count))]

    def draw() -> None:
        for _ in renderer.pictures(range(count)):
            pass

    def encode() -> None:
        with SegmentWriter(folder / "alone.seg", canvas, Encoding()) as writer:
            for planes in frames:
                writer.write(planes)

    def both() -> None:
        thread = EncoderThread(canvas, Encoding())
        thread.put(folder / "both.seg")
        for _, planes in renderer.pictures(range(count)):
            thread.put(planes)
        thread.finish()

    times = {"draw": timed(draw), "encode": timed(encode), "render": timed(both)}
    megabits = (folder / "alone.seg").stat().st_size * 8 / 1e6 / (count / float(canvas.fps))
    return {
        "look": look,
        **{f"{name}_ms": 1000 * spent / count for name, spent in times.items()},
        "ratio": times["render"] / times["encode"],
        "mbit_s": megabits,
    }


def showcqt(canvas: Canvas, seconds: float, folder: Path) -> float | None:
    """Milliseconds a frame of ffmpeg's own visualiser with an ass line, same encoder settings;
    None without ffmpeg."""
    if not shutil.which("ffmpeg"):
        return None
    words = " ".join(LINE)
    (folder / "line.ass").write_text(ASS.format(end=f"{seconds:05.2f}", words=words), "utf-8")
    sound = f"aevalsrc='sin(220*2*PI*t)+random(0)*0.2':d={seconds}[a]"
    graph = f"{sound};[a]showcqt=s={canvas.width}x{canvas.height}:fps=30,ass=line.ass[v]"
    command = ["ffmpeg", "-v", "error", "-y", "-filter_complex", graph, "-map", "[v]"]
    command += ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-crf", "18"]
    command.append("c.mp4")
    spent = timed(lambda: subprocess.run(command, cwd=folder, check=True))
    return 1000 * spent / (seconds * 30)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--looks", default=",".join(card.name for card in cards()))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    canvas = Canvas(width, height)
    features = analysis.hear([drum_beat()])
    rows = []
    print(f"{'look':<14}{'draw ms':>9}{'encode ms':>11}{'render ms':>11}{'ratio':>8}{'Mbit/s':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for look in options.looks.split(","):
            row = measure(look, features, canvas, round(options.seconds * 30), folder)
            rows.append(row)
            print(
                f"{look:<14}{row['draw_ms']:>9.1f}{row['encode_ms']:>11.1f}{row['render_ms']:>11.1f}"
                f"{row['ratio']:>8.2f}{row['mbit_s']:>8.1f}",
                flush=True,
            )
        peer = showcqt(canvas, options.seconds, folder)
    worst = max(rows, key=lambda row: row["ratio"])
    print(f"worst ratio {worst['ratio']:.2f} ({worst['look']})")
    print(f"ffmpeg showcqt + ass: {peer:.1f} ms a frame" if peer else "ffmpeg is not installed")
    if options.json:
        options.json.write_text(json.dumps({"looks": rows, "showcqt_ms": peer}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
