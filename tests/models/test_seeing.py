"""VideoMAE and I3D, tiny: one point per clip, the same twice, different for different clips."""

from pathlib import Path

import numpy as np
import pytest
import tiny

from clavilux.backends import open_backend
from clavilux.types.errors import InputError


def clip(seed: int, frames: int = 9) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (frames, 48, 64, 3), np.uint8)


def i3d(path: Path, shape: list) -> Path:
    """A network that answers the mean of each of four fourths of its input."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    flat = numpy_helper.from_array(np.array([4, -1]), "flat")
    axes = numpy_helper.from_array(np.array([1]), "axes")
    nodes = [
        helper.make_node("Reshape", ["clip", "flat"], ["rows"]),
        helper.make_node("ReduceMean", ["rows", "axes"], ["out"], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "i3d",
        [helper.make_tensor_value_info("clip", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [4])],
        [flat, axes],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.save(model, path)
    return path


def test_videomae_gives_a_point(tmp_path: Path) -> None:
    net = open_backend("video_net", f"videomae:{tiny.videomae(tmp_path / 'mae')}")
    point = net.features(clip(0))
    assert point.shape == (32,) and point.dtype == np.float32
    np.testing.assert_array_equal(point, net.features(clip(0)))
    assert np.abs(point - net.features(clip(1))).max() > 1e-4
    assert net.features(clip(0, frames=1)).shape == (32,)


def test_another_model_is_no_videomae(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="wav2vec2"):
        open_backend("video_net", f"videomae:{tiny.ctc(tmp_path / 'ctc')}").features(clip(0))


@pytest.mark.parametrize("shape", [[1, 3, 8, 32, 32], [1, 8, 32, 32, 3], [1, 3, "n", "h", "w"]])
def test_i3d_gives_a_point_whatever_its_layout(tmp_path: Path, shape: list) -> None:
    net = open_backend("video_net", f"i3d:{i3d(tmp_path / 'net.onnx', shape)}")
    white = net.features(np.full((4, 40, 40, 3), 255, np.uint8))
    np.testing.assert_allclose(white, 1.0, atol=1e-5)
    np.testing.assert_allclose(net.features(np.zeros((4, 40, 40, 3), np.uint8)), -1, atol=1e-5)


def test_a_flat_network_is_no_i3d(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither"):
        file = i3d(tmp_path / "net.onnx", [1, 32])
        open_backend("video_net", f"i3d:{file}").features(clip(0))
