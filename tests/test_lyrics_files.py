# ruff: noqa: E501 (files are quoted as they are)
"""Lyric files: what each format says is what is read, and what is written is read again.

Tolerances: 1e-9 s where the file's digits are exact; 5 ms for formats in hundredths, 0.5 ms for
those in milliseconds.
"""

import itertools
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clavilux.media.lyrics import parse_lyrics, read_lyrics, write_lyrics
from clavilux.media.lyrics.encoding import decode
from clavilux.media.lyrics.files import WRITERS
from clavilux.types.errors import ClaviluxError, InputError, OutputError, UsageError
from clavilux.types.lyrics import Line, Lyrics, Syllable, Word

HUNDREDTHS = 0.005 + 1e-9
THOUSANDTHS = 0.0005 + 1e-9


def starts(line: Line) -> list[float]:
    return [round(word.start, 6) for word in line.words]


def ends(line: Line) -> list[float]:
    return [round(word.end, 6) for word in line.words]


def test_lrc_repeats_offset_and_tags() -> None:
    text = "[ti:Song]\n[ar:Band]\n[offset:+500]\n[00:10.00][00:30.50]hello world\n[00:14.0]\n[00:20.00]again"
    lyrics = parse_lyrics(text, duration=60, suffix=".lrc")
    assert (lyrics.title, lyrics.artist) == ("Song", "Band")
    assert [(line.text, line.start) for line in lyrics.lines] == [
        ("hello world", 9.5),
        ("again", 19.5),
        ("hello world", 30.0),
    ]
    assert lyrics.lines[0].end == pytest.approx(13.5)  # the empty stamp
    assert not lyrics.lines[0].timed
    assert 9.5 < lyrics.lines[0].words[1].start < 13.5


def test_lrc_line_before_a_long_rest_does_not_last_until_the_next() -> None:
    lyrics = parse_lyrics("[00:10.00]one two three\n[01:40.00]four", suffix=".lrc")
    assert lyrics.lines[0].end < 16
    assert lyrics.lines[0].words[-1].end <= lyrics.lines[0].end


def test_enhanced_lrc_words_gaps_and_closing_stamp() -> None:
    text = (
        "[00:12.00] <00:12.00>Hel<00:12.40>lo<00:12.80> <00:13.10>world <00:13.60>now<00:14.00>\n"
    )
    line = parse_lyrics(text, suffix=".lrc").lines[0]
    assert line.text == "Hello world now"
    assert line.timed
    assert starts(line) == [12.0, 13.1, 13.6]
    assert ends(line) == [12.8, 13.6, 14.0]
    assert [s.text for s in line.words[0].syllables] == ["Hel", "lo"]
    assert line.end == pytest.approx(14.0)


def test_enhanced_lrc_voice_background_and_square_word_stamps() -> None:
    text = "[00:01.00]v2: <00:01.00>one <00:02.00>two\n[bg: <00:03.00>ooh<00:04.00>]\n"
    text += "[00:05.00]three[00:05.50] four[00:06.00]"
    first, second, third = parse_lyrics(text, suffix=".lrc").lines
    assert first.voice == "v2" and not first.background
    assert second.background and second.text == "ooh" and ends(second) == [4.0]
    assert starts(third) == [5.0, 5.5] and ends(third) == [5.5, 6.0]


def test_srt_reads_broken_numbering_tags_and_two_lines() -> None:
    text = (
        "1\n00:00:01,500 --> 00:00:03,000\n<i>Hello</i> {\\an8}there\nfriend\n\n"
        "00:00:04,000 --> 00:00:05,250 X1:0\n♪ la la ♪\n\n7\n00:00:xx --> 1\nlost\n"
    )
    notes: list[str] = []
    lyrics = parse_lyrics(text, notes=notes, suffix=".srt")
    assert [line.text for line in lyrics.lines] == ["Hello there friend", "la la"]
    assert [(line.start, line.end) for line in lyrics.lines] == [(1.5, 3.0), (4.0, 5.25)]
    assert len(notes) == 1 and "line 10" in notes[0]


