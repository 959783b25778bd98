"""Our own films held to our own measure: every look and every mode, drawn short and small, must
follow its sound. A look that stops doing so fails here.

The song is a drum loop of `gallery.drum_beat`, analysed as any song; 7 s from its middle. Floors
stand well under what is measured (in brackets, the least of all looks when this was written).
"""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from clavilux import analysis
from clavilux.evaluate.changes import find_transitions
from clavilux.evaluate.correlation import pearson, per_frame
from clavilux.evaluate.correspondence import model
from clavilux.evaluate.pairs import SPAN, clock, compared, hearing, seeing
from clavilux.evaluate.series import watch
from clavilux.evaluate.sync import beat_alignment
from clavilux.gallery import drum_beat
from clavilux.generators.looks import LOOKS, cards
from clavilux.modes import MODES
from clavilux.modes.brief import Brief
from clavilux.renderer import Renderer
from clavilux.table import load
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.lyrics import Line, Lyrics, Word

FPS, SIZE, START, SECONDS = Fraction(30), (96, 54), 5.0, 7.0
BAS, MOTION, TOLD = 0.85, 0.25, 0.9
MEAN_MOTION = 0.5
FILMS = [("music", look) for look in LOOKS] + [("lyric", "ink")]


@cache
def features():
    return analysis.hear([drum_beat(START + SECONDS + 1)])


@cache
def series(mode, look):
    """What is seen of a film of that mode and look."""
    words = tuple(Word(text, 5.5 + 2 * k, 6.3 + 2 * k) for k, text in enumerate(["one", "two"]))
    lyrics = Lyrics((Line(words, 5.5, 9.0),)) if mode == "lyric" else None
    timeline = Timeline(features(), lyrics=lyrics)
    plan = load(MODES, mode, "mode")().direct(timeline, Brief(look=look), cards())
    renderer = Renderer(replace(plan, title=None), timeline, Canvas(*SIZE, FPS))
    first, last = round(START * FPS), round((START + SECONDS) * FPS)
    drawn = (planes for _, planes in renderer.frames(range(first, last)))
    return watch(drawn, FPS, START)


def motion(mode, look):
    seen = series(mode, look)
    return pearson(per_frame(features().curves["onset"], seen.times), seen.steady_motion)


@pytest.mark.parametrize(("mode", "look"), FILMS)
def test_beats_are_seen(mode, look):
    seen = series(mode, look)
    beats = features().beats.times
    inside = beats[(beats > seen.times[1]) & (beats < seen.times[-1])]
    changes = np.array([each.time for each in find_transitions(seen)])
    assert len(inside) >= 10
    assert beat_alignment(inside, changes) >= BAS
    half = np.median(np.diff(inside)) / 2
    assert beat_alignment(inside + half, changes) < beat_alignment(inside, changes)


@pytest.mark.parametrize(("mode", "look"), FILMS)
def test_onsets_move_the_picture(mode, look):
    assert motion(mode, look) >= MOTION


def test_onsets_move_pictures_on_the_whole():
    assert np.mean([motion(*film) for film in FILMS]) >= MEAN_MOTION


def test_the_classifier_tells_every_films_own_sound():
    """Own sound against the same song 1.3 to 2.9 s away, for all films together."""
    net, _ = model()
    times = clock(START, START + SECONDS)
    right = []
    for number, film in enumerate(FILMS):
        seen = seeing(series(*film), times)
        for start in (0, len(times) - SPAN):
            late = hearing(features(), times + [-2.9, -1.3, -2.1][number % 3])
            picture, span = seen[start : start + SPAN], slice(start, start + SPAN)
            rows = [compared(sound[span], picture) for sound in (hearing(features(), times), late)]
            own, other = net(np.stack(rows))
            right += [own > 0, other <= 0]
    assert np.mean(right) >= TOLD
