"""The whole flow on one screen: sound -> features -> timeline -> plan -> frames -> film.

Each stage is a verb that can be called alone; the command line and the studio call these same
verbs.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clavilux import cache
from clavilux.backends import open_backend
from clavilux.backends.roles import BeatNet
from clavilux.description import Second
from clavilux.grid import Overrides
from clavilux.media.codecs import Encoding
from clavilux.modes.brief import Brief
from clavilux.project import Project
from clavilux.table import entry, load
from clavilux.timeline import Timeline
from clavilux.types.audio import Tags
from clavilux.types.canvas import Canvas
from clavilux.types.errors import CheckError, InputError, UsageError
from clavilux.types.features import Features
from clavilux.types.lyrics import Lyrics
from clavilux.types.plan import Plan
from clavilux.words import Alignment, Asked

if TYPE_CHECKING:
    from clavilux.analysis.activations import Activations

SAME_S = 0.25  # a sound file whose length differs less is another master of the same song

Progress = Callable[[str, float, float], None]  # stage, done, of


def _silent(stage: str, done: float, of: float) -> None:
    """The progress of a caller who does not care."""


def make(
    song: Path | str,
    out: Path | str | None = None,
    *,
    mode: str = "music",
    lyrics: Path | str | None = None,
    brief: Brief | None = None,
    overrides: Overrides | None = None,
    canvases: Sequence[Canvas] = (Canvas(),),
    encoding: Encoding | None = None,
    start: float = 0.0,
    end: float | None = None,
    progress: Progress = _silent,
) -> list[Path]:
    """A song to finished films, one for each canvas; returns their paths.

    >>> make("song.mp3", "film.mp4")                                              # doctest: +SKIP
    [PosixPath('film.mp4')]
    """
    project = plan(
        song, mode=mode, lyrics=lyrics, brief=brief, overrides=overrides, progress=progress
    )
    project = replace(
        project,
        canvases=tuple(canvases),
        encoding=encoding or Encoding(),
        start=start,
        end=end,
    )
    return render(project, out, progress=progress)


def analyze(
    song: Path | str, *, beats: str = "", tagger: str = "", progress: Progress = _silent
) -> Features:
    """What is heard in a sound file: curves, beats, tempo, sections, key, instruments, voices.
    Cached by the file's bytes. `beats` names a back end that hears beats in place of the shipped
    network ("beat-this:FILE"), `tagger` one for instruments and voices ("efficientat:FILE.onnx").

    >>> analyze("song.mp3").bpm                                                   # doctest: +SKIP
    112.0
    """
    from clavilux import analysis
    from clavilux.analysis.audioset_names import tagged_by
    from clavilux.media.read import blocks, probe

    path = Path(song)
    info = probe(path)
    other = open_backend("tagger", tagger) if tagger else None
    named = [f"beats={beats}"] if beats else []
    named += [tagger, cache.file_digest(other.network)] if other else []
    key = (cache.file_digest(path), analysis.fingerprint(), *named)
    kept = cache.entry("features", cache.digest(*key), ".npz")
    network = open_backend("beat_net", beats) if beats else None
    if kept.exists():
        return analysis.load(kept)

    def heard(done: float) -> None:
        progress("listening", done, info.duration)

    activations = _activations(network, path) if network else None
    features = analysis.hear(blocks(path, analysis.RATE), heard, activations)
    if other is not None:
        tags, voice = tagged_by(other, blocks(path, other.rate))
        features = replace(features, tags=tags, voice=voice)
    analysis.save(features, kept)
    return features


def _activations(network: BeatNet, path: Path) -> "Activations":
    """Where a back end hears beats and downbeats."""
    from clavilux.analysis.activations import Activations
    from clavilux.media.read import read

    curve = network.activations(read(path, 22050, mono=True))
    return Activations(curve.values[:, 0], curve.values[:, 1], curve.rate)


def describe(
    song: Path | str,
    *,
    lyrics: Path | str | None = None,
    transcriber: str | None = None,
    language: str | None = None,
    vectors: Path | str | None = None,
    seed: int = 0,
    allow_download: bool = False,
    progress: Progress = _silent,
) -> tuple[Second, ...]:
    """Every second of a song in words. Words that are sung come from a file of lyrics, or from a
    transcriber ("whisper:FOLDER") where one is named; `vectors` is a file of word vectors.

    >>> describe("song.mp3")[0].sentence                                          # doctest: +SKIP
    'Kick hits and Bass plays in the background. In the foreground ...'
    """
    from clavilux.backends import open_backend
    from clavilux.description import Options
    from clavilux.description import describe as tell
    from clavilux.types.languages import language_code
    from clavilux.wording import sung_words

    code = language_code(language) if language else None
    similar = open_backend("similarity", f"vectors:{vectors}") if vectors else None
    hearer = (
        open_backend("transcriber", transcriber, allow_download=allow_download)
        if transcriber
        else None
    )
    words = sung_words(song, lyrics, hearer, code)
    return tell(analyze(song, progress=progress), words, Options(seed, similar))


def align(
    song: Path | str,
    lyrics: Lyrics,
    asked: Asked | None = None,
    separate: str = "",
    *,
    progress: Progress = _silent,
) -> Alignment:
    """When each word of a text is sung, and how sure that is. The voice is taken out of the mix
    first where `separate` names a separator.

    >>> align("song.mp3", read_lyrics("words.txt")).confidence                    # doctest: +SKIP
    0.93
    """
    from clavilux.wording import align as find

    return find(song, lyrics, asked or Asked(), separate, progress)


def transcribe(
    song: Path | str, asked: Asked, separate: str = "", *, progress: Progress = _silent
) -> Lyrics:
    """The words that a transcriber ("whisper:MODEL" as `asked.aligner`) hears where a voice is,
    without those that it made up. Raises InputError where none are left.

    >>> transcribe("song.mp3", Asked("whisper:large-v2")).lines                   # doctest: +SKIP
    (Line(...), ...)
    """
    from clavilux.wording import transcribe as hear

    return hear(song, partial(analyze, song, progress=progress), asked, separate, progress)


def plan(
    song: Path | str,
    *,
    mode: str = "music",
    lyrics: Path | str | None = None,
    brief: Brief | None = None,
    overrides: Overrides | None = None,
    limit_flashes: bool = True,
    beats: str = "",
    progress: Progress = _silent,
) -> Project:
    """Listens to a song and decides its film, without drawing it.

    >>> plan("song.mp3").plan.shots[0].cue                                        # doctest: +SKIP
    'A1, bar 1'
    """
    from clavilux.generators.looks import cards
    from clavilux.media.read import probe
    from clavilux.modes import MODES
    from clavilux.modes.asking import ask
    from clavilux.modes.listening import Ear
    from clavilux.wording import WordsAsked, find_words

    director = load(MODES, mode, "mode")()
    writer = _writer(mode, brief or Brief())
    info = probe(Path(song))
    tags = info.tags
    brief = check_names(_coloured(song, tags, brief or Brief()))
    asked = WordsAsked(mode, Path(lyrics) if lyrics else None, brief)
    words, notes = find_words(
        song, info, asked, partial(analyze, song, progress=progress), progress
    )
    brief = replace(brief, title=brief.title or tags.title, artist=brief.artist or tags.artist)
    features = analyze(song, beats=beats, progress=progress)
    overrides = overrides or Overrides()
    timeline = Timeline(features, overrides, words, limit_flashes)
    directed: Plan = director.direct(timeline, brief, cards())
    if writer:
        directed = ask(directed, Ear(timeline), brief, writer, progress)
    directed = replace(directed, notes=(*notes, *directed.notes))
    return Project(
        audio=str(Path(song).absolute()),
        audio_digest=cache.file_digest(Path(song)),
        plan=replace(directed, limit_flashes=limit_flashes),
        mode=mode,
        lyrics=str(Path(lyrics).absolute()) if lyrics else "",
        brief=brief,
        overrides=overrides,
        beats=beats,
    )


def _writer(mode: str, brief: Brief) -> Any:
    """The language model that the brief asks for, or None. Raises before any work is done."""
    if not brief.llm:
        return None
    if mode != "lyric":
        raise UsageError("--llm directs words: it needs --mode lyric and lyrics.")
    return open_backend("writer", brief.llm, seed=brief.seed)


def replan(project: Project, *, progress: Progress = _silent) -> Project:
    """The project directed anew, by its own brief and its corrected overrides; its plan is lost."""
    directed = plan(
        project.audio,
        mode=project.mode,
        lyrics=project.lyrics or None,
        brief=project.brief,
        overrides=project.overrides,
        limit_flashes=project.plan.limit_flashes,
        beats=project.beats,
        progress=progress,
    )
    return replace(project, plan=directed.plan, audio_digest=directed.audio_digest)


def _coloured(song: Path | str, tags: Tags, brief: Brief) -> Brief:
    """The brief with the colours of the file's picture in place of the palette "cover"."""
    if brief.palette != "cover":
        return brief
    from clavilux.media.cover import read_cover
    from clavilux.modes.sleeve import colours_of

    if not tags.cover:
        raise InputError(f"{song}: has no picture in its tags; leave --palette at auto.")
    try:
        return replace(brief, palette=colours_of(read_cover(tags.cover).pixels))
    except InputError as error:
        raise InputError(f"{song}: {error}") from error


