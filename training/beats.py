"""Trains the shipped beat network from nothing: composes and renders the corpus, learns, exports.

    make train-beats        (or: python training/beats.py)

writes `src/clavilux/analysis/models/beats.onnx`. Everything follows from fixed seeds; on two cores
it takes under two hours. `training/score_beats.py` then measures it on styles and a font it
never met.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import corpus  # puts the package on the path
import numpy as np
import onnx
import torch
from beat_net import BeatNet, Heard
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from clavilux.analysis.activations import RATE, TEMPI_BPM

MODEL = corpus.ROOT / "src/clavilux/analysis/models/beats.onnx"
PIECES, MORE, CLICKS, BATCH = 700, 200, 24, 8
FRAMES = round(34 * RATE)
GUESSES = 0.03  # weight of the losses of tempo and metre
METRE_CLASS = {2: 0, 3: 1, 4: 2}


@dataclass(frozen=True)
class Stage:
    """`steps` batches at up to `rate`. `downbeats` weighs a downbeat that is there against one that
    is not; `more` says whether the styles of `compose/more.py` are among the pieces.
    """

    steps: int
    rate: float
    downbeats: float
    more: bool


STAGES = (Stage(1100, 3e-3, 1.0, False), Stage(1000, 2e-3, 3.0, True))


def targets(beats: np.ndarray, frames: int) -> np.ndarray:
    """`float32[frames]`: 1 at a beat, a half beside it."""
    curve = np.zeros(frames + 2, np.float32)
    centre = np.rint(beats * RATE).astype(np.int64)
    centre = centre[(centre >= 0) & (centre < frames)] + 1
    for shift in (-1, 1):
        curve[centre + shift] = 0.5
    curve[centre] = 1.0
    return curve[1:-1]


def bent(rng: np.random.Generator, bands: np.ndarray) -> np.ndarray:
    """What else a recording might look like: bands moved, tone, level, noise, gaps."""
    factor = np.exp(rng.uniform(-0.15, 0.15))
    place = np.clip(np.arange(64) * factor + rng.uniform(-1, 1), 0, 63)
    low = place.astype(np.int64)
    part = (place - low).astype(np.float32)
    bands = bands[:, low] * (1 - part) + bands[:, np.minimum(low + 1, 63)] * part
    knots = rng.normal(0, 0.07, 6) + np.linspace(-0.5, 0.5, 6) * rng.normal(0, 0.2)
    tone = np.interp(np.arange(64), np.linspace(0, 63, 6), knots).astype(np.float32)
    bands = np.where(bands > 0, bands + tone + np.float32(rng.normal(0, 0.04)), 0)
    if rng.random() < 0.5:
        floor = np.float32(rng.uniform(0.02, 0.45)) + tone
        bands = np.maximum(bands, floor + rng.normal(0, 0.03, bands.shape).astype(np.float32))
    if rng.random() < 0.2:  # squeezed: less range between loud and quiet
        bands = np.where(bands > 0, 0.3 + 0.7 * bands, bands)
    if rng.random() < 0.15:
        bands[:, : int(rng.integers(2, 8))] = rng.uniform(0, 0.2)
    if rng.random() < 0.15:
        bands[:, int(rng.integers(20, 60)) :] = rng.uniform(0, 0.2)
    if rng.random() < 0.2:
        at = int(rng.integers(len(bands)))
        bands[at : at + int(rng.integers(5, 90))] = rng.uniform(0, 0.2)
    return np.clip(bands, 0, 1.2)


def stretched(
    rng: np.random.Generator, bands: np.ndarray, beats: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Up to a tenth slower or faster, by interpolation between frames."""
    factor = float(np.exp(rng.uniform(-0.1, 0.1)))
    place = np.arange(int((len(bands) - 1) * factor)) / factor
    low = place.astype(np.int64)
    part = (place - low).astype(np.float32)[:, None]
    return bands[low] * (1 - part) + bands[low + 1] * part, beats * factor


