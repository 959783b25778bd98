"""The network behind the look "neural": the path of its latent vector, the shader against numpy.

Tolerances: 1e-12 on the path; 0.01 on the shader's field, which is stored as half floats.
"""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from clavilux.generators import looks, neural
from clavilux.timeline import Timeline
from clavilux.types.moment import Moment
from clavilux.types.plan import Shot
from made_features import song

SHOT = Shot(0, 8, options={"look": "neural"}, seed=5, intensity=0.5)


def _moment(bar: int, phase: float, **drives: float) -> Moment:
    where = {"shot_t": 0.0, "shot_progress": 0.0, "section_index": 0, "section_progress": 0.0}
    beat = {"beat_index": 4 * bar, "beat_phase": 0.0, "beat_age": 0.0, "intensity": 0.5}
    sizes = {"spectrum": 64, "history": (64, 64), "chroma": 12, "waveform": 512}
    silence = {name: np.zeros(size, np.float32) for name, size in sizes.items()}
    parts: dict[str, Any] = {**where, **beat, **silence}
    t = 2.0 * (bar + phase)
    return Moment(t=t, bar_index=bar, bar_phase=phase, levels={}, drives=drives, **parts)


def test_the_latent_vector_stays_on_the_sphere() -> None:
    for way in np.linspace(3, 4, 13):
        vector = neural.latent(5, _moment(3, 0.2, travel=way))
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-12)


def test_slerp_has_constant_speed() -> None:
    a, b = neural.keyframe(5, 0), neural.keyframe(5, 1)
    path = np.array([neural.slerp(a, b, x) for x in np.linspace(0, 1, 9)])
    steps = np.arccos(np.sum(path[1:] * path[:-1], axis=1))
    np.testing.assert_allclose(steps, steps[0], atol=1e-7)
    np.testing.assert_allclose(path[[0, -1]], [a, b], atol=1e-12)
    np.testing.assert_allclose(neural.slerp(a, a, 0.3), a, atol=1e-12)


def test_the_way_has_no_jumps_and_goes_as_far_as_the_onsets_carry_it() -> None:
    before, after = _moment(1, 0.5, travel=2 - 1e-9), _moment(1, 0.5, travel=2.0)
    np.testing.assert_allclose(neural.latent(5, before), neural.latent(5, after), atol=1e-6)
    timeline, drive = Timeline(song(bpm=120.0)), looks.card("neural").drives["travel"]
    assert drive.source == "onset" and drive.kind == "phase"
    on, off = (timeline.value(drive, t + 0.06) - timeline.value(drive, t) for t in (8.0, 8.25))
    assert on > 2 * off > 0


def test_weights_depend_on_shot_and_moment_alone() -> None:
    moment = _moment(1, 0.3, mass=0.5, drift=2.0)
    first = neural.weights(SHOT, moment)
    assert first.shape == (neural.SIZE,) and np.isfinite(first).all()
    neural.weights(SHOT, _moment(7, 0.9))
    np.testing.assert_array_equal(first, neural.weights(SHOT, moment))
    assert not np.array_equal(first, neural.weights(dataclasses.replace(SHOT, seed=6), moment))
    for name in neural.SOUND:
        assert not np.array_equal(
            first, neural.weights(SHOT, _moment(1, 0.3, drift=2.0, **{name: 0.9}))
        )


def _forward(values: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The four outputs at `p` float64[n, 2], from the buffer as the shader reads it."""
    at = 0

    def take(*shape: int) -> np.ndarray:
        nonlocal at
        at += math.prod(shape)
        return values[at - math.prod(shape) : at].reshape(shape).astype(float)

    def matrix(out: int, inputs: int) -> np.ndarray:
        return take(out // 4, inputs // 4, 4, 4).transpose(0, 3, 1, 2).reshape(out, inputs)

    features, hidden = take(neural.FEATURES, 4), neural.HIDDEN
    layers = [(matrix(hidden, inputs), take(hidden)) for inputs in (neural.FEATURES, hidden)]
    last, last_bias, fold = matrix(4, hidden), take(4), take(4)
    sector = math.pi / fold[0]
    angle = np.arctan2(p[:, 0], p[:, 1]) + fold[1] * math.tau
    angle = np.abs(angle - 2 * sector * np.round(angle / (2 * sector)))
    radius = np.hypot(p[:, 0], p[:, 1])
    h = np.stack([radius * np.sin(angle), radius * np.cos(angle), radius], axis=1)
    h = np.sin(h @ features[:, :3].T + features[:, 3])
    for weight, bias in layers:
        h = np.sin(h @ weight.T + bias)
    out = h @ last.T + last_bias
    return np.concatenate([out[:, :1], np.sin(1.3 * out[:, 1:])], axis=1)


def test_the_shader_computes_the_network() -> None:
    from clavilux.compose.device import gpu
    from clavilux.generators.pattern import FIELD_SCALE, Pattern
    from clavilux.types.palettes import PALETTES

    device, moment, coarse = gpu(), _moment(1, 0.3, mass=0.8, push=0.5, drift=3.0), (32, 18)
    size = (coarse[0] * FIELD_SCALE, coarse[1] * FIELD_SCALE)
    painter = Pattern(device).prepare(SHOT, PALETTES["ember"].colours, size)
    target, field = device.texture(size), device.texture(coarse)
    painter.field = field.create_view()
    encoder = device.device.create_command_encoder()
    painter.paint(moment, encoder, target)
    device.queue.submit([encoder.finish()])
    raw = device.queue.read_texture(
        {"texture": field, "mip_level": 0, "origin": (0, 0, 0)},
        {"offset": 0, "bytes_per_row": 8 * coarse[0], "rows_per_image": coarse[1]},
        (*coarse, 1),
    )
    drawn = np.frombuffer(raw, np.float16).reshape(-1, 4).astype(float)
    x, y = np.meshgrid(np.arange(coarse[0]) + 0.5, np.arange(coarse[1]) + 0.5)
    p = np.stack([2 * x - coarse[0], coarse[1] - 2 * y], axis=-1).reshape(-1, 2) / min(coarse)
    np.testing.assert_allclose(drawn, _forward(neural.weights(SHOT, moment), p), atol=0.01)
