"""Optional back ends without their libraries: found, missed and refused in plain words."""

import importlib.util
import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Annotated, Literal

import numpy as np
import pytest
from pydantic import BaseModel, Field

from clavilux import backends
from clavilux.backends import BACKENDS, REQUIREMENTS, answers
from clavilux.backends.llm_ollama import Ollama
from clavilux.types.errors import MissingError, UsageError

NAMES = [name for made in BACKENDS.values() for name in made]


class Line(BaseModel):
    scale: Literal["small", "large"]
    words: Annotated[list[Literal[0, 1, 2]], Field(max_length=2)]


@pytest.fixture(autouse=True)
def _no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAVILUX_MODELS", str(tmp_path / "models"))


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no optional library."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


def _make(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text("x")
    return folder


def test_every_back_end_says_what_it_needs() -> None:
    assert set(NAMES) == set(REQUIREMENTS)
    extras = Path("pyproject.toml").read_text("utf-8")
    for need in REQUIREMENTS.values():
        assert not need.extra or f"\n{need.extra} = [" in extras, need.extra


@pytest.mark.parametrize("role", BACKENDS)
def test_a_missing_library_is_named_with_its_line(role: str, bare: None) -> None:
    for name in BACKENDS[role]:
        if not REQUIREMENTS[name].modules:
            continue
        with pytest.raises(MissingError, match="pip install") as caught:
            backends.open_backend(role, f"{name}:somewhere")
        assert caught.value.exit_code == 5
        assert name in str(caught.value)


def test_unknown_names_are_answered_with_known_ones() -> None:
    with pytest.raises(UsageError, match="ollama"):
        backends.open_backend("writer", "chatterbox:x")
    with pytest.raises(UsageError, match="writer"):
        backends.open_backend("poet", "ollama:x")


def test_a_model_is_found_by_path_by_name_or_alone(tmp_path: Path) -> None:
    files = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json")
    kept = _make(tmp_path / "models" / "whisper" / "small", *files)
    assert backends.local_model("whisper", "") == kept
    assert backends.local_model("whisper", "small") == kept
    assert backends.local_model("whisper", str(kept)) == kept
    _make(tmp_path / "models" / "whisper" / "other", *files)
    with pytest.raises(UsageError, match="other, small"):
        backends.local_model("whisper", "")


def test_a_broken_or_absent_folder_is_one_sentence(tmp_path: Path) -> None:
    part = _make(tmp_path / "half", "config.json", "tokenizer.json")
    with pytest.raises(UsageError, match=r"lacks model\.bin, vocabulary"):
        backends.local_model("whisper", str(part))
    with pytest.raises(MissingError, match="--allow-download"):
        backends.local_model("whisper", "large-v2")
    text = _make(tmp_path / "texts", "readme.txt") / "readme.txt"
    with pytest.raises(UsageError, match="ckpt"):
        backends.local_model("beat-this", str(text))
    weights = _make(tmp_path / "d", "abc.th")
    assert backends.local_model("demucs", str(weights)) == weights


def test_auto_says_what_it_chose_or_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    assert backends.choose("beat_net").spec == ""
    assert str(tmp_path) in backends.choose("beat_net").why
    _make(tmp_path / "models" / "beat-this", "small0.ckpt")
    assert backends.choose("beat_net").spec == "beat-this:small0.ckpt"
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "pip install" in backends.choose("beat_net").why


def test_schemas_that_generators_would_not_keep_are_refused() -> None:
    class Bounded(BaseModel):
        scale: Annotated[int, Field(ge=0, le=9)]

    class Free(BaseModel):
        text: str

    class Endless(BaseModel):
        words: list[Literal[1, 2]]

    answers.check_schema(Line)
    for schema in (Bounded, Free, Endless):
        with pytest.raises(ValueError, match=schema.__name__):
            answers.check_schema(schema)


def test_the_longest_answer_is_sized() -> None:
    longest = Line(scale="large", words=[2, 2]).model_dump_json()
    assert len(longest) <= answers.longest(Line) <= len(longest) + 20


@pytest.mark.parametrize("text", ["", "{", '{"scale": "huge", "words": []}', "[1]", "null"])
def test_an_answer_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(answers.AnswerError, match="cannot be read"):
        answers.parse(text, Line)


class _Served(BaseHTTPRequestHandler):
    """Answers as Ollama does; `said` is (status, body), `heard` the last question."""

    said: tuple[int, bytes] = (200, b"")
    heard: dict = {}  # noqa: RUF012

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        type(self).heard = json.loads(self.rfile.read(length)) | {"path": self.path}
        status, body = self.said
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def served():
    server = HTTPServer(("127.0.0.1", 0), _Served)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def _content(text: str) -> tuple[int, bytes]:
    return 200, json.dumps({"message": {"role": "assistant", "content": text}}).encode()


def test_ollama_is_asked_on_this_machine_with_schema_seed_and_budget(served: int) -> None:
    _Served.said = _content('{"scale": "small", "words": [1]}')
    writer = Ollama("tiny", seed=7, port=served)
    assert writer.answer("Set this line.", Line, 64) == Line(scale="small", words=[1])
    heard = _Served.heard
    assert heard["path"] == "/api/chat"
    assert heard["format"] == Line.model_json_schema()
    assert heard["stream"] is False
    assert heard["options"]["seed"] == 7
    assert heard["options"]["num_predict"] == 64


@pytest.mark.parametrize(
    ("said", "error", "text"),
    [
        (_content('{"scale": "small", "wor'), answers.AnswerError, "cannot be read"),
        ((404, b"{}"), MissingError, "ollama pull tiny"),
        ((500, b"{}"), answers.AnswerError, "500"),
        ((200, b"<html>"), answers.AnswerError, "not JSON"),
        ((200, b"{}"), answers.AnswerError, "no text"),
    ],
)
def test_what_ollama_may_answer_wrongly(served: int, said, error, text) -> None:
    _Served.said = said
    with pytest.raises(error, match=text):
        Ollama("tiny", port=served).answer("x", Line, 64)


def test_no_ollama_is_a_sentence() -> None:
    with pytest.raises(MissingError, match="ollama serve"):
        Ollama("tiny", port=1).answer("x", Line, 64)
    with pytest.raises(UsageError, match="name of a model"):
        backends.open_backend("writer", "ollama")


def test_clips_keep_the_mean_of_what_they_show() -> None:
    from clavilux.backends.clips import pick, square

    frames = np.random.default_rng(0).integers(0, 256, (3, 40, 64, 3), np.uint8)
    small = square(frames, 16)
    assert small.shape == (3, 16, 16, 3)
    middle = frames[:, :, 12:52].astype(float) / 255
    np.testing.assert_allclose(small.mean((1, 2)), middle.mean((1, 2)), atol=1e-5)
    np.testing.assert_array_equal(square(frames, 80)[:, ::2, ::2], square(frames, 40))
    assert list(pick(np.arange(10)[:, None], 5)[:, 0]) == [1, 3, 5, 7, 9]
    assert list(pick(np.arange(2)[:, None], 4)[:, 0]) == [0, 0, 1, 1]


def test_mel_banks_stand_where_their_scales_say() -> None:
    from clavilux.backends.melspec import kaldi_bank, slaney_bank

    slaney = slaney_bank(22050, 1024, 128, 30, 11000)
    assert slaney.shape == (128, 513)
    peaks = slaney.argmax(1) * 22050 / 1024
    assert abs(peaks[np.abs(peaks - 1000).argmin()] - 1000) < 22
    assert np.all(np.diff(peaks) >= 0)
    kaldi = kaldi_bank(32000, 1024, 128, 0, 15000)
    hz = kaldi.argmax(1) * 32000 / 1024
    assert np.all(np.abs(np.diff(1127 * np.log1p(hz[60:] / 700)) - 27.2) < 12)
    assert not kaldi[:, -1].any()


def test_words_are_tidied_into_the_sound() -> None:
    from clavilux.backends.whisper import tidy
    from clavilux.types.heard import HeardWord

    heard = [
        HeardWord("one", 1.0, 2.0),
        HeardWord("two", 1.5, 1.8),
        HeardWord("three", 2.0, 99.0, phrase=1),
        HeardWord("four", 35.0, 36.0, phrase=2),
    ]
    kept = tidy(heard, 20.0)
    assert [(word.text, word.start, word.end) for word in kept] == [
        ("one", 1.0, 2.0),
        ("three", 2.0, 20.0),
    ]


def test_the_doctor_names_each_back_end_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clavilux import doctor

    monkeypatch.setattr(backends, "installed", lambda name: name != "demucs")
    monkeypatch.setattr(doctor, "installed", lambda name: name != "demucs")
    _make(tmp_path / "models" / "beat-this", "small0.ckpt")
    found = {finding.topic: finding for finding in doctor._backends()}
    assert set(REQUIREMENTS) < set(found)
    assert found["beat-this"].ok and "small0.ckpt" in found["beat-this"].text
    assert found["demucs"].fix == 'pip install "clavilux[separate]"'
    assert not found["whisper"].ok and str(tmp_path) in found["whisper"].fix
    assert not any(finding.needed for finding in found.values())
