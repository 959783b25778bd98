"""Work done ahead on another thread: while one frame is measured, the next ones are decoded."""

from collections.abc import Generator, Iterable
from queue import Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")
DEPTH = 8  # items that may wait: 25 MB of frames in 1080p
_END = object()


def ahead(items: Iterable[Item], depth: int = DEPTH) -> Generator[Item, None, None]:
    """`items` in their order, taken from a thread that runs up to `depth` of them ahead.

    What `items` raises is raised here, in its place. When the caller stops early the thread ends
    before `ahead` does, so that what it read from may be closed.
    """
    waiting: Queue[object] = Queue(depth)
    failures: list[BaseException] = []
    stopped = Event()

    def take() -> None:
        try:
            for item in items:
                waiting.put(item)
                if stopped.is_set():
                    return
        except BaseException as failure:
            failures.append(failure)
        finally:
            waiting.put(_END)

    thread = Thread(target=take, daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not _END:
            yield item  # type: ignore[misc]
        if failures:
            raise failures[0]
    finally:
        stopped.set()
        while thread.is_alive():
            while not waiting.empty():
                waiting.get()
            thread.join(0.01)
