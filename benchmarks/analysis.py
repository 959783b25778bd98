"""The whole analysis of a song beside librosa's beat_track + chroma + mel of the same song.

    python benchmarks/analysis.py [SONG] [--peer PYTHON]

Prints seconds and times real time, all after start-up (one short sound is heard first), and the
seconds of each answer (the tagger runs beside the rhythm). librosa is no dependency: `--peer` names
a Python that has it; without one, or without librosa in this one, our figures stand alone.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from clavilux import analysis
from clavilux.media.read import blocks, read
from clavilux.types.audio import Audio

SONG = Path(__file__).parent.parent / "examples" / "slow-lightning.m4a"
PEER = """
import sys, time, os
import numpy as np, librosa
def all_of(y, rate):
    librosa.beat.beat_track(y=y, sr=rate)
    librosa.feature.chroma_cqt(y=y, sr=rate)
    librosa.feature.melspectrogram(y=y, sr=rate)
y = np.load(sys.argv[1])
all_of(y[:22050 * 5], 22050)
wall, used = time.perf_counter(), time.process_time()
all_of(y, 22050)
print(time.perf_counter() - wall, time.process_time() - used)
"""


def ours(song: Path) -> tuple[float, float, dict[str, float]]:
    """Seconds of wall and processor time for everything, decoding included; and by answer."""
    spent: dict[str, float] = {}
    asked = analysis._ask

    def timed(name: str, *known: Any) -> Any:
        began = time.perf_counter()
        found = asked(name, *known)
        spent[name] = spent.get(name, 0.0) + time.perf_counter() - began
        return found

    analysis.hear([Audio(np.zeros((1, 5 * analysis.RATE), np.float32), analysis.RATE)])
    analysis._ask = timed
    wall, used = time.perf_counter(), time.process_time()
    analysis.hear(blocks(song, analysis.RATE))
    total = time.perf_counter() - wall, time.process_time() - used
    analysis._ask = asked
    return *total, spent


def librosas(song: Path, python: str) -> tuple[float, float] | None:
    """The same for librosa at its own 22050 Hz, decoding left out; None where there is none."""
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"clavilux-bench-{os.getpid()}.npy"
    np.save(path, read(song, 22050, mono=True).samples[0])
    try:
        run = [python, "-c", PEER, str(path)]
        answer = subprocess.run(run, capture_output=True, text=True, check=False)
    finally:
        path.unlink(missing_ok=True)
    if answer.returncode:
        return None
    wall, used = answer.stdout.split()[-2:]
    return float(wall), float(used)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("song", nargs="?", type=Path, default=SONG)
    parser.add_argument("--peer", default=sys.executable, metavar="PYTHON")
    options = parser.parse_args()
    duration = read(options.song, 8000, mono=True).duration
    wall, used, spent = ours(options.song)
    print(f"{options.song.name}: {duration:.1f} s of sound")
    speed = f"{duration / wall:.1f} times real time"
    print(f"clavilux  {wall:6.2f} s ({used:.2f} s of processor)  {speed}")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {name:<10} {seconds:6.3f} s")
    if peer := librosas(options.song, options.peer):
        print(f"librosa   {peer[0]:6.2f} s ({peer[1]:.2f} s of processor)")
        print(f"ratio     {peer[0] / wall:.2f} (above 1: clavilux is faster, and answers more)")
    else:
        print("librosa   is not installed here; name a Python that has it with --peer")


if __name__ == "__main__":
    main()
