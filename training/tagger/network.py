"""The tagger's network: a small convolutional net over the log-mel, with one answer every 93 ms.

In: `float32[batch, frames, 128]` dB of a sound whose loud passages lie near 0 (the program levels
them, `clavilux.analysis.tagger`). Out: `float32[batch, frames / 8, names]` log-odds. About 0.4
million multiplications a frame.
"""

import torch
from torch import Tensor, nn

RARE = -2.5  # log-odds of any name before anything is learned
WIDTHS = (16, 32, 64, 80, 128, 160, 224)


def _conv(
    i: int, o: int, size: tuple[int, int] | int = 3, stride: tuple[int, int] | int = 1
) -> nn.Module:
    sizes = (size, size) if isinstance(size, int) else size
    pad = (sizes[0] // 2, sizes[1] // 2)
    layer = nn.Conv2d(i, o, sizes, stride, pad, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(o), nn.ReLU())


class Along(nn.Module):
    """A residual look along time, `dilation` steps apart."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.depth = nn.Conv1d(width, width, 3, 1, dilation, dilation, groups=width, bias=False)
        self.norm = nn.BatchNorm1d(width)
        self.point = nn.Conv1d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.point(torch.relu(self.norm(self.depth(x))))


class Tagger(nn.Module):
    def __init__(self, names: int) -> None:
        super().__init__()
        a, b, c, d, e, f, g = WIDTHS
        self.register_buffer("pitch", torch.linspace(-1, 1, 128)[None, None, None, :])
        self.body = nn.Sequential(
            _conv(2, a, (3, 5), (2, 2)),
            _conv(a, b, 3, (2, 2)),
            _conv(b, c, 3, (2, 2)),
            _conv(c, d),
            nn.MaxPool2d((1, 2)),
            _conv(d, e),
            nn.MaxPool2d((1, 2)),
            _conv(e, f),
        )
        self.join = nn.Sequential(
            nn.Conv1d(4 * f, g, 1, bias=False), nn.BatchNorm1d(g), nn.ReLU(), nn.Dropout(0.15)
        )
        self.along = nn.Sequential(Along(g, 1), Along(g, 2), Along(g, 4))
        self.head = nn.Conv1d(g, names, 1)
        nn.init.constant_(self.head.bias, RARE)

    def forward(self, mel: Tensor) -> Tensor:
        x = ((mel + 40) / 25)[:, None]
        x = torch.cat([x, self.pitch.expand(x.shape[0], 1, x.shape[2], 128)], 1)
        x = self.body(x)  # [batch, f, frames / 8, 4]
        x = x.permute(0, 1, 3, 2).flatten(1, 2)
        return self.head(self.along(self.join(x))).transpose(1, 2)
