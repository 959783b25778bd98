"""Fitting: fresh mixtures at every step, spectra hidden in patches, AdamW on one cycle."""

import time
from dataclasses import dataclass

import numpy as np
import torch
from sounds.bank import Bank
from sounds.catalogue import NAMES
from torch import Tensor

from tagger.mixing import SECOND_STARTS, STEPS, Mixer, seconds_of
from tagger.network import Tagger


@dataclass(frozen=True)
class Recipe:
    """How long and how hard: a cycle on any mixtures, then one that meets bands too."""

    steps: int = 700
    more_steps: int = 260
    batch: int = 24
    peak_rate: float = 3e-3
    more_rate: float = 1.5e-3
    bands: float = 0.45  # share of the second cycle's mixtures
    decay: float = 0.02
    seed: int = 2026


def pooled(logits: Tensor) -> Tensor:
    """Steps to seconds: a mean that leans to the largest, `[batch, 6, names]`."""
    parts = torch.tensor_split(logits, torch.from_numpy(SECOND_STARTS), dim=1)
    means = [torch.logsumexp(2 * p, 1) / 2 - np.log(p.shape[1]) / 2 for p in parts]
    return torch.stack(means, 1)


def batch(mixer: Mixer, size: int, bands: float = 0.0) -> tuple[Tensor, Tensor, Tensor]:
    """Spectra, truth by the step and by the second; `bands` is the share of bands."""
    count = round(bands * size)
    drawn = [mixer.band() for _ in range(count)] + [mixer.draw() for _ in range(size - count)]
    mel = torch.from_numpy(np.stack([levelled(m.mel, mixer.rng) for m in drawn]))
    steps = torch.from_numpy(np.stack([m.steps for m in drawn]))
    seconds = torch.from_numpy(np.stack([seconds_of(m.steps) for m in drawn]))
    return mel, steps, seconds


def levelled(db: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """At the level that the program gives a loud passage, or a quiet one; patches hidden
    (SpecAugment)."""
    level = rng.normal(0, 4) if rng.random() < 0.75 else rng.uniform(-35, 0)
    db = np.maximum(db - db.max() + level, -120)
    for _ in range(int(rng.integers(0, 3))):
        low, width = int(rng.integers(128)), int(rng.integers(1, 14))
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


def fit(bank: Bank, recipe: Recipe, net: Tagger | None = None) -> Tagger:
    """A network after the first cycle; after the second, if one that had the first is given."""
    torch.manual_seed(recipe.seed)
    mixer = Mixer(bank, np.random.default_rng(recipe.seed + (net is not None)))
    steps, rate, bands = recipe.steps, recipe.peak_rate, 0.0
    if net is not None:
        steps, rate, bands = recipe.more_steps, recipe.more_rate, recipe.bands
    net = (net or Tagger(len(NAMES))).train()
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=recipe.decay)
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, rate, steps, pct_start=0.2, div_factor=10
    )
    began, told = time.monotonic(), 0.0
    for step in range(steps):
        mel, by_step, seconds = batch(mixer, recipe.batch, bands)
        logits = net(mel)
        loss = loss_of(pooled(logits), seconds) + 0.5 * loss_of(logits, by_step)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        cycle.step()
        told = 0.95 * told + 0.05 * loss.item() if step else loss.item()
        if step % 20 == 0:
            spent = time.monotonic() - began
            print(f"step {step} of {steps}, loss {told:.4f}, {spent:.0f} s", flush=True)
    return net.eval()


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
def alone(net: Tagger, bank: Bank) -> np.ndarray:
    """Log-odds of every stem by itself, its best second: `float32[stems, names]`."""
    found = []
    for first in range(0, len(bank.mel), 16):
        db = bank.mel[first : first + 16].astype(np.float32) * 0.5 - 120
        db = np.maximum(db - db.max(axis=(1, 2), keepdims=True), -120)
        found.append(pooled(net(torch.from_numpy(db))).amax(1).numpy())
    return np.concatenate(found)


__all__ = ["STEPS", "Recipe", "alone", "answers", "fit"]
