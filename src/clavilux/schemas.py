"""The published JSON Schemas, made from the code that reads and writes the documents."""

from collections.abc import Callable
from typing import Any

from clavilux.project import Project
from clavilux.strict import schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def project() -> dict[str, Any]:
    """Of a project file."""
    return {"$schema": DRAFT, "title": "Clavilux project", **schema(Project)}


def analysis() -> dict[str, Any]:
    """Of the answer of `clavilux analyze --json`."""
    from clavilux.analysis.document import SCHEMA

    return {"$schema": DRAFT, "title": "Clavilux analysis", **SCHEMA}


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {"project": project, "analysis": analysis}
