"""Words in time: the chain, its doubt, the acoustic model, and sound that is made of known phones.

Tolerances: exact for the chain; 0.12 s for words in sound that this file makes; 0.3 s for real
speech, which is what the promise says.
"""

import itertools
import json
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import lfilter

from clavilux import words
from clavilux.backends.pocketsphinx import acoustic_model
from clavilux.media.lyrics import parse_lyrics
from clavilux.types.audio import Audio
from clavilux.types.curve import Curve
from clavilux.types.errors import InputError, UsageError
from clavilux.types.heard import Emissions, HeardWord
from clavilux.types.lyrics import Phone, Word
from clavilux.words.by_hearing import align_heard
from clavilux.words.by_letters import align_emissions
from clavilux.words.chain import GAP, Chain, best_path, chain
from clavilux.words.doubt import doubt
from clavilux.words.heard import as_lyrics
from clavilux.words.phone_scores import adapted, log_posteriors
from clavilux.words.placed import Placed, assemble
from clavilux.words.pronounce import guess_language, pronounce
from clavilux.words.sanity import sane, voice_spans
from clavilux.words.syllables import divide, with_syllables
from clavilux.words.trusted import trusted

RATE = 16_000
AUDIO = Path(os.environ.get("CLAVILUX_AUDIO", Path(__file__).parents[2] / "shared" / "audio"))


def scores_of(plan: list[int], columns: int, good: float = 0.0, bad: float = -8.0) -> np.ndarray:
    """`float32[n, columns]`: frame `k` fits column `plan[k]` only."""
    scores = np.full((len(plan), columns), bad, np.float32)
    scores[np.arange(len(plan)), plan] = good
    return scores


def test_the_best_path_goes_through_all_words_in_order() -> None:
    gap = 4
    plan = [gap] * 3 + [0] * 2 + [1] * 4 + [gap] * 5 + [2] * 3 + [3] + [gap] * 2
    way = chain([[[0, 1]], [[2, 3], [3, 2]]], [0.0, 0.0], gap)
    for beam in (np.inf, 100.0):
        path = best_path(scores_of(plan, 5), way, beam)
        assert path is not None
        assert way.columns[path].tolist() == plan
        units = way.units[path].tolist()
        assert units == [GAP] * 3 + [0] * 6 + [GAP] * 5 + [1] * 4 + [GAP] * 2


def test_a_narrow_search_does_not_wait_where_silence_fits_a_little_better_than_the_words() -> None:
    """An hour's words that fit worse than silence are searched in a beam all the same."""
    gap, rng = 4, np.random.default_rng([6])
    spoken = rng.integers(0, 4, 900).tolist()
    words = [[[column]] for column in spoken]
    plan = [column for column in spoken for _ in range(3)]
    scores = scores_of(plan, 5, good=-3.2)
    scores[:, gap] = -3.0
    way = chain(words, [-3.0] * len(words), gap)
    whole, narrow = best_path(scores, way), best_path(scores, way, 100.0)
    assert whole is not None and narrow is not None
    assert np.array_equal(whole, narrow)


def test_a_chain_longer_than_the_sound_has_no_path() -> None:
    way = chain([[[0, 1, 2]]], [0.0], 3)
    assert best_path(scores_of([0, 1], 4), way) is None
    assert best_path(scores_of([0, 1, 2], 4), way) is not None


def test_a_line_that_is_not_there_is_left_out_for_its_price() -> None:
    gap, plan = 4, [4] * 3 + [0] * 4 + [1] * 4 + [4] * 5
    scores = scores_of(plan, 5)
    for price, through in ((-5.0, {GAP, 0}), (-500.0, {GAP, 0, 1})):
        way = chain([[[0, 1]], [[2, 3]]], [0.0, 0.0], gap, {0: (0, price), 1: (1, price)})
        path = best_path(scores, way)
        assert path is not None and set(way.units[path].tolist()) == through


def test_doubt_is_small_where_one_place_fits_and_halves_between_two() -> None:
    way = chain([[[0, 1]]], [0.0], 2)
    once = [2] * 20 + [0] * 3 + [1] * 3 + [2] * 34
    clear = doubt(scores_of(once, 3), way, soften=1.0)
    assert np.allclose(clear.starts.sum(axis=0), 1, atol=1e-5)
    assert clear.median_starts().tolist() == [20]
    assert clear.median_ends().tolist() == [26]
    assert clear.near(np.array([20]), 2)[0] > 0.99
    twice = [2] * 10 + [0] * 3 + [1] * 3 + [2] * 20 + [0] * 3 + [1] * 3 + [2] * 18
    scores = scores_of(twice, 3)
    scores[:, 2] = 0.0  # the gap fits everywhere, so either place may be the word's
    torn = doubt(scores, way, soften=1.0)
    assert torn.near(np.array([10]), 2)[0] == pytest.approx(0.5, abs=0.1)
    assert torn.near(np.array([36]), 2)[0] == pytest.approx(0.5, abs=0.1)


