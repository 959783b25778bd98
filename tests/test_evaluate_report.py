"""The report: one page that needs nothing else, right in its figures, whole or not written."""

import base64
import re
from html.parser import HTMLParser
from io import BytesIO

import av
import numpy as np
import pytest

from clavilux.evaluate import evaluate, write_report
from clavilux.evaluate.report import report_html
from clavilux.evaluate.report.cards import collected, verdict
from clavilux.evaluate.report.moments import address, worst
from clavilux.evaluate.video import stills
from clavilux.types.errors import OutputError
from films import clicks, texture, write_film
from made_features import silence, song

SECONDS = 8
FEATURES = song(bpm=125.0, duration=SECONDS, first_beat=0.2)
BEATS = FEATURES.beats.times


def film(path, flashes=False):
    """Lit on all beats but the sixth; black from 5 to 6.5 s; unsafe flashes from 7 s on if
    asked.
    """
    still = texture(1) * 0.5

    def picture(k):
        t = k / 30
        age = t - BEATS[np.abs(BEATS - t - 1 / 60).argmin()] if t >= 0 else 9
        lit = 0 <= age + 1 / 60 < 0.05 and abs(t - BEATS[5]) > 0.1
        if 5 <= t < 6.5:
            return still * 0
        return still + 0.3 * lit + (0.4 * (k // 3 % 2) if flashes and t >= 7 else 0)

    return write_film(path, picture, SECONDS * 30, sound=clicks(BEATS, SECONDS))


class Page(HTMLParser):
    """Tags that are open, addresses that are used, text that is shown."""

    def __init__(self, page):
        super().__init__()
        self.open, self.links, self.text = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "img", "path", "rect", "circle", "b", "i"):
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag):
        if tag not in ("path", "rect", "circle", "b", "i"):
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    path = film(tmp_path_factory.mktemp("report") / "a <film> & b.mp4", flashes=True)
    return evaluate(path, FEATURES, source=path)


def test_page_is_whole_and_needs_nothing(bad):
    page = report_html(bad, FEATURES)
    read = Page(page)
    assert read.open == []
    assert read.links and all(link.startswith("data:image/jpeg;base64,") for link in read.links)
    assert "http" not in page and "<film>" not in page and "a &lt;film&gt; &amp; b.mp4" in page
    assert "nan" not in re.sub(r"base64,[^']*", "", page)


def test_cards_say_what_was_measured(bad):
    by_name = {card.name: card for card in collected(bad)}
    assert by_name["Beat alignment"].value == f"{bad.sync.bas:.2f}"
    assert by_name["Beat alignment"].passed is (bad.sync.bas >= 0.6)
    assert by_name["Flash safety"].value == "unsafe" and by_name["Flash safety"].passed is False
    assert by_name["Sound offset"].value == "0.00"
    assert re.search(r"It is not safe: general flashes from (6|7)\.\d s on", verdict(bad))


def test_worst_moments(bad):
    texts = {moment.text: moment.time for moment in worst(bad, FEATURES)}
    danger, black = list(texts)[:2]
    assert danger.startswith("general flashes") and 6.4 < texts[danger] < 7.2
    assert black == "black for 1.5 s" and texts[black] == pytest.approx(5, abs=0.05)
    missed = [m.time for m in worst(bad, FEATURES) if m.text.startswith("a beat")]
    assert any(abs(time - BEATS[5]) < 1e-6 for time in missed)


def test_beat_with_nothing_is_ringed(bad):
    page = report_html(bad, FEATURES)
    assert f"beat at {BEATS[5]:.3f} s: nothing happens" in page
    assert f"beat at {BEATS[3]:.3f} s: nothing happens" not in page


def test_without_music_and_without_file(tmp_path, bad):
    path = write_film(tmp_path / "one.mp4", lambda k: texture(1), 1)
    alone = evaluate(path)
    assert "no music to compare with" in report_html(alone)
    assert Page(report_html(evaluate(path, silence()), silence())).open == []
    path.unlink()
    assert "Timeline" in report_html(alone)


def test_written_whole_or_not_at_all(tmp_path, bad):
    write_report(bad, tmp_path / "r.html", FEATURES)
    assert (tmp_path / "r.html").read_text("utf-8").endswith("</html>\n")
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]
    with pytest.raises(OutputError) as caught:
        write_report(bad, tmp_path / "nowhere" / "r.html", FEATURES)
    assert "nowhere" in str(caught.value)


def test_stills_are_the_frames_shown_then(tmp_path):
    path = write_film(tmp_path / "s.mp4", lambda k: np.full((64, 64), 0.1 + 0.005 * k), 150)
    times = [1.0, 1.5, 3.21, 99.0]
    shown = [still.mean() / 255 for still in stills(path, times, 32)]
    assert shown == pytest.approx([0.25, 0.325, 0.58, 0.845], abs=0.012)


def test_pictures_are_jpegs():
    picture = np.full((90, 161, 3), (200, 30, 40), np.uint8)
    data = base64.b64decode(address(picture).partition(",")[2])
    with av.open(BytesIO(data)) as container:
        decoded = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert decoded.shape == (90, 160, 3)
    assert decoded.mean((0, 1)) == pytest.approx([200, 30, 40], abs=6)
