"""What was heard, for other programs: Audacity, Sonic Visualiser, a MIDI tempo map, JAMS.

`export` writes one file by its suffix, or all of them into a folder. Adding a format is a file here
with `document(features, title, what) -> bytes`, and a line in EXPORTS.
"""

from pathlib import Path

from clavilux.media.output import write_whole
from clavilux.table import load
from clavilux.types.errors import OutputError, UsageError
from clavilux.types.features import Features

EXPORTS = {
    ".txt": "clavilux.media.exports.audacity:document",
    ".csv": "clavilux.media.exports.sonic_visualiser:document",
    ".mid": "clavilux.media.exports.midi:document",
    ".jams": "clavilux.media.exports.jams:document",
}
ALL = ("beats", "sections")
# What a folder gets: name after the song's, suffix, what of it.
FOLDER = (
    ("-beats", ".txt", ("beats",)),
    ("-sections", ".txt", ("sections",)),
    ("-beats", ".csv", ("beats",)),
    ("-sections", ".csv", ("sections",)),
    ("", ".mid", ALL),
    ("", ".jams", ALL),
)


def export(features: Features, out: Path, title: str) -> list[Path]:
    """Writes `out`: a file by its suffix, or all formats into a folder, made if it is not there.

    Raises UsageError for an unknown suffix, OutputError where nothing can be written.
    """
    if out.suffix and not out.is_dir():
        _check(out)
        write_whole(out, load(EXPORTS, out.suffix, "export")(features, title, ALL))
        return [out]
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out} cannot be made: {error.strerror or error}.") from error
    paths = []
    for name, suffix, what in FOLDER:
        path = out / f"{title}{name}{suffix}"
        write_whole(path, load(EXPORTS, suffix, "export")(features, title, what))
        paths.append(path)
    return paths


def _check(out: Path) -> None:
    if out.suffix not in EXPORTS:
        known = ", ".join(EXPORTS)
        raise UsageError(f"{out}: is no format to export to; name a folder, or a file of {known}.")
