"""Pages from templates: nhsuk-frontend's macros and our own frame. Everything is escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC_FILES = HERE / "static"


@lru_cache(maxsize=1)
def templates() -> Environment:
    """Return the templates, read once."""
    # The macros of nhsuk-frontend read parameters that were not given, and so need ChainableUndefined.
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), PackageLoader("nhsuk_frontend_jinja")]),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(name: str, **values: object) -> bytes:
    """Render a page."""
    return templates().get_template(name).render(**values).encode()
