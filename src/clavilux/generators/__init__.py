"""Shot -> Painter. A generator prepares once per shot whatever is slow; its painter then draws any
moment of it.

Adding one is a file here and a line in this table.
"""

from typing import Any, Literal, Protocol, runtime_checkable

from clavilux.compose.light import Light
from clavilux.types.moment import Moment
from clavilux.types.plan import Option, Palette, Shot

GENERATORS = {"pattern": "clavilux.generators.pattern:Pattern"}


class Painter(Protocol):
    """Draws one shot. `order` "any": `paint` is pure in (shot, moment); "forward": frames must
    come in order."""

    order: Literal["any", "forward"]

    def paint(self, moment: Moment, encoder: Any, target: Any) -> None:
        """Records the drawing of `moment` into `target`, an rgba16float texture of linear light."""
        ...


@runtime_checkable
class LightPainter(Protocol):
    """A painter whose light can be graded where it is made, without a picture in between."""

    def light(self, moment: Moment, encoder: Any) -> Light:
        """Records what `moment` needs first and returns its light, to be shown before the next
        moment is asked for."""
        ...


class Generator(Protocol):
    """Makes painters for shots; made once per film with the GPU and the size of its targets in
    pixels."""

    @staticmethod
    def check(options: dict[str, Option], where: str) -> None:
        """Raises InputError for a plan's options that this generator does not take; `where` is
        their place."""
        ...

    def prepare(self, shot: Shot, palette: Palette, size: tuple[int, int]) -> Painter: ...
