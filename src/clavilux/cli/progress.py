"""A progress line on stderr: the stage, how far, how fast, how long still."""

import os
import shutil
import sys
import time

EVERY_S = 0.1
WIDTH = 24


class Bar:
    """Called as `bar(stage, done, of)`; draws on a terminal, and says only stages where stderr is
    not one."""

    def __init__(self, quiet: bool = False):
        self.quiet = quiet
        self.tty = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self.stage, self.began, self.first, self.drawn = "", 0.0, 0.0, 0.0

    def __call__(self, stage: str, done: float, of: float) -> None:
        if self.quiet:
            return
        now = time.monotonic()
        if stage != self.stage:
            self._next(stage, done, now)
        if self.tty and (now - self.drawn > EVERY_S or done >= of):
            self.drawn = now
            self._draw(done, of, now - self.began)

    def _next(self, stage: str, done: float, now: float) -> None:
        self.close()
        self.stage, self.began, self.first = stage, now, done
        if not self.tty:
            print(f"{stage} ...", file=sys.stderr, flush=True)

    def _draw(self, done: float, of: float, spent: float) -> None:
        share = min(done / of, 1.0) if of else 1.0
        rate = (done - self.first) / spent if spent > 0.2 else 0.0
        unit = "x" if self.stage == "listening" else " frames/s"
        pace = f"{rate:6.1f}{unit}" if rate > 0 else ""
        left = f"{_clock((of - done) / rate)} left" if rate > 0 and done < of else ""
        filled = "█" * round(share * WIDTH)
        text = f"{self.stage:<28.28} {filled:<{WIDTH}} {share:4.0%} {pace} {left}"
        columns = shutil.get_terminal_size().columns
        print(f"\r{text[: columns - 1]:<{columns - 1}}", end="", file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Says aloud what was decided otherwise than usual, also where answers are JSON."""
        self.close()
        print(f"clavilux: {text}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leaves the line finished."""
        if self.tty and self.stage and not self.quiet:
            print(file=sys.stderr, flush=True)
        self.stage = ""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
