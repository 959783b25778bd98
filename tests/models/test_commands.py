"""`clavilux transcribe` and `clavilux align` from a sound file to a lyric file, through tiny random
models in the published formats. What real weights would hear is not tested here."""

import json
from pathlib import Path

import numpy as np
import pytest
import tiny
from scipy.io import wavfile

from clavilux.backends import whisper
from clavilux.cli import main
from clavilux.media.lyrics import read_lyrics
from test_words_align import RATE, sung


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The arguments that name each model."""
    folder = tmp_path_factory.mktemp("models")
    made = {"whisper": tiny.whisper, "ctc": tiny.ctc, "demucs": tiny.demucs}
    return {name: f"{name}:{make(folder / name)}" for name, make in made.items()}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAVILUX_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """Five sung words in six seconds."""
    path = tmp_path / "song.wav"
    wavfile.write(path, RATE, sung()[0].samples[0])
    return path


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    path.write_text("see saw\nsee saw saw\n")
    return path


def test_transcribe(
    models: dict[str, str], song: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    """What a random model says of the separated voice is written, once it is not doubted."""
    settings = whisper.Settings(beams=1, temperatures=(0.6,), silence_s=None, device="cpu")
    monkeypatch.setattr(whisper, "Settings", lambda: settings)
    out = song.with_suffix(".ttml")
    asked = ["transcribe", str(song), "--transcriber", models["whisper"], "--language", "en"]
    asked += ["--separate", models["demucs"]]
    assert main([*asked, "-o", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = read_lyrics(out)
    words = [word for line in found.lines for word in line.words]
    assert told["words"] == len(words) > 0 and told["lines"] == len(found.lines)
    starts = [word.start for word in words]
    assert starts == sorted(starts) and words[-1].end <= sung()[0].duration


def test_transcribe_says_when_there_is_no_voice(
    models: dict[str, str], tmp_path: Path, capsys
) -> None:
    song, out = tmp_path / "hiss.wav", tmp_path / "words.lrc"
    wavfile.write(song, RATE, np.random.default_rng(0).normal(0, 0.05, 4 * RATE).astype(np.float32))
    assert main(["transcribe", str(song), "--transcriber", models["whisper"], "-o", str(out)]) == 3
    assert "no sung or spoken words" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(("aligner", "separate"), [("ctc", True), ("whisper", False)])
def test_align(
    models: dict[str, str], song: Path, text: Path, aligner: str, separate: bool, capsys
) -> None:
    """Random letters do not sound like the text, and that is said; forced, every word has its
    place, in order."""
    out = song.with_suffix(".vtt")
    asked = ["align", str(song), str(text), "--aligner", models[aligner], "-o", str(out)]
    asked += ["--separate", models["demucs"]] if separate else []
    assert main(asked) == 6
    assert "does not sound like what is sung" in capsys.readouterr().err
    assert not out.exists()
    assert main([*asked, "--force", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["aligner"] == aligner and told["fit"] < 0.4
    words = [word for line in read_lyrics(out).lines for word in line.words]
    assert [word.text for word in words] == ["see", "saw", "see", "saw", "saw"]
    starts = [word.start for word in words]
    assert starts == sorted(starts) and words[-1].end <= sung()[0].duration + 1e-3


def test_a_model_that_is_not_there_is_missed_before_any_work(song: Path, text: Path, capsys):
    for name in ("ctc", "whisper"):
        assert main(["align", str(song), str(text), "--aligner", f"{name}:nowhere"]) == 5
        assert "nowhere" in capsys.readouterr().err
    assert main(["align", str(song), str(text), "--separate", "demucs:nowhere"]) == 5
