"""Every script under examples/ that a user would run, and the README's commands, exist and run."""

import re
import subprocess
import sys
from pathlib import Path

from clavilux.cli.parser import build

ROOT = Path(__file__).parents[1]


def test_the_verbs_run(tmp_path):
    command = [sys.executable, str(ROOT / "examples" / "verbs.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert {"planned.mp4", "made.mp4", "film.json"} == {p.name for p in tmp_path.iterdir()}
    assert "119.1 bpm, A major" in done.stdout


def test_every_command_of_the_readme_is_understood():
    text = (ROOT / "README.md").read_text("utf-8")
    commands = [
        line.strip("` ").split()
        for line in re.findall(r"(?:^|\| `|\n)(?:\.venv/bin/)?(clavilux [^`\n|]+)", text)
    ]
    assert len(commands) > 8
    for words in commands:
        build().parse_args(words[1:])


def test_the_example_song_is_heard_as_it_was_written():
    """Median beat error under 5 ms, tempo within 1 %, the key, at least half the borders."""
    import json

    import numpy as np

    import clavilux

    features = clavilux.analyze(ROOT / "examples" / "slow-lightning.m4a")
    truth = json.loads((ROOT / "examples" / "slow-lightning.json").read_text("utf-8"))
    beats = np.array([beat["time"] for beat in truth["beats"]])
    error = np.abs(features.beats.times[:, None] - beats).min(axis=1)
    assert np.median(error) < 0.005 and (error < 0.03).mean() > 0.9
    assert abs(features.bpm / truth["tempo_bpm"] - 1) < 0.01
    assert (features.key.tonic, features.key.mode) == ("A", "major")
    downbeats = np.array([bar["start"] for bar in truth["bars"]])
    heard = features.beats.downbeats
    assert (np.abs(heard[:, None] - downbeats).min(axis=1) < 0.05).mean() > 0.9
    borders = np.array([section["start"] for section in truth["sections"]])[1:]
    found = np.array([section.start for section in features.sections])
    assert (np.abs(borders[:, None] - found).min(axis=1) < 0.5).mean() >= 0.5
