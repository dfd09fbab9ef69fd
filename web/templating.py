"""Pages from templates: nhsuk-frontend's macros and our own frame, in the language of the page. Everything is escaped."""

from __future__ import annotations

from functools import cache, lru_cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, Template
from jinja2.runtime import Context
from litestar import MediaType, Request, Response
from markupsafe import Markup

from directory.reader import KEEPERS, SIGNED_IN, Role
from web.compression import SMALLEST, compress, encoding_for
from web.demo import has_demo, page_here
from web.files import FIRST_STYLE, asset
from web.form_tokens import TokenField, on_the_page_of
from web.ladder import areas_said
from web.questions import Question
from web.signed_in import signed_in_of
from web.words import ALSO_HERE, ENGLISH, Tongue, is_english_only, offered_tongue, tongue_of, tongues

TEMPLATES = Path(__file__).parent / "templates"


class _WithOurGlobals(Template):
    """A template whose imported macros are looked up once: all templates of a language have the same globals."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:  # noqa: ANN401 (Jinja's own type of it is private)
        # Jinja compares the names of all globals at every import of every macro: a fifth of the time that a page takes.
        del ctx
        return super()._get_default_module()


@lru_cache(maxsize=1)
def templates() -> Environment:
    """Return the templates, read once."""
    # The macros of nhsuk-frontend read parameters that were not given, and so need ChainableUndefined.
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), PackageLoader("nhsuk_frontend_jinja")]),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else a page looks at some 380 files, to see whether they have changed
    )
    environment.template_class = _WithOurGlobals
    return environment


@cache
def templates_in(tag: str) -> Environment:
    """Return the templates in one of our languages: macros know no request, so each language has its own `_`."""
    tongue = tongues()[tag]
    spoken = templates().overlay(cache_size=400)
    spoken.globals = {
        **templates().globals,
        "_": tongue.marked_up,
        "_n": tongue.say_many,
        "heard": tongue.heard,
        "link": tongue.link,
        "tongue": tongue,
        "also_here": ALSO_HERE,
        "areas_said": areas_said,
        "asset": asset,
        "token_field": TokenField(),
        "first_style": FIRST_STYLE,
        "drawn": partial(drawn, tag),
    }
    return spoken


@lru_cache(maxsize=1_024)
def drawn(tag: str, question: Question) -> Markup:
    """Return a question with its answers as a part of a page: there are but few, and most of a page's time went into them."""
    return Markup(templates_in(tag).get_template("question.html").render(question=question))  # noqa: S704 (escaped as any template)


def render(name: str, tag: str = "en", /, **values: object) -> bytes:
    """Render a page that stands alone, or a part of one."""
    return templates_in(tag).get_template(name).render(**values).encode()


def render_page(request: Request[Any, Any, Any], name: str, **values: object) -> bytes:
    """Render a page in its frame: where one is, who is reading, whether that is a demonstration, and in which languages."""
    signed_in, tongue = signed_in_of(request), tongue_for(request, name)
    reader = signed_in.reader.role
    with on_the_page_of(signed_in.cookie):
        return render(
            name,
            tongue.tag,
            path=request.url.path,
            reader=reader,
            reader_name=signed_in.reader.name,
            has_session=bool(signed_in.cookie) and not signed_in.is_demo,
            has_provider=request.app.state.settings.provider is not None,
            is_public=reader is Role.PUBLIC,
            is_keeper=reader in KEEPERS,
            demo=has_demo(request),
            demo_roles=SIGNED_IN,
            page_here=page_here(request),
            tongues=(tongue,) if is_english_only(name) else tuple(tongues().values()),
            offered=None if is_english_only(name) else offered_tongue(request),
            edition_said=edition_line(request, tongue),
            **values,
        )


def show_part(request: Request[Any, Any, Any], name: str, **values: object) -> Response[bytes]:
    """Send a part of a page, for a script to put in: its forms carry the reader's token as those of the page do."""
    with on_the_page_of(signed_in_of(request).cookie):
        return Response(render(name, **values), media_type=MediaType.HTML)


def show_page(request: Request[Any, Any, Any], name: str, *, status: int = HTTPStatus.OK, **values: object) -> Response[bytes]:
    """Send a page in its frame, compressed where the browser takes that."""
    body = render_page(request, name, **values)
    headers = {"content-language": tongue_for(request, name).tag, "vary": "accept-encoding"}
    encoding = encoding_for(request)
    if encoding is not None and len(body) >= SMALLEST:
        # A page's one secret is written differently each time (form_tokens.py), so its length may tell: BREACH finds nothing.
        body, headers["content-encoding"] = compress(body, encoding), encoding
    return Response(body, status_code=status, media_type=MediaType.HTML, headers=headers)


def tongue_for(request: Request[Any, Any, Any], name: str) -> Tongue:
    """Return the language in which a page is shown: pages for people at work are English whatever the address says."""
    return ENGLISH if is_english_only(name) else tongue_of(request)


def edition_line(request: Request[Any, Any, Any], tongue: Tongue) -> str:
    """Say which edition answers, and of which day it is; nothing while there is none."""
    held = request.app.state.desk.held if "desk" in request.app.state else None
    if held is None:
        return ""
    current, at = held.current, request.app.state.desk.clock()
    edition = current.edition
    day = tongue.day(edition.published_at.date())
    if current.is_confirmed(at):
        return tongue.say("Edition %(number)s, %(day)s", number=edition.number, day=day)
    return tongue.say(
        "Edition %(number)s, %(day)s; not checked for a newer one since %(moment)s",
        number=edition.number,
        day=day,
        moment=tongue.moment(current.confirmed_at, at),
    )
