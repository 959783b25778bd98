"""A random Llama under Outlines: whatever it says parses, and the same seed says the same."""

from pathlib import Path
from typing import Annotated, Literal

import pytest
import tiny
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
