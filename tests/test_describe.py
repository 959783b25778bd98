"""The AIMV description: the document's own examples word for word, and its rules on songs that were
never sung.
"""

import json
import wave
from dataclasses import replace

import numpy as np
import pytest

import made_sounds
from clavilux.cli import main
from clavilux.description import Options, describe
from clavilux.description.colour import colour, dominant_hz
from clavilux.description.css import CSS
from clavilux.description.seconds import instruments, running_average
from clavilux.description.sentence import Parts, sentence
from clavilux.description.tables import ABSTRACTIONS, ACTIONS, SEED
from clavilux.types.errors import UsageError
from clavilux.types.features import Features
from clavilux.types.heard import Tags
from clavilux.types.instruments import FAMILIES, INSTRUMENTS
from clavilux.types.languages import language_code
from clavilux.types.lyrics import Word
from made_features import silence, song

# The document's examples: what was heard, and the sentence.
EXAMPLES = (
    (
        ("loud", "heart", ("crash", "splash", "synth"), ("impact", "wave", "tech")),
        "Person loudly sings, holding a heart, alongside a Crash and Splash hit with a foreground "
        "techy synth wave impact, the scene has a (hexcolorname) color palette.",
    ),
    (
        ("loud", "", ("kick", "bass", "tom"), ("canon", "deep", "bounce")),
        "Kick hits and Bass plays in the background. In the foreground a bouncey tom deep canon, "
        "the scene has a (hexcolorname) color palette.",  # the document forgets this full stop
    ),
    (
        ("quiet", "", ("cello", "vocal", "guitar"), ("floating", "vibrate", "pedal")),
        "Cello plays and Vocal sings in the background. In the foreground a pedaly guitar vibrate "
        "floating, the scene has a (hexcolorname) color palette.",
    ),
)


@pytest.mark.parametrize(("heard", "expected"), EXAMPLES)
def test_the_three_worked_examples(heard: tuple, expected: str) -> None:
    volume, words, names, abstract = heard
    assert sentence(Parts(volume, words, names, abstract, "(hexcolorname)", "holding")) == expected
    assert tuple(SEED[name] for name in names) == abstract


def test_the_two_fill_examples() -> None:
    assert instruments({"synth": 0.2, "crash": 0.9, "rimshot": 0.1, "splash": 0.4}) == (
        ("crash", "splash", "synth")
    )
    assert instruments({"bass": 0.5, "guitar": 0.9, "vocal": 0.8, "kick": 0.1}) == (
        ("guitar", "vocal", "bass")
    )


def test_seventy_percent_opens_the_list() -> None:
    assert instruments({"crash": 0.69, "snare": 0.69}) == ()
    assert instruments({"crash": 0.7, "rimshot": 0.8, "snare": 0.9, "kick": 0.75}) == (
        ("snare", "rimshot", "kick")
    )
    assert instruments({"crash": 0.7, "snare": 0.0}) == ("crash",)
    assert instruments({}) == ()


@pytest.mark.parametrize(
    ("words", "names", "expected"),
    (
        ("", (), "The scene has a red color palette."),
        ("", ("organ",), "Organ plays in the background, the scene has a red color palette."),
        ("sun", (), "Person softly sings, chasing a sun, the scene has a red color palette."),
        (
            "eye",
            ("electric guitar", "bass"),
            "Person softly sings, chasing an eye, alongside an Electric guitar pick and Bass play, "
            "the scene has a red color palette.",
        ),
        (
            "",
            ("snare", "piano", "bass"),
            "Drum stick strikes Snare and Piano plays in the background. In the foreground a deepy "
            "bass crystal crack, the scene has a red color palette.",
        ),
        (
            "",
            ("snare", "crash"),
            "Drum stick strikes Snare and Crash in the background, the scene has a red color "
            "palette.",
        ),
    ),
)
def test_sentences_of_fewer_instruments_and_other_kinds(
    words: str, names: tuple[str, ...], expected: str
) -> None:
    abstract = tuple(ABSTRACTIONS[name] for name in names)
    assert sentence(Parts("quiet", words, names, abstract, "red", "chasing")) == expected


def test_every_name_that_the_ears_know_has_an_abstraction() -> None:
    named = {*INSTRUMENTS, *FAMILIES} - {"singing", "voice"}
    assert named <= set(ABSTRACTIONS)


def tagged(rows: dict[str, list[float]], features: Features) -> Features:
    values = np.array(list(rows.values()), np.float32).T
    return replace(features, tags=Tags(tuple(rows), values, 1.0))


@pytest.fixture(scope="module")
def features() -> Features:
    """Four seconds that get louder, a crash in the third."""
    made = song(duration=4.0, sections=())
    curve = made.curves["rms_db"]
    level = replace(curve, values=np.linspace(-40, -10, len(curve.values)).astype(np.float32))
    made = replace(made, curves={**made.curves, "rms_db": level})
    rows = {"piano": [0.9, 0.9, 0.1, 0.9], "crash": [0.0, 0.1, 0.9, 0.2], "singing": [0, 0.8, 0, 0]}
    return tagged(rows, made)


