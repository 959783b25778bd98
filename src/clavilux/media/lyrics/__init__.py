"""Lyric files, read and written: LRC, enhanced LRC, SRT, VTT, ASS karaoke, TTML, UltraStar, timed
and plain text, JSON.
"""

from clavilux.media.lyrics.files import check_target, parse_lyrics, read_lyrics, write_lyrics

__all__ = ["check_target", "parse_lyrics", "read_lyrics", "write_lyrics"]
