"""The score cards, and the sentence above them."""

from dataclasses import dataclass
from html import escape

from clavilux.evaluate.correlation import MotionScore
from clavilux.evaluate.correspondence import Correspondence
from clavilux.evaluate.film import Evaluation
from clavilux.evaluate.sync import SyncScore

BAS, CORRECTED, MOTION, AVC = 0.6, 0.5, 0.4, 0.75  # targets of the seed, and ours above chance
FOLLOWS = 0.15  # above chance, below which drift and the like mean nothing
SOUND_MS, DRIFT_MS, FRAME_MARGIN_MS = 1.0, 5.0, 5.0


@dataclass(frozen=True)
class Card:
    """One figure. `passed` None has no target; `scale` is where value and target lie on 0..1."""

    name: str
    value: str
    unit: str = ""
    passed: bool | None = None
    target: str = ""
    note: str = ""
    scale: tuple[float, float] | None = None


def cards(evaluation: Evaluation) -> str:
    """All cards that this film has figures for, as HTML."""
    return "\n".join(_html(card) for card in collected(evaluation))


def collected(evaluation: Evaluation) -> list[Card]:
    """The cards, most telling first."""
    found = _sync(evaluation.sync) if evaluation.sync else []
    found += _motion(evaluation.motion, evaluation) if evaluation.motion else []
    if evaluation.correspondence:
        found.append(_correspondence(evaluation.correspondence))
    if evaluation.sections:
        score = evaluation.sections
        note = f"{score.chance:.0%} by chance; {score.borders} section borders"
        found.append(Card("Section changes seen", f"{score.found:.0%}", note=note))
    if evaluation.planned and evaluation.planned.cuts:
        plan = evaluation.planned
        whole = plan.found == plan.cuts
        found.append(
            Card(
                "Planned cuts found",
                f"{plan.found}",
                f"of {plan.cuts}",
                whole,
                "each in its very frame",
            )
        )
    return [*found, _flashes(evaluation), *_sound(evaluation), _health(evaluation)]


def verdict(evaluation: Evaluation) -> str:
    """What the figures say, in a sentence or two."""
    said = [_sync_words(evaluation.sync)] if evaluation.sync else []
    if not evaluation.sync:
        said.append("There is no music to compare with: only the picture was measured.")
    flashes = evaluation.flashes
    if not flashes.passed:
        first = flashes.spans[0]
        said.append(f"It is not safe: {first.kind} flashes from {first.start:.1f} s on.")
    return " ".join(said)


def _sync_words(score: SyncScore) -> str:
    if not score.beats:
        return "The music has no beats to follow."
    if score.error is None:
        return f"Nothing happens near any of the music's {score.beats} beats."
    if score.corrected < FOLLOWS:
        return "The picture does not follow the music: its beats are met no more than by chance."
    follows = "closely" if score.bas >= 0.8 and score.corrected >= CORRECTED else "loosely"
    return (
        f"The picture follows the music {follows}: something happens at {score.error.count} of "
        f"{score.beats} beats, {score.error.mean_abs_ms:.0f} ms from them on average."
    )


def _sync(score: SyncScore) -> list[Card]:
    found = [
        Card(
            "Beat alignment",
            f"{score.bas:.2f}",
            passed=score.bas >= BAS,
            target=f"target {BAS} or more",
            note=f"tolerance {score.tau_s * 1e3:.0f} ms; chance {score.chance:.2f}",
            scale=(score.bas, BAS),
        ),
        Card(
            "Above chance",
            _plain(score.corrected),
            passed=score.corrected >= CORRECTED,
            target=f"target {CORRECTED} or more",
            note="1 marks every beat and nothing else",
            scale=(score.corrected, CORRECTED),
        ),
        Card(
            "Transitions on a beat",
            f"{score.precision:.0%}",
            note=f"{score.precision_chance:.0%} by chance; {score.on_onsets:.0%} on a beat or an "
            f"onset; {score.transitions} transitions, {score.beats} beats",
        ),
    ]
    return found + _timing(score)


