"""Sign in with an organisation's own account, and out again (oidc.py says what counts, store/sessions.py how long)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import httpx
from litestar import Request, Response, get, post

from store.sessions import SHIFT
from store.sign_ins import LASTS
from web.arriving import address_of
from web.demo import page_meant
from web.limits import Limits, TooMany, refuse_over
from web.oidc import Provider, SignInRefused
from web.pages import back_to, form_from_here
from web.problems import ProblemError
from web.readers import SIGN_IN, desk_of
from web.settings import Settings
from web.signed_in import cookie_name, forget_signed_in, keep_signed_in, set_cookie, signed_in_of
from web.templating import show_page
from web.words import _

CALLBACK = f"{SIGN_IN}/callback"
_UNDER_WAY = "crisis_sign_in"
_LONGEST = 4096

AnyRequest = Request[Any, Any, Any]


@get(SIGN_IN, include_in_schema=False)
async def sign_in(request: AnyRequest) -> Response[bytes]:
    """Say what is to come."""
    return sign_in_page(request, asked(request, "page"))


@get(f"{SIGN_IN}/start", include_in_schema=False)
async def start(request: AnyRequest) -> Response[Any]:
    """Send the browser to the provider, with what must come back from there."""
    limits: Limits = request.app.state.limits
    page = page_meant(asked(request, "page"))
    try:
        refuse_over(limits.sign_ins, address_of(request))
        provider, desk = provider_of(request), desk_of(request)
        attempt = await desk.home.sign_ins.begin(page, at=desk.clock())
        address = await provider.address_to_sign_in(attempt, desk.clock())
    except ProblemError as fault:
        return sign_in_page(request, page, fault)
    response = sent_to(address)
    set_cookie(request, response, _UNDER_WAY, attempt.browser, int(LASTS.total_seconds()))
    return response


@get(CALLBACK, include_in_schema=False)
async def callback(request: AnyRequest) -> Response[Any]:
    """Take up what the provider sent back: a session that nobody knew of before begins, or a page says why not."""
    try:
        token, page = await come_back(request)
    except SignInRefused as fault:
        limits: Limits = request.app.state.limits
        wait = limits.wrong_sign_ins.wait(address_of(request))
        return sign_in_page(request, "/", TooMany(wait) if wait else fault)
    except ProblemError as fault:
        return sign_in_page(request, "/", fault)
    response = sent_to(page)
    keep_signed_in(request, response, token, int(SHIFT.total_seconds()))
    set_cookie(request, response, _UNDER_WAY, "", 0)
    return response


@post("/sign-out", include_in_schema=False)
async def sign_out(request: AnyRequest) -> Response[None]:
    """End the session, and show what the public sees."""
    form = await form_from_here(request)
    cookie, desk = signed_in_of(request).cookie, desk_of(request)
    if cookie:
        await desk.home.sessions.end(cookie, at=desk.clock())
    response = back_to(form)
    forget_signed_in(request, response)
    return response


parts = (sign_in, start, callback, sign_out)


async def come_back(request: AnyRequest) -> tuple[str, str]:
    """Return the token of the session that begins, and the page of ours that the reader came from."""
    provider, desk = provider_of(request), desk_of(request)
    browser = request.cookies.get(cookie_name(request, _UNDER_WAY), "")
    taken = await desk.home.sign_ins.take(asked(request, "state"), browser, at=desk.clock())
    if taken is None or not provider.may_have_sent(request.query_params.get("iss")):
        raise SignInRefused(_("This sign-in was used already, has run out, or was begun in another browser. Begin again."))
    code = asked(request, "code")
    if not code:
        raise SignInRefused(_("Your organisation did not sign you in."))
    reader = await provider.reader_for(code, taken, desk.clock())
    before = signed_in_of(request)
    token = await desk.home.sessions.begin(reader, at=desk.clock())
    if before.cookie and not before.is_demo:
        await desk.home.sessions.end(before.cookie, at=desk.clock())
    return token, page_meant(taken.page)


def sign_in_page(request: AnyRequest, page: str, fault: ProblemError | None = None) -> Response[bytes]:
    """Show the page to sign in from, and what went wrong if something did."""
    status = HTTPStatus.OK if fault is None else fault.problem.status
    said = "" if fault is None else fault.problem.detail
    shown = show_page(request, "sign_in.html", status=status, page=page_meant(page), fault=said)
    shown.headers.update({} if fault is None else fault.headers)
    return shown


def provider_of(request: AnyRequest) -> Provider:
    """Return the provider; where none is configured there is nothing at this address."""
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, _("No sign-in service is configured here."))
    return provider


def asked(request: AnyRequest, name: str) -> str:
    """Return what the address says under a name, "" if nothing that we could have written or asked for."""
    written: str = request.query_params.get(name, "")
    return written if len(written) <= _LONGEST else ""


def sent_to(address: str) -> Response[None]:
    """Send the browser to an address."""
    return Response(None, status_code=HTTPStatus.SEE_OTHER, headers={"location": address})


@asynccontextmanager
async def asked_over_https(settings: Settings) -> AsyncIterator[Provider | None]:
    """Give the provider that the settings name, while the server runs."""
    if settings.provider is None:
        yield None
        return
    async with httpx.AsyncClient(timeout=5, follow_redirects=False) as client:
        yield Provider(settings.provider, f"{settings.public_url}{CALLBACK}", client)
