"""The command line: argparse here, the work in `commands.py`, which is imported only when a
command runs.

Exit codes: 0 done; 2 wrong usage; 3 a file cannot be used; 4 the result cannot be written; 5
something named is not installed; 6 a check failed; 70 a bug in Clavilux; 130 stopped by Ctrl-C
(143 by kill).
"""

import os
import sys

from clavilux.cli.stopping import Terminated, hear_signals
from clavilux.types.errors import ClaviluxError

BUG, INTERRUPTED, TERMINATED = 70, 130, 143


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit code. Errors of the user's concern are one sentence on
    stderr."""
    from clavilux.cli.parser import parse

    options = parse(sys.argv[1:] if arguments is None else arguments)
    hear_signals()
    try:
        from clavilux.cli import commands
        from clavilux.cli.request import guard_files, use_fonts

        guard_files(options)
        use_fonts(options)
        return getattr(commands, options.command)(options) or 0
    except ClaviluxError as error:
        return _say(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _say(
            "Stopped. What was finished is kept: the same command goes on from there.", INTERRUPTED
        )
    except Terminated:
        return _say(
            "Stopped. What was finished is kept: the same command goes on from there.", TERMINATED
        )
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever read our output has gone
        return 0
    except Exception as error:
        if os.environ.get("CLAVILUX_TRACEBACK"):
            raise
        kind = type(error).__name__
        sentence = (
            f"This is a bug in Clavilux ({kind}: {error}). Set CLAVILUX_TRACEBACK=1 to see where."
        )
        return _say(sentence, BUG)


def _say(sentence: str, code: int) -> int:
    print(f"clavilux: {sentence}", file=sys.stderr)
    return code
