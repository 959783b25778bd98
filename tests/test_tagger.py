"""The tagger that ships, on sounds of known truth; and other taggers' labels in our words.

What it is worth on a whole is in docs/models/tags.md; here only what must never fail.
"""

import numpy as np
import pytest

import made_sounds
from clavilux import analysis
from clavilux.analysis import network, tagger, voice
from clavilux.analysis.audioset_names import OURS, SINGING, in_our_words
from clavilux.analysis.measures import measure
from clavilux.backends import silero
from clavilux.cli.request import chosen_backends
from clavilux.types.curve import Curve
from clavilux.types.errors import InputError, UsageError
from clavilux.types.features import Features
from clavilux.types.heard import Tags
from clavilux.types.instruments import FAMILIES, FAMILY_OF, INSTRUMENTS


def test_the_model_is_small_and_says_what_it_knows() -> None:
    assert network.find("tags").stat().st_size < 4_000_000
    scale = tagger.scale()
    assert set(INSTRUMENTS) | set(FAMILIES) == set(scale.names)
    assert len(scale.slope) == len(scale.shift) == len(scale.names)
    assert scale.offered and set(scale.offered) | set(scale.solo) < set(INSTRUMENTS)
    assert not set(scale.offered) & set(scale.solo)
    assert (scale.slope > 0).all()


@pytest.fixture(scope="module")
def loop() -> Features:
    """A drum loop of four seconds, then two of silence."""
    sound = made_sounds.silence(6.0)
    for k in range(16):
        made_sounds.place(sound, made_sounds.hat(k), k / 4, 0.5)
    for k in range(8):
        made_sounds.place(sound, made_sounds.kick() if k % 2 == 0 else made_sounds.snare(k), k / 2)
    return analysis.hear(made_sounds.blocks(sound))


def test_a_drum_loop_is_drums_and_no_voice(loop: Features) -> None:
    assert len(loop.tags.values) == 6 and loop.tags.rate == 1.0
    playing = loop.tags.values[:4].mean(axis=0)
    best = loop.tags.names[int(playing.argmax())]
    assert FAMILY_OF.get(best, best) in ("drums", "cymbals")
    assert loop.voice.column("neither")[:4].mean() > 0.7
    assert loop.tags.values[5].max() < 0.5, loop.tags.top(5.0)
    np.testing.assert_allclose(loop.voice.values.sum(axis=1), 1, atol=1e-5)


def test_one_stroke_in_silence_is_heard_in_its_second_only() -> None:
    sound = made_sounds.silence(4.0)
    made_sounds.place(sound, made_sounds.kick(), 2.3)
    tags = analysis.hear(made_sounds.blocks(sound)).tags
    family = {FAMILY_OF.get(name, name) for name, _ in tags.top(2.5, 1)}
    assert family <= {"drums", "cymbals", "bass"} and tags.top(2.5, 1)[0][1] > 0.3
    assert tags.values[0].max() < 0.5 * tags.values[2].max()


def test_silence_is_nothing() -> None:
    features = analysis.hear(made_sounds.blocks(made_sounds.silence(2.5)))
    assert features.tags.values.max() < 0.5
    assert features.voice.column("neither").min() > 0.5


def test_long_sounds_in_parts_are_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    measures = measure(made_sounds.blocks(made_sounds.song(plan="AB", bars=4)[0]))
    whole = tagger.heard(measures).values
    monkeypatch.setattr(tagger, "CHUNK", 512)
    np.testing.assert_allclose(tagger.heard(measures).values, whole, atol=0.02)


