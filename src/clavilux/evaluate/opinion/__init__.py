"""Mean opinion scores: a local page on which people rate films, and what their ratings say.

`films` finds what is rated, `store` keeps ratings in SQLite, `server` shows the page, `statistics`
sums up. The questions are the seed's four, each answered from 1 to 5.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """`key` is its name in the store and in reports."""

    key: str
    title: str
    text: str
    low: str
    high: str


QUESTIONS = (
    Question("quality", "Overall quality", "Does the video look good?", "bad", "excellent"),
    Question("sync", "Sync", "Do the visuals match the audio?", "not at all", "perfectly"),
    Question(
        "beats",
        "Beat alignment",
        "Do changes in the picture come at musically fitting moments?",
        "never",
        "always",
    ),
    Question(
        "mood", "Mood", "Does the mood of the picture match that of the sound?", "no", "fully"
    ),
)
LEAST_RATERS = 20  # of a system, by the seed
