"""Times by hand: taps at known times of a clock that the test turns, and a real terminal.

Tolerance: exact with the test's clock; in the terminal only that times ascend and the file is read.
"""

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from clavilux.media.lyrics import parse_lyrics, read_lyrics
from clavilux.types.errors import UsageError
from clavilux.types.lyrics import Lyrics
from clavilux.words.tap import Taps, tap, tapped

TEXT = parse_lyrics("so far away\nfrom home\nagain")


def run(presses: list[tuple[float, str]], by_word: bool, lyrics: Lyrics = TEXT) -> Taps:
    """Taps of keys that come at their times; the song lasts 60 s."""
    now = [0.0]
    left = list(presses)

    def keys() -> str:
        if left:
            now[0], key = left.pop(0)
            return key
        now[0] = 60.0
        return ""

    return tap(lyrics, by_word, keys, lambda: now[0] if now[0] < 60 else None, lambda taps: None)


def test_lines_by_hand_with_a_rest_and_a_mistake() -> None:
    presses = [
        (1.0, " "),
        (2.5, "."),
        (4.0, " "),
        (4.2, "\x7f"),
        (5.0, "\r"),
        (6.0, "x"),
        (8.0, " "),
    ]
    made = tapped(TEXT, run(presses, by_word=False), False, 60.0)
    assert [(line.text, line.start) for line in made.lines] == [
        ("so far away", 1.0),
        ("from home", 5.0),
        ("again", 8.0),
    ]
    assert made.lines[0].end == 2.5
    assert made.timed and not made.lines[0].timed


def test_words_by_hand_and_what_was_not_reached_is_left_out() -> None:
    presses = [(1.0, " "), (1.5, " "), (2.0, " "), (3.0, "."), (4.0, " "), (5.0, "q"), (6.0, " ")]
    taps = run(presses, by_word=True)
    assert taps.starts == [1.0, 1.5, 2.0, 4.0]
    made = tapped(TEXT, taps, True, 60.0)
    assert [w.start for w in made.lines[0].words] == [1.0, 1.5, 2.0]
    assert made.lines[0].words[2].end == 3.0 and made.lines[0].timed
    assert [line.text for line in made.lines] == ["so far away", "from"]


def test_nothing_tapped_writes_nothing() -> None:
    with pytest.raises(UsageError, match="nothing was tapped"):
        tapped(TEXT, run([(1.0, "q")], by_word=False), False, 60.0)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_in_a_terminal(tmp_path: Path) -> None:
    import pty

    song, words, out = tmp_path / "s.wav", tmp_path / "w.txt", tmp_path / "o.lrc"
    write_silence(song, 60.0)
    words.write_text("one\ntwo\nthree\n")
    command = [sys.executable, "-m", "clavilux", "tap", str(song), str(words), "-o", str(out)]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [*command, "--silent"])
    seen = b""
    for number, key in ((b"0/3", b" "), (b"1/3", b" "), (b"2/3", b" "), (b"3/3", b".")):
        while number not in seen:
            seen += os.read(terminal, 4096)
        time.sleep(0.15)
        os.write(terminal, key)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(terminal)
    starts = [line.start for line in read_lyrics(out).lines]
    assert len(starts) == 3 and starts == sorted(set(starts)) and starts[0] > 0.05


def write_silence(path: Path, seconds: float) -> None:
    """A silent WAV."""
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(np.zeros(int(seconds * 8000), np.int16).tobytes())
