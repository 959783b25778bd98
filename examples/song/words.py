"""The lyrics and the melody: what is sung, on which notes.

A line is written three times over: its text with `-` between syllables, its phones (ARPAbet as
Festival speaks it, words parted by `|`, syllables by `.`, the sung vowel in capitals), and its
notes, one group a syllable: `beat:beats:pitch`, joined by `+` where a syllable moves. Beats count
from the line's own start; a note's beat is where the vowel opens, and the consonants before it come
earlier, as singers do it.
"""

from dataclasses import dataclass, replace

import score

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@dataclass(frozen=True)
class Tone:
    """One note of the voice, in beats from the song's first downbeat."""

    beat: float
    beats: float
    pitch: int


@dataclass(frozen=True)
class Syllable:
    text: str
    onset: tuple[str, ...]
    vowel: str
    coda: tuple[str, ...]
    tones: tuple[Tone, ...]


@dataclass(frozen=True)
class Line:
    """A sung line: `words` hold their syllables. `force` 0..1: how loud and bright."""

    words: tuple[tuple[Syllable, ...], ...]
    force: float

    @property
    def syllables(self) -> list[Syllable]:
        return [syllable for word in self.words for syllable in word]

    @property
    def text(self) -> str:
        return " ".join("".join(s.text for s in word) for word in self.words)


@dataclass(frozen=True)
class Sketch:
    text: str
    phones: str
    notes: str


RAIN = "0.5:.5:A3 1:.5:B3 1.5:1.5:C#4 3:.5:B3 3.5:1:C#4 4.5:.5:B3 5:1.25:B3+6.25:1:G#3"
RING = "0.5:.5:B3 1:.5:C#4 1.5:1.5:D4 3:.5:C#4 3.5:1:E4 4.5:.5:F#4 5:1:E4+6:1.25:G#4"
STORM = "0:1.5:A4 1.5:1:F#4 2.5:1.5:E4 4.5:.5:E4 5:.5:E4 5.5:.5:F#4 6:1.6:G#4"
SKETCHES = {
    "rain": Sketch(
        "Street-lamps hum be-neath the rain",
        "s t r IY t . l AE m p s | hh AH m | b IH . n IY th | dh AX | r EY n",
        RAIN,
    ),
    "wires": Sketch(
        "Cop-per wires be-gin to sing",
        "k AA . p ER | w AY er z | b IH . g IH n | t AX | s IH ng",
        "0.5:.5:A3 1:.5:B3 1.5:1.5:C#4 3:.5:B3 3.5:1:C#4 4.5:.5:E4 5:1.25:E4+6.25:1:C#4",
    ),
    "flame": Sketch(
        "Ev-ery win-dow holds a flame",
        "EH v . er IY | w IH n . d OW | hh OW l d z | AX | f l EY m",
        RAIN,
    ),
    "rooftops": Sketch(
        "Lis-ten, now the roof-tops ring",
        "l IH s . AX n | n AW | dh AX | r UW f . t AA p s | r IH ng",
        RING,
    ),
    "slow": Sketch(
        "Slow light-ning, roll o-ver me",
        "s l OW | l AY t . n IH ng | r OW l | OW . v ER | m IY",
        STORM,
    ),
    "turn": Sketch(
        "Turn the dark to gold and green",
        "t ER n | dh AX | d AA r k | t AX | g OW l d | AE n d | g r IY n",
        "0:1:A4 1:.5:G#4 1.5:1.5:F#4 3:.5:C#4 3.5:1:E4 4.5:.5:C#4 5:2.3:B3",
    ),
    "stay": Sketch(
        "Slow light-ning, stay in the air",
        "s l OW | l AY t . n IH ng | s t EY | IH n | dh AX | EH r",
        STORM,
    ),
    "paint": Sketch(
        "Paint the thun-der ev-ery-where",
        "p EY n t | dh AX | th AH n . d ER | EH v . r IY . w EH r",
        "0:1:A4 1:.5:G#4 1.5:1:F#4 2.5:.5:E4 3.5:1:E4 4.5:.5:G#4 5:2.4:A4",
    ),
    "silver": Sketch(
        "Sil-ver ech-oes down the glass",
        "s IH l . v ER | EH . k OW z | d AW n | dh AX | g l AE s",
        RAIN,
    ),
    "scarlet": Sketch(
        "Scar-let an-swers, bright as brass",
        "s k AA r . l AX t | AE n . s ER z | b r AY t | AE z | b r AE s",
        RING,
    ),
    "count": Sketch(
        "Count the sec-onds, hold them near",
        "k AW n t | dh AX | s EH . k AX n d z | hh OW l d | dh EH m | n IH r",
        "0:1:C#4 1:.5:B3 1.5:1:A3 2.5:1:G#3 4.5:.5:F#3 5:.5:G#3 5.5:2:A3",
    ),
    "light": Sketch(
        "Light comes first, and then we hear",
        "l AY t | k AH m z | f ER s t | AE n d | dh EH n | w IY | hh IH r",
        "0:1:B3 1:.5:C#4 1.5:1.5:D4 3.5:.5:C#4 4:1:E4 5:.5:F#4 6:1.4:G#4",
    ),
}


