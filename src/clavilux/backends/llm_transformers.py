"""Answers by a small language model from a Hugging Face folder, held to a schema by Outlines.

Weights are read from safetensors only, and no code of the folder's is run. The same seed gives the
same answer. Outlines' kernel is not compiled: that took a C++ compiler and a minute of processor
time for what is some milliseconds a token without.
"""

from typing import Any, TypeVar

from pydantic import BaseModel

from clavilux.backends import local_model
from clavilux.backends.answers import AnswerError
from clavilux.types.errors import InputError

Answer = TypeVar("Answer", bound=BaseModel)


class Transformers:
    """A writer. `model` is a folder, or its name below the models' folder; `temperature` 0 always
    takes the likeliest word."""

    def __init__(
        self,
        model: str = "",
        *,
        allow_download: bool = False,
        temperature: float = 0.7,
        seed: int = 0,
    ):
        self.folder = local_model("transformers", model)
        self.temperature = temperature
        self.seed = seed
        self._loaded: Any = None

    def answer(self, prompt: str, schema: type[Answer], budget: int) -> Answer:
        """Raises AnswerError where no answer fits the budget, InputError for no language model."""
        import torch

        options: dict[str, Any] = {"max_new_tokens": budget, "do_sample": False}
        if self.temperature > 0:
            options |= {"do_sample": True, "temperature": self.temperature}
        generators = self._generators()
        try:
            with torch.compiler.set_stance("force_eager"), torch.random.fork_rng():
                torch.manual_seed(self.seed)
                return generators.answer(prompt, schema, **options)
        except (RuntimeError, IndexError) as error:  # a prompt beyond the model's length
            raise AnswerError(f"the model failed: {str(error).splitlines()[0]}") from None

    def _generators(self) -> Any:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _load(self) -> Any:
        import outlines
        from transformers import AutoModelForCausalLM, AutoTokenizer

        from clavilux.backends.llm_outlines import Generators

        local = {"local_files_only": True, "trust_remote_code": False}
        try:
            tokenizer = AutoTokenizer.from_pretrained(self.folder, **local)
            model = AutoModelForCausalLM.from_pretrained(self.folder, use_safetensors=True, **local)
        except (ValueError, OSError, KeyError, RuntimeError) as error:
            reason = str(error).splitlines()[0]
            raise InputError(f"transformers: {self.folder} cannot be read ({reason}).") from None
        return Generators(outlines.from_transformers(model.eval(), tokenizer))
