"""How well do films of this field follow their music? Real songs, drawn by Clavilux and by others
at the same size and rate, measured by the same `evaluate`; one table.

    CLAVILUX_AUDIO=FOLDER python benchmarks/sync/field.py [--audio FOLDER] [--start 20]
        [--seconds 20] [--size 256x144] [--fps 30] [--systems clavilux,showcqt,...]
        [--peer-python PYTHON] [--out FILE.md] [--json FILE] [--keep FOLDER]

Every song is cut to `--seconds` first, so that all systems, and the measurement, hear the same.
Needs ffmpeg. The systems:

  clavilux      clavilux make SONG --mode music --seed 0
  showcqt, showwaves, avectorscope, showspectrum    ffmpeg's own visualisers, default options
  montage       eight moving backgrounds of ffmpeg (mandelbrot, life, ...), cut on every second beat
                of librosa.beat.beat_track, as the usual auto-cut script does
  mvmake        mvmake 1.0.0 of PyPI (with moviepy 1.0.3) cuts the same backgrounds on beats
  still         one picture

`--peer-python` is an interpreter that has librosa, and mvmake; what it lacks is left out. With
`--keep` films and figures stay there, and a second run goes on where the first was stopped. Nothing
is random but Clavilux's seed 0 and the backgrounds' seed 1.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from clavilux import pipeline
from clavilux.evaluate import Evaluation, evaluate
from clavilux.media.read import probe
from clavilux.types.canvas import Canvas

ENCODE = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"]
ENCODE += ["-c:a", "aac", "-b:a", "160k", "-shortest"]
BACKGROUNDS = (
    "mandelbrot=s={size}:rate={fps}",
    "life=s={size}:rate={fps}:mold=10:ratio=0.1:death_color=#203050:life_color=#ffd080:seed=1",
    "gradients=s={size}:rate={fps}:speed=0.03:seed=1",
    "testsrc2=s={size}:rate={fps}",
    "cellauto=s={size}:rate={fps}:rule=110:seed=1",
    "sierpinski=s={size}:rate={fps}:seed=1",
    "mandelbrot=s={size}:rate={fps}:start_scale=0.5:end_scale=0.001",
    "rgbtestsrc=s={size}:rate={fps}",
)
BEATS = "import sys, json, librosa; y, r = librosa.load(sys.argv[1]); print(json.dumps("
BEATS += "librosa.beat.beat_track(y=y, sr=r, units='time')[1].tolist()))"


@dataclass(frozen=True)
class Setting:
    """What all systems draw at."""

    canvas: Canvas
    seconds: float
    peer_python: str

    @property
    def size(self) -> str:
        return f"{self.canvas.width}x{self.canvas.height}"

    @property
    def fps(self) -> str:
        return str(self.canvas.fps)


def run(*words: str | Path, cwd: str | None = None) -> str:
    """A command, quietly; its answer. Raises CalledProcessError with what it complained of."""
    line = [str(word) for word in words]
    return subprocess.run(line, check=True, capture_output=True, text=True, cwd=cwd).stdout


def ffmpeg(*words: str | Path) -> None:
    run("ffmpeg", "-y", "-v", "error", *words)


def clavilux(song: Path, out: Path, setting: Setting) -> None:
    pipeline.make(song, out, canvases=(setting.canvas,))


def visualiser(graph: str) -> Callable[[Path, Path, Setting], None]:
    """One of ffmpeg's filters from sound to picture."""

    def draw(song: Path, out: Path, setting: Setting) -> None:
        filled = graph.format(size=setting.size, fps=setting.fps)
        chain = f"[0:a]{filled},format=yuv420p[v]"
        ffmpeg("-i", song, "-filter_complex", chain, "-map", "[v]", "-map", "0:a", *ENCODE, out)

    return draw


def montage(song: Path, out: Path, setting: Setting) -> None:
    beats = json.loads(run(setting.peer_python, "-c", BEATS, song))
    cuts = [0.0, *beats[1::2], setting.seconds]
    graph = []
    for k, (first, last) in enumerate(pairwise(round(cut * setting.canvas.fps) for cut in cuts)):
        source = BACKGROUNDS[k % len(BACKGROUNDS)].format(size=setting.size, fps=setting.fps)
        graph.append(f"{source},trim=end_frame={last - first},format=yuv420p,setsar=1[s{k}]")
    inputs = "".join(f"[s{k}]" for k in range(len(graph)))
    graph.append(f"{inputs}concat=n={len(graph)}:v=1[v]")
    chain = ";".join(graph)
    ffmpeg("-i", song, "-filter_complex", chain, "-map", "[v]", "-map", "0:a", *ENCODE, out)


def mvmake(song: Path, out: Path, setting: Setting) -> None:
    """The auto-cut tool of PyPI by its own command, its clips the backgrounds of `montage`."""
    with tempfile.TemporaryDirectory() as folder:
        for k, background in enumerate(BACKGROUNDS):
            source = background.format(size=setting.size, fps=setting.fps)
            clip = Path(folder) / "clips" / f"{k}.mp4"
            clip.parent.mkdir(exist_ok=True)
            ffmpeg("-f", "lavfi", "-i", source, "-t", f"{setting.seconds}", *ENCODE[:-5], clip)
        words = ["--music", song.absolute(), "--clips", clip.parent, "--method", "beat"]
        run(setting.peer_python, "-m", "mvmake", *words, out.absolute(), cwd=folder)


def still(song: Path, out: Path, setting: Setting) -> None:
    source = BACKGROUNDS[0].format(size=setting.size, fps=setting.fps)
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "one.png"
        ffmpeg("-f", "lavfi", "-i", source, "-frames:v", "1", picture)
        ffmpeg("-loop", "1", "-r", setting.fps, "-i", picture, "-i", song, *ENCODE, out)