def test_vtt_inline_stamps_voices_and_blocks() -> None:
    text = (
        "WEBVTT - x\n\nNOTE nothing --\n\nSTYLE\n::cue {color: red}\n\nid\n"
        "00:01.000 --> 00:04.000 align:start\n<v.loud Ann>So <00:00:01.500><c>far</c> "
        "<00:00:02.500>a<00:00:03.000>way &amp; gone\n"
    )
    line = parse_lyrics(text, suffix=".vtt").lines[0]
    assert line.text == "So far away & gone"
    assert line.voice == "Ann"
    assert starts(line)[:3] == [1.0, 1.5, 2.5]
    assert line.words[2].syllables[1].start == pytest.approx(3.0)
    assert line.end == pytest.approx(4.0)


def test_ass_karaoke_rests_and_templates() -> None:
    head = "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    text = head + (
        "Dialogue: 0,0:00:10.00,0:00:14.00,D,Bo,0,0,0,,{\\k50}Hel{\\kf50}lo {\\k30}{\\K70}my, {\\1c&HFF&}friend\n"
        "Comment: 0,0:00:20.00,0:00:21.00,D,,0,0,0,,a note\n"
    )
    line = parse_lyrics(text, suffix=".ass").lines[0]
    assert line.text == "Hello my, friend" and line.voice == "Bo"
    assert starts(line)[:2] == [10.0, 11.3]
    assert ends(line)[0] == 11.0
    fx = head + (
        "Comment: 0,0:00:01.00,0:00:02.00,D,,0,0,0,karaoke,{\\k50}one {\\k50}two\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,fx,{\\pos(1,2)}one\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,fx,{\\p1}m 0 0 l 1 1{\\p0}\n"
    )
    assert [line.text for line in parse_lyrics(fx, suffix=".ass").lines] == ["one two"]


def test_ttml_syllables_background_agents_and_relative_spans() -> None:
    text = (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en">'
        '<head><metadata><ttm:agent xml:id="v1" type="person"><ttm:name>Ann</ttm:name></ttm:agent></metadata></head>'
        '<body><div><p begin="10s" end="12.000" ttm:agent="v1"><span begin="10.0" end="10.4">Hel</span>'
        '<span begin="10.4" end="10.8">lo</span> <span begin="11.0" end="11.5">you</span>'
        '<span ttm:role="x-bg"><span begin="11.4" end="11.9">(ooh)</span></span></p>'
        '<p begin="20s" end="22s"><span begin="0.5s" end="1s">late</span></p>'
        "</div></body></tt>"
    )
    first, back, late = parse_lyrics(text, suffix=".ttml").lines
    assert first.text == "Hello you" and first.voice == "Ann"
    assert starts(first) == [10.0, 11.0] and ends(first) == [10.8, 11.5]
    assert back.background and back.text == "(ooh)" and starts(back) == [11.4]
    assert starts(late) == [20.5] and ends(late) == [21.0]


def test_ttml_refuses_entities_and_names_the_broken_line() -> None:
    with pytest.raises(InputError, match="DOCTYPE"):
        parse_lyrics('<!DOCTYPE tt [<!ENTITY a "b">]><tt></tt>', suffix=".ttml")
    with pytest.raises(InputError, match="line 2"):
        parse_lyrics("<tt>\n<p begin='1s'></tt>", suffix=".ttml")


def test_ultrastar_times_words_holds_and_duets() -> None:
    text = (
        "#TITLE:T\n#ARTIST:A\n#BPM:300\n#GAP:1000\nP1\n: 0 4 5 Hap\n* 4 4 5 py\n: 8 8 5 ~\n: 20 4 5  day\n- 30\n"
        "P2\nF 40 4 0 yes\nE\n"
    )
    lyrics = parse_lyrics(text)
    beat = 60 / 300 / 4
    first, second = lyrics.lines
    assert first.text == "Happy day" and first.voice == "P1" and second.voice == "P2"
    assert first.words[0].end == pytest.approx(1 + 16 * beat)
    assert second.start == pytest.approx(1 + 40 * beat)


