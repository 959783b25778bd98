"""Each verb of the Python API once, on the example song: python examples/verbs.py [FOLDER]"""

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import clavilux

SONG = Path(__file__).parent / "slow-lightning.m4a"
SMALL = clavilux.Canvas(320, 180, Fraction(12))


def main(folder: Path) -> None:
    """Listens, plans, edits, draws."""
    folder.mkdir(parents=True, exist_ok=True)
    features = clavilux.analyze(SONG)
    form = " ".join(section.label for section in features.sections)
    print(f"{features.bpm:.1f} bpm, {features.key.tonic} {features.key.mode}, form {form}")

    project = clavilux.plan(SONG, brief=clavilux.Brief(look="curtains", seed=3))
    project = replace(project, canvases=(SMALL,), start=8.0, end=12.0)
    clavilux.write_project(project, folder / "film.json")
    print(*clavilux.render(project, folder / "planned.mp4"))

    print(*clavilux.make(SONG, folder / "made.mp4", canvases=(SMALL,), start=8.0, end=10.0))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out"))
