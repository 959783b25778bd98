"""The film over time, drawn as SVG in lines of music: waveform, beats, transitions with their
errors.
"""

from html import escape

import numpy as np

from clavilux.evaluate.changes import Transition
from clavilux.evaluate.correlation import per_frame
from clavilux.evaluate.film import Evaluation
from clavilux.evaluate.sync import REACH_S, distances
from clavilux.types.features import Features

WIDE, HIGH = 1200, 168
LEFT, RIGHT = 14, 1186
WAVE = (26, 74)  # top, bottom of each lane
ERRORS = (80, 124)
CURVES = (132, 162)
LINES = 12  # at most; longer films have longer lines
LINE_S = 20.0
COLOURS = {"cut": "var(--cut)", "light": "var(--sound)", "motion": "var(--picture)"}


def timeline(evaluation: Evaluation, features: Features | None) -> str:
    """The whole section as HTML."""
    duration = evaluation.health.duration_s
    length = max(LINE_S, duration / LINES)
    starts = np.arange(0, max(duration - 0.5, 0.1), length)
    lines = [_line(evaluation, features, start, start + length) for start in starts]
    return (
        "<h2>Timeline</h2><p class='dim'>Each dot is a visual transition; its height is its "
        f"distance from the nearest beat, up is late, {REACH_S * 1e3:.0f} ms to the lane's edge. "
        "The shaded band is half a frame.</p>"
        f"{_legend(features is not None)}<div class='scroll'>{''.join(lines)}</div>"
    )


def _line(evaluation: Evaluation, features: Features | None, start: float, end: float) -> str:
    """One line of the timeline, from `start` to `end` seconds."""

    def x(time: np.ndarray | float) -> np.ndarray | float:
        return LEFT + (RIGHT - LEFT) * (time - start) / (end - start)

    borders = [] if features is None else [section.start for section in features.sections]
    parts = [_flash_spans(evaluation, x, start, end), _ruler(x, start, end, evaluation, borders)]
    if features is not None:
        parts += [_sections(features, x, start, end), _waveform(features, x, start, end)]
        parts += [_beats(features, evaluation, x, start, end)]
    parts += [_curves(evaluation, features, x, start, end)]
    parts += [_transitions(evaluation, features, x, start, end)]
    return (
        f"<svg class='system' viewBox='0 0 {WIDE} {HIGH}' role='img' "
        f"aria-label='{start:.0f} to {end:.0f} seconds'>{''.join(parts)}</svg>"
    )


def _ruler(x, start: float, end: float, evaluation: Evaluation, borders: list[float]) -> str:
    step = 5.0 if end - start <= 60 else 60.0
    marks = [t for t in np.arange(np.ceil(start / step) * step, end, step)]
    labels = "".join(
        f"<text x='{x(t):.1f}' y='15' text-anchor='{'start' if x(t) < 30 else 'middle'}'>"
        f"{int(t // 60)}:{int(t % 60):02d}</text>"
        for t in marks
        if x(t) < RIGHT - 10 and not any(-14 < x(t) - x(at) < 34 for at in borders)
    )
    middle = sum(ERRORS) / 2
    half = min(evaluation.series.frame_s / 2 / REACH_S, 1.0) * (ERRORS[1] - ERRORS[0]) / 2
    last = min(float(x(evaluation.health.duration_s)), RIGHT)
    return (
        f"<rect x='{LEFT}' y='{middle - half:.1f}' width='{last - LEFT:.1f}' "
        f"height='{2 * half:.1f}' fill='var(--text)' opacity='0.07'/>"
        f"<path d='M{LEFT} {middle}H{last:.1f}' stroke='var(--line)'/>{labels}"
    )


def _sections(features: Features, x, start: float, end: float) -> str:
    out = []
    for section in features.sections:
        if start <= section.start < end:
            at = float(x(section.start))
            out.append(
                f"<path d='M{at:.1f} 4V{HIGH - 4}' stroke='var(--text)' stroke-width='1.5' "
                f"opacity='.55'/>"
                f"<text class='label' x='{at + 6:.1f}' y='15'>{escape(section.label)}</text>"
            )
    return "".join(out)


def _waveform(features: Features, x, start: float, end: float) -> str:
    curve = features.waveform
    columns = 586
    edges = np.linspace(start, end, columns + 1)
    index = np.clip((edges * curve.rate).astype(int), 0, len(curve.values))
    middle, reach = sum(WAVE) / 2, (WAVE[1] - WAVE[0]) / 2
    top, bottom = [], []
    for k in range(columns):
        part = curve.values[index[k] : index[k + 1]]
        if not len(part):
            break
        peak = float(np.abs(part.astype(np.float32)).max()) / 32767 * reach
        at = float(x((edges[k] + edges[k + 1]) / 2))
        top.append(f"{at:.0f} {middle - peak:.1f}")
        bottom.append(f"{at:.0f} {middle + peak:.1f}")
    if not top:
        return ""
    path = "L".join(top + bottom[::-1])
    return f"<path d='M{path}Z' fill='var(--sound)' opacity='0.28'/>"


