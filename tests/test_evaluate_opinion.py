"""Opinion scores: the page's server spoken to over HTTP, the store, and statistics against known
values.
"""

import json
import sqlite3
from http.client import HTTPConnection
from threading import Thread

import numpy as np
import pytest

from clavilux.cli import main
from clavilux.evaluate.opinion import QUESTIONS
from clavilux.evaluate.opinion.films import STORE, alias, films, in_order
from clavilux.evaluate.opinion.server import OpinionServer, byte_range
from clavilux.evaluate.opinion.statistics import alpha, holm, interval, permuted, summed_up
from clavilux.evaluate.opinion.store import Rating, Store, ratings
from clavilux.types.errors import InputError, OutputError, UsageError

SCORES = {question.key: 4 for question in QUESTIONS}


@pytest.fixture
def folder(tmp_path):
    """Two systems, three items each; the films' bytes tell which they are."""
    for system in ("clavilux", "showwaves"):
        (tmp_path / system).mkdir()
        for item in ("one", "two", "three"):
            (tmp_path / system / f"{item}.mp4").write_bytes(f"{system}/{item} ".encode() * 500)
    return tmp_path


@pytest.fixture
def server(folder):
    server = OpinionServer(folder)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class Rater:
    """A browser that keeps its cookie."""

    def __init__(self, server):
        self.connection = HTTPConnection(*server.server_address, timeout=10)
        answer, _ = self.ask("GET", "/")
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]

    def ask(self, method, path, body=None, **headers):
        if hasattr(self, "cookie"):
            headers["Cookie"] = self.cookie
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer, answer.read()

    def next(self):
        return json.loads(self.ask("GET", "/next")[1])

    def rate(self, film, scores):
        return self.ask("POST", "/rate", json.dumps({"film": film, "scores": scores}))


def test_a_rater_sees_every_film_once_and_comes_back_where_they_were(server):
    rater = Rater(server)
    seen = []
    for k in range(3):
        now = rater.next()
        assert (now["done"], now["of"]) == (k, 6)
        seen.append(now["film"])
        assert rater.rate(now["film"], SCORES)[0].status == 200
    again = Rater(server)
    again.cookie = rater.cookie
    assert again.next() == rater.next()
    for _ in range(3):
        seen.append(again.next()["film"])
        again.rate(seen[-1], SCORES)
    assert len(set(seen)) == 6
    assert again.next() == {"film": None, "done": 6, "of": 6}
    assert len(ratings(server.store.path)) == 6 * 4


def test_conditions_are_hidden_and_orders_differ(server):
    raters = [Rater(server) for _ in range(8)]
    page = raters[0].ask("GET", "/")[1].decode()
    assert "showwaves" not in page and "clavilux" not in page
    assert all(question.text in page for question in QUESTIONS)
    assert len({rater.next()["film"] for rater in raters}) == 8  # aliases are the rater's own
    orders = {tuple(f.path for f in in_order(server.films, rater.cookie)) for rater in raters}
    assert len(orders) > 4


def test_films_come_in_ranges(server):
    rater = Rater(server)
    name = rater.next()["film"]
    whole, body = rater.ask("GET", f"/film/{name}")
    assert whole.status == 200 and whole.headers["Accept-Ranges"] == "bytes"
    part, some = rater.ask("GET", f"/film/{name}", Range="bytes=10-19")
    assert (part.status, some) == (206, body[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(body)}"
    assert rater.ask("GET", f"/film/{name}", Range="bytes=-5")[1] == body[-5:]
    assert rater.ask("GET", f"/film/{name}", Range="bytes=999999-")[0].status == 416
    assert rater.ask("HEAD", f"/film/{name}")[1] == b""


def test_ranges():
    assert byte_range(None, 10) == (0, 9)
    assert byte_range("bytes=0-", 10) == (0, 9)
    assert byte_range("bytes=4-99", 10) == (4, 9)
    assert byte_range("bytes=-3", 10) == (7, 9)
    for wrong in ("bytes=-", "bytes=10-", "bytes=5-4", "lines=1-2", "bytes=1-2,4-5"):
        assert byte_range(wrong, 10) is None


def test_what_is_no_answer_is_refused_and_kept_nowhere(server):
    rater = Rater(server)
    film = rater.next()["film"]
    for scores in ({}, SCORES | {"sync": 6}, SCORES | {"sync": 3.5}, SCORES | {"more": 1}):
        assert rater.rate(film, scores)[0].status == 400
    assert rater.rate("no such film", SCORES)[0].status == 404
    assert rater.ask("POST", "/rate", "not json")[0].status == 400
    assert Rater(server).ask("GET", f"/film/{film}")[0].status == 404  # another rater's alias
    assert rater.ask("GET", "/film/../opinions.sqlite")[0].status == 404
    assert not ratings(server.store.path)


def test_without_a_cookie_there_are_no_films(server):
    rater = Rater(server)
    film = rater.next()["film"]
    rater.cookie = "rater=../../etc"
    assert rater.ask("GET", f"/film/{film}")[0].status == 403


def test_the_port_and_the_folder_are_checked(server, tmp_path):
    with pytest.raises(UsageError, match="cannot be served"):
        OpinionServer(server.store.path.parent, port=server.server_address[1])
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="no films"):
        films(empty)
    with pytest.raises(UsageError, match="not a folder"):
        films(tmp_path / "nowhere")


