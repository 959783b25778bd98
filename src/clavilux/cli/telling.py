"""`clavilux describe`: every second of a song in words."""

import json
from argparse import Namespace
from dataclasses import asdict

from clavilux import pipeline
from clavilux.cli.progress import Bar


def describe(options: Namespace) -> int:
    """Prints a sentence for each second, or everything as JSON."""
    bar = Bar(options.json)
    told = pipeline.describe(
        options.song,
        lyrics=options.lyrics,
        transcriber=options.transcriber,
        language=options.language,
        vectors=options.vectors,
        seed=options.seed,
        allow_download=options.allow_download,
        progress=bar,
    )
    bar.close()
    if options.json:
        print(
            json.dumps(
                {"seconds": [asdict(second) for second in told]}, indent=1, ensure_ascii=False
            )
        )
        return 0
    for second in told:
        minutes, seconds = divmod(int(second.start), 60)
        print(f"{minutes}:{seconds:02d}  {second.sentence}")
    return 0
