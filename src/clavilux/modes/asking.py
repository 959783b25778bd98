"""The director of words, by a language model: asked about a few lines at a time, with the section
and its energy, over what the rules have decided already.

In: a plan whose captions the rules have set, and a writer. Out: the plan with the model's settings,
and a note that says how much of it is the model's. The answers are enumerations only, so a model of
any quality answers something that can be shown; where it gives no answer, the rules' stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any, Literal

from clavilux.backends.answers import AnswerError, longest
from clavilux.backends.roles import Writer
from clavilux.modes.brief import Brief
from clavilux.modes.listening import Ear
from clavilux.modes.wording import Sung, listen
from clavilux.types.plan import Caption, Plan

BATCH = 4  # lines in a question
MOST_WORDS = 12  # whose numbers a model may name; the rest of a line is left alone
GIVE_UP = 3  # after so many failures in a row the rest is left to the rules
SCALES = {"small": 0.8, "normal": 1.0, "large": 1.25, "huge": 1.5}
BEATS = {"slow": 1.0, "normal": 0.5, "fast": 0.25}  # that entering or leaving takes
LONGEST_S = 1.2

Progress = Callable[[str, float, float], None]


@lru_cache
def schema(lines: int) -> Any:
    """What a model answers about so many lines: a pydantic model made of enumerations."""
    from pydantic import BaseModel, ConfigDict, Field, create_model

    number = Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

    class Setting(BaseModel):
        model_config = ConfigDict(extra="forbid")
        scale: Literal["small", "normal", "large", "huge"]
        enter: Literal["slow", "normal", "fast"]
        exit: Literal["slow", "normal", "fast"]
        direction: Literal["none", "left", "right", "up", "down"]
        emphasis: Annotated[list[number], Field(max_length=2)]
        new_row_at: Annotated[list[number], Field(max_length=2)]

    each = Annotated[list[Setting], Field(min_length=lines, max_length=lines)]
    return create_model("Settings", lines=(each, ...), __config__=ConfigDict(extra="forbid"))


def ask(plan: Plan, ear: Ear, brief: Brief, writer: Writer, progress: Progress) -> Plan:
    """The plan with its captions set by the writer. Raises MissingError where there is no
    writer."""
    lines = listen(ear, plan.captions, brief.title)
    captions = list(plan.captions)
    failures: list[str] = []
    first, row = 0, 0
    while first < len(lines) and row < GIVE_UP:
        progress("directing words", first, len(lines))
        batch = lines[first : first + BATCH]
        try:
            answer = writer.answer(question(ear, batch, brief), schema(len(batch)), _budget(batch))
            settings = zip(batch, answer.lines, strict=True)  # type: ignore[attr-defined]
            made = [apply(line.caption, said, ear.timeline.beat_s) for line, said in settings]
            captions[first : first + len(batch)] = made
            row = 0
        except AnswerError as error:
            failures.append(str(error))
            row += 1
        first += BATCH
    progress("directing words", len(lines), len(lines))
    note = _note(
        brief.llm, -(-len(lines) // BATCH), -(-max(len(lines) - first, 0) // BATCH), failures
    )
    return replace(plan, captions=tuple(captions), notes=(*plan.notes, note))


def _budget(batch: Sequence[Sung]) -> int:
    """Enough tokens for the longest answer, even where each letter is one."""
    return longest(schema(len(batch)))


def _note(llm: str, batches: int, unasked: int, failures: Sequence[str]) -> str:
    done = batches - unasked - len(failures)
    if not failures:
        return f"words: all {batches} batches directed by {llm}"
    if unasked:
        failures = [*failures, f"{unasked} more were not asked for"]
    reasons = "; ".join(dict.fromkeys(failures))
    return f"words: {done} of {batches} batches directed by {llm}, the rest by rules ({reasons})"


def question(ear: Ear, batch: Sequence[Sung], brief: Brief) -> str:
    """What the model is asked."""
    song = f'"{brief.title or "untitled"}"' + (f" by {brief.artist}" if brief.artist else "")
    lines = "\n".join(_described(ear, number, line) for number, line in enumerate(batch, 1))
    return (
        f"You set the words of the song {song} as moving type, in the manner of a film's titles. "
        f"It runs at {ear.timeline.bpm:.0f} beats a minute.\n"
        "For each line choose: scale (large and huge for climaxes, hooks and short cries), enter "
        "and exit (fast where the music is loud), direction (up when it rises, down when it "
        "falls, left or right for drive, none for rest), emphasis (numbers of at most two words "
        "that carry the meaning) and new_row_at (numbers of words that begin a new row, where "
        "the sense or the breath asks for it; empty for short lines).\n"
        f"{lines}\nAnswer as JSON with exactly {len(batch)} entries in lines, in this order."
    )


def _described(ear: Ear, number: int, line: Sung) -> str:
    where = ear.timeline.section_index(line.caption.words[0].start)
    called = ear.timeline.sections[where].name
    section = ear.timeline.section_names[where] + (f", {called}" if called else "")
    energy = "loud" if line.energy > 0.66 else "medium" if line.energy > 0.33 else "quiet"
    course = "rising" if line.rise > 0.1 else "falling" if line.rise < -0.1 else "steady"
    returns = ", the song returns to it" if line.hook else ""
    words = " ".join(f"{k}:{word.text}" for k, word in enumerate(line.caption.words, 1))
    return f"Line {number} (section {section}, {energy}, {course}{returns}): {words}"


def apply(caption: Caption, said: Any, beat_s: float) -> Caption:
    """The caption as the model wants it; numbers of words that the line does not have fall away."""
    count = len(caption.words)
    seconds = {name: round(min(beats * beat_s, LONGEST_S), 3) for name, beats in BEATS.items()}
    return replace(
        caption,
        scale=SCALES[said.scale],
        enter_s=seconds[said.enter],
        exit_s=seconds[said.exit],
        direction=said.direction,
        emphasis=tuple(sorted({k - 1 for k in said.emphasis if k <= count})),
        breaks=tuple(sorted({k - 1 for k in said.new_row_at if 1 < k <= count})),
    )
