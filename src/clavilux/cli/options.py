"""Options that several commands take, by what they are about. No heavy import here either."""

import argparse
import math
from argparse import ArgumentParser

from clavilux.types.canvas import ASPECTS


def number(text: str) -> float:
    """A finite number: argparse says of `nan` and `inf` what it says of words."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def song_options(parser: ArgumentParser) -> None:
    parser.add_argument("song", metavar="SONG", help="a sound file, or a video with sound")


def direction_options(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("direction")
    _words_options(group)
    _style_options(group)
    group.add_argument(
        "--seed", type=int, default=0, metavar="N", help="another seed, another film"
    )
    group.add_argument(
        "--allow-flashes", action="store_true", help="do not limit flashes to what is safe for all"
    )
    corrections_options(group)
    set_options(group)


def _words_options(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--mode", default=None, metavar="music|lyric", help="default: music, lyric with --lyrics"
    )
    group.add_argument(
        "--lyrics",
        metavar="FILE",
        help="words with times (LRC, SRT, VTT, ASS, TTML ...), or plain text, which is aligned",
    )
    group.add_argument(
        "--transcribe",
        default="",
        metavar="whisper:MODEL",
        help="without lyrics: hear the words (a folder; or a size such as large-v2)",
    )
    aligner_options(group)
    finding_options(group)
    group.add_argument(
        "--lyrics-offset", type=number, metavar="S", help="move all words by seconds"
    )


def _style_options(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--look", default="auto", metavar="NAME", help="one look for all (see `looks`)"
    )
    group.add_argument(
        "--palette",
        default="auto",
        metavar="NAME",
        help="one palette for all; cover takes the file's picture; or five colours: #rrggbb,...",
    )
    group.add_argument(
        "--theme",
        default="auto",
        metavar="NAME",
        help="how type looks in lyric films (see `themes`); or a theme file of yours, FILE.toml",
    )
    group.add_argument(
        "--llm",
        default="",
        metavar="WRITER",
        help="a language model directs the words: ollama:NAME, transformers:FOLDER, llamacpp:FILE",
    )
    fonts_options(group)
    group.add_argument("--title", default="", help="default: from the file's tags")
    group.add_argument("--artist", default="")


def aligner_options(group: "ArgumentParser | argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--aligner",
        default="auto",
        metavar="NAME",
        help="who finds the times of plain lyrics: auto, pocketsphinx, ctc:FOLDER, whisper:FOLDER",
    )


def finding_options(group: "ArgumentParser | argparse._ArgumentGroup") -> None:
    """How words are found in sound."""
    group.add_argument(
        "--separate",
        default="",
        metavar="demucs[:FOLDER]",
        help="take the voice out of the mix before words are looked for",
    )
    group.add_argument(
        "--language", default="", metavar="en|es|...", help="of the words (default: as it seems)"
    )
    group.add_argument(
        "--allow-download", action="store_true", help="a model that is named may be fetched"
    )


def fonts_options(parser: "ArgumentParser | argparse._ArgumentGroup") -> None:
    parser.add_argument(
        "--fonts", metavar="FOLDER", help="typefaces of your own, asked before all others"
    )


def corrections_options(group: "ArgumentParser | argparse._ArgumentGroup") -> None:
    group.add_argument("--tempo", metavar="x2|x0.5|x3/2|...", help="correct the tempo")
    group.add_argument("--offset", type=number, metavar="S", help="move all beats by seconds")
    group.add_argument("--metre", type=int, metavar="N", help="beats in a bar")
    group.add_argument(
        "--beats", metavar="NAME:FILE", help="hear beats by a back end, for instance beat-this:FILE"
    )
    group.add_argument(
        "--taps", metavar="FILE", help="beats as you tapped them: seconds, one a line, 1 for a one"
    )


def canvas_options(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("picture")
    group.add_argument("--size", metavar="WxH", help="in pixels (new films: 1920x1080)")
    group.add_argument(
        "--aspect",
        action="append",
        metavar="A",
        help=f"{' '.join(ASPECTS)}; give several, with commas or again, for several films",
    )
    group.add_argument(
        "--fps", metavar="N", help="24, 29.97, 30, 60, 30000/1001 ... (new films: 30)"
    )
    group.add_argument("--start", type=number, metavar="S", help="begin at this second of the song")
    group.add_argument("--end", type=number, metavar="S", help="stop at this second")
    group.add_argument("--preview", action="store_true", help="small and quick, to judge the plan")


def encoding_options(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("file")
    group.add_argument("--codec", metavar="NAME", help="h264 (new films), hevc, av1, vp9, prores")
    group.add_argument("--encoder", metavar="NAME", help="a named encoder, for instance h264_nvenc")
    group.add_argument("--preset", metavar="NAME", help="the encoder's speed (x264: veryfast)")
    group.add_argument("--quality", type=number, metavar="Q", help="the encoder's CRF or the like")


def set_options(parser: "ArgumentParser | argparse._ArgumentGroup") -> None:
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="any value of the project file, for instance plan.finish.grain=0",
    )


def json_option(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer as JSON, for programs")
