"""`clavilux lyrics` and `clavilux align` as a user meets them."""

import json
from pathlib import Path

import av
import numpy as np
import pytest
from scipy.io import wavfile

from clavilux.cli import main
from clavilux.media.lyrics import read_lyrics

LRC = """[ti:Wires]
[00:01.00]v1: <00:01.00>Copper <00:01.50>wires<00:02.00>
[00:03.00]Glow
[00:04.00]
"""


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_lyrics_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "words.lrc"
    file.write_text(LRC + "[00:0x.00]lost\n")
    code, out, err = answer(capsys, "lyrics", str(file))
    assert code == 0
    assert out.splitlines()[0].split() == ["1.00", "-", "2.00", "v1:", "Copper", "wires"]
    assert out.splitlines()[-1].endswith("2 lines, 3 words")
    assert "line 5" in err


def test_lyrics_are_converted_and_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "words.lrc", tmp_path / "words.ttml"
    file.write_text(LRC)
    arguments = ("lyrics", str(file), "-o", str(out), "--lyrics-offset", "0.25", "--json")
    code, said, _ = answer(capsys, *arguments)
    assert code == 0
    told = json.loads(said)
    assert (told["lines"], told["words"], told["word_times"]) == (2, 3, 1)
    first = read_lyrics(out).lines[0]
    assert first.voice == "v1" and [w.start for w in first.words] == [1.25, 1.75]
    assert answer(capsys, "lyrics", str(out), "-o", str(tmp_path / "a.vtt"), "--lines")[0] == 0
    assert not read_lyrics(tmp_path / "a.vtt").lines[0].timed


def test_lyrics_out_of_the_tags_of_a_song(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    song, out = tmp_path / "song.flac", tmp_path / "song.srt"
    with av.open(str(song), "w") as container:
        container.metadata.update({"lyrics": LRC})
        stream = container.add_stream("flac", rate=8000, layout="mono")
        samples = np.zeros((1, 8000 * 5), np.int16)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.rate = 8000
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    assert answer(capsys, "lyrics", str(song), "-o", str(out))[0] == 0
    assert [line.text for line in read_lyrics(out).lines] == ["Copper wires", "Glow"]
    wavfile.write(tmp_path / "bare.wav", 8000, samples[0])
    code, _, err = answer(capsys, "lyrics", str(tmp_path / "bare.wav"))
    assert code == 3 and "no lyrics in its tags" in err


def test_lyrics_that_cannot_be_read_or_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words.lrc"
    file.write_text(LRC)
    wanted = {str(tmp_path / "no.lrc"): 3, str(file): 2}
    for name, code in wanted.items():
        got, _, err = answer(capsys, "lyrics", name, "-o", str(tmp_path / "x.doc"))
        assert got == code and len(err.splitlines()) == 1


def test_a_text_that_is_not_sung_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAVILUX_CACHE", str(tmp_path / "cache"))
    song, words, out = (tmp_path / name for name in ("song.wav", "words.txt", "out.lrc"))
    hiss = np.random.default_rng(0).normal(0, 0.02, 16000 * 4).astype(np.float32)
    wavfile.write(song, 16000, hiss)
    words.write_text("million kilometres\nfrom Montgomery\n")
    code, _, err = answer(capsys, "align", str(song), str(words), "-o", str(out))
    assert code == 6 and "does not sound like" in err and not out.exists()
    forced = ("align", str(song), str(words), "-o", str(out), "--force", "--report", "--json")
    code, said, _ = answer(capsys, *forced)
    told = json.loads(said)
    assert code == 0 and told["fit"] < 0.4 and len(told["lines"]) == 2
    assert all(line["note"] for line in told["lines"])
    assert len(read_lyrics(out).lines) == 2
