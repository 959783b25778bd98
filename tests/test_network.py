"""The runner of shipped networks: what it says of files that are not networks."""

from pathlib import Path

import pytest

from clavilux.analysis import network
from clavilux.types.errors import InputError


def test_a_missing_or_false_network_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        network.run(tmp_path / "none.onnx")
    false = tmp_path / "false.onnx"
    false.write_bytes(b"this is not a network")
    with pytest.raises(InputError, match="cannot be read as an ONNX network"):
        network.run(false)


def test_a_name_is_found_in_the_package_and_a_path_is_kept(tmp_path: Path) -> None:
    assert network.find("beats") == network.MODELS / "beats.onnx"
    assert network.find(tmp_path / "x.onnx") == tmp_path / "x.onnx"
