"""Times by hand: a key for every line or word while the song plays.

In: lyrics, a function that gives the next key (or "" for none yet), a clock in seconds of the song.
Out: the lyrics with the tapped times. Space or Enter begins the next line or word, "." ends the one
that sounds (a rest follows), Backspace takes the last tap back, q stops. Nothing here knows of
keyboards or sound, so that a test can play both.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from clavilux.media.lyrics.build import Entry, Piece, build
from clavilux.types.errors import UsageError
from clavilux.types.lyrics import Lyrics

BEGIN, END, BACK, STOP = (" ", "\r", "\n"), (".",), ("\x7f", "\b"), ("q", "\x1b", "\x03", "\x04")


@dataclass
class Taps:
    """Which unit is next, and the times so far: `starts[k]` and, where it was ended by hand,
    `ends[k]`."""

    units: tuple[tuple[int, str], ...]  # (line, text) of each line or word
    starts: list[float] = field(default_factory=list)
    ends: dict[int, float] = field(default_factory=dict)

    @property
    def next_text(self) -> str:
        """What is to be tapped now, "" where all is done."""
        return self.units[len(self.starts)][1] if len(self.starts) < len(self.units) else ""

    def press(self, key: str, now: float) -> None:
        """One key at a time of the song; other keys do nothing."""
        last = len(self.starts) - 1
        if key in BEGIN and self.next_text:
            self.starts.append(max(now, self.starts[-1] if self.starts else 0.0))
        elif key in END and last >= 0:
            self.ends[last] = max(now, self.starts[last])
        elif key in BACK and last >= 0:
            self.ends.pop(last, None)
            self.starts.pop()


def tap(
    lyrics: Lyrics,
    by_word: bool,
    keys: Callable[[], str],
    clock: Callable[[], float | None],
    show: Callable[[Taps], None],
) -> Taps:
    """Takes keys until all is tapped and ended, the song is over (`clock` gives None) or q."""
    taps = Taps(_units(lyrics, by_word))
    shown = -1
    while (now := clock()) is not None:
        if shown != len(taps.starts):
            shown = len(taps.starts)
            show(taps)
        key = keys()
        if key in STOP and key:
            break
        now = clock()
        if now is None:
            break
        taps.press(key, now)
        if not taps.next_text and len(taps.starts) - 1 in taps.ends:
            break
    return taps


def _units(lyrics: Lyrics, by_word: bool) -> tuple[tuple[int, str], ...]:
    if not by_word:
        return tuple((k, line.text) for k, line in enumerate(lyrics.lines))
    return tuple((k, word.text) for k, line in enumerate(lyrics.lines) for word in line.words)


def tapped(lyrics: Lyrics, taps: Taps, by_word: bool, duration: float) -> Lyrics:
    """The lyrics with the times of the taps; lines that were not reached are left out. UsageError
    where nothing was tapped."""
    if not taps.starts:
        raise UsageError("nothing was tapped, so nothing is written.")
    entries = []
    for number, line in enumerate(lyrics.lines):
        mine = [k for k, (n, _) in enumerate(taps.units[: len(taps.starts)]) if n == number]
        if not mine:
            break
        first, last = mine[0], mine[-1]
        pieces: tuple[Piece, ...] = (Piece(line.text),)
        if by_word:
            pieces = tuple(
                Piece(taps.units[k][1] + line.separator, taps.starts[k], taps.ends.get(k))
                for k in mine
            )
        end = taps.ends.get(last)
        entries.append(Entry(pieces, taps.starts[first], end, line.voice, line.background))
    return build(
        entries,
        duration=duration,
        language=lyrics.language,
        title=lyrics.title,
        artist=lyrics.artist,
    )
