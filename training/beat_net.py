"""The beat network: a small convolutional front end, then dilated convolutions over time.

In: `bands` `float[batch, frames, 64]` of `clavilux.analysis.activations.hear_bands`. Out, a frame
each: probabilities of beat and downbeat `[.., 2]`, of 21 tempi `[.., 21]` and 4 metres `[.., 4]`.
After Böck and Davies, "Deconstruct, analyse, reconstruct" (ISMIR 2020), with heads for tempo and
metre so that the octave is learned too.
"""

import torch
from torch import nn

BANDS, TEMPI, METRES = 64, 21, 4
WIDTH, KERNEL = 48, 5
DILATIONS = (1, 2, 4, 8, 16, 32, 64, 128, 256)  # sees 47 s


class Layer(nn.Module):
    """One step in time and one across channels, added to what came in."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        reach = dilation * (KERNEL - 1) // 2
        self.body = nn.Sequential(
            nn.Conv1d(WIDTH, WIDTH, KERNEL, dilation=dilation, padding=reach),
            nn.BatchNorm1d(WIDTH),
            nn.ELU(),
            nn.Dropout(0.1),
            nn.Conv1d(WIDTH, WIDTH, 1),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x)


class BeatNet(nn.Module):
    """`forward` gives logits; `Heard` wraps it for export."""

    def __init__(self) -> None:
        super().__init__()
        self.front = nn.Sequential(
            nn.Conv2d(1, 16, (3, 6), stride=(1, 4), padding=1),
            nn.BatchNorm2d(16),
            nn.ELU(),
            nn.Conv2d(16, 24, (3, 4), stride=(1, 2), padding=1),
            nn.BatchNorm2d(24),
            nn.ELU(),
            nn.Conv2d(24, WIDTH, (3, 8), padding=(1, 0)),
            nn.BatchNorm2d(WIDTH),
            nn.ELU(),
        )
        self.layers = nn.Sequential(*(Layer(dilation) for dilation in DILATIONS))
        self.head = nn.Sequential(nn.ELU(), nn.Conv1d(WIDTH, 2 + TEMPI + METRES, 1))
        nn.init.constant_(self.head[1].bias[:2], -3.0)  # beats are rare

    def forward(self, bands: torch.Tensor) -> torch.Tensor:
        """`float[batch, frames, 27]` logits."""
        x = self.front(bands[:, None] - 0.5)[..., 0]
        return self.head(self.layers(x)).transpose(1, 2)


class Heard(nn.Module):
    """The network as it ships: probabilities."""

    def __init__(self, net: BeatNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, bands: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        logits = self.net(bands)
        curves, tempo, metre = logits.split([2, TEMPI, METRES], dim=2)
        return curves.sigmoid(), tempo.softmax(2), metre.softmax(2)
