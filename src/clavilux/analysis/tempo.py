"""Which periods the sound repeats with, and how they change: tempogram, candidates, the path of
each over time.

In: a pulse curve, `float32[n]` at `rate`. The tempogram is the autocorrelation of windows of seven
seconds, normalised by the window's own; a period's strength adds those of its multiples (a comb),
since what repeats every beat repeats every second one. Octaves are not decided here: a period, its
half and its double are all plausible, and further evidence has to tell.
"""

from dataclasses import dataclass

import numpy as np

WINDOW_S, STEP_S = 7.0, 1.0
LOWEST_BPM, HIGHEST_BPM = 40.0, 250.0
PER_OCTAVE = 60
COMB = ((1, 1.0), (2, 0.5), (3, 0.33), (4, 0.25))
CENTRE_BPM, SPREAD_OCTAVES = 115.0, 1.2
PEAKS, OCTAVES_OF = 4, 2  # so many peaks are candidates, and of so many of them the octaves too
WANDER = 0.4  # octaves that a path may stray from its candidate, so that tempo changes are followed
STIFFNESS = (
    25.0  # cost of an octave's change of tempo within a step, in units of a perfect correlation
)
SMOOTH_S = 1.0


@dataclass(frozen=True)
class Tempogram:
    """`strength` is `float32[steps, tempi]`; column j belongs to `bpm[j]`, row i to `i * step`
    seconds.
    """

    strength: np.ndarray
    bpm: np.ndarray
    step: float


def tempogram(pulse: np.ndarray, rate: float) -> Tempogram:
    """How strongly the pulse repeats at each tempo around each time."""
    bpm = LOWEST_BPM * 2 ** (np.arange(np.log2(HIGHEST_BPM / LOWEST_BPM) * PER_OCTAVE) / PER_OCTAVE)
    window, hop = int(WINDOW_S * rate), int(STEP_S * rate)
    padded = np.pad(pulse, (window // 2, window // 2 + hop)).astype(np.float32)
    views = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop]
    parts = (views[start : start + 256] for start in range(0, len(views), 256))
    rows = [_comb(_autocorrelation(part), 60 * rate / bpm) for part in parts]
    return Tempogram(np.concatenate(rows), bpm, hop / rate)


def _autocorrelation(windows: np.ndarray) -> np.ndarray:
    """Normalised autocorrelation of each row under a Hann window, undoing the window's own."""
    from scipy.fft import irfft, next_fast_len, rfft

    size = windows.shape[1]
    length = next_fast_len(2 * size, real=True)
    shape = np.hanning(size).astype(np.float32)
    power = np.abs(rfft(windows * shape, length, axis=1)) ** 2
    own = irfft(np.abs(rfft(shape, length)) ** 2, length)[:size]
    lagged = irfft(power, length, axis=1)[:, :size]
    return lagged / (lagged[:, :1] + 1e-9) / (own / own[0] + 0.05)


def _comb(correlation: np.ndarray, periods: np.ndarray) -> np.ndarray:
    """The strength of each period: its own correlation and those of its multiples, as far as the
    window reaches.
    """
    total = np.zeros((len(correlation), len(periods)), np.float32)
    for multiple, weight in COMB:
        lag = np.minimum(periods * multiple, correlation.shape[1] - 2)
        below = lag.astype(np.int64)
        share = (lag - below).astype(np.float32)
        value = correlation[:, below] * (1 - share) + correlation[:, below + 1] * share
        total += weight * np.where(periods * multiple < correlation.shape[1] * 0.8, value, 0)
    return total / sum(weight for _, weight in COMB)


def candidates(gram: Tempogram) -> list[float]:
    """Tempi worth tracking, in BPM: the strongest peaks of the whole file, and half and double of
    the first.
    """
    octaves = np.log2(gram.bpm / CENTRE_BPM) / SPREAD_OCTAVES
    mean = gram.strength.mean(axis=0) * np.exp(-0.5 * octaves**2)
    inner = mean[1:-1]
    peaks = 1 + np.flatnonzero((inner > mean[:-2]) & (inner >= mean[2:]) & (inner > 0))
    strongest = gram.bpm[peaks[np.argsort(-mean[peaks])]][:PEAKS]
    family = [bpm * factor for bpm in strongest[:OCTAVES_OF] for factor in (2, 0.5)]
    chosen: list[float] = []
    for bpm in (*strongest, *family):
        apart = all(abs(np.log2(bpm / other)) > 0.09 for other in chosen)
        if apart and LOWEST_BPM * 1.05 <= bpm <= HIGHEST_BPM * 0.92:
            chosen.append(float(bpm))
    return chosen


def path(gram: Tempogram, near_bpm: float) -> np.ndarray:
    """The tempo at every step of the tempogram, `float64[steps]` BPM: the smoothest strong path
    near `near_bpm`.
    """
    from scipy.ndimage import gaussian_filter1d

    near = np.flatnonzero(np.abs(np.log2(gram.bpm / near_bpm)) <= WANDER)
    strength = gram.strength[:, near]
    costs = (STIFFNESS * ((near - near[:, None]) / PER_OCTAVE) ** 2).astype(np.float32)
    pull = (-0.15 * (np.log2(gram.bpm[near] / near_bpm) / WANDER) ** 2).astype(np.float32)
    best, back = strength[0] + pull, np.zeros((len(strength), len(near)), np.int16)
    for step in range(1, len(strength)):
        arrivals = best[:, None] - costs
        back[step] = arrivals.argmax(axis=0)
        best = arrivals.max(axis=0) + strength[step] + pull
    states = _backtrace(back, int(best.argmax()))
    return 2 ** gaussian_filter1d(np.log2(gram.bpm[near[states]]), SMOOTH_S / gram.step)


def _backtrace(back: np.ndarray, last: int) -> np.ndarray:
    """The states that led to `last`: `int[steps]`."""
    states = np.empty(len(back), np.int64)
    for step in range(len(back) - 1, -1, -1):
        states[step] = last
        last = back[step, last]
    return states
