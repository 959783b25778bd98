"""What may be said on the command line. No heavy import: `clavilux --help` must answer at once."""

import argparse
from argparse import ArgumentParser, Namespace

from clavilux import __version__
from clavilux.cli.options import (
    aligner_options,
    canvas_options,
    corrections_options,
    direction_options,
    encoding_options,
    finding_options,
    fonts_options,
    json_option,
    number,
    set_options,
    song_options,
)
from clavilux.types.canvas import ASPECTS

EPILOG = (
    "Run `clavilux COMMAND --help` for what a command takes. Documentation: docs/ in the source."
)


def parse(arguments: list[str]) -> Namespace:
    """The options; argparse itself prints help and leaves on a mistake."""
    return build().parse_args(arguments)


def build() -> ArgumentParser:
    """The whole command line."""
    parser = ArgumentParser(
        prog="clavilux",
        description="Sound in, synchronized picture out, on your own machine.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"clavilux {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for add in (
        _make,
        _analyze,
        _describe,
        _plan,
        _render,
        _looks,
        _themes,
        _align,
        _transcribe,
        _lyrics,
        _tap,
        _check,
        _evaluate,
        _distance,
        _opinion,
        _schema,
        _doctor,
    ):
        add(commands)
    return parser


def _command(commands: "argparse._SubParsersAction", name: str, help: str) -> ArgumentParser:
    return commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")


def _make(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "make", "make a finished film from a song")
    song_options(parser)
    parser.add_argument("-o", "--out", metavar="FILE", help="the film (.mp4 .mov .mkv .webm)")
    direction_options(parser)
    canvas_options(parser)
    encoding_options(parser)
    parser.add_argument("--save", metavar="PROJECT.json", help="keep the project file too")
    json_option(parser)


def _analyze(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "analyze", "tell tempo, beats, sections and key of a song")
    song_options(parser)
    parser.add_argument("--plot", metavar="FILE.png", help="draw it all on one page")
    parser.add_argument(
        "--sonify", metavar="FILE.wav", help="the song with clicks on beats, chimes at sections"
    )
    parser.add_argument(
        "--export",
        metavar="FOLDER|FILE",
        help="for other programs: Audacity .txt, Sonic Visualiser .csv, MIDI .mid, .jams; a folder "
        "gets all",
    )
    parser.add_argument(
        "--backend",
        action="append",
        default=[],
        metavar="ROLE=NAME:MODEL",
        help="another network for a role: tags=efficientat:FILE.onnx",
    )
    corrections_options(parser)
    json_option(parser)


def _describe(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "describe", "tell every second of a song in words")
    song_options(parser)
    parser.add_argument(
        "--lyrics", metavar="FILE", help="the words that are sung, with their times"
    )
    parser.add_argument(
        "--transcriber", metavar="NAME[:MODEL]", help="hear the words, for instance whisper:FOLDER"
    )
    parser.add_argument("--language", metavar="NAME", help="of the words: Spanish or es")
    parser.add_argument(
        "--vectors", metavar="FILE", help="word vectors (word2vec, GloVe) to find abstractions with"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="chooses the actions")
    parser.add_argument(
        "--allow-download", action="store_true", help="let the transcriber fetch its model"
    )
    json_option(parser)


def _plan(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "plan", "decide a film and write it as an editable project file")
    parser.add_argument(
        "song",
        metavar="SONG",
        help="a sound file; or a project, to plan it anew as it was corrected",
    )
    parser.add_argument(
        "-o", "--out", metavar="PROJECT.json", help="default: SONG.json in this folder"
    )
    direction_options(parser)
    canvas_options(parser)
    encoding_options(parser)
    json_option(parser)


def _render(commands: "argparse._SubParsersAction") -> None:
    parser = _command(
        commands, "render", "draw a project's films; only what changed is drawn again"
    )
    parser.add_argument("project", metavar="PROJECT.json")
    parser.add_argument("-o", "--out", metavar="FILE", help="the film (.mp4 .mov .mkv .webm)")
    canvas_options(parser)
    encoding_options(parser)
    fonts_options(parser)
    set_options(parser)
    json_option(parser)


def _looks(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "looks", "list the looks, and draw them as a contact sheet")
    parser.add_argument("--sheet", metavar="FILE.png", help="draw every look into one picture")
    parser.add_argument(
        "--song", metavar="SONG", help="the sound that moves them (else a drum beat)"
    )
    parser.add_argument("--palette", default="auto", metavar="NAME", help="draw all in one palette")
    json_option(parser)


def _themes(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "themes", "list the type themes, and draw them as a contact sheet")
    parser.add_argument("--sheet", metavar="FILE.png", help="draw every theme into one picture")
    parser.add_argument(
        "--lyrics", metavar="FILE", help="the lines that are set (else four of our own)"
    )
    parser.add_argument("--aspect", default="16:9", metavar="A", help=" ".join(ASPECTS))
    fonts_options(parser)
    json_option(parser)


def _check(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "check", "measure whether a film flashes dangerously (WCAG 2.3.1)")
    parser.add_argument("video", metavar="FILE")
    json_option(parser)


def _evaluate(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "evaluate", "measure how well any film follows its sound")
    parser.add_argument("video", metavar="FILE")
    parser.add_argument(
        "--audio", metavar="SONG", help="the sound to compare with (else the film's)"
    )
    parser.add_argument("--project", metavar="PROJECT.json", help="use its corrected beats")
    parser.add_argument("--report", metavar="FILE.html", help="write a page with all measurements")
    json_option(parser)


def _distance(commands: "argparse._SubParsersAction") -> None:
    parser = _command(
        commands, "distance", "measure how far the films of one folder lie from another's (FVD)"
    )
    parser.add_argument("one", metavar="FOLDER")
    parser.add_argument("other", metavar="FOLDER")
    parser.add_argument(
        "--net",
        default="auto",
        metavar="NAME[:MODEL]",
        help="videomae or i3d; none for plain picture statistics; default: what is installed",
    )
    json_option(parser)


def _opinion(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "opinion", "ask people how well films follow their sound")
    steps = parser.add_subparsers(dest="step", metavar="serve|report", required=True)
    serve = _command(steps, "serve", "open a page on which films are rated")
    serve.add_argument("folder", metavar="FOLDER", help="films, or one folder of films a system")
    serve.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other machines in")
    serve.add_argument("--port", type=int, default=8765)
    report = _command(steps, "report", "tell what people thought")
    report.add_argument("folder", metavar="FOLDER")
    json_option(report)


def _schema(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "schema", "print the JSON Schema of a file or an answer")
    parser.add_argument("of", choices=("project", "analysis"), metavar="project|analysis")


def _doctor(commands: "argparse._SubParsersAction") -> None:
    help = "tell what this machine has, and what to do about the rest"
    json_option(_command(commands, "doctor", help))


def _align(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "align", "find when each word of a text is sung")
    song_options(parser)
    parser.add_argument("lyrics", metavar="LYRICS", help="a text, a line a row")
    parser.add_argument(
        "-o", "--out", metavar="FILE", help=".ttml (default) .lrc .srt .vtt .ass .json"
    )
    parser.add_argument("--report", action="store_true", help="say of every line how sure it is")
    parser.add_argument(
        "--force", action="store_true", help="write even what does not seem to be this text"
    )
    aligner_options(parser)
    finding_options(parser)
    json_option(parser)


def _transcribe(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "transcribe", "hear the words of a song or a talk")
    song_options(parser)
    parser.add_argument(
        "-o", "--out", metavar="FILE", help=".ttml (default) .lrc .srt .vtt .ass .json"
    )
    parser.add_argument(
        "--transcriber",
        default="whisper",
        metavar="whisper[:MODEL]",
        help="a folder, a name below the models' folder, or a size (with --allow-download)",
    )
    finding_options(parser)
    json_option(parser)


def _tap(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "tap", "set the times of lyrics by hand, a key a line or word")
    song_options(parser)
    parser.add_argument("lyrics", metavar="LYRICS", help="a text, or lyrics whose times are wrong")
    parser.add_argument(
        "-o", "--out", metavar="FILE", help=".ttml (default) .lrc .srt .vtt .ass .json"
    )
    parser.add_argument("--words", action="store_true", help="a key a word instead of a line")
    parser.add_argument("--start", type=number, default=0.0, metavar="S", help="play from here")
    parser.add_argument("--silent", action="store_true", help="only keep time, play nothing")
    json_option(parser)


def _lyrics(commands: "argparse._SubParsersAction") -> None:
    parser = _command(commands, "lyrics", "read any lyric file, and write it in another format")
    parser.add_argument("file", metavar="FILE", help="a lyric file, or a sound file with lyrics")
    parser.add_argument("-o", "--out", metavar="FILE", help=".lrc .srt .vtt .ass .ttml .json")
    parser.add_argument("--lines", action="store_true", help="leave word times out")
    parser.add_argument(
        "--lyrics-offset", type=number, metavar="S", help="move all times by seconds"
    )
    json_option(parser)
