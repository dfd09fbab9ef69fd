"""Pages from templates: nhsuk-frontend's macros and our own frame. Everything is escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from litestar import Request

from directory.reader import Role
from web.demo import DEMO_ROLES, demo_reader, has_demo

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
    """Render a page that stands alone."""
    return templates().get_template(name).render(**values).encode()


def render_page(request: Request[Any, Any, Any], name: str, **values: object) -> bytes:
    """Render a page in its frame, which says where one is, who is reading, and whether that is a demonstration."""
    reader = demo_reader(request)
    return render(
        name,
        path=request.url.path,
        reader=reader,
        is_public=reader is Role.PUBLIC,
        demo=has_demo(request),
        demo_roles=DEMO_ROLES,
        **values,
    )
