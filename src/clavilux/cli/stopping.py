"""Ctrl-C and kill as exceptions that reach the command.

Python runs a signal's handler between any two instructions of the main thread, also inside a
callback that C code made or a finaliser; what is raised there is printed and forgotten, and the run
would go on. The handler looks where it is and asks again a moment later.
"""

import _thread
import contextlib
import signal
import threading
from types import FrameType

AGAIN_S = 0.02


class Terminated(BaseException):
    """SIGTERM, turned into an exception so that everything is put away as after Ctrl-C."""


KINDS: dict[int, type[BaseException]] = {
    signal.SIGINT: KeyboardInterrupt,
    signal.SIGTERM: Terminated,
}


def hear_signals() -> None:
    """Turns SIGINT and SIGTERM into exceptions of the main thread. A signal that whoever started
    us had ignored stays ignored; in another thread the caller has its own signals."""
    for number in KINDS:
        if signal.getsignal(number) != signal.SIG_IGN:
            with contextlib.suppress(ValueError):
                signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    if _would_be_forgotten(frame):
        again = threading.Timer(AGAIN_S, _thread.interrupt_main, (number,))
        again.daemon = True
        again.start()
        return
    raise KINDS[number]


def _would_be_forgotten(frame: FrameType | None) -> bool:
    """Whether an exception raised in `frame` ends at a border with C: in a callback of wgpu's
    library (cffi prints it and returns) or in a finaliser."""
    while frame is not None:
        name, module = frame.f_code.co_name, frame.f_globals.get("__name__") or ""
        if name == "__del__" or (name.endswith("callback") and module.split(".")[0] == "wgpu"):
            return True
        frame = frame.f_back
    return False
