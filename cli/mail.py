"""E-mail: the settings of CRISIS_SMTP_*, who receives what, and the sending of plain text."""

from __future__ import annotations

import re
import smtplib
import ssl
import tomllib
from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from pathlib import Path

import msgspec

from cli.exits import ExitCode, Stopped
from directory.reader import Remit
from routing.due import Digest

RECIPIENTS = "recipients.toml"
"""The file of a home that says who receives the digest."""

SECONDS = 30
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\]+@[A-Za-z0-9.-]+")


class MailSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The server that takes our messages. It must offer STARTTLS unless that is switched off, as on this very machine."""

    host: str
    port: int
    sender: str
    user: str | None
    password: str | None
    is_encrypted: bool


class Recipient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who receives the digest, of what they keep; without areas and organizations it is all of it."""

    address: str
    areas: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()

    @property
    def remit(self) -> Remit | None:
        """Return what the recipient keeps; None is everything."""
        return Remit(areas=self.areas, organizations=self.organizations) if self.areas or self.organizations else None


class _Recipients(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    recipient: tuple[Recipient, ...]


def read_mail_settings(environ: Mapping[str, str]) -> MailSettings:
    """Read CRISIS_SMTP_HOST, _PORT, _FROM, _USER, _PASSWORD and _STARTTLS; Stopped where something is missing."""
    host, sender = environ.get("CRISIS_SMTP_HOST", ""), environ.get("CRISIS_SMTP_FROM", "")
    port, starttls = environ.get("CRISIS_SMTP_PORT") or "587", environ.get("CRISIS_SMTP_STARTTLS") or "1"
    user, password = environ.get("CRISIS_SMTP_USER") or None, environ.get("CRISIS_SMTP_PASSWORD") or None
    for name, is_right, expected in (
        ("CRISIS_SMTP_HOST", bool(host), "the name of the server that takes e-mail"),
        ("CRISIS_SMTP_FROM", is_address(sender), "the e-mail address that messages come from"),
        ("CRISIS_SMTP_PORT", port.isascii() and port.isdigit() and 0 < int(port) < 65_536, "a port, 587 if not set"),
        ("CRISIS_SMTP_STARTTLS", starttls in {"0", "1"}, "1, or 0 for a server on this machine or a trusted wire"),
        ("CRISIS_SMTP_PASSWORD", (user is None) == (password is None), "set with CRISIS_SMTP_USER, and only with it"),
        (
            "CRISIS_SMTP_USER",
            user is None or starttls == "1",
            "no user without STARTTLS: the password would be read on the way",
        ),
    ):
        if not is_right:
            raise Stopped(ExitCode.BAD_INPUT, f"{name}: expected {expected}")
    return MailSettings(host=host, port=int(port), sender=sender, user=user, password=password, is_encrypted=starttls == "1")


def read_recipients(home: Path) -> tuple[Recipient, ...]:
    """Read recipients.toml of the home; Stopped where it is not there or cannot be read."""
    file = home / RECIPIENTS
    try:
        read = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _Recipients).recipient
    except FileNotFoundError:
        raise Stopped(ExitCode.BAD_INPUT, f"expected --to ADDRESS, or {RECIPIENTS} in CRISIS_HOME with [[recipient]]") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError):
        expected = "[[recipient]] with address, and areas and organizations as lists of texts"
        raise Stopped(ExitCode.BAD_INPUT, f"{RECIPIENTS}: expected {expected}") from None
    for number, one in enumerate(read, start=1):
        if not is_address(one.address):
            raise Stopped(ExitCode.BAD_INPUT, f"{RECIPIENTS}: recipient {number}: expected an e-mail address")
    return read


def is_address(text: str) -> bool:
    """Say whether a text is one plain e-mail address."""
    return _ADDRESS.fullmatch(text) is not None


def send(settings: MailSettings, messages: Iterable[tuple[str, Digest]]) -> None:
    """Send each message by itself, so that nobody learns who else receives one; Stopped where the server does not take it."""
    try:
        with smtplib.SMTP(settings.host, settings.port, timeout=SECONDS) as server:
            if settings.is_encrypted:
                server.starttls(context=ssl.create_default_context())
            if settings.user is not None and settings.password is not None:
                server.login(settings.user, settings.password)
            for address, digest in messages:
                server.send_message(message_of(settings.sender, address, digest))
    except (smtplib.SMTPException, OSError) as fault:
        # The server's own words may repeat an address.
        raise Stopped(ExitCode.CANNOT, f"the server for e-mail did not take everything ({type(fault).__name__})") from None


def message_of(sender: str, address: str, digest: Digest) -> EmailMessage:
    """Write a digest as a message."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, address, digest.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(digest.body)
    return message
