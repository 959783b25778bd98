"""What all writers share: how an answer is asked for, read and refused.

A schema for a writer is a pydantic model of enumerations (`Literal`) and lists of bounded length
only. Outlines drops the bounds of numbers and, beside a length, patterns too, without a word; then
the model may say what the schema forbids. So `check_schema` refuses such a schema.
"""

import json
from typing import TYPE_CHECKING, Any, TypeVar

from clavilux.types.errors import ClaviluxError

if TYPE_CHECKING:
    from pydantic import BaseModel

Answer = TypeVar("Answer", bound="BaseModel")

DROPPED = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "pattern",
    "format",
)


class AnswerError(ClaviluxError):
    """A language model did not give an answer of the shape that was asked for."""


def check_schema(schema: "type[BaseModel]") -> None:
    """Raises ValueError for a schema that a generator would not keep to."""
    _check(schema.model_json_schema(), schema.__name__)


def _check(node: Any, where: str) -> None:
    if isinstance(node, list):
        for item in node:
            _check(item, where)
    if not isinstance(node, dict):
        return
    for key in DROPPED:
        if key in node and not isinstance(node[key], dict):
            raise ValueError(f"{where}: {key} is not kept by generators; use Literal")
    open_ended = node.get("type") in ("string", "integer", "number") and "enum" not in node
    if open_ended and "const" not in node:
        raise ValueError(f"{where}: a free {node['type']} has no bound; use Literal")
    if node.get("type") == "array" and "maxItems" not in node:
        raise ValueError(f"{where}: a list needs a greatest length")
    for key, value in node.items():
        _check(value, f"{where}.{key}")


def parse(text: str, schema: type[Answer]) -> Answer:
    """The answer in `text`. Raises AnswerError where it is cut off or of another shape."""
    from pydantic import ValidationError

    try:
        return schema.model_validate(json.loads(text))
    except (ValueError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise AnswerError(f"the model's answer cannot be read: {reason}") from None


def longest(schema: "type[BaseModel]") -> int:
    """The most characters that an answer of this shape can have, as JSON without spaces: what a
    token budget must hold."""
    document = schema.model_json_schema()
    return _longest(document, document.get("$defs", {}))


def _longest(node: dict[str, Any], definitions: dict[str, Any]) -> int:
    if "$ref" in node:
        return _longest(definitions[node["$ref"].rsplit("/", 1)[1]], definitions)
    if "enum" in node:
        return max(len(json.dumps(value)) for value in node["enum"])
    if "const" in node:
        return len(json.dumps(node["const"]))
    if node.get("type") == "array":
        return 2 + node["maxItems"] * (_longest(node["items"], definitions) + 2)
    if node.get("type") == "boolean":
        return 5
    if node.get("type") == "object":
        fields = node["properties"].items()
        return 2 + sum(len(name) + 6 + _longest(value, definitions) for name, value in fields)
    raise ValueError(f"an answer cannot be sized: {node}")
