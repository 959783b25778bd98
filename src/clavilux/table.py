"""The only plug-in mechanism: a dict from a name to "module:attribute", imported when it is first asked for."""

from importlib import import_module
from typing import Any

from clavilux.types.errors import UsageError


def load(table: dict[str, str], name: str, what: str) -> Any:
    """The attribute that `table[name]` names; an unknown name raises with the names that exist."""
    if name not in table:
        raise UsageError(
            f"There is no {what} named {name!r}; there are: {', '.join(sorted(table))}."
        )
    module, _, attribute = table[name].partition(":")
    return getattr(import_module(module), attribute)