def test_doubt_agrees_with_counting_every_way() -> None:
    rng = np.random.default_rng(3)
    scores = rng.normal(-2, 1, (7, 4)).astype(np.float32)
    way = chain([[[0]], [[1, 2]]], [-0.5, -0.2], 3)
    total = np.zeros((8, 2))
    for first, last, second, end in itertools.product(range(7), range(1, 8), range(7), range(1, 8)):
        if not first < last <= second < end or end - second < 2:
            continue
        for cut in range(second + 1, end):
            columns = [3] * first + [0] * (last - first) + [3] * (second - last)
            columns += [1] * (cut - second) + [2] * (end - cut) + [3] * (7 - end)
            cost = (-0.5 if second > last else 0.0) + (-0.2 if end < 7 else 0.0)
            total[[first, second], [0, 1]] += np.exp(scores[np.arange(7), columns].sum() + cost)
    expected = total / total.sum(axis=0)
    assert np.allclose(doubt(scores, way, soften=1.0).starts, expected, atol=1e-4)


def test_posteriors_sum_to_one_and_adaptation_finds_a_shift() -> None:
    model = acoustic_model()
    rng = np.random.default_rng(1)
    phones = rng.integers(2, 42, 600)
    frames = np.concatenate(
        [model.means[phones, s, rng.integers(0, 128, 600)] for s in range(3)], axis=1
    ).astype(np.float32)
    logs = log_posteriors(model, frames)
    assert np.allclose(np.exp(logs).sum(axis=1), 1, atol=1e-3)
    states = phones * 3 + 1
    shift = np.repeat([6.0, 0.0, 0.0], 13).astype(np.float32)
    bent = adapted(model, frames + shift, states)
    moved = (bent.means - model.means).mean(axis=(0, 2, 3))
    assert 3 < moved[0] < 7  # held back by the prior, 200 frames against 600
    assert moved[1:] == pytest.approx([0, 0], abs=0.5)


