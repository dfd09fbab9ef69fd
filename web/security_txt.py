"""`/.well-known/security.txt` (RFC 9116): to whom a weakness is to be told. Where nobody was named, nobody is made up."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from litestar import MediaType, Request, Response, get

from web.readers import desk_of
from web.settings import Settings
from web.words import _

ADDRESS = "/.well-known/security.txt"

GOOD_FOR = timedelta(days=180)
"""RFC 9116 recommends less than a year. A server that nobody runs any more sends nothing, so the day goes along with it."""

NOBODY = _("Whoever runs this server has named no contact yet (CRISIS_SECURITY_CONTACT).")


@get(ADDRESS, include_in_schema=False, sync_to_thread=False)
def security_txt(request: Request[Any, Any, Any]) -> Response[str]:
    """Say to whom a weakness is to be told; not found where nobody was named."""
    settings: Settings = request.app.state.settings
    if not settings.security_contacts:
        return Response(f"{NOBODY}\n", media_type=MediaType.TEXT, status_code=HTTPStatus.NOT_FOUND)
    return Response(security_lines(settings, desk_of(request).clock()), media_type=MediaType.TEXT)


def security_lines(settings: Settings, at: datetime) -> str:
    """Write the file; it expires at a midnight, so that it is the same all day."""
    expires = datetime.combine(at.date() + GOOD_FOR, time(), at.tzinfo)
    lines = [f"Contact: {contact}" for contact in settings.security_contacts]
    lines.append(f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}")
    lines.append("Preferred-Languages: en")
    if settings.public_url is not None and settings.public_url.startswith("https://"):
        lines.append(f"Canonical: {settings.public_url}{ADDRESS}")
    if settings.security_policy is not None:
        lines.append(f"Policy: {settings.security_policy}")
    return "\n".join(lines) + "\n"
