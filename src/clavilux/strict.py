"""JSON to dataclasses and back, strictly: unknown keys, wrong types, NaN and infinity are errors
that say where.

The nouns stay plain standard dataclasses; pydantic reads their annotations here and only here.
"""

import functools
import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_type_hints

from clavilux.types.errors import ClaviluxError, InputError

T = TypeVar("T")


@functools.cache
def adapter(noun: Any) -> Any:
    """Pydantic's reader and writer for a dataclass and all dataclasses inside it."""
    from pydantic import TypeAdapter

    for part in _dataclasses_in(noun):
        part.__pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}  # type: ignore[attr-defined]
    return TypeAdapter(noun)


def _dataclasses_in(noun: Any) -> set[type]:
    found: set[type] = set()
    waiting = [noun]
    while waiting:
        part = waiting.pop()
        waiting.extend(get_args(part))
        if isinstance(part, type) and is_dataclass(part) and part not in found:
            found.add(part)
            hints = get_type_hints(part)
            waiting.extend(hints[f.name] for f in fields(part))
    return found


def from_data(noun: type[T], data: Any, where: str) -> T:
    """`data` (parsed JSON) as a `noun`. Raises InputError beginning with `where` and naming the
    place of the mistake."""
    from pydantic import ValidationError

    try:
        return adapter(cast(Any, noun)).validate_python(data)
    except ValidationError as error:
        raise InputError(f"{where}: {_first_mistake(error)}") from None
    except (ClaviluxError, OverflowError, ZeroDivisionError, RecursionError) as error:
        raise InputError(f"{where}: {error}") from None


def _first_mistake(error: Any) -> str:
    mistakes = error.errors(include_url=False)
    first = mistakes[0]
    place = ".".join(str(part) for part in first["loc"]) or "the document"
    more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
    if first["type"] == "unexpected_keyword_argument":
        return f"{place}: is not a known key{more}."
    said = first["msg"].replace("valid tuple", "list")  # JSON knows no tuples
    return f"{place}: {said[0].lower()}{said[1:]}{more}."


def read_json(path: Path) -> Any:
    """The parsed JSON of a file. Raises InputError."""
    try:
        data = json.loads(path.read_text("utf-8-sig"), parse_constant=_no_constant)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is not JSON ({error}).") from None
    return data


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not a number")


def to_data(value: Any) -> Any:
    """A dataclass as plain JSON values, in the order of its fields."""
    return adapter(cast(Any, type(value))).dump_python(value, mode="json")


def schema(noun: type) -> dict[str, Any]:
    """The JSON Schema of a dataclass."""
    return adapter(cast(Any, noun)).json_schema()
