"""Makes `src/clavilux/analysis/models/tags.onnx` from nothing: builds the banks, fits the network,
sets its doubt, scores it on a sound font that it never heard, writes the file and the table of
`docs/models/tags.md`.

Run it by `make train-tags`. Everything is seeded; two runs differ by the order of sums at most.
"""

import argparse
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch
from sounds.bank import Bank, joined
from sounds.catalogue import NAMES
from tagger import fit, report, scores, sources
from tagger.export import export
from tagger.network import Tagger

from clavilux.types.instruments import FAMILY_OF, INSTRUMENTS

HOME = Path(__file__).resolve().parent.parent
OFFERED_FROM = 0.6  # average precision on the held-out source
MIXTURES = 320
DOUBT_SEED, JUDGE_SEED = 11, 12


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    began = time.monotonic()
    build = partial(sources.build, folder=options.banks, seed=options.seed, workers=options.workers)
    taught, recorded = build("teach"), build("recorded")
    print(f"banks to teach: {time.monotonic() - began:.0f} s", flush=True)
    net = _fitted(taught if options.spare_recorded else joined([taught, recorded]), options)
    print(f"fitted: {time.monotonic() - began:.0f} s", flush=True)
    if options.spare_recorded:
        print(report.alone(recorded, fit.alone(net, recorded)))
        return
    others = {which: build(which) for which in ("doubt", "judge", "pieces", "real")}
    finish(net, others, options.out, options.table)
    print(f"done: {time.monotonic() - began:.0f} s", flush=True)


def _fitted(taught: Bank, options: argparse.Namespace) -> torch.nn.Module:
    """The fitted network, kept beside the banks, so that what follows can be run again alone."""
    recipe = fit.Recipe(steps=options.steps, seed=options.seed)
    spared = "-spared" if options.spare_recorded else ""
    kept = options.banks / f"net-{recipe.seed}-{recipe.steps}{spared}.pt"
    if kept.exists():
        net = Tagger(len(NAMES))
        net.load_state_dict(torch.load(kept, weights_only=True))
    else:
        net = fit.fit(taught, recipe)
        torch.save(net.state_dict(), kept)
    return net.eval()


def finish(net: torch.nn.Module, banks: dict[str, Bank], out: Path, table: Path) -> None:
    """Calibrates, scores, exports and reports a fitted network."""
    slope, shift = _doubt(net, banks["doubt"])
    truth, logits = fit.answers(net, banks["judge"], MIXTURES, JUDGE_SEED)
    mixed = scores.by_name(truth, logits, scores.average_precision)
    judge = banks["judge"]
    heard = fit.in_pieces(net, banks["pieces"], JUDGE_SEED)
    in_pieces = scores.by_name(*heard, scores.average_precision)
    alone = scores.by_name(judge.truth, fit.alone(net, judge), scores.average_precision)
    offered = _passing(mixed)
    solo = [name for name in _passing(alone) if name not in offered]
    said = {"names": NAMES, "offered": offered, "solo": solo, "slope": slope, "shift": shift}
    export(net, out, {**said, "made_by": "training/tags.py"})
    sure = 1 / (1 + np.exp(-(logits * slope + shift)))
    judged = report.Judged(truth, sure, mixed, in_pieces, alone, offered, solo)
    report.write(table, judged, report.strokes(net, banks["real"]))


def _passing(precision: np.ndarray) -> list[str]:
    """The names of instruments that are told apart well enough."""
    return [
        name
        for name, ap in zip(NAMES, precision, strict=True)
        if name in INSTRUMENTS and FAMILY_OF[name] != "voice" and ap >= OFFERED_FROM
    ]


def _doubt(net: torch.nn.Module, bank: Bank) -> tuple[list[float], list[float]]:
    """Scale and shift of every name on a source that taught nothing."""
    truth, logits = fit.answers(net, bank, MIXTURES, DOUBT_SEED)
    pairs = [scores.platt(truth[:, k], logits[:, k]) for k in range(len(NAMES))]
    return [round(a, 4) for a, _ in pairs], [round(b, 4) for _, b in pairs]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--banks", type=Path, default=HOME / "out/training/tags")
    parser.add_argument("--out", type=Path, default=HOME / "src/clavilux/analysis/models/tags.onnx")
    parser.add_argument("--table", type=Path, default=HOME / "docs/models/tags-scores.md")
    parser.add_argument("--steps", type=int, default=fit.Recipe.steps)
    parser.add_argument("--seed", type=int, default=fit.Recipe.seed)
    parser.add_argument(
        "--spare-recorded",
        action="store_true",
        help="teach without the recorded instruments, print what is heard in them, stop",
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
