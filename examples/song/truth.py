"""What is in the song, written down: `slow-lightning.json` and, for singers, `slow-lightning.lrc`.

Times are seconds from the first sample of the decoded file. A beat's time is the sample on which
its drum (or, in the last bars, its glass) starts. A word starts when it is first heard (after a
stop's closure) and ends when its last phone does.
"""

import groove
import numpy as np
import score
import words
from voice import word_times

SNARES = {"snare", "clap", "snap"}


def _seconds(value: float) -> float:
    """Exact to the microsecond: finer than a sample."""
    return round(float(value), 6)


def _span(start: float, beats: float) -> dict[str, float]:
    return {"start": _seconds(score.time_of(start)), "end": _seconds(score.time_of(start + beats))}


def beats() -> list[dict]:
    times = score.BEAT_SAMPLES[:-1] / score.RATE
    return [{"time": _seconds(t), "position": k % 4 + 1} for k, t in enumerate(times)]


def bars() -> list[dict]:
    return [{"number": k + 1, **_span(4.0 * k, 4.0)} for k in range(score.bars())]


def sections() -> list[dict]:
    """From the file's first sample to its last: the lead-in belongs to the intro, the tail to the
    outro.
    """
    found = [
        {**_span(start, part.bars * 4.0), "label": part.label}
        for part, start in zip(score.FORM, score.starts(), strict=False)
    ]
    found[0]["start"], found[-1]["end"] = 0.0, _seconds(score.LENGTH / score.RATE)
    return found


def chords() -> list[dict]:
    """Equal neighbours are one chord."""
    found: list[dict] = []
    for chord in score.chords():
        span = _span(chord.beat, chord.beats)
        if found and found[-1]["chord"] == chord.name:
            found[-1]["end"] = span["end"]
        else:
            found.append({**span, "chord": chord.name})
    return found


def _timed(text: str, start: float, end: float) -> dict:
    return {"text": text, "start": _seconds(start), "end": _seconds(end)}


def lyrics() -> list[dict]:
    """Lines of words of syllables."""
    found = []
    for line in words.lines():
        inner = [
            {**_timed(text, start, end), "syllables": [_timed(*s) for s in syllables]}
            for text, start, end, syllables in word_times(line)
        ]
        found.append({**_timed(line.text, inner[0]["start"], inner[-1]["end"]), "words": inner})
    return found


def melody() -> list[dict]:
    """The lead voice's notes: a vowel opens on `start`."""
    tones = [t for line in words.lines() for s in line.syllables for t in s.tones]
    return [{**_span(t.beat, t.beats), "midi": t.pitch} for t in tones]


def hits() -> dict[str, list[float]]:
    """Attacks of the drums that stand on the grid."""
    every = groove.hits()
    kicks = sorted({h.sample for h in every if h.drum == "kick"})
    snares = sorted({h.sample for h in every if h.drum in SNARES})
    return {
        "kick": [_seconds(s / score.RATE) for s in kicks],
        "snare": [_seconds(s / score.RATE) for s in snares],
    }


def truth() -> dict:
    """Everything, ready for JSON."""
    steps = np.diff(score.BEAT_SAMPLES) / score.RATE
    return {
        "title": score.TITLE,
        "artist": score.ARTIST,
        "duration_s": _seconds(score.LENGTH / score.RATE),
        "sample_rate": score.RATE,
        "tempo_bpm": round(60 / float(np.median(steps)), 2),
        "metre": f"{score.BEATS_PER_BAR}/4",
        "key": {"tonic": score.KEY[0], "mode": score.KEY[1]},
        "beats": beats(),
        "bars": bars(),
        "sections": sections(),
        "chords": chords(),
        "lyrics": lyrics(),
        "melody": melody(),
        "hits": hits(),
    }


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    return f"{milliseconds // 60_000:02d}:{milliseconds % 60_000 / 1000:06.3f}"


def _words(line: dict) -> str:
    """A stamp before every word, one behind it where silence follows, and one at the line's end."""
    found = ""
    for word, following in zip(line["words"], [*line["words"][1:], None], strict=True):
        found += f"<{_stamp(word['start'])}>{word['text']}"
        if following is None or following["start"] - word["end"] > 0.001:
            found += f"<{_stamp(word['end'])}>"
        found += " " if following else ""
    return found


def lrc(song: dict) -> str:
    """Enhanced LRC to the millisecond."""
    rows = [f"[ti:{song['title']}]", f"[ar:{song['artist']}]", "[la:en]"]
    rows.append(f"[length:{_stamp(song['duration_s'])}]")
    rows += [f"[{_stamp(line['start'])}]{_words(line)}" for line in song["lyrics"]]
    return "\n".join(rows) + "\n"
