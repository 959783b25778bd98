"""The whole flow on one screen: sound -> features -> timeline -> plan -> frames -> film.

Each stage is a verb that can be called alone; the command line and the studio call these same
verbs.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from clavilux import cache
from clavilux.backends import open_backend
from clavilux.briefing import check_names, coloured, writer
from clavilux.description import Second
from clavilux.hearing import Progress, beat_doubt, silent
from clavilux.hearing import analyze as analyze
from clavilux.media.codecs import Encoding
from clavilux.modes.brief import Brief
from clavilux.project import Project
from clavilux.table import load
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.corrections import Overrides
from clavilux.types.errors import CheckError, InputError, OutputError, UsageError
from clavilux.types.features import Features
from clavilux.types.lyrics import Lyrics
from clavilux.types.plan import Plan
from clavilux.words import Alignment, Asked

SAME_S = 0.25  # a sound file whose length differs less is another master of the same song


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
    progress: Progress = silent,
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


def describe(
    song: Path | str,
    *,
    lyrics: Path | str | None = None,
    transcriber: str | None = None,
    language: str | None = None,
    vectors: Path | str | None = None,
    seed: int = 0,
    allow_download: bool = False,
    progress: Progress = silent,
) -> tuple[Second, ...]:
    """Every second of a song in words. Words that are sung come from a file of lyrics, or from a
    transcriber ("whisper:FOLDER") where one is named; `vectors` is a file of word vectors.

    >>> describe("song.mp3")[0].sentence                                          # doctest: +SKIP
    'Kick hits and Bass plays in the background. In the foreground ...'
    """
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
    progress: Progress = silent,
) -> Alignment:
    """When each word of a text is sung, and how sure that is. The voice is taken out of the mix
    first where `separate` names a separator.

    >>> align("song.mp3", read_lyrics("words.txt")).confidence                    # doctest: +SKIP
    0.93
    """
    from clavilux.wording import align as find

    return find(song, lyrics, asked or Asked(), separate, progress)


def transcribe(
    song: Path | str, asked: Asked, separate: str = "", *, progress: Progress = silent
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
    progress: Progress = silent,
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
    llm = writer(mode, brief or Brief())
    info = probe(Path(song))
    tags = info.tags
    brief = check_names(coloured(song, tags, brief or Brief()))
    asked = WordsAsked(mode, Path(lyrics) if lyrics else None, brief)
    words, notes = find_words(
        song, info, asked, partial(analyze, song, progress=progress), progress
    )
    brief = replace(brief, title=brief.title or tags.title, artist=brief.artist or tags.artist)
    features = analyze(song, beats=beats, progress=progress)
    overrides = overrides or Overrides()
    timeline = Timeline(features, overrides, words, limit_flashes)
    directed: Plan = director.direct(timeline, brief, cards())
    if llm:
        directed = ask(directed, Ear(timeline), brief, llm, progress)
    doubt = "" if overrides.on_beats else beat_doubt(features)
    directed = replace(directed, notes=(*notes, *filter(None, [doubt]), *directed.notes))
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


def replan(project: Project, *, progress: Progress = silent) -> Project:
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


def render(
    project: Project, out: Path | str | None = None, *, progress: Progress = silent
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
    features = _features(project, progress)
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


def _features(project: Project, progress: Progress) -> Features:
    """What is heard in a project's sound. InputError where it is not there, or another sound."""
    if not Path(project.audio).exists():
        raise InputError(
            f"{project.audio}: the project's sound file is not there; correct `audio` in the "
            "project."
        )
    features = analyze(project.audio, beats=project.beats, progress=progress)
    if abs(features.duration - project.plan.duration) > SAME_S:
        raise InputError(
            f"{project.audio}: lasts {features.duration:.2f} s, but the plan was made for "
            f"{project.plan.duration:.2f} s; plan again with: clavilux plan PROJECT.json."
        )
    return features


def output_paths(project: Project, out: Path | str | None) -> list[Path]:
    """Where each canvas's film goes: `out`, with the aspect in the name where there are several
    canvases. A name that nobody gave is no reason to write over a file that is no film of ours.
    """
    from clavilux.media.codecs import container_format
    from clavilux.media.join import is_ours
    from clavilux.media.output import same_file

    base = Path(out) if out else Path(Path(project.audio).stem + ".mp4")
    container_format(project.encoding, base)
    names = [f"{base.stem}-{c.width}x{c.height}{base.suffix}" for c in project.canvases]
    paths = [base] if len(names) == 1 else [base.with_name(name) for name in names]
    for path in paths:
        if same_file(path, Path(project.audio)):
            raise UsageError(f"{path}: is the sound file itself; choose another name with -o.")
        if out is None and path.exists() and not is_ours(path):
            raise OutputError(
                f"{path} is there already, and Clavilux did not make it; say -o {path} to write "
                "over it, or another name."
            )
    return paths
