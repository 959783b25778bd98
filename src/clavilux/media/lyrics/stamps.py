"""Times as lyric files write them: reading with bounded digits, writing by rounding the moment and
never a length.
"""

import re

# minutes and seconds, or hours too; a point or comma before the fraction: 1:02, 01:02.34, 1:02:03.4
CLOCK = r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?"
_CLOCK = re.compile(rf"\s*{CLOCK}\s*\Z")


def seconds(hours: str | None, minutes: str, secs: str, fraction: str | None) -> float:
    """The groups of `CLOCK` in seconds."""
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(secs)
    return whole + (int(fraction) / 10 ** len(fraction) if fraction else 0.0)


def parse_clock(text: str) -> float | None:
    """Seconds of a whole stamp such as `1:02:03.4`, or None where it is none."""
    found = _CLOCK.match(text)
    return seconds(*found.groups()) if found else None


def clock(time_s: float, digits: int, *, hours: int = 0, point: str = ".") -> str:
    """`time_s` as `mm:ss.f` (`hours` = 0) or `h:mm:ss.f` with so many digits of hours; `digits` of
    the fraction.
    """
    ticks = round(max(time_s, 0.0) * 10**digits)
    whole, fraction = divmod(ticks, 10**digits)
    minutes, secs = divmod(whole, 60)
    front = f"{minutes // 60:0{hours}d}:{minutes % 60:02d}" if hours else f"{minutes:02d}"
    return f"{front}:{secs:02d}{point}{fraction:0{digits}d}"
