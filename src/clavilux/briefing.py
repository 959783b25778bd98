"""What a brief asks for, looked up before any work is done: names, colours, the writer."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from clavilux.backends import open_backend
from clavilux.modes.brief import Brief
from clavilux.table import entry
from clavilux.types.audio import Tags
from clavilux.types.errors import InputError, UsageError


def writer(mode: str, brief: Brief) -> Any:
    """The language model that the brief asks for, or None. Raises before any work is done."""
    if not brief.llm:
        return None
    if mode != "lyric":
        raise UsageError("--llm directs words: it needs --mode lyric and lyrics.")
    return open_backend("writer", brief.llm, seed=brief.seed)


def coloured(song: Path | str, tags: Tags, brief: Brief) -> Brief:
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