@pytest.mark.parametrize("frames", (1, 7, 8, 9, 86, 87))
def test_any_length_has_a_row_for_every_second_begun(frames: int) -> None:
    log_odds = np.zeros((-(-frames // 8), 3), np.float32)
    rows = tagger.by_second(log_odds, analysis.RATE / 512 / 8)
    assert len(rows) == max(1, int(np.ceil((frames - 4) / 86.13)))
    np.testing.assert_allclose(rows, 0, atol=1e-6)


def test_a_family_speaks_for_its_nameless_members(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("kick", "snare", "drums", "violin", "bowed strings", "singing", "voice", "bass")
    one = np.ones(len(names), np.float32)
    known = tagger.Scale(names, ("kick", "snare", "violin"), one, 0 * one)
    monkeypatch.setattr(tagger, "scale", lambda: known)
    values = np.array([[0.9, 0.1, 0.95, 0.2, 0.9, 0.8, 0.9, 0.6]], np.float32)
    found = tagger.offered(Tags(names, values, 1.0))
    assert not {"singing", "voice"} & set(found.names)
    assert found.column("kick")[0] == pytest.approx(0.9)
    assert found.column("drums")[0] == pytest.approx(0.95 * 0.1)  # the kick explains it
    assert found.column("bowed strings")[0] == pytest.approx(0.9 * 0.8)
    assert found.column("bass")[0] == pytest.approx(0.6)  # a family of one


def test_a_name_known_only_alone_is_offered_as_far_as_it_is_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ("kick", "drums", "flute", "winds")
    one = np.ones(len(names), np.float32)
    known = tagger.Scale(names, ("kick",), one, 0 * one, solo=("flute",))
    monkeypatch.setattr(tagger, "scale", lambda: known)
    values = np.array([[0, 0, 0.9, 0.9], [0.9, 0.95, 0.9, 0.9]], np.float32)
    found = tagger.offered(Tags(names, values, 1.0))
    np.testing.assert_allclose(found.column("flute"), [0.9, 0.9 * 0.05], atol=1e-6)
    np.testing.assert_allclose(found.column("winds"), [0.09, 0.9 * (1 - 0.045)], atol=1e-6)


def _believed(**shares: float) -> Tags:
    names = ("piano", "singing", "speech", "voice")
    row = [shares.get(name, 0.01) for name in names]
    return Tags(names, np.full((4, 4), row, np.float32), 1.0)


def test_voices_by_two_witnesses(monkeypatch: pytest.MonkeyPatch) -> None:
    wave = Curve(np.zeros(4 * 11025, np.int16), 11025.0)
    monkeypatch.setattr(silero, "speech", lambda wave, rate: None)
    sung = voice.voice(_believed(singing=0.8, voice=0.8, piano=0.9), wave)
    assert sung.column("singing").min() > 0.6
    said = voice.voice(_believed(speech=0.8, voice=0.8), wave)
    assert said.column("speech").min() > 0.6
    monkeypatch.setattr(
        silero, "speech", lambda wave, rate: Curve(np.zeros(125, np.float32), 31.25)
    )
    unmoved = voice.voice(_believed(singing=0.8, voice=0.8, piano=0.9), wave)
    np.testing.assert_allclose(unmoved.column("neither"), sung.column("neither"), atol=1e-6)
    monkeypatch.setattr(silero, "speech", lambda wave, rate: Curve(np.ones(125, np.float32), 31.25))
    heard = voice.voice(_believed(), wave)
    assert heard.column("speech").min() > 0.6
    over_music = voice.voice(_believed(piano=0.95), wave)
    assert over_music.column("singing").min() > heard.column("singing").max()


def test_other_labels_in_our_words() -> None:
    known = set(FAMILY_OF) | set(FAMILIES)
    assert set(OURS) <= known
    every = [label for labels in OURS.values() for label in labels]
    assert len(every) == len(set(every))
    labels = ("Violin, fiddle", "Hammond organ", "Organ", SINGING[0], "Speech", "Dog")
    row = [0.7, 0.4, 0.2, 0.6, 0.2, 0.9]
    instruments, voices = in_our_words(Tags(labels, np.array([row], np.float32), 1.0))
    assert dict(zip(instruments.names, instruments.values[0].tolist(), strict=True)) == (
        pytest.approx({"violin": 0.7, "organ": 0.4})
    )
    assert voices.values[0].tolist() == pytest.approx([0.45, 0.15, 0.4])
    with pytest.raises(InputError, match="AudioSet"):
        in_our_words(Tags(("Dog", "Cat"), np.zeros((1, 2), np.float32), 1.0))


def test_backends_are_named_by_role() -> None:
    assert chosen_backends(["tags=efficientat:net.onnx"]) == {"tagger": "efficientat:net.onnx"}
    with pytest.raises(UsageError, match="ROLE=NAME"):
        chosen_backends(["efficientat"])
    with pytest.raises(UsageError, match="tags"):
        chosen_backends(["words=whisper"])
