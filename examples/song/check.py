"""Does the file hold what the truth says? Measured on the decoded file and, where a mixture hides
it, on the stems.
"""

from pathlib import Path

import numpy as np
import score
from master import loudness, true_peak_db
from scipy.signal import correlate, resample_poly

REACH_S = 0.03  # how far around a label its sound is looked for


def lag_s(x: np.ndarray, y: np.ndarray) -> float:
    """How much later `y` is than `x`, in seconds, to an eighth of a sample, by cross-correlation
    over 20 s.
    """
    reach, middle = 2400, slice(20 * score.RATE, 40 * score.RATE)
    wide = slice(middle.start - reach, middle.stop + reach)
    found = correlate(y.mean(axis=0)[wide], x.mean(axis=0)[middle], "valid", "fft")
    peak = int(found.argmax())
    fine = resample_poly(found[peak - 64 : peak + 65], 8, 1)
    return (peak - reach + (int(fine.argmax()) - 64 * 8) / 8) / score.RATE


def first_sound_s(x: np.ndarray, label: float, floor_db: float) -> float:
    """When mono `x` first comes within `floor_db` of its loudest moment around `label`: minus the
    label, in seconds.
    """
    first = max(round((label - REACH_S) * score.RATE), 0)
    near = np.abs(x[first : round((label + 2 * REACH_S) * score.RATE)])
    return (first + int(np.argmax(near > near.max() * 10 ** (floor_db / 20)))) / score.RATE - label


def attack_s(x: np.ndarray, label: float) -> float:
    """When mono `x` rises most steeply (1 ms after against 1 ms before) within 10 ms of the label:
    minus the label.
    """
    n, first = score.RATE // 1000, round((label - 0.011) * score.RATE)
    total = np.cumsum(np.pad(x[first : first + 22 * n] ** 2, (1, 0)))
    at = np.arange(n, len(total) - n)
    rise = (total[at + n] - total[at] + 1e-7) / (total[at] - total[at - n] + 1e-7)
    return (first + int(at[np.argmax(rise)])) / score.RATE - label


def hit_lags_s(decoded: np.ndarray, stem: np.ndarray, labels: list[float]) -> np.ndarray:
    """Lag of every hit in the finished mix against its own dry stem, by cross-correlation over 30
    ms.
    """
    mixed, dry, n, reach = decoded.mean(axis=0), stem.mean(axis=0), 1440, 240
    found = []
    for first in (round(label * score.RATE) for label in labels):
        wide = mixed[first - reach : first + n + reach]
        found.append(int(correlate(wide, dry[first : first + n], "valid").argmax()) - reach)
    return np.array(found) / score.RATE


def _ms(values: np.ndarray) -> str:
    worst = np.abs(values).max() * 1000
    mean, middle = values.mean() * 1000, np.median(values) * 1000
    return f"mean {mean:+.3f} ms, median {middle:+.3f}, worst {worst:.3f}, n={len(values)}"


def report(sound: np.ndarray, decoded: np.ndarray, stems: dict, song: dict) -> None:
    """Prints the figures."""
    kick, voice = stems["kick"].mean(axis=0), stems["voice"].mean(axis=0)
    kicks = song["hits"]["kick"]
    starts = [line["start"] for line in song["lyrics"]]
    print(f"length    {decoded.shape[1] / score.RATE:.4f} s, labelled {song['duration_s']:.4f} s")
    print(f"offset    {lag_s(sound, decoded) * 1000:+.4f} ms between file and mix")
    print(f"loudness  {loudness(decoded):.2f} LUFS, true peak {true_peak_db(decoded):.2f} dB")
    print(f"kicks     {_ms(np.array([attack_s(kick, t) for t in kicks]))} (stem)")
    print(f"kicks     {_ms(hit_lags_s(decoded, stems['kick'], kicks))} (file against stem)")
    away = np.array([first_sound_s(voice, t, -30) for t in starts])
    print(f"lines     {_ms(away)} (voice, to -30 dB)")


def plot(decoded: np.ndarray, song: dict, path: Path) -> None:
    """The spectrogram with sections, beats and words."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, (top, low) = plt.subplots(2, 1, figsize=(24, 12), height_ratios=(3, 1), sharex=True)
    top.specgram(decoded.mean(axis=0), 4096, score.RATE, noverlap=3072, vmin=-140, vmax=-60)
    top.set_yscale("symlog", linthresh=100)
    top.set_ylim(30, 20_000)
    t = np.arange(decoded.shape[1]) / score.RATE
    low.plot(t[::24], decoded[0, ::24], linewidth=0.3)
    low.vlines([b["time"] for b in song["beats"]], -1, -0.9, colors="k", linewidth=0.5)
    for section in song["sections"]:
        top.axvline(section["start"], color="w")
        low.text(section["start"], 0.85, section["label"])
    for line in song["lyrics"]:
        low.text(line["start"], -0.85, line["words"][0]["text"], fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=60)
