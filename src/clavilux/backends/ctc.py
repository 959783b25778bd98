"""Letters from speech and song, by a wav2vec2-like network with a CTC head (Baevski et al. 2020;
MMS, Pratap et al. 2023) from a Hugging Face folder, for forced alignment.

In: 16 kHz mono of any length. Out: `Emissions`, 50 rows a second. Long sound is heard in stretches
with context on both sides, so memory does not grow with it. Weights are read from safetensors only.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from clavilux.backends import local_model
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError
from clavilux.types.heard import Emissions

RATE = 16000


@dataclass(frozen=True)
class Stretches:
    """How long sound is cut, in seconds: `core` is kept, `context` beside it is heard too."""

    core: float = 20.0
    context: float = 2.0


class Ctc:
    """An emitter. `model` is a folder, or its name below the models' folder."""

    def __init__(
        self, model: str = "", *, allow_download: bool = False, stretches: Stretches | None = None
    ):
        self.folder = local_model("ctc", model)
        self.stretches = stretches or Stretches()
        self.tokens = _tokens(self.folder)
        self._loaded: Any = None

    def emit(self, audio: Audio) -> Emissions:
        """Raises InputError where the folder holds no CTC model or the sound is too short."""
        if audio.rate != RATE or len(audio.samples) != 1:
            raise ValueError(f"the emitter takes {RATE} Hz mono, not {audio.rate} Hz")
        model = self._model()
        hop = int(np.prod(model.config.conv_stride))
        rows = int(model._get_feat_extract_output_lengths(audio.samples.shape[1]))
        if rows < 1:
            raise InputError(f"ctc: {audio.duration:.3f} s of sound is too short to align.")
        wave = _level(audio.samples[0]) if _normalized(self.folder) else audio.samples[0]
        log_probs = np.concatenate([self._rows(wave, *span) for span in self._spans(rows, hop)])
        blank = int(model.config.pad_token_id or 0)
        return Emissions(log_probs, RATE / hop, self.tokens, blank)

    def _spans(self, rows: int, hop: int) -> list[tuple[int, int, int, int]]:
        """(first, end, context before, hop): rows to hear at once, all rows covered once."""
        core = max(round(self.stretches.core * RATE / hop), 1)
        context = round(self.stretches.context * RATE / hop)
        return [
            (first, min(first + core, rows), min(context, first), hop)
            for first in range(0, rows, core)
        ]

    def _rows(self, wave: np.ndarray, first: int, end: int, before: int, hop: int) -> np.ndarray:
        """`float32[end - first, tokens]`."""
        import torch

        after = round(self.stretches.context * RATE)
        heard = wave[(first - before) * hop : end * hop + after]
        model = self._model()
        with torch.inference_mode():
            logits = model(torch.from_numpy(heard.copy())[None]).logits[0]
            log_probs = torch.log_softmax(logits.float(), -1).numpy()
        return log_probs[before : before + end - first]

    def _model(self) -> Any:
        if self._loaded is None:
            self._loaded = _load(self.folder, len(self.tokens))
        return self._loaded


def _load(folder: Path, tokens: int) -> Any:
    from transformers import AutoModelForCTC

    try:
        model = AutoModelForCTC.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, trust_remote_code=False
        )
    except (ValueError, OSError, KeyError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"ctc: {folder} cannot be read as a CTC model ({reason}).") from None
    if model.config.vocab_size != tokens:
        raise InputError(
            f"ctc: {folder}: vocab.json has {tokens} tokens, the network {model.config.vocab_size}."
        )
    return model.eval()


def _tokens(folder: Path) -> tuple[str, ...]:
    """The tokens by their numbers. Raises InputError for a vocabulary of several languages."""
    vocabulary = json.loads((folder / "vocab.json").read_text("utf-8"))
    if any(isinstance(number, dict) for number in vocabulary.values()):
        raise InputError(
            f"ctc: {folder}/vocab.json holds several languages with adapters, which are not read; "
            "take a model with one vocabulary."
        )
    numbers = {number: token for token, number in vocabulary.items()}
    if sorted(numbers) != list(range(len(numbers))):
        raise InputError(f"ctc: {folder}/vocab.json: its numbers do not count from 0 without gaps.")
    return tuple(numbers[k] for k in range(len(numbers)))


def _normalized(folder: Path) -> bool:
    """Whether the network wants sound of mean 0 and variance 1."""
    path = folder / "preprocessor_config.json"
    return not path.exists() or json.loads(path.read_text("utf-8")).get("do_normalize", True)


def _level(wave: np.ndarray) -> np.ndarray:
    level = (wave - wave.mean(dtype=np.float64)) / np.sqrt(wave.var(dtype=np.float64) + 1e-7)
    return level.astype(np.float32)