def _timing(score: SyncScore) -> list[Card]:
    if score.error is None:
        return []
    error = score.error
    most = error.frame_ms / 2 + FRAME_MARGIN_MS
    found = [
        Card(
            "Timing error",
            f"{error.mean_abs_ms:.1f}",
            "ms",
            error.mean_abs_ms <= most,
            f"target {most:.1f} ms or less: half a frame and 5 ms",
            f"{error.quantisation_ms:.1f} ms of it are the frame grid, {error.beyond_ms:.1f} ms "
            f"beyond; mean {error.mean_ms:+.1f} ms",
        )
    ]
    if score.drift_ms_per_min is not None and score.corrected >= FOLLOWS:
        drift = score.drift_ms_per_min
        text = f"whole picture {score.offset_ms:+.0f} ms"
        target = f"target under {DRIFT_MS:.0f} ms a minute"
        found.append(
            Card("Drift", _plain(drift, "+.1f"), "ms/min", abs(drift) < DRIFT_MS, target, text)
        )
    return found


def _motion(score: MotionScore, evaluation: Evaluation) -> list[Card]:
    lag = score.best_lag_s * 1e3
    return [
        Card(
            "Onsets and motion",
            _plain(score.correlation),
            passed=score.correlation >= MOTION,
            target=f"target {MOTION} or more",
            note=f"{_plain(score.local)} within 2 s; best {_plain(score.best)} at "
            f"{_plain(lag, '+.0f')} ms; 95 % of shuffles under {_plain(score.shuffled_95)}",
            scale=(score.correlation, MOTION),
        )
    ]


def _correspondence(score: Correspondence) -> Card:
    apart = "" if score.displaced is None else f"; {_plain(score.displaced)} against its own sound"
    late = " of another time" if apart else ""
    return Card(
        "Sound told from other sound",
        f"{score.accuracy:.0%}",
        passed=score.accuracy >= AVC,
        target=f"target {AVC:.0%} or more; chance 50%",
        note=f"{score.pairs} pairs; own sound believed {score.matched:.0%}, other sound refused "
        f"{score.mismatched:.0%}{apart}{late}",
        scale=(score.accuracy, AVC),
    )


def _flashes(evaluation: Evaluation) -> Card:
    report = evaluation.flashes
    return Card(
        "Flash safety",
        "safe" if report.passed else "unsafe",
        passed=report.passed,
        target="WCAG 2.3.1: three flashes a second at most",
        note=f"worst second {report.general_per_second:g} general, {report.red_per_second:g} red",
    )


def _sound(evaluation: Evaluation) -> list[Card]:
    sound = evaluation.sound
    if sound is None:
        return []
    passed = abs(sound.offset_ms) < SOUND_MS
    note = f"spread {sound.spread_ms:.2f} ms over {sound.blocks} blocks"
    return [
        Card(
            "Sound offset", _plain(sound.offset_ms, "+.2f"), "ms", passed, "target under 1 ms", note
        )
    ]


def _health(evaluation: Evaluation) -> Card:
    notes = evaluation.health.notes
    value = "sound" if not notes else f"{len(notes)}"
    unit = "" if not notes else "note" if len(notes) == 1 else "notes"
    return Card("Picture health", value, unit, not notes, note="; ".join(notes))


def _plain(value: float, form: str = ".2f") -> str:
    """The number, with a minus sign worthy of the name and never a negative zero."""
    text = format(value, form)
    if not text.strip("+-0."):
        text = text.strip("+-")
    return text.replace("-", "\u2212")


def _html(card: Card) -> str:
    mood = "" if card.passed is None else " good" if card.passed else " bad"
    unit = f"<small>{escape(card.unit)}</small>" if card.unit else ""
    scale = ""
    if card.scale:
        value, target = (min(max(x, 0.0), 1.0) * 100 for x in card.scale)
        scale = (
            f"<div class='scale{mood}'><i style='width:{value:.1f}%'></i>"
            f"<b style='left:{target:.1f}%'></b></div>"
        )
    target_text = f"<div class='target'>{escape(card.target)}</div>" if card.target else ""
    note = f"<div class='note'>{escape(card.note)}</div>" if card.note else ""
    return (
        f"<div class='card'><div class='name'>{escape(card.name)}</div>"
        f"<div class='value{mood}'>{escape(card.value)}{unit}</div>{scale}{target_text}{note}</div>"
    )