def _pitch(name: str) -> int:
    """`C#5` -> 73."""
    return 12 * (int(name[-1]) + 1) + STEPS[name[0]] + name.count("#")


def _tones(group: str, start: float) -> tuple[Tone, ...]:
    found = []
    for note in group.split("+"):
        beat, beats, pitch = note.split(":")
        found.append(Tone(start + float(beat), float(beats), _pitch(pitch)))
    return tuple(found)


def _syllable(text: str, phones: str, tones: tuple[Tone, ...]) -> Syllable:
    names = phones.split()
    k = next(i for i, name in enumerate(names) if name.isupper())
    return Syllable(text, tuple(names[:k]), names[k].lower(), tuple(names[k + 1 :]), tones)


def _line(name: str, start: float, force: float) -> Line:
    sketch = SKETCHES[name]
    groups = iter(sketch.notes.split())
    words = []
    for text, phones in zip(sketch.text.split(), sketch.phones.split("|"), strict=True):
        pairs = zip(text.split("-"), phones.split("."), strict=True)
        words.append(tuple(_syllable(t, p, _tones(next(groups), start)) for t, p in pairs))
    return Line(tuple(words), force)


def _ending(line: Line, *tones: Tone) -> Line:
    """The same line, its last syllable sung on other notes."""
    last = line.words[-1]
    ended = (*last[:-1], replace(last[-1], tones=tones))
    return Line((*line.words[:-1], ended), line.force)


def _higher_air(line: Line) -> Line:
    """The last chorus climbs where the others held."""
    b = line.syllables[-1].tones[0].beat
    return _ending(line, Tone(b, 0.6, 68), Tone(b + 0.6, 1.1, 71))


def _homecoming(line: Line) -> Line:
    """The outro's last word leans on the leading note until the tonic arrives with the bar."""
    b = line.syllables[-1].tones[0].beat
    return _ending(line, Tone(b, 2.0, 68), Tone(b + 2.0, 2.6, 69))


def _stanza(names: str, start: float, force: float) -> list[Line]:
    return [_line(name, start + 8.0 * k, force) for k, name in enumerate(names.split())]


def lines() -> list[Line]:
    """All sung lines in order."""
    last = _stanza("slow turn stay paint", score.where("chorus", 3), 1.0)
    last[2] = _higher_air(last[2])
    return [
        *_stanza("rain wires flame rooftops", score.where("verse", 1), 0.45),
        *_stanza("slow turn stay paint", score.where("chorus", 1), 0.85),
        *_stanza("silver scarlet", score.where("verse", 2), 0.55),
        *_stanza("slow turn", score.where("chorus", 2), 0.9),
        *_stanza("count light", score.where("bridge"), 0.3),
        *last,
        _homecoming(_line("stay", score.where("outro"), 0.5)),
    ]