def test_every_second_is_told(features: Features) -> None:
    told = describe(features, [Word("Heart,", 2.25, 2.75)])
    assert [second.start for second in told] == [0, 1, 2, 3]
    assert [second.words for second in told] == ["", "", "heart", ""]
    assert told[0].instruments == ("piano",)
    assert told[1].instruments == ("piano", "vocal", "crash")
    assert told[2].instruments[0] == "crash"
    assert "vocal" not in told[2].instruments
    assert told[2].sentence.startswith(f"Person loudly sings, {told[2].action} a heart, alongside")
    assert told[2].manner in ("yelling", "screaming")
    assert told[0].action == ""
    assert [s.intensity for s in told] == sorted(s.intensity for s in told)


def test_volume_is_told_against_the_running_average(features: Features) -> None:
    assert [second.volume for second in describe(features)] == ["loud"] * 4
    falling = np.flip(features.curves["rms_db"].values).copy()
    curve = replace(features.curves["rms_db"], values=falling)
    fallen = replace(features, curves={**features.curves, "rms_db": curve})
    assert [second.volume for second in describe(fallen)] == ["loud", "quiet", "quiet", "quiet"]
    assert running_average([-10.0, -20.0, -120.0, -30.0]) == [-10.0, -15.0, -15.0, -20.0]


def test_the_seed_of_chance_chooses_actions(features: Features) -> None:
    words = [Word("heart", 2.25, 2.75)]
    once, again = (describe(features, words, Options(seed=3)) for _ in range(2))
    assert once == again
    chosen = {describe(features, words, Options(seed=k))[2].action for k in range(40)}
    assert len(chosen) > 4
    assert chosen <= set(ACTIONS)


def test_silence_is_black_and_silent() -> None:
    for second in describe(silence(3.0)):
        assert (second.volume, second.colour, second.instruments) == ("silent", "black", ())
        assert second.sentence == "The scene has a black color palette."


def test_an_octave_is_one_turn_of_hue() -> None:
    from clavilux.types.colour import oklch_from_hex

    hues = [oklch_from_hex(colour(hz)[1])[2] for hz in (261.626, 523.251, 1046.502)]
    assert hues == pytest.approx([29] * 3, abs=2)
    low, high = (oklch_from_hex(colour(hz)[1])[0] for hz in (110.0, 1760.0))
    assert high > low + 0.2
    assert all(colour(hz)[0] in CSS for hz in np.geomspace(30, 12000, 40))
    assert len({colour(hz)[0] for hz in 261.626 * 2 ** (np.arange(12) / 12)}) >= 8


def test_the_dominant_frequency_is_the_loudest_tone() -> None:
    mel, chroma = np.zeros(128), np.zeros(12)
    mel[17], chroma[9] = 1.0, 1.0  # the band around 440 Hz, and A
    assert dominant_hz(mel, chroma) == pytest.approx(440, rel=0.001)
    assert dominant_hz(np.zeros(128), chroma) == 0


class Nearest:
    """Knows kick and guitar only."""

    def nearest(self, word: str, among: tuple[str, ...]) -> str | None:
        return {"kick": "thunder", "guitar": "wire"}.get(word)


def test_word_vectors_replace_the_table_where_they_know_the_word(features: Features) -> None:
    rows = {"kick": [0.9] * 4, "electric guitar": [0.8] * 4, "tom": [0.75] * 4}
    told = describe(tagged(rows, features), (), Options(similar=Nearest()))
    assert told[0].abstractions == ("thunder", "wire", "bounce")


def test_languages_by_name_and_code() -> None:
    assert [language_code(word) for word in ("Spanish", "es", "pt-BR", "GERMAN")] == (
        ["es", "es", "pt", "de"]
    )
    with pytest.raises(UsageError, match="Klingonian"):
        language_code("Klingonian")


def test_the_object_is_what_the_words_are_about(features: Features) -> None:
    spoken = [Word(word, 2.2 + k / 10, 2.3) for k, word in enumerate(("In", "the", "Rain!"))]
    second = describe(features, spoken)[2]
    assert second.words == "in the rain"
    assert f"{second.action} a rain, " in second.sentence
    only = describe(features, [Word("every", 2.2, 2.5)])[2]
    assert f"{only.action} an every, " in only.sentence


def test_the_command_tells_every_second(tmp_path, capsys) -> None:
    path = tmp_path / "song.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 44100, 0, "NONE", ""))
        file.writeframes((made_sounds.song(plan="A", bars=1)[0] * 32767).astype("<i2").tobytes())
    (tmp_path / "words.lrc").write_text("[00:01.10]Heart\n[00:02.20]of stone\n", "utf-8")
    assert main(["describe", str(path), "--lyrics", str(tmp_path / "words.lrc"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["seconds"]
    assert [row["start"] for row in told[:3]] == [0, 1, 2]
    assert told[1]["words"] == "heart"
    assert told[1]["sentence"].startswith("Person ")
    for wrong in (["--vectors", str(tmp_path / "none.txt")], ["--transcriber", "whisper"]):
        assert main(["describe", str(path), *wrong]) in (3, 5)
    assert main(["describe", str(path), "--language", "Klingonian"]) == 2
