"""`clavilux distance` and `clavilux opinion`: measurements over many films, by networks and by
people.
"""

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from clavilux.backends import choose, open_backend
from clavilux.cli.progress import Bar


def distance(options: Namespace) -> int:
    """The Fréchet distance between two folders, by a video network or by plain statistics."""
    from clavilux.evaluate.distance import distance as measure

    bar = Bar(options.json)
    spec, why = options.net, ""
    if spec == "auto":
        chosen = choose("video_net")
        spec, why = chosen.spec or "none", chosen.why
    net = None if spec == "none" else open_backend("video_net", spec).features
    found = measure(Path(options.one), Path(options.other), net, bar)
    bar.close()
    if options.json:
        print(json.dumps(asdict(found) | {"net": spec}, indent=1))
        return 0
    print(f"{found.name}: {found.value:.4g}  ({found.dimensions} dimensions, by {spec})")
    print(f"{found.clips[0]} clips of {found.films[0]} films, {found.clips[1]} of {found.films[1]}")
    for note in (why, found.advice):
        if note:
            print(note)
    return 0


def opinion(options: Namespace) -> int:
    """Asks people, or tells what they said."""
    if options.step == "serve":
        from clavilux.evaluate.opinion.server import serve

        serve(Path(options.folder), options.host, options.port)
        return 0
    from clavilux.evaluate.opinion.films import STORE
    from clavilux.evaluate.opinion.statistics import summed_up
    from clavilux.evaluate.opinion.store import ratings
    from clavilux.evaluate.opinion.words import in_words

    found = summed_up(ratings(Path(options.folder) / STORE))
    print(json.dumps(asdict(found), indent=1) if options.json else in_words(found))
    return 0