def test_a_store_that_is_something_else(tmp_path):
    (tmp_path / STORE).write_text("hello" * 300)
    with pytest.raises(InputError, match="not a file of ratings"):
        ratings(tmp_path / STORE)
    with pytest.raises(OutputError):
        Store(tmp_path / STORE)
    with pytest.raises(InputError, match="nobody has rated"):
        ratings(tmp_path / "none.sqlite")


def test_answering_again_replaces_and_scores_are_bounded(folder):
    store = Store(folder / STORE)
    film = films(folder)[0]
    store.rate("a", film, SCORES)
    store.rate("a", film, SCORES | {"sync": 1})
    kept = {rating.question: rating.score for rating in ratings(store.path)}
    assert kept == SCORES | {"sync": 1}
    with sqlite3.connect(store.path) as base, pytest.raises(sqlite3.IntegrityError):
        base.execute("insert into ratings values ('b', 's', 'i', 'q', 9, 0)")
    assert alias(film, "a") != alias(film, "b")


# -- statistics ------------------------------------------------------------------------------------

NONE = None
KRIPPENDORFF = (  # the worked example of "Computing Krippendorff's Alpha-Reliability" (2011)
    (1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3),
    (NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE),
)


def test_alpha_is_krippendorffs():
    units = [[x for x in column if x is not None] for column in zip(*KRIPPENDORFF, strict=True)]
    assert alpha(units) == pytest.approx(0.849, abs=5e-4)
    assert alpha([[1, 1], [5, 5]]) == pytest.approx(1)
    assert alpha([[1], [2]]) is None
    drawn = np.random.default_rng([3]).integers(1, 6, (2000, 3)).tolist()
    assert abs(alpha(drawn)) < 0.05


def test_interval_and_tests():
    from scipy import stats

    values = [3.0, 4.0, 4.5, 2.0, 5.0]
    low, high = stats.t.interval(0.95, 4, np.mean(values), stats.sem(values))
    assert interval(values) == pytest.approx((high - low) / 2)
    assert interval([3.0]) is None
    assert permuted([1.0] * 5) == pytest.approx(2 / 32)
    assert permuted([1.0, -1.0]) == 1
    assert permuted([1.0] * 20) < 1e-3
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def rated(means, raters, seed=0):
    """Ratings around each system's mean by raters of their own severity."""
    chance = np.random.default_rng([seed, 17])
    found = []
    for rater in range(raters):
        mood = chance.normal(0, 0.5)
        for system, mean in means.items():
            for item in ("x", "y"):
                for question in QUESTIONS:
                    score = int(np.clip(round(mean + mood + chance.normal(0, 0.5)), 1, 5))
                    found.append(Rating(f"r{rater}", system, item, question.key, score))
    return found


def test_a_better_system_is_found_better():
    found = summed_up(rated({"good": 4.2, "poor": 2.5, "same": 2.5}, 20))
    assert found.enough and found.raters == 20
    scores = {(s.system, s.question): s for s in found.scores}
    good = scores["good", "overall"]
    assert good.low < good.mos < good.high and good.high - good.low < 0.8
    every = [r.score for r in rated({"good": 4.2, "poor": 2.5, "same": 2.5}, 20)]
    assert np.mean([scores[s, "overall"].mos for s in ("good", "poor", "same")]) == pytest.approx(
        np.mean(every)
    )
    ps = {(c.one, c.other): c.p for c in found.comparisons if c.question == "overall"}
    assert ps["good", "poor"] < 0.001 and ps["poor", "same"] > 0.05
    assert 0.3 < found.agreement["overall"] < 1


def test_few_raters_are_said_to_be_few(folder, capsys):
    store = Store(folder / STORE)
    for film in films(folder):
        store.rate("a", film, SCORES)
    assert main(["opinion", "report", str(folder)]) == 0
    assert "Too few raters: 1 of the 20" in capsys.readouterr().out
    assert main(["opinion", "report", str(folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert not answer["enough"] and answer["scores"][0]["low"] is None
    assert main(["opinion", "report", str(folder / "nowhere")]) == 3
