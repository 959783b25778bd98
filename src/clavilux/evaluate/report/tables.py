"""The details under the cards, and how each figure is made."""

from html import escape

from clavilux.evaluate.film import Evaluation
from clavilux.evaluate.health import NAMES

METHOD = (
    (
        "Beat alignment",
        "is the mean over beats of exp(-d²/2τ²), d the distance to the nearest visual "
        "transition, τ 70 ms. Chance is the same for the beats moved by 200 random offsets. "
        "Above chance, 1 is a film that marks every beat and nothing else; cutting all the "
        "time comes to 0.",
    ),
    (
        "Transitions",
        "are found in the decoded file: cuts (another picture), light (the picture brightens "
        "at once) and peaks of motion. A transition belongs to the frame in which it is first"
        " seen.",
    ),
    (
        "Timing error",
        "counts beats with a transition within 100 ms. The frame grid's share is the distance"
        " from the beat to its nearest frame, which no film of this rate can avoid.",
    ),
    (
        "Onsets and motion",
        "is Pearson's correlation of onset strength and mean optical flow, frame by frame; "
        "the flow is not followed across cuts. Shuffles move the onsets by random offsets.",
    ),
    (
        "Sound told from other sound",
        "is audio-visual correspondence: the accuracy of a small trained classifier on stretches "
        "of 6 s of picture, each with its own sound and with another song's. It was trained on "
        "films of Clavilux and knows light, colour and motion only, not what things are.",
    ),
    (
        "Section changes",
        "asks whether the largest changes of the picture's world, means over 3 s on either "
        "side, lie on the borders of the song's sections, within 750 ms.",
    ),
    (
        "Flash safety",
        "is WCAG 2.2, 2.3.1: more than three general or red flashes within a second, over "
        "more than a quarter of any 341 × 256 pixel field of a 1024 × 768 screen, are unsafe.",
    ),
)


def tables(evaluation: Evaluation) -> str:
    """Health, colour and sound as HTML."""
    rows = _rows(evaluation)
    half = (len(rows) + 1) // 2
    columns = "".join(f"<table>{''.join(part)}</table>" for part in (rows[:half], rows[half:]))
    return f"<h2>Picture and sound</h2><div class='columns'>{columns}</div>"


def method() -> str:
    """How the figures are made, as HTML."""
    parts = "".join(f"<p><b>{escape(name)}</b> {escape(text)}</p>" for name, text in METHOD)
    return f"<h2>How it is measured</h2><div class='method'>{parts}</div>"


def _rows(evaluation: Evaluation) -> list[str]:
    health, colour = evaluation.health, evaluation.health.colour
    names = [
        NAMES.get(code, str(code)) for code in (colour.primaries, colour.transfer, colour.matrix)
    ]
    spread = {0: "not tagged", 1: "limited", 2: "full"}.get(colour.range, str(colour.range))
    black = sum(span.end - span.start for span in health.black)
    frozen = sum(span.end - span.start for span in health.frozen)
    sound = "none" if health.sound_s is None else f"{health.sound_s:.3f} s"
    return [
        _row("Picture lasts", f"{health.duration_s:.3f} s"),
        _row("Sound lasts", sound, health.sound_s is None),
        _row("Missing frames", f"{health.missing}", health.missing > 0),
        _row("Repeated frames", f"{health.repeated}", health.repeated > 0),
        _row("Damaged packets", f"{health.damaged}", health.damaged > 0),
        _row("Black", f"{black:.1f} s", black > 0),
        _row("Frozen", f"{frozen:.1f} s", frozen > 0),
        _row("Clipped white", f"{health.clipped:.1%}"),
        _row("At black", f"{health.crushed:.1%}"),
        _row("Banded", f"{health.banded:.1%}"),
        _row("Flicker", f"{health.flicker:.1%} of frames"),
        _row("Primaries, transfer, matrix", ", ".join(names), set(names) != {"BT.709"}),
        _row("Range", spread, colour.range == 0),
        _row("Largest flashing area", f"{evaluation.flashes.area:.0%} of a field"),
    ]


def _row(name: str, value: str, wrong: bool = False) -> str:
    mood = " class='bad-text'" if wrong else ""
    return f"<tr><td>{escape(name)}</td><td{mood}>{escape(value)}</td></tr>"
