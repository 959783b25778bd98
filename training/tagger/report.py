"""The table of scores that ships in the docs."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sounds.bank import Bank
from sounds.catalogue import DRUMS, NAMES

from clavilux.types.instruments import FAMILY_OF, INSTRUMENTS
from tagger import fit, scores


@dataclass(frozen=True)
class Judged:
    """Truth and confidence by the second on the held-out source; average precision by name in
    mixtures, in excerpts of pieces and alone; the names that are offered, anywhere or where nothing
    else plays."""

    truth: np.ndarray
    sure: np.ndarray
    mixed: np.ndarray
    in_pieces: np.ndarray
    alone: np.ndarray
    offered: list[str]
    solo: list[str]


def write(path: Path, judged: Judged, strokes: tuple[dict[str, float], float]) -> None:
    """Markdown, by name: scores in mixtures, alone, and of recorded strokes."""
    real, share = strokes
    lines = [
        "| name | present in | AP in mixtures | AP in pieces | AP alone | recorded strokes named | "
        "offered |",
        "|---|---|---|---|---|---|---|",
    ]
    for k, name in enumerate(NAMES):
        present = (judged.truth[:, k] == 1).mean()
        stroke = f"{real[name]:.2f}" if name in real else ""
        found = (judged.mixed[k], judged.in_pieces[k], judged.alone[k])
        row = (
            name,
            f"{present:.0%}",
            *("" if np.isnan(ap) else f"{ap:.2f}" for ap in found),
            stroke,
        )
        lines.append(f"| {' | '.join(row)} | {_how(name, judged)} |")
    chosen = [NAMES.index(n) for n in judged.offered]
    errors = [scores.calibration_error(judged.truth[:, k], judged.sure[:, k]) for k in chosen]
    played = [k for k, n in enumerate(NAMES) if n in INSTRUMENTS]
    error, every = np.mean(errors), np.nanmean(judged.mixed[played])
    named, solo = judged.mixed[chosen].mean(), np.nanmean(judged.alone[played])
    pieces = np.nanmean(judged.in_pieces[played])
    lines += [
        "",
        f"Mean over the {len(chosen)} offered names: AP {named:.3f}; over "
        f"all {len(played)} instruments and voices {every:.3f}, in pieces {pieces:.3f}, alone "
        f"{solo:.3f}. Calibration "
        f"error of the offered names on the held-out source: {error:.3f}. Recorded strokes named "
        f"right among all drums and cymbals: {share:.0%}.",
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


def _how(name: str, judged: Judged) -> str:
    if name in judged.offered:
        return "yes"
    if name not in INSTRUMENTS:
        return "family"
    return ("alone, else " if name in judged.solo else "") + f"as {FAMILY_OF[name]}"


def strokes(net: torch.nn.Module, bank: Bank) -> tuple[dict[str, float], float]:
    """How often a recorded drum's own name is the surest among drums and cymbals."""
    columns = [NAMES.index(d) for d in DRUMS]
    best = fit.alone(net, bank)[:, columns].argmax(1)
    kinds = [kind for _, kind in bank.kinds]
    right = np.array([DRUMS[b] == kind for b, kind in zip(best, kinds, strict=True)])
    by = {d: float(right[[k == d for k in kinds]].mean()) for d in DRUMS if d in kinds}
    return by, float(right.mean())


def alone(bank: Bank, logits: np.ndarray) -> str:
    """Average precision of the names that a bank's stems have, each stem by itself."""
    found = scores.by_name(bank.truth, logits, scores.average_precision)
    lines = [
        f"{name}: {ap:.2f} of {(bank.truth[:, k] == 1).sum()} stems"
        for k, (name, ap) in enumerate(zip(NAMES, found, strict=True))
        if not np.isnan(ap)
    ]
    played = [k for k, name in enumerate(NAMES) if name in INSTRUMENTS]
    return "\n".join([*lines, f"mean over instruments: {np.nanmean(found[played]):.3f}"])
