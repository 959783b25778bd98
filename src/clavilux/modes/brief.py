"""What a person asks of a film, before anything is decided."""

from dataclasses import dataclass

from clavilux.types.errors import UsageError


@dataclass(frozen=True)
class Brief:
    """`look`, `palette` and `theme` are names or "auto"; `seed` varies everything that is chosen.

    `target_shot_s` is the length of a shot in a part of middle energy, `max_shot_s` the longest any
    shot may be; 0 leaves either to tempo and energy. `llm` names the writer that directs the words,
    for instance "ollama:qwen3:4b"; empty leaves it to rules.

    `aligner` finds the times of lyrics that have none ("auto", or of `words.ALIGNERS`), in the
    voice that `separate` takes out of the mix where it is given; `transcribe` ("whisper:MODEL")
    hears the words where there are no lyrics; `language` (ISO 639-1) is theirs, "" = as it seems.
    `allow_download`: named models may be fetched.
    """

    title: str = ""
    artist: str = ""
    look: str = "auto"
    palette: str = "auto"
    theme: str = "auto"
    seed: int = 0
    target_shot_s: float = 0.0
    max_shot_s: float = 0.0
    llm: str = ""
    aligner: str = "auto"
    separate: str = ""
    transcribe: str = ""
    language: str = ""
    allow_download: bool = False

    def __post_init__(self) -> None:
        for name in ("target_shot_s", "max_shot_s"):
            value = getattr(self, name)
            if value and not 0.5 <= value <= 600:
                raise UsageError(f"{name} is 0.5 to 600 seconds (0 = auto), not {value:g}.")
        if self.seed < 0:
            raise UsageError(f"A seed is a whole number from 0, not {self.seed}.")
