"""What a command is told: the caller's facts, the instant, the reader. Nothing that was given is ever repeated."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_args, get_origin

import click
import msgspec

from cli.exits import ExitCode, Stopped
from directory.errors import ContextRejected
from directory.reader import Role
from routing.context import CallerContext
from routing.reading import in_words, read_strictly

Params = ParamSpec("Params")
Returned = TypeVar("Returned")
Decorated = Callable[Params, Returned]

LARGEST_CONTEXT = 65_536
"""Bytes; a context with every fact filled in takes less than two thousand."""

_FACTS = {field.name: field.type for field in msgspec.structs.fields(CallerContext)}


class RoleType(click.ParamType[Role]):
    """A reader's role."""

    name = "role"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Role:  # noqa: ANN401 (click's signature)
        """Read the role."""
        try:
            return Role(value)
        except ValueError:
            self.fail("expected one of " + ", ".join(Role), param, ctx)


class InstantType(click.ParamType[datetime]):
    """An instant; without an offset it is Europe/London time."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401 (click's signature)
        """Read the instant as it is written; whoever uses it decides what a missing offset means."""
        try:
            return value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail("expected an instant such as 2026-12-25T03:10:00+00:00", param, ctx)


class WholeNumber(click.ParamType[int]):
    """A whole number between two limits."""

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        """Take the limits, both included."""
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 (click's signature)
        """Read the number."""
        try:
            number = int(value)
        except ValueError:
            number = self.least - 1
        if not self.least <= number <= self.most:
            self.fail(f"expected a whole number from {self.least} to {self.most}", param, ctx)
        return number


def asks(command: Decorated[Params, Returned]) -> Decorated[Params, Returned]:
    """Give a command the options by which it is told about a caller; they arrive as one argument each."""
    for option in (
        click.option(
            "--fact", "facts", multiple=True, metavar="NAME=VALUE", help="One more fact; lists with commas. Repeatable."
        ),
        click.option("--caller", help="Who rings: self, carer, police ... The rest is read from --context, if given."),
        click.option("--place", help="Where: postcode or part of one, town, council, police force, ICB, latitude,longitude."),
        click.option("--context", "source", metavar="FILE|-", help="The caller's facts as JSON; - is standard input."),
    ):
        command = option(command)
    return command


reader_option = click.option(
    "--as",
    "reader",
    type=RoleType(),
    default=Role.OPERATOR,
    metavar="ROLE",
    help="See what this reader sees. operator if not given.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
directory_option = click.option(
    "--directory", "compact", metavar="COMPACT.csv", help="Answer from this compact CSV instead of the edition in force."
)


def now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def context_asked(source: str | None, caller: str | None, place: str | None, facts: tuple[str, ...]) -> CallerContext:
    """Put together what is known of the caller: the context, with the facts of the options laid over it."""
    given = dict(_named(fact) for fact in facts)
    given |= {name: value for name, value in (("caller", caller), ("place", place)) if value is not None}
    stated = {name: _read_fact(name, value) for name, value in given.items()}
    if source is not None:
        return msgspec.structs.replace(read_strictly(read_source(source, LARGEST_CONTEXT), CallerContext), **stated)
    if "caller" not in stated:
        raise Stopped(ExitCode.BAD_INPUT, "expected --context FILE, --context - or --caller: see crisis answer --help")
    return CallerContext(**stated)


def read_source(source: str, most: int) -> bytes:
    """Read a file, or standard input for "-"; refuse one that is larger than `most` bytes or cannot be read."""
    if source == "-":
        body = sys.stdin.buffer.read(most + 1)
    else:
        try:
            with Path(source).open("rb") as file:
                body = file.read(most + 1)
        except OSError as fault:
            raise Stopped(ExitCode.BAD_INPUT, f"the file cannot be read: {fault.strerror}") from None
    if len(body) > most:
        raise Stopped(ExitCode.BAD_INPUT, f"expected at most {most:,} bytes")
    return body


def _named(fact: str) -> tuple[str, str]:
    name, equals, value = fact.partition("=")
    if not equals or name not in _FACTS:
        raise ContextRejected("--fact", "NAME=VALUE with a name of " + ", ".join(_FACTS))
    return name, value


def _read_fact(name: str, value: str) -> Any:  # noqa: ANN401 (each fact has its own type)
    """Read the value of one fact from text; lists are parted by commas."""
    kind = _FACTS[name]
    is_list = any(get_origin(part) is tuple for part in (kind, *get_args(kind)))
    try:
        return msgspec.convert(value.split(",") if is_list else value, kind, strict=False)
    except msgspec.ValidationError:
        raise ContextRejected(name, in_words(kind)) from None