@pytest.mark.parametrize(
    "text",
    [
        "0:12 one two\n0:15 three",
        "[00:12] one two\n[00:15] three",
        "12\tone two\n15\tthree",
        "12.0\t14.0\tone two\n15.0\t16.0\tthree",
        "start,end,words\n12,14,one two\n15,16,three",
        "00:00:12.0 - one two\n00:00:15,0 - three\n",
        "(0:12) one\ntwo\n\n(0:15) three",
    ],
)
def test_plain_lines_with_times(text: str) -> None:
    lyrics = parse_lyrics(text)
    assert [(line.text, line.start) for line in lyrics.lines] == [
        ("one two", 12.0),
        ("three", 15.0),
    ]


def test_plain_without_times_keeps_lines_and_drops_headings() -> None:
    lyrics = parse_lyrics("[Chorus]\nOne two\n\n(Verse 2)\nthree\n")
    assert not lyrics.timed
    assert [line.text for line in lyrics.lines] == ["One two", "three"]


def test_words_share_a_line_by_their_syllables() -> None:
    line = parse_lyrics(
        "1\n00:00:00,000 --> 00:00:06,000\na beautiful dream\n", suffix=".srt"
    ).lines[0]
    lengths = [word.end - word.start for word in line.words]
    assert lengths[1] > 2 * lengths[0]
    assert line.words[0].start == 0.0 and line.words[-1].end == pytest.approx(6.0)
    assert all(a.end == b.start for a, b in zip(line.words, line.words[1:], strict=False))


def test_japanese_is_a_word_per_character_and_spaces_make_phrases() -> None:
    text = "[00:01.00]「君の名前」を。\n[00:05.00]夜空に 星が\n[00:09.00]\n"
    close, spaced = parse_lyrics(text, suffix=".lrc").lines
    assert close.separator == "" and close.text == "「君の名前」を。"
    assert [word.text for word in close.words] == ["「君", "の", "名", "前」", "を。"]
    assert spaced.separator == " " and [word.text for word in spaced.words] == ["夜空に", "星が"]
    assert [s.text for s in spaced.words[0].syllables] == ["夜", "空", "に"]


