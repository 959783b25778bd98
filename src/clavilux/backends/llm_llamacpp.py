"""Answers by a language model from a GGUF file through llama.cpp, held to a schema by Outlines.

llama-cpp-python had no wheel where this was written: the path was never run.
"""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from clavilux.backends import local_model
from clavilux.types.errors import InputError

Answer = TypeVar("Answer", bound=BaseModel)

CONTEXT = 4096  # tokens that the model sees, prompt and answer together


class LlamaCpp:
    """A writer. `model` is a .gguf file, or its name below the models' folder."""

    def __init__(
        self,
        model: str = "",
        *,
        allow_download: bool = False,
        temperature: float = 0.7,
        seed: int = 0,
    ):
        path = local_model("llamacpp", model)
        self.path = path if path.is_file() else sorted(path.glob("*.gguf"))[0]
        self.temperature = temperature
        self.seed = seed
        self._loaded: Any = None

    def answer(self, prompt: str, schema: type[Answer], budget: int) -> Answer:
        """Raises AnswerError where no answer fits the budget, InputError for no language model."""
        if self._loaded is None:
            self._loaded = _load(self.path)
        options = {"max_tokens": budget, "temperature": self.temperature, "seed": self.seed}
        return self._loaded.answer(prompt, schema, **options)


def _load(path: Path) -> Any:
    import outlines
    from llama_cpp import Llama

    from clavilux.backends.llm_outlines import Generators

    try:
        model = Llama(str(path), n_ctx=CONTEXT, verbose=False)
    except (ValueError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"llamacpp: {path} cannot be read ({reason}).") from None
    return Generators(outlines.from_llamacpp(model))
