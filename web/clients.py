"""From where a request comes, and whether over https. A forwarding header counts if a proxy that we were told of sent it."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from litestar.types import Scope

from web.settings import Network, Settings, is_loopback

UNKNOWN = "unknown"
_FORWARDED_FOR, _FORWARDED_PROTO = b"x-forwarded-for", b"x-forwarded-proto"


def client_of(scope: Scope, settings: Settings) -> str:
    """Return the address that a request is counted against: the peer's; behind proxies of ours, whoever they say it is.

    That is the right-most address that is none of theirs: whatever stands left of it anybody can have written.
    """
    client = scope.get("client")
    peer = client[0] if client else UNKNOWN
    if not settings.trusted_proxies or not is_among(peer, settings.trusted_proxies):
        return counted(peer) if ":" in peer else peer
    for hop in reversed(_listed(scope, _FORWARDED_FOR)):
        if not _is_address(hop):
            break
        peer = hop
        if not is_among(hop, settings.trusted_proxies):
            break
    return counted(peer)


def is_secure(scope: Scope, settings: Settings) -> bool:
    """Say whether the browser is on https: the settings say so, this server does, or a proxy that we were told of does."""
    if settings.public_url is not None:
        return settings.public_url.startswith("https:")
    if scope["scheme"] == "https":
        return True
    client = scope.get("client")
    if client is None or not settings.trusted_proxies or not is_among(client[0], settings.trusted_proxies):
        return False
    return _listed(scope, _FORWARDED_PROTO)[-1:] == ["https"]


@lru_cache(maxsize=4096)
def is_among(address: str, networks: tuple[Network, ...]) -> bool:
    """Say whether an address lies in one of the networks."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return any((mapped or found) in network for network in networks)


@lru_cache(maxsize=4096)
def counted(address: str) -> str:
    """Return the address to count by: a household or an office has 2 to the 64 addresses of IPv6, and is one."""
    try:
        found = ip_address(address)
    except ValueError:
        return UNKNOWN
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped) if found.ipv4_mapped else str(ip_network((found.packed[:8] + bytes(8), 64)))


def is_this_machine(address: str) -> bool:
    """Say whether an address as counted is this machine's own."""
    return address.startswith("127.") or address == "::/64" or is_loopback(address)


def _listed(scope: Scope, name: bytes) -> list[str]:
    # A proxy that adds a line of its own instead of lengthening the first one means the same (RFC 9110, 5.3).
    written = ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)
    return [part.strip() for part in written.split(",") if part.strip()]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