ENCODED = {
    "cp1252": "[00:01.00]Je ne sais pas où tu es, déjà l’été s’en va\n",
    "latin-1": "[00:01.00]¿Dónde estás? mañana será otro día\n",
    "cp1251": "[00:01.00]Я помню чудное мгновенье\n",
    "koi8-r": "[00:01.00]Я помню чудное мгновенье, передо мной\n",
    "cp932": "[00:01.00]君の名前を呼ぶ\n[00:04.00]愛してる\n",
    "euc-jp": "[00:01.00]君の名前を呼ぶ 空の下で\n",
    "gb18030": "[00:01.00]月亮代表我的心\n",
    "big5": "[00:01.00]你問我愛你有多深\n",
    "cp949": "[00:01.00]사랑해요 그대\n",
    "utf-8-sig": "[00:01.00]été 月 жизнь\n",
    "utf-16": "[00:01.00]été 月\n",
    "utf-16-le": "[00:01.00]hello over there\n",
    "utf-16-be": "[00:01.00]hello over there\n",
    "utf-32": "[00:01.00]hello\n",
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings_are_found(name: str) -> None:
    assert decode(ENCODED[name].encode(name))[0] == ENCODED[name]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.lrc", b"", "empty"),
        ("a.lrc", b"no stamps here\nnone", "no words were found"),
        ("a.srt", b"\n\n", "empty"),
        ("a.ttml", b"<tt", "line 1"),
        ("a.json", b'{"lines": 3}', "lines"),
        ("a.csv", b"1.0,2.0,nan\n3.0,4.0,nan\n", "no words"),
        ("a.mp3", b"x", "no lyric file"),
    ],
)
def test_a_file_without_lyrics_is_one_sentence(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=sentence) as caught:
        read_lyrics(tmp_path / name)
    assert name in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_file_and_an_unknown_target(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_lyrics(tmp_path / "none.lrc")
    song = Lyrics((Line((Word("a", 0, 1),), 0, 1),))
    with pytest.raises(UsageError):
        write_lyrics(song, tmp_path / "x.doc")
    with pytest.raises(OutputError):
        write_lyrics(song, tmp_path / "no" / "x.lrc")
    with pytest.raises(UsageError, match="align"):
        write_lyrics(Lyrics(song.lines, timed=False), tmp_path / "x.lrc")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_line_in_the_middle_is_skipped_and_named() -> None:
    notes: list[str] = []
    text = "[00:01.00]one\n[00:0x.00]two\n[00:03.00]three\n"
    lyrics = parse_lyrics(text, notes=notes, suffix=".lrc")
    assert [line.text for line in lyrics.lines] == ["one", "three"]
    assert len(notes) == 1 and "line 2" in notes[0]


@st.composite
def songs(draw: st.DrawFn) -> Lyrics:
    """Lyrics with real word times in tenths of seconds at odd milliseconds, some words in
    syllables, rests between.
    """
    texts = st.sampled_from(
        ["So", "far", "away,", "don’t", "l’été", "жить", "שלום", "حبيبي", "A&B", "x<y"]
    )
    now = 0.2
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        words = []
        for _ in range(draw(st.integers(1, 5))):
            now += draw(st.integers(0, 3)) * 0.137
            parts = draw(st.integers(1, 3))
            bounds = [now + k * 0.233 for k in range(parts + 1)]
            text = draw(texts)
            now = bounds[-1]
            spans = list(itertools.pairwise(bounds))
            syllables = tuple(
                Syllable(text if k == 0 else "la", *span) for k, span in enumerate(spans)
            )
            whole = "".join(s.text for s in syllables)
            words.append(Word(whole, bounds[0], now, syllables=syllables if parts > 1 else ()))
        lines.append(Line(tuple(words), words[0].start, now))
        now += draw(st.integers(1, 3)) * 0.71
    return Lyrics(tuple(lines))


def times(lyrics: Lyrics) -> list[float]:
    """Every time that there is: lines, words, syllables."""
    found = []
    for line in lyrics.lines:
        found += [line.start, line.end]
        for word in line.words:
            found += [word.start, word.end]
            found += [t for s in word.syllables for t in (s.start, s.end)]
    return found


@pytest.mark.parametrize("suffix", [".lrc", ".vtt", ".ass", ".ttml", ".json"])
@settings(max_examples=60, deadline=None)
@given(song=songs())
def test_round_trip_keeps_words_syllables_and_times(suffix: str, song: Lyrics) -> None:
    again = rewritten(song, suffix)
    assert [line.text for line in again.lines] == [line.text for line in song.lines]
    tolerance = {".lrc": HUNDREDTHS, ".ass": HUNDREDTHS}.get(suffix, THOUSANDTHS)
    assert times(again) == pytest.approx(times(song), abs=tolerance)


@pytest.mark.parametrize("suffix", list(WRITERS))
@settings(max_examples=20, deadline=None)
@given(song=songs())
def test_round_trip_of_lines_alone(suffix: str, song: Lyrics) -> None:
    again = rewritten(song, suffix, words=False)
    assert [line.text for line in again.lines] == [line.text for line in song.lines]
    spans = [(line.start, line.end) for line in again.lines]
    for (start, end), line in zip(spans, song.lines, strict=True):
        assert start == pytest.approx(line.start, abs=HUNDREDTHS)
        assert end == pytest.approx(line.end, abs=HUNDREDTHS)


def rewritten(song: Lyrics, suffix: str, words: bool = True) -> Lyrics:
    from clavilux.media.lyrics.files import _function

    return parse_lyrics(_function(WRITERS[suffix])(song, words), suffix=suffix)


def test_japanese_round_trip(tmp_path: Path) -> None:
    song = parse_lyrics("[00:01.00]<00:01.00>君<00:01.50>の<00:02.00>名<00:02.50>", suffix=".lrc")
    for suffix in WRITERS:
        again = read_lyrics(write_lyrics(song, tmp_path / f"x{suffix}"))
        assert again.lines[0].separator == "" and again.lines[0].text == "君の名"


@pytest.mark.parametrize("suffix", [".lrc", ".vtt", ".ass", ".ttml", ".json"])
def test_voices_and_background_survive(suffix: str) -> None:
    song = parse_lyrics(
        "[00:01.00]v1: <00:01.00>one <00:02.00>two<00:03.00>\n"
        "[bg: <00:02.50>ooh <00:02.80>aah<00:03.00>]\n[00:04.00]v2: <00:04.00>three<00:05.00>\n",
        suffix=".lrc",
    )
    again = rewritten(song, suffix)
    kept = [(line.text, line.voice, line.background, line.start) for line in song.lines]
    assert [(x.text, x.voice, x.background, x.start) for x in again.lines] == kept
    assert times(again) == pytest.approx(times(song), abs=HUNDREDTHS)


def test_background_of_other_programs() -> None:
    vtt = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann><c.small.bg>ooh <c>aah</c></c>\n\n"
        "00:02.000 --> 00:03.000\n<c.bg>ooh</c> yes\n\n00:03.000 --> 00:04.000\n<c.bgm>la</c>\n"
    )
    lines = parse_lyrics(vtt, suffix=".vtt").lines
    assert [(x.text, x.background) for x in lines] == [
        ("ooh aah", True),
        ("ooh yes", False),
        ("la", False),
    ]
    ass = "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    rows = ("orig,x-bg", "Background,v2", "Default,Bo")
    for k, row in enumerate(rows, 1):
        ass += f"Dialogue: 0,0:00:0{k}.00,0:00:0{k}.50,{row},0,0,0,,la\n"
    lines = parse_lyrics(ass, suffix=".ass").lines
    assert [(x.voice, x.background) for x in lines] == [("", True), ("v2", True), ("Bo", False)]


