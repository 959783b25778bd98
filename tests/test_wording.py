"""The director of words: laws of the rules on a song of known form, and a writer's answers."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import made_features
from clavilux.backends.answers import AnswerError, check_schema, longest
from clavilux.modes.asking import BATCH, GIVE_UP, ask, question, schema
from clavilux.modes.brief import Brief
from clavilux.modes.listening import Ear
from clavilux.modes.lyric import Lyric
from clavilux.modes.phrasing import cut, joints, rows, shorten
from clavilux.modes.wording import listen, rhyme, set_words
from clavilux.timeline import Timeline
from clavilux.types.lyrics import Line, Lyrics, Word
from clavilux.types.plan import Caption

NONE = np.zeros(0)


def words(text: str, start: float = 0.0, each: float = 0.4) -> tuple[Word, ...]:
    """One word after the other; "_" is a rest of the same length."""
    places = [(k, token) for k, token in enumerate(text.split()) if token != "_"]
    return tuple(Word(t, start + k * each, start + (k + 1) * each) for k, t in places)


def caption(text: str, start: float = 0.0, each: float = 0.4) -> Caption:
    sung = words(text, start, each)
    return Caption(max(start - 0.15, 0.0), sung[-1].end + 0.9, sung)


def ear(lines: tuple[Line, ...] = ()) -> Ear:
    return Ear(Timeline(made_features.song(), lyrics=Lyrics(lines) if lines else None))


def pieces(found: tuple[Caption, ...]) -> list[str]:
    return [" ".join(word.text for word in part.words) for part in found]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "I walked along the river in the morning, and you were waiting on the other side",
            ["I walked along the river in the morning,", "and you were waiting on the other side"],
        ),
        (
            "Nobody told me the summer was over because the windows were painted in gold",
            ["Nobody told me the summer was over", "because the windows were painted in gold"],
        ),
        (
            "All of the lights in the city went out _ _ _ nobody knew what the darkness was for",
            ["All of the lights in the city went out", "nobody knew what the darkness was for"],
        ),
    ],
)
def test_long_lines_are_cut_by_sense_and_breath(text: str, parts: list[str]) -> None:
    found = shorten(caption(text), 0.5, NONE)
    assert pieces(found) == parts
    assert found[0].end == found[1].start
    assert found[0].end >= found[0].words[-1].end or found[0].end <= found[1].words[0].start
    assert found[0].start == 0.0 and found[-1].words[-1].end <= found[-1].end


def test_short_lines_and_other_scripts_are_left_whole() -> None:
    assert shorten(caption("Slow lightning, roll over me"), 0.5, NONE) == (
        caption("Slow lightning, roll over me"),
    )
    japanese = replace(caption(" ".join("夜の空に星が降るまで君と歩いていく")), separator="")
    assert shorten(japanese, 0.5, NONE) == (japanese,)
    assert rows(japanese, 0.5, NONE) == ()


def test_no_row_ends_with_a_word_that_leans_on_the_next() -> None:
    line = caption("Count the seconds, hold them near me until the morning comes")
    assert [line.words[k].text for k in rows(line, 0.5, NONE)] == ["hold"]
    goodness = joints(line.words, 0.5, NONE)
    texts = [word.text for word in line.words]
    assert goodness[texts.index("hold")] > goodness[texts.index("until")] > 0.3
    assert max(goodness[texts.index(word)] for word in ("seconds,", "morning")) < 0


def test_pieces_are_alike_where_nothing_speaks_for_a_place() -> None:
    line = words(" ".join(["word"] * 12))
    assert cut(line, [0.0] * 12, 3) == [0, 4, 8]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("rain", "pain", True),
        ("ring", "sing", True),
        ("flame", "name", True),
        ("night", "light", True),
        ("night", "not", False),
        ("glass", "brass", True),
        ("herz", "schmerz", True),
        ("corazón", "razon", True),
        ("me", "you", False),
    ],
)
def test_rhymes(one: str, other: str, alike: bool) -> None:
    assert rhyme(one, other) is alike


def test_loud_sections_are_set_larger_and_quicker_than_quiet_ones() -> None:
    quiet, loud = (
        caption("Every window holds a flame", 4),
        caption("Paint the thunder in a rain", 52),
    )
    low, high = set_words(ear(), [quiet, loud])
    assert low.scale < 1 < high.scale
    assert low.enter_s > high.enter_s > 0
    assert (low.words, low.start, low.end) == (quiet.words, quiet.start, quiet.end)


def test_the_line_that_returns_is_larger_and_stresses_the_same_word() -> None:
    verses = [
        "Streetlamps hum beneath it",
        "Copper wires begin to glow",
        "Scarlet answers made of brass",
    ]
    sung = [caption("Slow lightning roll over me", start) for start in (60, 120)]
    other = [caption(text, 50 + 5 * k) for k, text in enumerate(verses) if k != 2]
    lines = sorted([*sung, *other], key=lambda line: line.start)
    made = set_words(ear(), lines, "Slow Lightning")
    hooks = [line for line in made if line.words[0].text == "Slow"]
    assert [line.emphasis for line in hooks] == [hooks[0].emphasis] * 2
    assert set(hooks[0].emphasis) <= {0, 1}, "a word of the title"
    assert hooks[0].emphasis
    rest = [line.scale for line in made if line not in hooks]
    assert np.mean([line.scale for line in hooks]) > 1.1 * np.mean(rest)


def test_a_held_word_and_a_cried_one_are_stressed_and_articles_are_not() -> None:
    held = Caption(
        9.9, 14, (Word("the", 10, 10.2), Word("silver", 10.2, 10.5), Word("moon", 10.5, 12.5))
    )
    (line,) = set_words(ear(), [held])
    assert line.emphasis == (2,)
    (cried,) = set_words(ear(), [caption("we said STOP in the rain", 10.05, 0.37)])
    assert cried.emphasis == (2,)
    (plain,) = set_words(ear(), [caption("and the of in", 10.05, 0.37)])
    assert plain.emphasis == ()


def test_lyric_films_carry_the_settings_and_silence_is_no_obstacle() -> None:
    line = Line(words("Every window holds a flame", 4), 4, 6)
    film = Lyric().direct(Timeline(made_features.song(), lyrics=Lyrics((line,))), Brief(), _looks())
    assert film.captions[0].scale != 1.0
    assert film.captions[0].direction in ("none", "up", "down", "left", "right")
    silent = Timeline(made_features.silence(), lyrics=Lyrics((line,)))
    assert Lyric().direct(silent, Brief(), _looks()).captions[0].words == line.words


def _looks():
    from clavilux.generators.looks import cards

    return cards()


# A language model directs


class Scribe:
    """A writer that answers the same about every line, and fails where it is told to."""

    def __init__(self, failing: tuple[int, ...] = ()):
        self.failing, self.asked = failing, []

    def answer(self, prompt, schema, budget):
        self.asked.append((prompt, budget))
        if len(self.asked) - 1 in self.failing:
            raise AnswerError("the model's answer cannot be read: cut off")
        said = {
            "scale": "huge",
            "enter": "fast",
            "exit": "slow",
            "direction": "left",
            "emphasis": [2, 12],
            "new_row_at": [1, 3],
        }
        count = schema.model_json_schema()["properties"]["lines"]["maxItems"]
        return schema.model_validate({"lines": [said] * count})


@pytest.fixture
def film():
    lines = tuple(
        Line(words("Copper wires begin to glow", start), start, start + 2)
        for start in range(8, 58, 5)
    )
    timeline = Timeline(made_features.song(), lyrics=Lyrics(lines))
    return Lyric().direct(timeline, Brief(), _looks()), Ear(timeline)


def test_a_writer_directs_every_line(film) -> None:
    plan, heard = film
    said: list = []
    scribe = Scribe()
    made = ask(plan, heard, Brief(llm="ollama:x"), scribe, lambda *step: said.append(step))
    assert {c.scale for c in made.captions} == {1.5}
    assert {c.direction for c in made.captions} == {"left"}
    assert {c.emphasis for c in made.captions} == {(1,)}, "there is no twelfth word"
    assert {c.breaks for c in made.captions} == {(2,)}, "the first word begins a row anyway"
    assert made.notes == ("words: all 3 batches directed by ollama:x",)
    assert said[0] == ("directing words", 0, 10) and said[-1] == ("directing words", 10, 10)
    assert all(
        budget == longest(schema(n)) for (_, budget), n in zip(scribe.asked, (4, 4, 2), strict=True)
    )


def test_a_failed_batch_keeps_the_rules_and_is_said(film) -> None:
    plan, heard = film
    made = ask(plan, heard, Brief(llm="ollama:x"), Scribe(failing=(1,)), lambda *step: None)
    assert made.captions[BATCH : 2 * BATCH] == plan.captions[BATCH : 2 * BATCH]
    assert {c.scale for c in (*made.captions[:BATCH], *made.captions[2 * BATCH :])} == {1.5}
    assert made.notes[0].startswith("words: 2 of 3 batches directed by ollama:x, the rest by rules")
    assert "cut off" in made.notes[0]


def test_a_writer_that_always_fails_is_not_asked_forever(film) -> None:
    plan, heard = film
    longer = replace(plan, captions=plan.captions * 3)
    scribe = Scribe(failing=tuple(range(99)))
    made = ask(longer, heard, Brief(llm="ollama:x"), scribe, lambda *step: None)
    assert len(scribe.asked) == GIVE_UP
    assert made.captions == longer.captions
    assert "0 of 8" in made.notes[0] and "5 more were not asked for" in made.notes[0]


def test_the_question_tells_section_energy_and_numbers(film) -> None:
    plan, heard = film
    batch = listen(heard, plan.captions, "Copper")[:2]
    asked = question(heard, batch, Brief(title="Copper", artist="Nobody"))
    assert '"Copper" by Nobody' in asked
    named = replace(heard.timeline.features, sections=_named(heard.timeline.features.sections))
    called = question(Ear(Timeline(named)), batch, Brief())
    assert "section A1, verse, quiet" in called and '"untitled"' in called
    assert "section A1" in asked and "quiet" in asked and "the song returns to it" in asked
    assert "1:Copper 2:wires 3:begin 4:to 5:glow" in asked
    assert asked.isascii()


def _named(sections):
    return tuple(replace(section, name="verse") for section in sections)


@pytest.mark.parametrize("lines", range(1, BATCH + 1))
def test_the_schema_is_one_that_generators_keep(lines: int) -> None:
    check_schema(schema(lines))
    assert longest(schema(lines)) < 250 * lines + 50


def test_the_pipeline_opens_the_writer_before_it_works() -> None:
    from clavilux import pipeline
    from clavilux.types.errors import UsageError

    with pytest.raises(UsageError, match="lyrics"):
        pipeline.plan("nowhere.mp3", brief=Brief(llm="ollama:x"))
    with pytest.raises(UsageError, match="no writer named 'parrot'"):
        pipeline.plan("nowhere.mp3", mode="lyric", brief=Brief(llm="parrot:x"))


def test_namespace_answers_apply_like_models() -> None:
    from clavilux.modes.asking import apply

    said = SimpleNamespace(
        scale="small", enter="slow", exit="normal", direction="none", emphasis=[], new_row_at=[]
    )
    made = apply(caption("one two three"), said, 0.5)
    assert (made.scale, made.enter_s, made.exit_s, made.breaks) == (0.8, 0.5, 0.25, ())
