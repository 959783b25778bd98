"""What a look says about itself, so that modes can choose among looks without knowing how they are
drawn."""

from dataclasses import dataclass, field

from clavilux.types.plan import Drive


@dataclass(frozen=True)
class Focus:
    """Where a look's subject lies along one axis, in halves of the shorter side. With a `seed` at
    (seed - 0.5) * `times` * (half the picture's size - `less`), else at `rest`, and `grow` farther
    for each half by which the picture is longer than the shorter side.
    """

    rest: float = 0.0
    grow: float = 0.0
    seed: int | None = None
    times: float = 0.0
    less: float = 0.0


@dataclass(frozen=True)
class LookCard:
    """`about` is what it shows in a few words; it shines where a section's energy lies in `energy`
    (low, high), 0..1. A camera that comes nearer keeps the `focus` (x, y) where it is."""

    name: str
    about: str
    energy: tuple[float, float] = (0.0, 1.0)
    drives: dict[str, Drive] = field(default_factory=dict)
    focus: tuple[Focus, Focus] = (Focus(), Focus())
