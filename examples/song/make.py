"""Makes the example song: `python examples/song/make.py [--out FOLDER] [--plot FILE.png]`, about
six minutes on two cores.

Writes `slow-lightning.m4a`, `.json` (what is in it) and `.lrc` (its words), then measures whether
all three agree.
"""

import argparse
import json
from pathlib import Path

import check
import encode
import mix
import score
import truth

SLUG = score.TITLE.lower().replace(" ", "-")


def main() -> None:
    """Score to files on one screen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--plot", type=Path, help="draw the finished song here")
    options = parser.parse_args()

    stems = mix.levelled(mix.dry_stems())
    sound = mix.mix(stems)
    song = truth.truth()

    file = options.out / f"{SLUG}.m4a"
    encode.write(file, sound)
    file.with_suffix(".json").write_text(json.dumps(song, indent=1) + "\n", "utf-8")
    file.with_suffix(".lrc").write_text(truth.lrc(song), "utf-8")

    decoded = encode.read(file)
    check.report(sound, decoded, stems, song)
    if options.plot:
        check.plot(decoded, song, options.plot)


if __name__ == "__main__":
    main()
