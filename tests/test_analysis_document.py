"""Features as JSON, as a file, and as a page."""

import json

import av
import numpy as np
import pytest

import made_sounds
from clavilux import analysis
from clavilux.analysis.document import SCHEMA, as_document, load, save
from clavilux.analysis.plot import WIDTH, plot
from clavilux.types.features import Features


@pytest.fixture(scope="module")
def features() -> Features:
    return analysis.hear(made_sounds.blocks(made_sounds.song(plan="AB", bars=4)[0]))


@pytest.fixture(scope="module")
def silent() -> Features:
    return analysis.hear(made_sounds.blocks(made_sounds.silence(3.0)))


def _fits(value: object, schema: dict, where: str = "document") -> None:
    """As much of JSON Schema as ours uses."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float)}
    if "enum" in schema:
        assert value in schema["enum"], where
    if "type" in schema:
        assert isinstance(value, kinds[schema["type"]]), where
    if "minimum" in schema:
        assert value >= schema["minimum"], where
    if "maximum" in schema:
        assert value <= schema["maximum"], where
    if isinstance(value, dict):
        assert set(value) == set(schema["properties"]) == set(schema["required"]), where
        for name, part in value.items():
            _fits(part, schema["properties"][name], f"{where}.{name}")
    if isinstance(value, list):
        for number, part in enumerate(value):
            _fits(part, schema["items"], f"{where}[{number}]")


@pytest.mark.parametrize("which", ("features", "silent"))
def test_the_document_fits_its_schema(which: str, request: pytest.FixtureRequest) -> None:
    heard = request.getfixturevalue(which)
    document = json.loads(json.dumps(as_document(heard), allow_nan=False))
    _fits(document, SCHEMA)
    assert len(document["beats"]) == len(heard.beats.times)
    assert document["tempo_bpm"] == pytest.approx(heard.bpm, abs=1e-3)


def test_the_document_tells_the_truth(features: Features) -> None:
    document = as_document(features)
    assert document["duration_s"] == pytest.approx(features.duration)
    assert document["tempo_bpm"] == pytest.approx(120, rel=0.005)
    assert sum(c["weight"] for c in document["tempo_alternatives"]) == pytest.approx(1, abs=1e-3)
    downbeats = [beat["time"] for beat in document["beats"] if beat["position"] == 1]
    assert np.diff(downbeats) == pytest.approx(2.0, abs=0.02)
    assert document["key"]["tonic"] in ("C", "A")
    assert document["sections"][-1]["end"] == pytest.approx(features.duration, abs=1e-3)


@pytest.mark.parametrize("which", ("features", "silent"))
def test_a_file_keeps_everything(which: str, request: pytest.FixtureRequest, tmp_path) -> None:
    heard = request.getfixturevalue(which)
    save(heard, tmp_path / "f.npz")
    kept = load(tmp_path / "f.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["f.npz"]
    assert (kept.duration, kept.tempo, kept.sections, kept.key, kept.meta) == (
        (heard.duration, heard.tempo, heard.sections, heard.key, heard.meta)
    )
    for name, curve in heard.curves.items():
        assert np.array_equal(kept.curves[name].values, curve.values), name
        assert kept.curves[name].values.dtype == curve.values.dtype
        assert kept.curves[name].rate == curve.rate
    for name in ("times", "positions", "confidence"):
        assert np.array_equal(getattr(kept.beats, name), getattr(heard.beats, name))
    for name in ("events", "chords", "keys"):
        assert getattr(kept, name) == getattr(heard, name), name
    assert np.array_equal(kept.onsets, heard.onsets)
    assert np.array_equal(kept.waveform.values, heard.waveform.values)


@pytest.mark.parametrize("which", ("features", "silent"))
def test_the_page_shows_something_in_every_row(
    which: str, request: pytest.FixtureRequest, tmp_path
) -> None:
    plot(request.getfixturevalue(which), tmp_path / "page.png", title="A song")
    with av.open(str(tmp_path / "page.png")) as file:
        page = next(file.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    assert page.shape[1] == WIDTH == 1600
    ground = page[0, 0]
    drawn = np.abs(page - ground).sum(axis=2) > 24
    if which == "features":
        rows = drawn[120:-30, 100:-40].any(axis=1)
        assert rows.mean() > 0.8
        assert 0.2 < drawn.mean() < 0.95


def test_the_page_has_a_row_for_every_instrument_and_event(features: Features, tmp_path) -> None:
    from dataclasses import replace

    from clavilux.analysis.plot_curves import TAG
    from clavilux.compose.fonts import default_font
    from clavilux.types.features import Event
    from clavilux.types.heard import Tags

    bare = replace(features, events=(), tags=Tags((), np.zeros((0, 0), np.float32), 1.0))
    rows = np.tile(np.array([[0.9, 0.1, 0.5]], np.float32), (30, 1))
    full = replace(
        bare,
        events=(Event(8.25, "drop", 1.0), Event(8.5, "break", 0.5)),
        tags=Tags(("kick", "organ", "piano"), rows, 1.0),
    )
    pages = []
    for number, heard in enumerate((bare, full)):
        plot(heard, tmp_path / f"{number}.png", title="A song", typeface=default_font())
        with av.open(str(tmp_path / f"{number}.png")) as file:
            pages.append(next(file.decode(video=0)).to_ndarray(format="rgb24").astype(int))
    assert len(pages[1]) - len(pages[0]) == 2 * TAG  # the organ is never sure enough to be shown
    column = round(120 + 8.25 * (1600 - 152) / features.duration)
    flag = pages[1][112:140, column - 3 : column + 60] - pages[0][112:140, column - 3 : column + 60]
    assert np.abs(flag).sum() > 10_000
