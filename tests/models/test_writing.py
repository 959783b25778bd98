"""A random Llama under Outlines: whatever it says parses, and the same seed says the same."""

from pathlib import Path
from typing import Annotated, Literal

import pytest
import tiny
import torch
from pydantic import BaseModel, Field

from clavilux.backends import open_backend
from clavilux.backends.answers import AnswerError, longest
from clavilux.types.errors import InputError


class Line(BaseModel):
    scale: Literal["small", "normal", "large"]
    words: Annotated[list[Literal[0, 1, 2, 3]], Field(max_length=3)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.llama(tmp_path_factory.mktemp("llama") / "tiny")


def test_whatever_it_says_parses(folder: Path) -> None:
    writer = open_backend("writer", f"transformers:{folder}")
    said = []
    for seed in range(4):
        writer.seed = seed
        said.append(writer.answer("Set this line.", Line, longest(Line)))
    assert all(isinstance(line, Line) for line in said)
    assert len({line.model_dump_json() for line in said}) > 1, "another seed, another answer"
    writer.seed = 2
    assert writer.answer("Set this line.", Line, longest(Line)) == said[2]
    assert not torch._dynamo.utils.counters["frames"], "nothing was compiled"


def test_too_small_a_budget_is_an_error_and_not_half_an_answer(folder: Path) -> None:
    writer = open_backend("writer", f"transformers:{folder}")
    with pytest.raises(AnswerError, match="cannot be read"):
        writer.answer("Set this line.", Line, 5)


def test_a_schema_that_outlines_would_loosen_is_refused(folder: Path) -> None:
    class Bounded(BaseModel):
        scale: Annotated[int, Field(ge=0, le=9)]

    with pytest.raises(ValueError, match="Literal"):
        open_backend("writer", f"transformers:{folder}").answer("x", Bounded, 20)


def test_a_folder_of_something_else_is_one_sentence(tmp_path: Path) -> None:
    folder = tiny.ctc(tmp_path / "ctc")
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(InputError, match="cannot be read"):
        open_backend("writer", f"transformers:{folder}").answer("x", Line, 20)


def test_a_random_model_directs_a_film_and_the_same_one_twice(folder: Path) -> None:
    """The whole path of --llm: rules, questions, answers, notes; whatever the model says can be
    shown, and the same seed gives the same plan."""
    import made_features
    from clavilux.generators.looks import cards
    from clavilux.modes.asking import ask
    from clavilux.modes.brief import Brief
    from clavilux.modes.listening import Ear
    from clavilux.modes.lyric import Lyric
    from clavilux.timeline import Timeline
    from clavilux.types.lyrics import Line as Sung
    from clavilux.types.lyrics import Lyrics, Word

    def line(start: float) -> Sung:
        texts = ("Copper", "wires", "begin", "to", "glow")
        words = tuple(Word(t, start + k / 2, start + k / 2 + 0.4) for k, t in enumerate(texts))
        return Sung(words, start, start + 2.5)

    timeline = Timeline(made_features.song(), lyrics=Lyrics((line(8.0), line(20.0))))
    brief = Brief(llm=f"transformers:{folder}", seed=5)
    plan = Lyric().direct(timeline, brief, cards())

    def directed():
        writer = open_backend("writer", brief.llm, seed=brief.seed)
        return ask(plan, Ear(timeline), brief, writer, lambda *step: None)

    first = directed()
    assert first.notes == (f"words: all 1 batches directed by {brief.llm}",)
    assert first == directed()
    assert [c.words for c in first.captions] == [c.words for c in plan.captions]
    assert all(0 <= k < 5 for c in first.captions for k in (*c.emphasis, *c.breaks))


def test_the_command_line_says_who_directed(folder: Path, tmp_path: Path, capsys) -> None:
    from scipy.io import wavfile

    from clavilux.cli import main
    from clavilux.project import read_project
    from made_sounds import RATE, beat_times, drum_loop

    song, words, out = tmp_path / "song.wav", tmp_path / "words.lrc", tmp_path / "film.json"
    wavfile.write(song, RATE, drum_loop(beat_times(120, 0, 6)))
    words.write_text("[00:01.00]Copper wires begin to glow\n[00:03.50]Every window holds a flame\n")
    asked = ["plan", str(song), "--lyrics", str(words), "-o", str(out)]
    assert main([*asked, "--llm", f"transformers:{folder}", "--json"]) == 0
    said = capsys.readouterr()
    assert "clavilux: words: all 1 batches directed by transformers:" in said.err
    project = read_project(out)
    assert project.brief.llm == f"transformers:{folder}"
    assert project.plan.notes and len(project.plan.captions) == 2
    assert main([*asked, "--llm", f"transformers:{tmp_path / 'nothing'}"]) == 5
    assert "neither as a path" in capsys.readouterr().err
