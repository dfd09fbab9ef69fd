"""What the machine tells the program: its settings and its clock. Nothing else in web/ reads either."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from directory.errors import DirectoryError
from directory.reader import SIGNED_IN, Role
from store.first_use import home_path

Clock = Callable[[], datetime]
Network = IPv4Network | IPv6Network

LARGEST_NUMBER = 1_000_000
COLLECTOR = "OTEL_EXPORTER_OTLP_ENDPOINT"


class SettingsRejected(DirectoryError):
    """A setting cannot be used: its variable and what was expected, never what it held."""

    def __init__(self, variable: str, expected: str) -> None:
        """Say which variable, and what was expected of it."""
        self.variable, self.expected = variable, expected
        super().__init__(f"{variable}: expected {expected}")


class ProviderSettings(msgspec.Struct, frozen=True, kw_only=True):
    """An OpenID Connect provider, and how its claims are read. `roles` is in order: the first that a person has counts."""

    issuer: str
    client_id: str
    client_secret: str | None = None
    scopes: str = "openid profile"
    roles: tuple[tuple[str, Role], ...]
    roles_claim: str = "roles"
    areas_claim: str = "areas"
    organizations_claim: str = "organizations"
    name_claim: str = "name"


# What RFC 9116 takes: no address is read over plain http, and none runs on into another line.
_CONTACT = re.compile(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s]+|tel:\+[0-9-]+)", re.ASCII)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the data live, how the server is reached and watched, how one signs in, whom to tell of a weakness.

    docs/settings.md has each of them. `metrics_folder` is where several workers keep their figures together.
    """

    home: Path = Path("var")
    database_url: str | None = None
    demo: bool = False
    public_url: str | None = None
    security_contacts: tuple[str, ...] = ()
    security_policy: str | None = None
    trusted_proxies: tuple[Network, ...] = ()
    requests_per_second: int = 200
    body_seconds: int = 10
    provider: ProviderSettings | None = None
    metrics_folder: Path | None = None
    tracing: bool = False


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; SettingsRejected names the first that cannot be used. Only CRISIS_DEMO=1 is a demonstration."""
    public_url = public_url_in(environ)
    return Settings(
        home=home_path(environ),
        database_url=environ.get("CRISIS_DATABASE_URL") or None,
        demo=environ.get("CRISIS_DEMO") == "1",
        public_url=public_url,
        trusted_proxies=networks_in(environ),
        requests_per_second=number_in(environ, "CRISIS_REQUESTS_PER_SECOND", 200),
        body_seconds=number_in(environ, "CRISIS_BODY_SECONDS", 10),
        provider=provider_in(environ, public_url),
        security_contacts=security_contacts_in(environ),
        security_policy=environ.get("CRISIS_SECURITY_POLICY") or None,
        metrics_folder=folder_in(environ, "PROMETHEUS_MULTIPROC_DIR"),
        tracing=tracing_in(environ),
    )


def folder_in(environ: Mapping[str, str], variable: str) -> Path | None:
    """Read a folder that must be there; None, if not given."""
    written = environ.get(variable)
    if written and not Path(written).is_dir():
        raise SettingsRejected(variable, "a folder that is there")
    return Path(written) if written else None


def tracing_in(environ: Mapping[str, str]) -> bool:
    """Say whether a span of each response goes to a collector: where its address is given."""
    written = environ.get(COLLECTOR)
    if not written:
        return False
    if not is_web_address(written):
        raise SettingsRejected(COLLECTOR, "the collector's address, such as http://127.0.0.1:4318")
    try:
        is_installed = (
            find_spec("opentelemetry.sdk") is not None and find_spec("opentelemetry.exporter.otlp.proto.http") is not None
        )
    except ModuleNotFoundError:
        is_installed = False
    if not is_installed:
        raise SettingsRejected(COLLECTOR, "what sends spans to be installed: crisis-care-directory[otel]")
    return True


def security_contacts_in(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Read to whom a weakness is to be told, best first; none, if not given: nobody is made up."""
    contacts = tuple(part.strip() for part in environ.get("CRISIS_SECURITY_CONTACT", "").split(",") if part.strip())
    if not all(_CONTACT.fullmatch(contact) for contact in contacts):
        expected = "addresses with commas between, such as mailto:security@example.org,https://example.org/report"
        raise SettingsRejected("CRISIS_SECURITY_CONTACT", expected)
    return contacts


