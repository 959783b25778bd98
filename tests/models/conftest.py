"""These tests load real libraries. They must not pass by skipping: without the libraries nothing
here can be collected, and `make test-models` fails."""

import importlib
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # nothing here may be fetched
os.environ["TOKENIZERS_PARALLELISM"] = "false"

sys.path.insert(0, str(Path(__file__).parents[1]))  # the sounds of the other tests

NEEDED = ("torch", "transformers", "faster_whisper", "outlines", "demucs", "onnx", "gensim")
for name in NEEDED:
    importlib.import_module(name)

import pytest  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(2)


@pytest.fixture(autouse=True)
def _own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the models of this machine."""
    monkeypatch.setenv("CLAVILUX_MODELS", str(tmp_path / "models"))
