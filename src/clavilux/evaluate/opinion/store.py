"""Ratings in SQLite: one row for each rater, film and question; answering again replaces."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from clavilux.evaluate.opinion import QUESTIONS
from clavilux.evaluate.opinion.films import Film
from clavilux.types.errors import InputError, OutputError

TABLE = """create table if not exists ratings (
  rater text not null, system text not null, item text not null, question text not null,
  score integer not null check (score between 1 and 5), at real not null,
  primary key (rater, system, item, question))"""


@dataclass(frozen=True)
class Rating:
    """One answer, `score` 1..5."""

    rater: str
    system: str
    item: str
    question: str
    score: int


class Store:
    """The ratings in one file. Every call opens and closes it, so that any thread may."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with self._open() as base:
                base.execute(TABLE)
        except sqlite3.DatabaseError as error:
            raise OutputError(f"{path} cannot keep ratings: {error}.") from error

    def _open(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.path, timeout=10)
        base.execute("pragma synchronous = full")
        return base

    def rate(self, rater: str, film: Film, scores: dict[str, int]) -> None:
        """Keeps one film's answers, all or none. Raises ValueError unless each question has 1 to
        5.
        """
        if set(scores) != {question.key for question in QUESTIONS}:
            raise ValueError("every question needs an answer")
        if not all(type(score) is int and 1 <= score <= 5 for score in scores.values()):
            raise ValueError("answers are whole numbers from 1 to 5")
        rows = [
            (rater, film.system, film.item, key, score, time.time())
            for key, score in scores.items()
        ]
        base = self._open()
        try:
            with base:
                base.executemany("insert or replace into ratings values (?, ?, ?, ?, ?, ?)", rows)
        finally:
            base.close()

    def rated(self, rater: str) -> set[tuple[str, str]]:
        """(system, item) of what this rater has answered."""
        base = self._open()
        try:
            query = "select distinct system, item from ratings where rater = ?"
            return set(base.execute(query, (rater,)))
        finally:
            base.close()


def ratings(path: Path) -> list[Rating]:
    """All ratings kept. Raises InputError where there is no such file, or another kind of file."""
    if not path.exists():
        raise InputError(f"{path} is not there: nobody has rated yet (clavilux opinion serve).")
    base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        query = "select rater, system, item, question, score from ratings order by rater, system"
        return [Rating(*row) for row in base.execute(query)]
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path} is not a file of ratings: {error}.") from error
    finally:
        base.close()
