"""Words from speech and song, by Whisper through faster-whisper and CTranslate2 (both MIT).

In: 16 kHz mono. Out: words with times, in order, inside the file. The defaults are those that keep
Whisper from inventing words in music: no conditioning on what it wrote before (it repeats itself to
the end otherwise, openai/whisper#1253), silence after words that nobody sang is skipped (#1838),
and no voice detection, because detectors of speech miss song: give `windows` instead. What remains
invented is for the caller to judge by the voice in the sound. Nothing is random between two runs.
"""

import contextlib
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clavilux.backends import local_model, models_root
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError, MissingError, UsageError
from clavilux.types.heard import HeardWord

RATE = 16000


@dataclass(frozen=True)
class Settings:
    """How Whisper listens. `speech` finds speech first (never for song); `conditioned` lets each
    half minute see the words before; `device` is "auto", "cpu" or "cuda"."""

    speech: bool = False
    conditioned: bool = False
    beams: int = 5
    temperatures: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6)
    compression_ratio: float = 2.4
    no_speech: float = 0.6
    repetition_penalty: float = 1.05
    silence_s: float | None = 2.0  # words beside silence this long are doubted; None = never
    seed: int = 0
    device: str = "auto"


class Whisper:
    """A transcriber. `model` is a CTranslate2 folder, a name below the models' folder, or, with
    `allow_download`, the name of a published size."""

    def __init__(
        self, model: str = "", *, allow_download: bool = False, settings: Settings | None = None
    ):
        self.settings = settings or Settings()
        self.folder = _folder(model, allow_download)

    def transcribe(
        self,
        audio: Audio,
        windows: Sequence[tuple[float, float]] | None = None,
        language: str | None = None,
    ) -> tuple[HeardWord, ...]:
        """Raises InputError where the model cannot be read or does not know the language."""
        import ctranslate2

        if audio.rate != RATE or len(audio.samples) != 1:
            raise ValueError(f"Whisper takes {RATE} Hz mono, not {audio.rate} Hz")
        if audio.duration < 0.1 or (windows is not None and not windows):
            return ()
        ctranslate2.set_random_seed(self.settings.seed)
        options = _options(self.settings, windows, audio.duration)
        # Loaded anew each time: CTranslate2 takes the seed when a model's threads begin.
        model = _load(self.folder, self.settings.device)
        if language and language not in model.supported_languages:
            known = ", ".join(sorted(model.supported_languages))
            raise UsageError(f"Whisper knows no language {language!r}; it knows: {known}.")
        segments, _ = model.transcribe(audio.samples[0], language=language, **options)
        return tidy(_words(segments), audio.duration)


def _folder(model: str, allow_download: bool) -> Path:
    try:
        return local_model("whisper", model)
    except MissingError:
        if not (allow_download and model):
            raise
    from faster_whisper import download_model

    target = models_root() / "whisper" / model.replace("/", "--")
    try:
        download_model(model, output_dir=str(target))
    except Exception as error:  # the hub's errors share no base class
        reason = str(error).splitlines()[0]
        raise InputError(f"whisper: {model} could not be downloaded ({reason}).") from None
    return target


def _load(folder: Path, device: str) -> Any:
    from faster_whisper import WhisperModel

    if device == "auto":
        device = "cuda" if _cuda_works(folder) else "cpu"
    kind = "int8" if device == "cpu" else "default"
    try:
        return WhisperModel(str(folder), device=device, compute_type=kind, local_files_only=True)
    except (RuntimeError, ValueError, OSError) as error:
        raise InputError(f"whisper: {folder} cannot be read ({error}).") from None


def _cuda_works(folder: Path) -> bool:
    """Whether the graphics card can hold the model: a missing CUDA library ends the process that
    asks, so another one asks."""
    import ctranslate2

    if ctranslate2.get_cuda_device_count() == 0:
        return False
    code = "import ctranslate2, sys; ctranslate2.models.Whisper(sys.argv[1], device='cuda')"
    with contextlib.suppress(subprocess.TimeoutExpired):
        asked = subprocess.run(
            [sys.executable, "-c", code, str(folder)], capture_output=True, timeout=120
        )
        return asked.returncode == 0
    return False


def _options(
    settings: Settings, windows: Sequence[tuple[float, float]] | None, duration: float
) -> dict[str, Any]:
    options: dict[str, Any] = {
        "beam_size": settings.beams,
        "temperature": list(settings.temperatures),
        "compression_ratio_threshold": settings.compression_ratio,
        "no_speech_threshold": settings.no_speech,
        "repetition_penalty": settings.repetition_penalty,
        "condition_on_previous_text": settings.conditioned,
        "word_timestamps": True,
        "hallucination_silence_threshold": settings.silence_s,
        "vad_filter": settings.speech and windows is None,
    }
    if windows is not None:
        ends = [min(max(edge, 0.0), duration) for window in windows for edge in window]
        options["clip_timestamps"] = ends
    return options


def _words(segments: Iterable[Any]) -> list[HeardWord]:
    heard = []
    for phrase, segment in enumerate(segments):
        for word in segment.words or ():
            text = word.word.strip()
            start = max(float(word.start), 0.0)
            end = max(float(word.end), start)
            spaced = word.word[:1].isspace()
            belief = float(word.probability)
            if text:
                heard.append(HeardWord(text, start, end, belief, phrase, spaced))
    return heard


def tidy(words: Iterable[HeardWord], duration: float) -> tuple[HeardWord, ...]:
    """The words that start inside the sound, each ending by its end, none before the one before
    it."""
    kept: list[HeardWord] = []
    for word in sorted(words, key=lambda word: (word.phrase, word.start)):
        start = max(word.start, kept[-1].end if kept else 0.0)
        end = min(max(word.end, start), duration)
        if start < end:
            kept.append(
                HeardWord(word.text, start, end, word.probability, word.phrase, word.spaced)
            )
    return tuple(kept)