@pytest.mark.parametrize("suffix", [".lrc", ".vtt", ".ass", ".ttml", ".json"])
def test_readings_survive(suffix: str) -> None:
    song = parse_lyrics(
        "[00:01.00]<00:01.00>{漢字|かんじ}<00:02.00>を<00:02.50>\n"
        "[00:04.00]<00:04.00>{서울|Seoul} <00:05.00>{a<b|x&y} <00:06.00>end<00:07.00>\n",
        suffix=".lrc",
    )
    again = rewritten(song, suffix)
    assert [line.text for line in again.lines] == [line.text for line in song.lines]
    assert times(again) == pytest.approx(times(song), abs=HUNDREDTHS)


def test_ruby_of_a_ttml_file_is_a_reading() -> None:
    text = (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling"><body><div>'
        '<p begin="1s" end="4s"><span begin="1s" end="2s"><span tts:ruby="container">'
        '<span tts:ruby="baseContainer"><span tts:ruby="base">東</span><span tts:ruby="base">京</span></span>'
        '<span tts:ruby="textContainer"><span tts:ruby="text">とう</span><span tts:ruby="text">きょう</span>'
        "</span></span></span> "
        '<span begin="2s" end="3s" tts:ruby="container"><span tts:ruby="base">夜</span>'
        '<span tts:ruby="delimiter">(</span><span tts:ruby="text">よる</span>'
        '<span tts:ruby="delimiter">)</span></span></p></div></body></tt>'
    )
    line = parse_lyrics(text, suffix=".ttml").lines[0]
    assert line.text == "{東|とう}{京|きょう} {夜|よる}"
    assert starts(line) == [1.0, 2.0]


AUDIO = Path(os.environ.get("CLAVILUX_AUDIO", Path(__file__).parents[2] / "shared" / "audio"))