def sample(rng: np.random.Generator, pieces: list[corpus.Example]) -> tuple[np.ndarray, ...]:
    """One training example: bands, targets `[frames, 2]`, tempo `[21]`, metre, where truth is."""
    piece = pieces[int(rng.integers(len(pieces)))]
    bands, beats = piece.bands.astype(np.float32) / corpus.SCALE, piece.beats
    if rng.random() < 0.7:
        bands, beats = stretched(rng, bands, beats)
    start = int(rng.integers(-FRAMES // 8, max(1, len(bands) - FRAMES * 7 // 8)))
    first = max(0, start)
    part = np.zeros((FRAMES, 64), np.float32)
    taken = bands[first : start + FRAMES]
    part[first - start : first - start + len(taken)] = taken
    times = beats - start / RATE
    truth = [targets(times, FRAMES), targets(times[piece.positions == 1], FRAMES)]
    inside = times[(times >= 0) & (times < FRAMES / RATE)]
    bpm = 60 / np.median(np.diff(inside if len(inside) > 2 else times))
    tempo = np.exp(-0.5 * (8 * np.log2(TEMPI_BPM / bpm) / 0.7) ** 2) + 1e-6
    guess = (tempo / tempo.sum()).astype(np.float32)
    time_s = np.arange(FRAMES) / RATE
    known = (time_s > times[0] - 0.5) & (time_s < times[-1] + 0.5)
    metre = METRE_CLASS.get(piece.metre, 3)
    return bent(rng, part), np.stack(truth, 1), guess, np.int64(metre), known.astype(np.float32)


def loss_of(logits: torch.Tensor, batch: list[torch.Tensor], downbeats: float) -> torch.Tensor:
    _, truth, tempo, metre, known = batch
    curves = binary_cross_entropy_with_logits(
        logits[..., :2], truth, reduction="none", pos_weight=torch.tensor((1.0, downbeats))
    )
    spread = tempo[:, None].expand(-1, logits.shape[1], -1)
    guess = cross_entropy(
        logits[..., 2:23].transpose(1, 2), spread.transpose(1, 2), reduction="none"
    )
    count = cross_entropy(
        logits[..., 23:].transpose(1, 2),
        metre[:, None].expand(-1, logits.shape[1]),
        reduction="none",
    )
    whole = known.sum()
    guesses = ((guess + count) * known).sum() / whole
    return curves.mean(dim=1).sum(dim=1).mean() + GUESSES * guesses


def train(net: BeatNet, pieces: list[corpus.Example], stage: Stage) -> BeatNet:
    """The averaged network after one stage."""
    rng, steps = np.random.default_rng(0), stage.steps
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(0.99), use_buffers=True)
    optimizer = torch.optim.AdamW(net.parameters(), stage.rate, weight_decay=0.01)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, stage.rate, steps, pct_start=0.1)
    began, running = time.time(), 0.0
    net.train()
    for step in range(steps):
        columns = zip(*(sample(rng, pieces) for _ in range(BATCH)), strict=True)
        batch = [torch.from_numpy(np.stack(column)) for column in columns]
        loss = loss_of(net(batch[0]), batch, stage.downbeats)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        plan.step()
        average.update_parameters(net)
        running += float(loss.detach())
        if step % 50 == 49:
            print(f"{step + 1}: loss {running / 50:.4f}, {time.time() - began:.0f} s", flush=True)
            running = 0.0
    trained: BeatNet = average.module
    return trained.eval()


def export(net: BeatNet, path: Path) -> None:
    """The network as ONNX, its length of input free."""
    bands = torch.rand(1, 400, 64)
    torch.onnx.export(
        Heard(net).eval(),
        (bands,),
        str(path),
        input_names=["bands"],
        output_names=["curves", "tempo", "metre"],
        dynamic_shapes={"bands": {1: torch.export.Dim("frames", min=8, max=100000)}},
        external_data=False,
        dynamo=True,
    )
    _forget_where(path)


def _forget_where(path: Path) -> None:
    """Takes out what the exporter notes of the machine: each node's lines of code, with folders."""
    model = onnx.load(path)
    graph = model.graph
    for part in (graph, *graph.node, *graph.value_info, *graph.input, *graph.output):
        part.doc_string = ""
        del part.metadata_props[:]
    onnx.save(model, str(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=corpus.ROOT / "out/beats")
    parser.add_argument("--pieces", type=int, default=PIECES)
    parser.add_argument("--more", type=int, default=MORE)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--after", type=Path, help="a network after the first stage: go on from it")
    parser.add_argument("--out", type=Path, default=MODEL)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    firsts = ((0, given.pieces), (corpus.CLICKS, CLICKS), (corpus.MORE_FIRST, given.more))
    seeds = [seed for first, count in firsts for seed in range(first, first + count)]
    corpus.build(seeds, given.corpus, corpus.FONTS / "FluidR3_GM.sf2", workers=given.workers)
    pieces = [corpus.read(given.corpus / f"{seed:07d}.npz") for seed in seeds]
    torch.manual_seed(0)
    net, stages = BeatNet(), STAGES
    if given.after:
        net.load_state_dict(torch.load(given.after, weights_only=True))
        stages = STAGES[1:]
    for stage in stages:
        net = train(net, pieces if stage.more else pieces[: given.pieces + CLICKS], stage)
        torch.save(net.state_dict(), given.corpus / f"beats-{stage.steps}.pt")
    export(net, given.out)
    print(
        f"{sum(p.numel() for p in net.parameters())} parameters, {given.out.stat().st_size} bytes"
    )


if __name__ == "__main__":
    main()
