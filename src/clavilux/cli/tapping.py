"""`clavilux tap`: the song plays, a key is taken for every line or word, the times are written.

The keyboard of a terminal key by key (termios, or msvcrt on Windows), and sound through the
sounddevice package; `--silent` takes taps without playing, for a machine without a sound device.
"""

import contextlib
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from clavilux.types.audio import Audio
from clavilux.types.errors import MissingError, UsageError

WAIT_S = 0.02  # how long a key is waited for before the clock is asked again
_HELP = "Space: begins the next.  . : ends this one.  Backspace: takes the last back.  q: done."

Clock = Callable[[], float | None]


def tap(options: Namespace) -> tuple[dict[str, Any], list[str]]:
    """Plays, takes taps, writes; a document and the lines to print."""
    from clavilux.media.lyrics import check_target, read_lyrics, write_lyrics
    from clavilux.media.read import read
    from clavilux.words import tap as tapping

    out = Path(options.out or Path(options.song).stem + ".ttml")
    check_target(out)
    lyrics = read_lyrics(Path(options.lyrics))
    audio = read(options.song)
    print(_HELP, file=sys.stderr)
    with _keyboard() as keys, _playing(audio, options.start, options.silent) as clock:
        taps = tapping.tap(lyrics, options.words, keys, clock, _show)
    made = tapping.tapped(lyrics, taps, options.words, audio.duration)
    write_lyrics(made, out)
    left = len(taps.units) - len(taps.starts)
    document = {"file": str(out), "tapped": len(taps.starts), "left_out": left}
    rest = f"; {left} were not reached and are left out" if left else ""
    return document, [f"{out}: {len(taps.starts)} {'words' if options.words else 'lines'}{rest}"]


def _show(taps: Any) -> None:
    done = len(taps.starts)
    text = taps.next_text or "(all tapped: . ends the last, q is done)"
    print(f"\r\x1b[K{done:4d}/{len(taps.units)}  {text[:100]}", end="", file=sys.stderr, flush=True)


@contextlib.contextmanager
def _keyboard() -> Iterator[Callable[[], str]]:
    """A function that gives the next key, or "" where none came within `WAIT_S`."""
    if sys.platform == "win32":
        import msvcrt

        def key() -> str:
            if not msvcrt.kbhit():
                time.sleep(WAIT_S)
                return ""
            return msvcrt.getwch()

        yield key
        return
    import os
    import select
    import termios
    import tty

    if not sys.stdin.isatty():
        raise UsageError("tap takes keys from a terminal, and this is none; run it in one.")
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)

    def pressed() -> str:
        ready, _, _ = select.select([number], [], [], WAIT_S)
        return os.read(number, 1).decode("ascii", "replace") if ready else ""

    try:
        tty.setcbreak(number)
        yield pressed
    finally:
        termios.tcsetattr(number, termios.TCSANOW, before)
        print(file=sys.stderr)


@contextlib.contextmanager
def _playing(audio: Audio, start: float, silent: bool) -> Iterator[Clock]:
    """The clock of a song that plays from `start`: seconds that are heard now, None at its end."""
    if not 0 <= start < audio.duration:
        raise UsageError(f"--start {start:g} is not inside the {audio.duration:.1f} s of the song.")
    sound = None if silent else _sounddevice()
    lag = 0.0
    if sound:
        try:
            first = round(start * audio.rate)
            sound.play(audio.samples[:2, first:].T, audio.rate)
            lag = float(sound.get_stream().latency)
        except Exception as error:  # PortAudio's own errors, whatever the system says
            raise MissingError(
                f"No sound can be played here ({str(error).splitlines()[0]}); connect a sound "
                "device, or tap without sound: --silent."
            ) from None
    began = time.monotonic()

    def clock() -> float | None:
        now = start + max(time.monotonic() - began - lag, 0.0)
        return now if now < audio.duration else None

    try:
        yield clock
    finally:
        if sound:
            sound.stop()


def _sounddevice() -> Any:
    """The library that plays; it needs PortAudio, which Linux brings as a package."""
    try:
        import sounddevice
    except (ImportError, OSError):
        raise MissingError(
            "Nothing to play sound with: pip install sounddevice, and on Linux "
            "apt install libportaudio2; or tap without sound: --silent."
        ) from None
    return sounddevice