@pytest.mark.skipif(not (AUDIO / "lyrics").is_dir(), reason="the shared audio is not here")
def test_every_shared_lyric_file_reads_and_is_written(tmp_path: Path) -> None:
    files = [f for f in sorted((AUDIO / "lyrics").rglob("*")) if f.is_file()]
    assert len(files) > 15
    for file in files:
        try:
            lyrics = read_lyrics(file, duration=400)
        except InputError as error:
            assert "holds times but no words" in str(error)  # an alignment without its words
            continue
        assert len(lyrics.lines) > 2
        for suffix in WRITERS if lyrics.timed else [".json"]:
            again = read_lyrics(write_lyrics(lyrics, tmp_path / f"x{suffix}"))
            assert [x.text for x in again.lines] == [x.text for x in lyrics.lines], (file, suffix)
            for a, b in zip(again.lines, lyrics.lines, strict=True):
                assert a.start == pytest.approx(b.start, abs=HUNDREDTHS), (file, suffix)


ALPHABET = "[]<>{}\\:.,-|#*~&;'\" \t\nEPkf0123456789aé月‏\ufeff\x00"
SEEDS = {
    ".lrc": "[ti:x]\n[offset:-20]\n[00:12.00][01:02.5]<00:12.00>one <00:12.50>two<00:13.00>\n[bg: <00:13.0>oh]\n",
    ".srt": "1\n00:00:01,500 --> 00:00:03,000\n<i>Hello</i> there\n\n2\n00:00:04,000 --> 00:00:05,250\nla\n",
    ".vtt": "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann>So <00:00:01.500>far &amp; <c.bg><ruby>away<rt>x</ruby></c>\n",
    ".ass": "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:10.00,0:00:14.00,D,,0,0,0,,{\\k50}Hel{\\kf50}lo {\\p1}m 1 1{\\p0}you|me\n",
    ".ttml": '<tt xml:lang="en" xmlns:tts="t"><body><div><p begin="1s" end="2s"><span begin="1.0">a</span> b<br/><span tts:ruby="container"/></p></div></body></tt>',
    ".txt": "#TITLE:T\n#BPM:300\n#GAP:1000\n: 0 4 5 Hap\n: 4 4 5 py\n- 30 31\nP2\nF 40 4 0 yes\nE\n",
    ".csv": "start,end,words\n12,14,one two\n15,16,three\n0:12 one\n",
    ".json": '{"lines": [{"words": [{"text": "a", "start": 0, "end": 1}], "start": 0, "end": 1}]}',
}


@pytest.mark.parametrize("suffix", SEEDS)
@settings(max_examples=int(os.environ.get("CLAVILUX_FUZZ", "120")), deadline=2000)
@given(data=st.data())
def test_no_input_does_worse_than_one_sentence(suffix: str, data: st.DataObject) -> None:
    """Cuts, repeats and insertions in a good file, also as broken bytes: `Lyrics` in order or a
    ClaviluxError.
    """
    text = SEEDS[suffix] * data.draw(st.integers(1, 2))
    for _ in range(data.draw(st.integers(1, 6))):
        at, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 12))
        put = data.draw(st.one_of(st.text(ALPHABET, max_size=8), st.text(max_size=4)))
        text = text[:at] + put * data.draw(st.sampled_from([1, 1, 1, 40])) + text[at + length :]
    raw = text.encode(data.draw(st.sampled_from(["utf-8", "utf-16", "cp1252"])), "ignore")
    try:
        lyrics = parse_lyrics(decode(raw)[0], duration=100.0, suffix=suffix)
    except ClaviluxError as error:
        assert str(error).strip()
        return
    assert lyrics.lines
    for line in lyrics.lines:
        spans = [(line.start, line.end), *((w.start, w.end) for w in line.words)]
        assert line.words and all(0 <= a <= b < 1e9 for a, b in spans)
        assert all(w.text and w.text == w.text.strip() for w in line.words)
        assert [w.start for w in line.words] == sorted(w.start for w in line.words)
        assert all("".join(s.text for s in w.syllables) in ("", w.text) for w in line.words)


def test_long_nonsense_takes_no_time() -> None:
    for piece in ("<v ", "{\\", "[00:", "<00:", "&#", "(", "[x", "1:1:1:", "<br ", '"'):
        for suffix in SEEDS:
            try:
                parse_lyrics(piece * 20_000, suffix=suffix)
            except ClaviluxError:
                continue
