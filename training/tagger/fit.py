"""Fitting: fresh mixtures at every step, spectra hidden in patches, AdamW on one cycle."""

import time
from dataclasses import dataclass

import numpy as np
import torch
from sounds.bank import Bank
from sounds.catalogue import NAMES
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from tagger.mixing import STEP_RATE, STEPS, Mixer, seconds_of, starts
from tagger.network import Tagger
from tagger.scores import average_precision, by_name


@dataclass(frozen=True)
class Recipe:
    """How long and how hard: a short rise, a plateau, and a fall over the last part."""

    steps: int = 9000
    batch: int = 16
    frames: int = 256  # of a mixture, 3 s
    rate: float = 2e-3
    rise: int = 200  # steps
    fall: float = 0.35  # share of the steps
    decay: float = 0.02
    ema_decay: float = 0.998  # of the running mean of the weights, a step
    seed: int = 2026


KEPT_BACK = 16  # one stem in so many never teaches
TELL, CHECK = 50, 1000  # steps between reports, and between checks


def pooled(logits: Tensor) -> Tensor:
    """Steps to seconds: a mean that leans to the largest, `[batch, seconds, names]`."""
    parts = torch.tensor_split(logits, starts(logits.shape[1], STEP_RATE).tolist(), dim=1)
    means = [torch.logsumexp(2 * p, 1) / 2 - np.log(p.shape[1]) / 2 for p in parts]
    return torch.stack(means, 1)


def batch(mixer: Mixer, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Spectra, truth by the step and by the second."""
    drawn = [mixer.lesson() for _ in range(size)]
    mel = torch.from_numpy(np.stack([levelled(m.mel, mixer.rng) for m in drawn]))
    steps = torch.from_numpy(np.stack([m.steps for m in drawn]))
    seconds = torch.from_numpy(np.stack([seconds_of(m.steps) for m in drawn]))
    return mel, steps, seconds


def levelled(db: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """At the level that the program gives a loud passage, or a quiet one; patches hidden
    (SpecAugment)."""
    level = rng.normal(0, 4) if rng.random() < 0.75 else rng.uniform(-35, 0)
    db = np.maximum(db - db.max() + level, -120)
    if rng.random() < 0.3:
        low, width = int(rng.integers(128)), int(rng.integers(1, 10))
        db[:, low : low + width] = -110
    if rng.random() < 0.15:
        db[:, int(rng.integers(80, 127)) :] = -115  # a codec's or a telephone's end
    return db


def loss_of(logits: Tensor, truth: Tensor) -> Tensor:
    """Cross entropy over what is known; hard cases weigh more (focal, gamma 1)."""
    known = (truth >= 0).float()
    aim = truth.clamp(0).float()
    plain = torch.nn.functional.binary_cross_entropy_with_logits(logits, aim, reduction="none")
    p = torch.sigmoid(logits)
    hard = torch.where(aim > 0.5, 1 - p, p).detach()
    return (plain * known * (0.4 + hard)).sum() / known.sum().clamp(1)


def fit(bank: Bank, recipe: Recipe) -> Tagger:
    """A network after its cycle: the running mean of its weights."""
    torch.manual_seed(recipe.seed)
    rows = np.arange(len(bank.mel))
    taught, kept = (bank.rows(rows[(rows % KEPT_BACK == 0) == back]) for back in (False, True))
    mixer = Mixer(taught, np.random.default_rng(recipe.seed), recipe.frames)
    net = Tagger(len(NAMES)).to(memory_format=torch.channels_last).train()
    mean = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(recipe.ema_decay), use_buffers=True)
    optimiser = torch.optim.AdamW(net.parameters(), recipe.rate, weight_decay=recipe.decay)
    began, told, step = time.monotonic(), 0.0, 0
    while step < recipe.steps:
        step += 1
        optimiser.param_groups[0]["lr"] = _rate(step, recipe)
        mel, by_step, seconds = batch(mixer, recipe.batch)
        logits = net(mel)
        loss = loss_of(pooled(logits), seconds) + 0.5 * loss_of(logits, by_step)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        mean.update_parameters(net)
        told = 0.98 * told + 0.02 * loss.item() if step > 1 else loss.item()
        if step % TELL == 0:
            spent = time.monotonic() - began
            print(f"step {step} of {recipe.steps}, loss {told:.4f}, {spent:.0f} s", flush=True)
        if step % CHECK == 0:
            print(
                f"  mean precision alone, kept back: {_checked(mean.module, kept):.3f}", flush=True
            )
    fitted: Tagger = mean.module
    return fitted.eval()


def _rate(step: int, recipe: Recipe) -> float:
    left = (recipe.steps - step + 1) / (recipe.fall * recipe.steps)
    return recipe.rate * min(step / recipe.rise, 1.0, left)


def _checked(net: Tagger, kept: Bank) -> float:
    """Mean average precision of the stems that teach nothing, each alone."""
    found = alone(net.eval(), kept)
    return float(np.nanmean(by_name(kept.truth, found, average_precision)))


@torch.no_grad()
def answers(net: Tagger, bank: Bank, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Truth `int8[count * 6, names]` and log-odds of `count` fixed mixtures of a bank, three in
    four of them bands."""
    mixer = Mixer(bank, np.random.default_rng(seed))
    truths, logits = [], []
    for _ in range(count // 8):
        drawn = [mixer.band() for _ in range(6)] + [mixer.draw() for _ in range(2)]
        mel = torch.from_numpy(np.stack([np.maximum(m.mel - m.mel.max(), -120) for m in drawn]))
        logits.append(pooled(net(mel)).reshape(-1, len(NAMES)).numpy())
        truths.append(np.concatenate([seconds_of(m.steps) for m in drawn]))
    return np.concatenate(truths), np.concatenate(logits)


@torch.no_grad()
def in_pieces(net: Tagger, pieces: Bank, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Truth and log-odds as `answers`, of every excerpt of a bank of pieces: the stems of one
    source."""
    mixer = Mixer(pieces, np.random.default_rng(seed))
    sources = np.array([source for source, _ in pieces.kinds])
    truths, logits = [], []
    for source in dict.fromkeys(sources):
        mixed = mixer.together(np.flatnonzero(sources == source))
        mel = torch.from_numpy(np.maximum(mixed.mel - mixed.mel.max(), -120))[None]
        logits.append(pooled(net(mel))[0].numpy())
        truths.append(seconds_of(mixed.steps))
    return np.concatenate(truths), np.concatenate(logits)


@torch.no_grad()
def alone(net: Tagger, bank: Bank) -> np.ndarray:
    """Log-odds of every stem by itself, its best second: `float32[stems, names]`."""
    found = []
    for first in range(0, len(bank.mel), 16):
        db = bank.mel[first : first + 16].astype(np.float32) * 0.5 - 120
        db = np.maximum(db - db.max(axis=(1, 2), keepdims=True), -120)
        found.append(pooled(net(torch.from_numpy(db))).amax(1).numpy())
    return np.concatenate(found)


__all__ = ["STEPS", "Recipe", "alone", "answers", "fit"]
