"""The picture's size and pace."""

from dataclasses import dataclass
from fractions import Fraction

from clavilux.types.errors import UsageError

ASPECTS = {"16:9": (1920, 1080), "9:16": (1080, 1920), "1:1": (1080, 1080), "4:5": (1080, 1350)}


@dataclass(frozen=True)
class Canvas:
    """Pixels (both even, 16 to 8192) and frames a second (1 to 240)."""

    width: int = 1920
    height: int = 1080
    fps: Fraction = Fraction(30)

    def __post_init__(self) -> None:
        for name, size in (("width", self.width), ("height", self.height)):
            if size % 2 or not 16 <= size <= 8192:
                raise UsageError(f"A canvas needs an even {name} of 16 to 8192 pixels, not {size}.")
        if not 1 <= self.fps <= 240:
            raise UsageError(f"A canvas needs 1 to 240 frames a second, not {self.fps}.")

    @property
    def aspect(self) -> float:
        return self.width / self.height
