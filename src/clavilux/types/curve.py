"""A time series that knows its rate."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Curve:
    """`values` is `float32[n]` or `float32[n, d]`; value `k` holds at `k / rate` seconds. 0..1
    unless the name has a unit."""

    values: np.ndarray
    rate: float

    def __post_init__(self) -> None:
        if self.values.ndim not in (1, 2) or len(self.values) == 0:
            raise ValueError(
                f"a curve needs float32[n] or float32[n, d] with n > 0, not {self.values.shape}"
            )
        if self.rate <= 0:
            raise ValueError(f"a curve's rate is in Hz and positive, not {self.rate}")

    @property
    def duration(self) -> float:
        """Seconds from the first to just after the last value."""
        return len(self.values) / self.rate

    def at(self, time_s: float) -> np.ndarray:
        """Linear interpolation at `time_s`, held at both ends; a scalar array or `float[d]`."""
        x = min(max(time_s * self.rate, 0.0), len(self.values) - 1.0)
        k = min(int(x), len(self.values) - 2)
        if k < 0:
            return self.values[0]
        return self.values[k] + (self.values[k + 1] - self.values[k]) * (x - k)

    def sample(self, times_s: np.ndarray) -> np.ndarray:
        """`at` for `float64[m]` seconds: `float[m]` or `float[m, d]`."""
        x = np.clip(np.asarray(times_s, np.float64) * self.rate, 0, len(self.values) - 1)
        k = np.minimum(x.astype(np.int64), max(len(self.values) - 2, 0))
        following = np.minimum(k + 1, len(self.values) - 1)
        weight = (x - k).astype(np.float32)
        if self.values.ndim == 2:
            weight = weight[:, None]
        return self.values[k] * (1 - weight) + self.values[following] * weight

    def slice(self, start_s: float, end_s: float) -> np.ndarray:
        """The values that lie in `[start_s, end_s)`, at least one."""
        first = min(max(int(np.ceil(start_s * self.rate - 1e-9)), 0), len(self.values) - 1)
        last = max(int(np.ceil(end_s * self.rate - 1e-9)), first + 1)
        return self.values[first:last]