def _beats(features: Features, evaluation: Evaluation, x, start: float, end: float) -> str:
    """Beat lines, downbeats brighter, and a ring at each beat at which nothing happens."""
    times, positions = features.beats.times, features.beats.positions
    seen = np.array([t.time for t in evaluation.transitions])
    missed = np.abs(distances(times, seen)) > REACH_S
    missed &= times >= evaluation.series.frame_s / 2  # nothing leads up to the first frame
    end = min(end, evaluation.health.duration_s)
    inside = np.flatnonzero((times >= start) & (times < end))
    middle = sum(ERRORS) / 2
    out = []
    for k in inside.tolist():
        at, strong = float(x(times[k])), positions[k] == 1
        top = WAVE[0] if strong else WAVE[0] + 8
        out.append(
            f"<path d='M{at:.1f} {top}V{ERRORS[1]}' stroke='var(--sound)' "
            f"opacity='{0.75 if strong else 0.32}' stroke-width='{1.4 if strong else 0.8}'/>"
        )
        if missed[k]:
            out.append(
                f"<circle cx='{at:.1f}' cy='{middle}' r='3' fill='var(--panel)' "
                f"stroke='var(--bad)' stroke-width='1.2'>"
                f"<title>beat at {times[k]:.3f} s: nothing happens</title></circle>"
            )
    return "".join(out)


def _transitions(
    evaluation: Evaluation, features: Features | None, x, start: float, end: float
) -> str:
    beats = features.beats.times if features is not None else np.zeros(0)
    return "".join(
        _dot(each, x, beats) for each in evaluation.transitions if start <= each.time < end
    )


def _dot(each: Transition, x, beats: np.ndarray) -> str:
    at, colour = float(x(each.time)), COLOURS[each.kind]
    late = float(distances(np.array([each.time]), beats)[0])
    middle, reach = sum(ERRORS) / 2, (ERRORS[1] - ERRORS[0]) / 2
    said = f"{each.kind} at {each.time:.3f} s"
    if abs(late) > REACH_S:  # belongs to no beat
        y = ERRORS[1] + 3 if len(beats) else middle
        return (
            f"<rect x='{at - 1:.1f}' y='{y - 3:.1f}' width='2' height='7' fill='{colour}' "
            f"opacity='.75'><title>{said}, on no beat</title></rect>"
        )
    y = middle - late / REACH_S * reach
    size = 2.4 + 1.8 * each.strength
    return (
        f"<circle cx='{at:.1f}' cy='{y:.1f}' r='{size:.1f}' fill='{colour}'>"
        f"<title>{said}, {late * 1e3:+.0f} ms</title></circle>"
    )


def _curves(evaluation: Evaluation, features: Features | None, x, start: float, end: float) -> str:
    series = evaluation.series
    inside = (series.times >= start) & (series.times < end)
    if inside.sum() < 2:
        return ""
    moved = series.steady_motion / max(float(np.percentile(series.steady_motion, 99)), 1e-6)
    out = _area(x(series.times[inside]), moved[inside], "var(--picture)")
    if features is not None:
        onset = per_frame(features.curves["onset"], series.times)
        onset = onset / max(float(np.percentile(onset, 99)), 1e-6)
        out += _stroke(x(series.times[inside]), onset[inside], "var(--sound)")
    return out


def _thinned(at: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most one value a pixel: the largest."""
    parts = np.array_split(np.arange(len(at)), min(len(at), WIDE // 2))
    return np.array([at[p].mean() for p in parts]), np.array([values[p].max() for p in parts])


def _points(at: np.ndarray, values: np.ndarray) -> str:
    at, values = _thinned(at, values)
    heights = CURVES[1] - np.clip(values, 0, 1) * (CURVES[1] - CURVES[0])
    return "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(at, heights, strict=True))


def _area(at: np.ndarray, values: np.ndarray, colour: str) -> str:
    path = f"M{at[0]:.1f} {CURVES[1]}L{_points(at, values)}L{at[-1]:.1f} {CURVES[1]}Z"
    return f"<path d='{path}' fill='{colour}' opacity='0.45'/>"


def _stroke(at: np.ndarray, values: np.ndarray, colour: str) -> str:
    return f"<path d='M{_points(at, values)}' fill='none' stroke='{colour}' stroke-width='1'/>"


def _flash_spans(evaluation: Evaluation, x, start: float, end: float) -> str:
    out = []
    for span in evaluation.flashes.spans:
        if span.start < end and span.end > start:
            a, b = float(x(max(span.start, start))), float(x(min(span.end, end)))
            out.append(
                f"<rect x='{a:.1f}' y='2' width='{max(b - a, 2):.1f}' height='{HIGH - 4}' "
                f"fill='var(--bad)' opacity='0.22'><title>{span.kind} flashes, "
                f"{span.flashes_per_second:g} in the worst second</title></rect>"
            )
    return "".join(out)


def _legend(music: bool) -> str:
    def dot(colour: str, text: str) -> str:
        drawing = f"<svg viewBox='0 0 14 14'><circle cx='7' cy='7' r='4.5' fill='{colour}'/></svg>"
        return f"<li>{drawing}{text}</li>"

    items = [
        dot("var(--cut)", "cut"),
        dot("var(--sound)", "light"),
        dot("var(--picture)", "motion; area below: how much moves"),
    ]
    if music:
        ring = "<circle cx='7' cy='7' r='4' fill='none' stroke='var(--bad)' stroke-width='1.5'/>"
        lines = "<path d='M4 1V13' stroke='var(--sound)' stroke-width='1.6'/>"
        lines += "<path d='M10 3V13' stroke='var(--sound)' opacity='.45'/>"
        items += [
            f"<li><svg viewBox='0 0 14 14'>{lines}</svg>downbeat and beat; "
            "line below: onset strength</li>",
            f"<li><svg viewBox='0 0 14 14'>{ring}</svg>beat at which nothing happens</li>",
        ]
    items.append(
        "<li><svg viewBox='0 0 14 14'><rect y='1' width='14' height='12' fill='var(--bad)' "
        "opacity='.4'/></svg>unsafe flashes</li>"
    )
    return f"<ul class='legend'>{''.join(items)}</ul>"
