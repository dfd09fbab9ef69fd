"""How a command ends: five codes that scripts can rely on."""

from __future__ import annotations

from enum import IntEnum

import click


class ExitCode(IntEnum):
    """What the exit code says."""

    FINE = 0
    WRONG = 1
    BAD_INPUT = 2
    NO_PLACE = 3
    CANNOT = 4


IN_WORDS = {
    ExitCode.FINE: "fine",
    ExitCode.WRONG: "checked, and something is wrong: the output says what",
    ExitCode.BAD_INPUT: "what was given cannot be read: the message says where and what was expected",
    ExitCode.NO_PLACE: "the place is unknown, ambiguous or outside England",
    ExitCode.CANNOT: "it cannot be done now: the disk, the database or the port",
}


class Stopped(Exception):
    """A command ends early; the message says what was expected and never repeats what was given."""

    def __init__(self, exit_code: ExitCode, message: str) -> None:
        """Take the code to end with and what to say on standard error."""
        super().__init__(message)
        self.exit_code = exit_code


def finish(exit_code: ExitCode) -> None:
    """End the command with the code."""
    click.get_current_context().exit(exit_code)