SYSTEMS: dict[str, Callable[[Path, Path, Setting], None]] = {
    "clavilux": clavilux,
    "showcqt": visualiser("showcqt=s={size}:fps={fps}"),
    "showwaves": visualiser("showwaves=s={size}:rate={fps}:mode=cline"),
    "avectorscope": visualiser("avectorscope=s={size}:rate={fps}"),
    "showspectrum": visualiser("showspectrum=s={size}:slide=scroll,fps={fps}"),
    "montage": montage,
    "mvmake": mvmake,
    "still": still,
}

Figure = Callable[[Evaluation], float | None]
COLUMNS: dict[str, tuple[str, Figure]] = {
    "BAS": (".2f", lambda e: e.sync.bas if e.sync else None),
    "above chance": (".2f", lambda e: e.sync.corrected if e.sync else None),
    "precision": (".2f", lambda e: e.sync.precision if e.sync else None),
    "error ms": (".1f", lambda e: e.sync.error.mean_abs_ms if e.sync and e.sync.error else None),
    "onset-motion": (".2f", lambda e: e.motion.correlation if e.motion else None),
    "lag ms": (".0f", lambda e: e.motion.best_lag_s * 1e3 if e.motion else None),
    "AVC": (".2f", lambda e: e.correspondence.accuracy if e.correspondence else None),
    "displaced": (".2f", lambda e: e.correspondence.displaced if e.correspondence else None),
    "sections": (".2f", lambda e: e.sections.found if e.sections else None),
    "flashes/s": (".1f", lambda e: e.flashes.flashes_per_second),
    "frozen s": (".1f", lambda e: sum(s.end - s.start for s in e.health.frozen)),
}


def figures(song: Path, name: str, setting: Setting, out: Path) -> dict[str, float | None]:
    """One film drawn and measured, or what was measured of it before."""
    kept = out.with_suffix(".json")
    if not kept.exists():
        if not out.exists():
            unfinished = out.with_suffix(".part.mp4")
            SYSTEMS[name](song, unfinished, setting)
            unfinished.replace(out)
        found = evaluate(out, pipeline.analyze(song), song)
        row = {column: figure(found) for column, (_, figure) in COLUMNS.items()}
        kept.write_text(json.dumps(row), "utf-8")
    return json.loads(kept.read_text("utf-8"))


def measured(
    songs: list[Path], names: list[str], setting: Setting, start: float, keep: Path
) -> dict:
    """{system: {song: figures}}."""
    table: dict[str, dict[str, Any]] = {name: {} for name in names}
    for song in songs:
        cut = keep / f"{song.stem}.wav"
        if not cut.exists():
            begin = max(min(start, probe(song).duration - setting.seconds), 0.0)
            ffmpeg("-ss", f"{begin}", "-t", f"{setting.seconds}", "-i", song, cut)
        for name in names:
            out = keep / f"{song.stem}.{name}.mp4"
            try:
                table[name][song.stem] = figures(cut, name, setting, out)
            except subprocess.CalledProcessError as error:
                print(f"{name}, {song.stem}: {error.stderr.strip().splitlines()[-1:]}", flush=True)
                continue
            print(name, song.stem[:30], _row(table[name][song.stem]), flush=True)
    return table


def _row(found: dict[str, float | None]) -> str:
    return " | ".join(_cell(found[c], form) for c, (form, _) in COLUMNS.items())


def _cell(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def means(rows: dict[str, dict[str, float | None]]) -> dict[str, float | None]:
    """Each column's mean over the songs that have it."""
    out: dict[str, float | None] = {}
    for column in COLUMNS:
        values = [row[column] for row in rows.values() if row[column] is not None]
        out[column] = float(np.mean(values)) if values else None
    return out


def as_markdown(table: dict, said: str) -> str:
    """The means, then every song."""
    head = "| system | " + " | ".join(COLUMNS) + " |\n|" + "---|" * (len(COLUMNS) + 1) + "\n"
    body = "".join(f"| {name} | {_row(means(rows))} |\n" for name, rows in table.items() if rows)
    parts = [f"Means over the songs.\n\n{head}{body}"]
    for name, rows in table.items():
        lines = "".join(f"| {song} | {_row(row)} |\n" for song, row in rows.items())
        parts.append(f"### {name}\n\n{head.replace('system', 'song')}{lines}")
    return f"{said}\n\n" + "\n".join(parts)


def main() -> None:
    """Draws, measures, tabulates."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--audio", default=os.environ.get("CLAVILUX_AUDIO"))
    parser.add_argument("--start", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--size", default="256x144")
    parser.add_argument("--fps", default="30")
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    if not options.audio:
        parser.error("give the folder of songs by --audio or CLAVILUX_AUDIO")
    folder = Path(options.audio)
    folder = folder / "songs" if (folder / "songs").is_dir() else folder
    songs = sorted(path for path in folder.iterdir() if path.is_file())
    width, height = map(int, options.size.split("x"))
    canvas = Canvas(width, height, Fraction(options.fps))
    setting = Setting(canvas, options.seconds, options.peer_python)
    with tempfile.TemporaryDirectory() as scratch:
        keep = options.keep or Path(scratch)
        keep.mkdir(parents=True, exist_ok=True)
        table = measured(songs, options.systems.split(","), setting, options.start, keep)
    asked = f"--start {options.start:g} --seconds {options.seconds:g} --size {options.size}"
    command = f"`python benchmarks/sync/field.py {asked} --fps {options.fps}`"
    text = as_markdown(table, f"Made by {command} on {len(songs)} songs.")
    print(text)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(text, "utf-8")
    if options.json:
        options.json.write_text(json.dumps(table, indent=1), "utf-8")


if __name__ == "__main__":
    main()
