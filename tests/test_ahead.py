"""Work done ahead on another thread: order, failures, early ends."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from clavilux.evaluate.ahead import ahead


def test_items_come_in_their_order_and_all_of_them() -> None:
    assert list(ahead(range(100), depth=3)) == list(range(100))


def test_a_failure_comes_after_what_was_made_before_it() -> None:
    def failing() -> Iterator[int]:
        yield from (1, 2)
        raise OSError("torn")

    got = []
    with pytest.raises(OSError, match="torn"):
        for item in ahead(failing()):
            got.append(item)
    assert got == [1, 2]


def test_no_more_than_the_depth_is_made_ahead_and_the_thread_ends_with_the_caller() -> None:
    made: list[int] = []

    def making() -> Iterator[int]:
        for item in range(1000):
            made.append(item)
            yield item

    before = threading.active_count()
    with closing(ahead(making(), depth=4)) as items:
        assert next(items) == 0
    assert threading.active_count() == before
    assert len(made) <= 4 + 4
