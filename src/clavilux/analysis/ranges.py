"""A running range: what is quiet and loud for a stream of which only the past is known.

The high end follows every new high at once and sinks by a share of the range in each second, the
low end likewise rises; so after half a minute of another loudness the values fill 0..1 again.
"""

from clavilux.analysis.measures import FRAME_RATE

SINK_S, RISE_S = 30.0, 15.0  # seconds in which the ends would cross the range, at first speed
LEAST = 1e-6


class Range:
    """The range of one curve, in its own unit."""

    def __init__(self) -> None:
        self.low = self.high = 0.0
        self.begun = False

    def scaled(self, value: float, heard: bool) -> float:
        """The value as 0..1 of the range so far; 0 where nothing is heard, which teaches nothing.

        The first value heard is the high end, and the low end begins as far under it.
        """
        if not heard:
            return 0.0
        if not self.begun:
            self.high, self.low, self.begun = value, value - max(abs(value), LEAST), True
        width = self.high - self.low
        self.high = max(value, self.high - width / (SINK_S * FRAME_RATE))
        self.low = min(value, self.low + width / (RISE_S * FRAME_RATE))
        return min(max((value - self.low) / max(self.high - self.low, LEAST), 0.0), 1.0)