def test_pronunciations() -> None:
    known = acoustic_model().pronunciations
    assert pronounce("Hello,", "en", known)[0] == ("HH", "AH", "L", "OW")
    assert pronounce("runnin'", "en", known)[0][-1] == "N"
    assert pronounce("—", "en", known) == ()
    assert pronounce("niño", "es", known) == (("N", "IY", "N", "Y", "OW"),)
    assert pronounce("schön", "de", known) == (("SH", "ER", "N"),)
    assert all(pronounce(w, "xx", known) for w in ("Привет", "夜", "42", "zzyx"))
    phones = {p for w in ("blorking", "cœur", "été", "Mädchen") for p in pronounce(w, "fr", {})[0]}
    assert phones <= set(acoustic_model().phones)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I want you and me to be", "en"),
        ("la tristeza es muy extraña y no", "es"),
        ("je ne sais pas où tu es", "fr"),
        ("ich weiß nicht was es ist", "de"),
        ("zzz", "en"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_syllables_of_letters_and_their_times() -> None:
    words_ = ["beautiful", "love", "tomorrow", "fantasma", "poesía", "Mädchen"]
    languages = ["en", "en", "en", "es", "es", "de"]
    counts = [len(divide(w, g)) for w, g in zip(words_, languages, strict=True)]
    assert counts == [3, 1, 3, 3, 4, 2]
    phones = (Phone("B", 1.0, 1.1), Phone("IY", 1.1, 1.9), Phone("N", 1.9, 2.0))
    word = Word("being", 1.0, 3.0, phones=(*phones, Phone("AH", 2.0, 3.0)))
    made = with_syllables(Word("benign", 1.0, 3.0, phones=word.phones), "en")
    assert [s.text for s in made.syllables] == ["be", "nign"]
    assert made.syllables[1].start == 1.9 and made.syllables[1].end == 3.0


def test_words_without_a_time_lie_between_their_neighbours() -> None:
    lyrics = parse_lyrics("one two three\nfour")
    placed = [Placed(1.0, 1.5, 0.9), None, Placed(3.0, 3.4, 0.9), None]
    found = assemble(lyrics, placed, fit=1.0, aligner="x", duration=10.0)
    one, two, three = found.lyrics.lines[0].words
    assert one.end <= two.start < two.end <= three.start
    assert two.confidence == 0
    assert found.lines[1].note == "not found"
    shown, notes = trusted(found)
    assert len(shown.lines) == 1 and any("left out" in note for note in notes)
    assert not shown.lines[0].timed and shown.lines[0].words[0].end == three.end


def vowel(seconds: float, *formants: float, pitch: float = 130.0) -> np.ndarray:
    """A sung vowel: pulses through resonances."""
    n = int(seconds * RATE)
    phase = np.cumsum(np.full(n, pitch / RATE))
    sound = np.diff(np.floor(phase), prepend=0.0)
    for hz in formants:
        r = np.exp(-np.pi * 90 / RATE)
        sound = lfilter([1 - r], [1, -2 * r * np.cos(2 * np.pi * hz / RATE), r * r], sound)
    ramp = np.minimum(1, np.minimum(np.arange(n), np.arange(n)[::-1]) / (0.02 * RATE))
    return 0.4 * sound / (np.abs(sound).max() + 1e-9) * ramp


def hiss(seconds: float) -> np.ndarray:
    """An s."""
    noise = np.random.default_rng(5).normal(size=int(seconds * RATE))
    return 0.05 * lfilter([1, -1.7, 0.8], [1], noise)


def sung() -> tuple[Audio, list[float]]:
    """ "see" and "saw" among rests, and when they begin."""
    ee, aw = (270, 2300, 3000), (620, 920, 2500)
    rng = np.random.default_rng(7)
    parts, starts, now = [], [], 0.0
    for rest, formants in ((0.8, ee), (0.5, aw), (1.2, ee), (0.6, aw), (0.4, aw)):
        word = np.concatenate([hiss(0.14), vowel(0.4, *formants)])
        parts += [np.zeros(int(rest * RATE)), word]
        starts.append(now + rest)
        now += rest + len(word) / RATE
    sound = np.concatenate([*parts, np.zeros(RATE)])
    sound = sound + rng.normal(size=len(sound)) * 1e-3
    return Audio(sound[None].astype(np.float32), RATE), starts


def test_made_words_are_found_where_they_are() -> None:
    audio, starts = sung()
    found = words.align(audio, parse_lyrics("see saw\nsee saw saw"), words.Asked("pocketsphinx"))
    placed = [word.start for line in found.lyrics.lines for word in line.words]
    assert placed == pytest.approx(starts, abs=0.12)
    assert not found.failed and found.confidence > 0.8
    assert [p.name for p in found.lyrics.lines[0].words[0].phones] == ["S", "IY"]
    assert all(not line.note for line in found.lines)


def test_a_line_that_nobody_sings_is_named_and_its_neighbours_stay() -> None:
    audio, starts = sung()
    text = parse_lyrics("see saw\nbutterflies remember nothing\nsee saw saw")
    found = words.align(audio, text, words.Asked("pocketsphinx"))
    assert [line.note for line in found.lines] == ["", "no voice found", ""]
    placed = [word.start for k in (0, 2) for word in found.lyrics.lines[k].words]
    assert placed == pytest.approx(starts, abs=0.12)
    assert not found.failed and len(trusted(found)[0].lines) == 2


def test_the_wrong_words_are_not_found() -> None:
    audio, _ = sung()
    wrong = parse_lyrics("butterflies remember nothing\nmillion kilometres from Montgomery")
    found = words.align(audio, wrong, words.Asked("pocketsphinx"))
    assert found.failed
    assert found.confidence < 0.3


def test_what_cannot_be_aligned_is_one_sentence() -> None:
    short = Audio(np.zeros((1, 8000), np.float32), RATE)
    with pytest.raises(InputError, match="too short"):
        words.align(
            short, parse_lyrics("one two three four five\n" * 5), words.Asked("pocketsphinx")
        )
    with pytest.raises(InputError, match="no words"):
        words.align(short, parse_lyrics("— —\n… ?\n"), words.Asked("pocketsphinx"))
    with pytest.raises(UsageError, match="aligner"):
        words.align(short, parse_lyrics("one"), words.Asked("nobody"))


SPEECH = sorted((AUDIO / "speech").glob("librivox*.wav")) if AUDIO.is_dir() else []


@pytest.mark.skipif(not SPEECH, reason="the shared audio is not here")
def test_real_speech_is_within_a_third_of_a_second() -> None:
    from clavilux.media.read import read

    errors = []
    for path in SPEECH:
        lyrics = parse_lyrics(path.with_suffix(".txt").read_text())
        found = words.align(read(path, RATE, mono=True), lyrics, words.Asked("pocketsphinx"))
        gold = [
            w["b"]
            for w in json.loads(path.with_suffix(".json").read_text())["w"]
            if w["t"][0] != "<"
        ]
        mine = [word.start for line in found.lyrics.lines for word in line.words]
        errors += np.abs(np.array(mine) - gold).tolist()
        assert not found.failed
    assert np.mean(np.array(errors) <= 0.3) >= 0.95
    other = parse_lyrics(SPEECH[0].with_suffix(".txt").read_text())
    assert words.align(read(SPEECH[1], RATE, mono=True), other, words.Asked("pocketsphinx")).failed


def emissions_of(text: str, frames_each: int = 4, rest: int = 6) -> Emissions:
    """What a network that knows its letters would emit: each letter once, blanks between."""
    tokens = ("<pad>", "|", *"abcdefghijklmnopqrstuvwxyz'")
    rows: list[int] = [0] * rest
    for word in text.split():
        for letter in word:
            rows += [tokens.index(letter)] + [0] * (frames_each - 1)
        rows += [1] + [0] * (rest - 1)
    logs = np.full((len(rows), len(tokens)), np.log(1e-4), np.float32)
    logs[np.arange(len(rows)), rows] = np.log(1 - 1e-4 * (len(tokens) - 1))
    return Emissions(logs, 50.0, tokens, 0)


def test_letters_place_words_and_skip_what_the_text_lacks() -> None:
    emissions = emissions_of("hello out there oh oh wide world")
    lyrics = parse_lyrics("Hello out there\nwide, World")
    found = align_emissions(emissions, lyrics, len(emissions.log_probs) / 50)
    starts = {w.text: w.start for line in found.lyrics.lines for w in line.words}
    expected, at = {}, 6
    for word in ["hello", "out", "there", "oh", "oh", "wide", "world"]:
        expected[word] = at / 50
        at += 4 * len(word) + 6
    for text in ("Hello", "out", "there", "wide,", "World"):
        assert starts[text] == pytest.approx(expected[text.lower().strip(",")], abs=0.021)
    assert not found.failed and found.confidence > 0.9
    other = parse_lyrics("completely different phrases\nabout nothing else")
    assert align_emissions(emissions, other, 10).failed


def test_heard_words_are_matched_to_the_text() -> None:
    spoken_words = ["I", "here", "two", "pac", "singing", "thank", "you", "in", "the", "rain"]
    heard = tuple(HeardWord(text, k + 0.5, k + 0.9, 0.9) for k, text in enumerate(spoken_words))
    lyrics = parse_lyrics("I hear Tupac\nsinging in the rain")
    found = align_heard(heard, lyrics, 12.0)
    times = {w.text: (w.start, w.confidence) for line in found.lyrics.lines for w in line.words}
    assert times["I"] == (0.5, 0.95)
    assert times["singing"][0] == 4.5 and times["rain"][0] == 9.5
    assert times["hear"][0] < times["Tupac"][0] < 4.5
    assert times["Tupac"][1] < 0.7
    assert not found.failed
    assert align_heard(heard, parse_lyrics("nothing of this\nwas ever said"), 12.0).failed


def heard_at(*words: tuple[str, float, float, float, int]) -> list[HeardWord]:
    return [HeardWord(text, a, b, p, phrase) for text, a, b, p, phrase in words]


def test_sanity_drops_what_nobody_sang() -> None:
    heard = heard_at(
        ("real", 1.0, 1.4, 0.9, 0),
        ("ghost", 20.0, 20.5, 0.9, 1),
        ("long", 5.0, 11.0, 0.8, 2),
        ("late", 29.0, 44.0, 0.8, 3),
        ("gone", 31.0, 32.0, 0.8, 4),
    )
    kept = sane(heard, 30.0, voice=[(0.5, 9.0), (28.0, 30.0)])
    assert [(w.text, w.start, w.end) for w in kept] == [
        ("real", 1.0, 1.4),
        ("long", 5.0, 8.0),
        ("late", 29.0, 30.0),
    ]
    phantom = heard_at(*(("Thanks", 3.0 * k, 3.0 * k + 1, 0.3, k) for k in range(5)))
    assert len(sane(phantom, 30.0)) == 1
    chorus = heard_at(*(("Hey!", 3.0 * k, 3.0 * k + 1, 0.9, k) for k in range(5)))
    assert len(sane(chorus, 30.0)) == 5
    backwards = sane(heard_at(("b", 5.0, 6.0, 1, 0), ("a", 4.0, 7.0, 1, 0)), 30.0)
    assert [w.start for w in backwards] == [5.0, 5.0]


def test_voice_spans_and_lines_of_heard_words() -> None:
    voice = Curve(np.array([0, 0, 0.9, 0.8, 0, 0, 0, 0, 0.5], np.float32), 1.0)
    assert list(voice_spans(voice)) == [(1.0, 5.0), (7.0, 10.0)]
    words_ = heard_at(*((f"w{k}", k * 0.5, k * 0.5 + 0.4, 0.8, 0) for k in range(12)))
    lyrics = as_lyrics(words_, "en")
    assert [len(line.words) for line in lyrics.lines] == [9, 3]
    assert lyrics.lines[0].words[0].confidence == 0.8


def test_a_long_text_in_parts_is_placed_as_if_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part weighs all ways of its own words; the parts' edges change nothing."""
    from clavilux.words import parts

    columns = [[1 + k % 5, 1 + (k * 3 + 1) % 5] for k in range(40)]
    rng = np.random.default_rng(3)
    rests = [[0] * int(rng.integers(0, 5)) for _ in columns]
    rows = [c for rest, (a, b) in zip(rests, columns, strict=True) for c in [*rest, a, a, a, b, b]]
    scores = rng.normal(-4, 0.7, (len(rows), 6)).astype(np.float32)
    scores[np.arange(len(rows)), rows] += 3

    def part(first: int, last: int) -> Chain:
        return chain([[word] for word in columns[first:last]], [0.0] * (last - first), 0)

    way = part(0, len(columns))
    units = way.units[best_path(scores, way)]
    whole = parts.believed(scores, units, part, 3)
    monkeypatch.setattr(parts, "PART", 9)
    monkeypatch.setattr(parts, "EDGE", 5)
    cut = parts.believed(scores, units, part, 3)
    assert len(cut.starts) == 40
    np.testing.assert_array_equal(cut.starts, whole.starts)
    np.testing.assert_array_equal(cut.ends, whole.ends)
    np.testing.assert_allclose(cut.near, whole.near, atol=0.02)


def test_an_alignment_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scipy.io import wavfile

    from clavilux import pipeline

    monkeypatch.setenv("CLAVILUX_CACHE", str(tmp_path / "cache"))
    song = tmp_path / "song.wav"
    wavfile.write(song, RATE, sung()[0].samples[0])
    lyrics, asked = parse_lyrics("see saw\nsee saw saw"), words.Asked("pocketsphinx")
    first = pipeline.align(song, lyrics, asked)
    monkeypatch.setattr(words, "align", None)  # asked again, it would fail
    assert pipeline.align(song, lyrics, asked) == first
    with pytest.raises(TypeError):
        pipeline.align(song, parse_lyrics("see saw\nsee saw"), asked)
    wavfile.write(song, RATE, sung()[0].samples[0] * np.float32(0.9))
    with pytest.raises(TypeError):
        pipeline.align(song, lyrics, asked)


def test_belief_falls_with_the_margin_over_shuffled_phones() -> None:
    from clavilux.words.belief import Evidence, text_chance, word_chances

    near, fit = np.array([0.2, 0.9, 0.999]), np.full(3, -3.0)
    said = [Evidence(near, fit, 0.95, margin) for margin in (0.0, 0.1, 0.3, 1.0)]
    chances = np.array([word_chances(one) for one in said])
    assert (np.diff(chances, axis=0) > 0).all() and (np.diff(chances, axis=1) > 0).all()
    assert chances[0].max() < 0.1 and chances[-1, -1] > 0.9
    assert text_chance(said[0]) < 0.05 and text_chance(said[-1]) > 0.6
    assert text_chance(Evidence(near, fit - 5, 0.95, 1.0)) < 0.01  # nothing like these words


@pytest.mark.parametrize(("gain", "least", "most"), [(1.0, 0.5, 1.0), (0.0, 0.0, 0.3)])
def test_words_over_a_band_are_believed_only_where_they_are_sung(
    gain: float, least: float, most: float
) -> None:
    audio, _ = sung()
    t = np.arange(audio.samples.shape[1]) / RATE
    strummed = np.exp(-((t * 4) % 1) * 3)
    band = sum(np.sin(2 * np.pi * 110 * k * t) / k for k in (1, 2, 3, 5, 6, 8, 12)) * strummed
    mixed = Audio((gain * audio.samples + 0.1 * band).astype(np.float32), RATE)
    found = words.align(mixed, parse_lyrics("see saw\nsee saw saw"), words.Asked("pocketsphinx"))
    assert least <= found.confidence <= most
    assert found.failed is (gain == 0.0)