def public_url_in(environ: Mapping[str, str]) -> str | None:
    """Read the address under which browsers reach the server, without a path."""
    written = environ.get("CRISIS_PUBLIC_URL", "").rstrip("/")
    if written and not is_origin(written):
        raise SettingsRejected("CRISIS_PUBLIC_URL", "an address such as https://crisis.example.org, without a path")
    return written or None


def networks_in(environ: Mapping[str, str]) -> tuple[Network, ...]:
    """Read the addresses of the proxies whose forwarding headers are believed: none, if not given."""
    try:
        return tuple(ip_network(part.strip()) for part in environ.get("CRISIS_TRUSTED_PROXIES", "").split(",") if part.strip())
    except ValueError:
        expected = "addresses or networks with commas between, such as 10.0.0.0/8,192.0.2.7"
        raise SettingsRejected("CRISIS_TRUSTED_PROXIES", expected) from None


def number_in(environ: Mapping[str, str], variable: str, otherwise: int) -> int:
    """Read a whole number from 1 on."""
    written = environ.get(variable) or str(otherwise)
    if not (written.isascii() and written.isdecimal() and 1 <= int(written) <= LARGEST_NUMBER):
        raise SettingsRejected(variable, f"a whole number from 1 to {LARGEST_NUMBER}")
    return int(written)


def provider_in(environ: Mapping[str, str], public_url: str | None) -> ProviderSettings | None:
    """Read the provider; None where none is configured."""
    given = {name: value for name, value in environ.items() if name.startswith("CRISIS_OIDC_") and value}
    if not given:
        return None
    issuer = given.get("CRISIS_OIDC_ISSUER", "")
    if not may_be_asked(issuer):
        raise SettingsRejected("CRISIS_OIDC_ISSUER", "the provider's address, with https (http on this machine only)")
    if not given.get("CRISIS_OIDC_CLIENT_ID"):
        raise SettingsRejected("CRISIS_OIDC_CLIENT_ID", "the name by which the provider knows this directory")
    if public_url is None:
        raise SettingsRejected("CRISIS_PUBLIC_URL", "the address that the provider sends people back to")
    chosen = {
        field: given[variable]
        for field in ("scopes", "roles_claim", "areas_claim", "organizations_claim", "name_claim")
        if (variable := f"CRISIS_OIDC_{field.upper()}") in given
    }
    return ProviderSettings(
        issuer=issuer,
        client_id=given["CRISIS_OIDC_CLIENT_ID"],
        client_secret=given.get("CRISIS_OIDC_CLIENT_SECRET"),
        roles=roles_in(given.get("CRISIS_OIDC_ROLES", "")),
        **chosen,
    )


def roles_in(written: str) -> tuple[tuple[str, Role], ...]:
    """Read which value of the claim makes which role, in the order in which they count."""
    pairs = [tuple(part.strip().rpartition("=")[::2]) for part in written.split(",") if part.strip()]
    if not pairs or not all(value and role in SIGNED_IN for value, role in pairs):
        expected = f"VALUE=ROLE with commas between, each role one of {', '.join(SIGNED_IN)}"
        raise SettingsRejected("CRISIS_OIDC_ROLES", expected)
    return tuple((value, Role(role)) for value, role in pairs)


def is_origin(address: str) -> bool:
    """Say whether an address is a scheme, a host and perhaps a port."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and address == f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        return False


def is_web_address(address: str) -> bool:
    """Say whether an address is of http or https, with a host."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def may_be_asked(address: str) -> bool:
    """Say whether a provider may be asked there: over https, or on this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_here = host == "localhost" or is_loopback(host)
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))


def is_loopback(host: str) -> bool:
    """Say whether an address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def machine_clock() -> datetime:
    """Return the present instant (UTC)."""
    return datetime.now(UTC)
