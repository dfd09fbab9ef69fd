"""What the machine tells the program: its settings and its clock. Nothing else in web/ reads either."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from directory.errors import DirectoryError
from store.first_use import home_path

Clock = Callable[[], datetime]

# What RFC 9116 takes: no address is read over plain http, and none runs on into another line.
_CONTACT = re.compile(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s]+|tel:\+[0-9-]+)", re.ASCII)


class SettingsRejected(DirectoryError):
    """A setting cannot be used: its variable and what was expected, never what it held."""

    def __init__(self, variable: str, expected: str) -> None:
        """Say which variable, and what was expected of it."""
        super().__init__(f"{variable}: expected {expected}")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the data live, whether the demonstration sign-in exists, and to whom a weakness is to be told."""

    home: Path = Path("var")
    database_url: str | None = None
    demo: bool = False
    public_url: str | None = None
    security_contacts: tuple[str, ...] = ()
    security_policy: str | None = None


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read CRISIS_HOME, CRISIS_DATABASE_URL and CRISIS_DEMO; only CRISIS_DEMO=1 switches the demonstration on."""
    return Settings(
        home=home_path(environ),
        database_url=environ.get("CRISIS_DATABASE_URL") or None,
        demo=environ.get("CRISIS_DEMO") == "1",
        public_url=environ.get("CRISIS_PUBLIC_URL", "").rstrip("/") or None,
        security_contacts=security_contacts_in(environ),
        security_policy=environ.get("CRISIS_SECURITY_POLICY") or None,
    )


def security_contacts_in(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Read to whom a weakness is to be told, best first; none, if not given: nobody is made up."""
    contacts = tuple(part.strip() for part in environ.get("CRISIS_SECURITY_CONTACT", "").split(",") if part.strip())
    if not all(_CONTACT.fullmatch(contact) for contact in contacts):
        expected = "addresses with commas between, such as mailto:security@example.org,https://example.org/report"
        raise SettingsRejected("CRISIS_SECURITY_CONTACT", expected)
    return contacts


def machine_clock() -> datetime:
    """Return the present instant (UTC)."""
    return datetime.now(UTC)
