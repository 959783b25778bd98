"""The network of Beat This! (Foscarin, Schlüter and Widmer, ISMIR 2024), written from the paper so
that the published checkpoints' names fit. torch is imported here: only `beat_this.py` imports this.

In: log-mel `float32[batch, frames, 128]`, 50 frames a second. Out: logits `float32[batch, frames,
2]`, beat and downbeat. A convolutional front end halves frequency four times while attention looks
along frequency and along time; six transformer layers with rotary positions (Su et al. 2021) and
gated heads follow.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

THETA = 10000.0  # of the rotary positions


@dataclass(frozen=True)
class Shape:
    """The sizes that a checkpoint's hyperparameters give, under the checkpoint's own names."""

    spect_dim: int = 128
    transformer_dim: int = 512
    ff_mult: int = 4
    n_layers: int = 6
    head_dim: int = 32
    stem_dim: int = 32
    sum_head: bool = True
    partial_transformers: bool = True


def rotate(x: Tensor) -> Tensor:
    """Rotary positions for `float[batch, heads, n, head_dim]`: neighbouring pairs turn by an angle
    that grows with the position."""
    n, width = x.shape[-2:]
    speeds = THETA ** (-torch.arange(0, width, 2, dtype=torch.float32, device=x.device) / width)
    angles = torch.arange(n, dtype=torch.float32, device=x.device)[:, None] * speeds
    cos, sin = angles.cos(), angles.sin()
    even, odd = x[..., 0::2], x[..., 1::2]
    turned = torch.stack((even * cos - odd * sin, odd * cos + even * sin), -1)
    return turned.flatten(-2)


class Norm(nn.Module):
    """Root-mean-square normalisation (Zhang and Sennrich 2019)."""

    def __init__(self, width: int):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.normalize(x, dim=-1) * x.shape[-1] ** 0.5 * self.gamma


class Attention(nn.Module):
    """Self-attention over the second axis of `float[batch, n, width]`, each head with a gate."""

    def __init__(self, width: int, head: int):
        super().__init__()
        self.heads = width // head
        self.norm = Norm(width)
        self.to_qkv = nn.Linear(width, width * 3, bias=False)
        self.to_gates = nn.Linear(width, self.heads)
        self.to_out = nn.Sequential(nn.Linear(width, width, bias=False))

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(x)
        query, key, value = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for part in self.to_qkv(x).chunk(3, -1)
        )
        heard = F.scaled_dot_product_attention(rotate(query), rotate(key), value)
        gates = self.to_gates(x).sigmoid().transpose(1, 2)[..., None]
        return self.to_out((heard * gates).transpose(1, 2).flatten(-2))


class FeedForward(nn.Module):
    """Two layers around a GELU; the empty places are the dropouts of training."""

    def __init__(self, width: int, factor: int = 4):
        super().__init__()
        wide = width * factor
        self.net = nn.Sequential(
            Norm(width),
            nn.Linear(width, wide),
            nn.GELU(),
            nn.Identity(),
            nn.Linear(wide, width),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


class Partial(nn.Module):
    """Attention along frequency, then along time, of `float[batch, channels, bins, frames]`."""

    def __init__(self, width: int, head: int):
        super().__init__()
        self.attnF, self.ffF = Attention(width, head), FeedForward(width)
        self.attnT, self.ffT = Attention(width, head), FeedForward(width)

    def forward(self, x: Tensor) -> Tensor:
        batch, _, bins, frames = x.shape
        x = x.permute(0, 3, 2, 1).flatten(0, 1)  # [batch * frames, bins, channels]
        x = x + self.attnF(x)
        x = x + self.ffF(x)
        x = x.unflatten(0, (batch, frames)).transpose(1, 2).flatten(0, 1)
        x = x + self.attnT(x)
        x = x + self.ffT(x)
        return x.unflatten(0, (batch, bins)).permute(0, 3, 1, 2)


class Stem(nn.Module):
    """Bins normalised, then four bins at a time to channels."""

    def __init__(self, bins: int, width: int):
        super().__init__()
        self.bn1d = nn.BatchNorm1d(bins)
        self.conv2d = nn.Conv2d(1, width, (4, 3), (4, 1), (0, 1), bias=False)
        self.bn2d = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.bn1d(x.transpose(1, 2))[:, None]
        return F.gelu(self.bn2d(self.conv2d(x)))


class Block(nn.Module):
    """Attention, then half the bins and twice the channels."""

    def __init__(self, width: int, shape: Shape):
        super().__init__()
        attends = shape.partial_transformers
        self.partial = Partial(width, shape.head_dim) if attends else nn.Identity()
        self.conv2d = nn.Conv2d(width, width * 2, (2, 3), (2, 1), (0, 1), bias=False)
        self.norm = nn.BatchNorm2d(width * 2)

    def forward(self, x: Tensor) -> Tensor:
        return F.gelu(self.norm(self.conv2d(self.partial(x))))


class Front(nn.Module):
    """Log-mel to `float[batch, frames, transformer_dim]`."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.stem = Stem(shape.spect_dim, shape.stem_dim)
        widths = [shape.stem_dim * factor for factor in (1, 2, 4)]
        self.blocks = nn.Sequential(*(Block(width, shape) for width in widths))
        left = shape.spect_dim // 32
        self.linear = nn.Linear(shape.stem_dim * 8 * left, shape.transformer_dim)

    def forward(self, x: Tensor) -> Tensor:
        x = self.blocks(self.stem(x))
        return self.linear(x.permute(0, 3, 1, 2).flatten(-2))


class Layers(nn.Module):
    """The transformer."""

    def __init__(self, shape: Shape):
        super().__init__()
        width = shape.transformer_dim
        self.layers = nn.ModuleList(
            nn.ModuleList([Attention(width, shape.head_dim), FeedForward(width, shape.ff_mult)])
            for _ in range(shape.n_layers)
        )
        self.norm = Norm(width)

    def forward(self, x: Tensor) -> Tensor:
        for attend, feed in self.layers:  # type: ignore[misc]
            x = x + attend(x)
            x = x + feed(x)
        return self.norm(x)


class Head(nn.Module):
    """Two logits a frame; as a sum head a downbeat counts as a beat too."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.beat_downbeat_lin = nn.Linear(shape.transformer_dim, 2)
        self.sums = shape.sum_head

    def forward(self, x: Tensor) -> Tensor:
        beat, downbeat = self.beat_downbeat_lin(x).float().unbind(-1)
        return torch.stack((beat + downbeat if self.sums else beat, downbeat), -1)


class Net(nn.Module):
    """All of it."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.frontend = Front(shape)
        self.transformer_blocks = Layers(shape)
        self.task_heads = Head(shape)

    def forward(self, x: Tensor) -> Tensor:
        return self.task_heads(self.transformer_blocks(self.frontend(x)))
