"""Answers by a language model that Ollama serves on this machine, held to a schema by Ollama.

Only 127.0.0.1 is spoken to, and only when a person asked for it. The same seed gives the same
answer on the same machine.
"""

import json
import urllib.error
import urllib.request
from typing import Any, TypeVar

from pydantic import BaseModel

from clavilux.backends.answers import AnswerError, check_schema, parse
from clavilux.types.errors import MissingError, UsageError

Answer = TypeVar("Answer", bound=BaseModel)

PORT = 11434
PATIENCE_S = 300.0  # a model may have to be read from the disk first


class Ollama:
    """A writer. `model` is a name that `ollama list` shows."""

    def __init__(
        self,
        model: str,
        *,
        allow_download: bool = False,
        temperature: float = 0.7,
        seed: int = 0,
        port: int = PORT,
    ):
        if not model:
            raise UsageError("ollama needs the name of a model, for instance ollama:qwen3:4b.")
        self.model = model
        self.options = {"temperature": temperature, "seed": seed}
        self.port = port

    def answer(self, prompt: str, schema: type[Answer], budget: int) -> Answer:
        """Raises AnswerError where the answer does not fit, MissingError for no Ollama or no such
        model."""
        check_schema(schema)
        said = self._ask(
            {
                "model": self.model,
                "messages": [{"role": "user", "content": prompt}],
                "format": schema.model_json_schema(),
                "stream": False,
                "think": False,
                "options": {**self.options, "num_predict": budget},
            }
        )
        try:
            text = said["message"]["content"]
        except (KeyError, TypeError):
            raise AnswerError("Ollama's answer has no text") from None
        return parse(text, schema)

    def _ask(self, question: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/chat",
            json.dumps(question).encode(),
            {"Content-Type": "application/json"},
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=PATIENCE_S) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise self._refused(error) from None
        except TimeoutError:
            raise AnswerError(f"Ollama did not answer within {PATIENCE_S:.0f} s") from None
        except (urllib.error.URLError, OSError):
            raise MissingError(
                f"Ollama does not run on this machine (port {self.port}); install it, then start "
                "it with: ollama serve"
            ) from None
        except ValueError:
            raise AnswerError("Ollama's answer is not JSON") from None

    def _refused(self, error: urllib.error.HTTPError) -> Exception:
        if error.code == 404:
            return MissingError(
                f"Ollama has no model {self.model!r}; get it with: ollama pull {self.model}"
            )
        return AnswerError(f"Ollama refused with status {error.code}")