def check_names(brief: Brief) -> Brief:
    """The brief, if its look, palette and theme exist; raises UsageError before any work."""
    from clavilux.compose.themes import theme
    from clavilux.generators.looks import LOOKS
    from clavilux.types.palettes import palette_card

    if brief.look != "auto":
        entry(LOOKS, brief.look, "look")
    if brief.palette != "auto":
        palette_card(brief.palette)
    if brief.theme != "auto":
        theme(brief.theme)
    return brief


def render(
    project: Project, out: Path | str | None = None, *, progress: Progress = _silent
) -> list[Path]:
    """Draws a project's films and writes them; what was drawn before is not drawn again. Returns
    their paths. Raises CheckError, all films written, where one cannot be calmed to safe flashes.

    >>> render(read_project(Path("project.json")), "film.mp4")                    # doctest: +SKIP
    [PosixPath('film.mp4')]
    """
    from clavilux.media.output import check_folder
    from clavilux.media.read import probe
    from clavilux.media.write import join
    from clavilux.safety import Take, render_safely

    song = Path(project.audio)
    if not song.exists():
        raise InputError(
            f"{song}: the project's sound file is not there; correct `audio` in the project."
        )
    features = analyze(song, beats=project.beats, progress=progress)
    if abs(features.duration - project.plan.duration) > SAME_S:
        raise InputError(
            f"{song}: lasts {features.duration:.2f} s, but the plan was made for "
            f"{project.plan.duration:.2f} s; plan again with: clavilux plan PROJECT.json."
        )
    timeline = Timeline(features, project.overrides, None, project.plan.limit_flashes)
    paths = output_paths(project, out)
    for path in paths:
        check_folder(path)
    tags = replace(probe(song).tags, title=project.brief.title, artist=project.brief.artist)
    unsafe = []
    for canvas, path in zip(project.canvases, paths, strict=True):
        take = Take(canvas, project.encoding, project.span)
        parts, flashes = render_safely(project.plan, timeline, take, path.name, progress)
        if flashes and not flashes.passed:
            unsafe.append(f"{path} ({flashes.flashes_per_second:g} in the worst second)")
        progress(f"writing {path.name}", 0, 1)
        join(parts, path, song, project.encoding, *project.span, canvas.fps, tags)
        progress(f"writing {path.name}", 1, 1)
    cache.prune()
    if unsafe:
        raise CheckError(
            f"{', '.join(unsafe)}: written, but flashes more than WCAG 2.3.1 allows even where it "
            "was calmed; choose another look or theme, or see clavilux check."
        )
    return paths


def output_paths(project: Project, out: Path | str | None) -> list[Path]:
    """Where each canvas's film goes: `out`, with the aspect in the name where there are several
    canvases."""
    from clavilux.media.codecs import container_format
    from clavilux.media.output import same_file

    base = Path(out) if out else Path(Path(project.audio).stem + ".mp4")
    container_format(project.encoding, base)
    names = [f"{base.stem}-{c.width}x{c.height}{base.suffix}" for c in project.canvases]
    paths = [base] if len(names) == 1 else [base.with_name(name) for name in names]
    for path in paths:
        if same_file(path, Path(project.audio)):
            raise UsageError(f"{path}: is the sound file itself; choose another name with -o.")
    return paths
