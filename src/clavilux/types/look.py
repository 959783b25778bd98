"""What a look says about itself, so that modes can choose among looks without knowing how they are
drawn."""

from dataclasses import dataclass, field

from clavilux.types.plan import Drive


@dataclass(frozen=True)
class LookCard:
    """`about` is what it shows in a few words; it shines where a section's energy lies in `energy`
    (low, high), 0..1."""

    name: str
    about: str
    energy: tuple[float, float] = (0.0, 1.0)
    drives: dict[str, Drive] = field(default_factory=dict)
