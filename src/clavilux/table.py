"""The only plug-in mechanism: a dict from a name to "module:attribute", imported when it is first
asked for."""

from importlib import import_module
from typing import Any, TypeVar

from clavilux.types.errors import UsageError

T = TypeVar("T")


def load(table: dict[str, str], name: str, what: str) -> Any:
    """The attribute that `table[name]` names; an unknown name raises with the names that exist."""
    module, _, attribute = entry(table, name, what).partition(":")
    return getattr(import_module(module), attribute)


def entry(table: dict[str, T], name: str, what: str) -> T:
    """`table[name]`, or a sentence with the names that exist."""
    if name not in table:
        known = ", ".join(sorted(table))
        raise UsageError(f"There is no {what} named {name!r}; there are: {known}.")
    return table[name]
