"""Outlines 1.3, pinned: what the two writers that run in this process share.

A generator is compiled once for each schema. What it returns is text; it is validated here, so that
a budget that was too small is an error and not a half answer. Its disk cache, which unpickles, is
switched off.
"""

from typing import Any, TypeVar

from pydantic import BaseModel

from clavilux.backends.answers import check_schema, parse

Answer = TypeVar("Answer", bound=BaseModel)


class Generators:
    """The generators of one model, by schema."""

    def __init__(self, model: Any):
        import outlines

        outlines.disable_cache()
        self.model = model
        self._made: dict[type[BaseModel], Any] = {}

    def answer(self, prompt: str, schema: type[Answer], **options: Any) -> Answer:
        """Raises AnswerError where the text does not fit the schema."""
        if schema not in self._made:
            from outlines import Generator

            check_schema(schema)
            self._made[schema] = Generator(self.model, schema)
        return parse(self._made[schema](prompt, **options), schema)
