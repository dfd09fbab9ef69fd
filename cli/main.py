"""The command line's front door: finds the command, and turns what went wrong into an exit code."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

import click
from click.exceptions import Exit

from cli.exits import IN_WORDS, ExitCode, Stopped
from directory.errors import DirectoryError
from store.errors import StoreError

COMMANDS = {
    "answer": "cli.answer",
    "search": "cli.search",
    "place": "cli.place",
    "timeline": "cli.timeline",
    "evaluate": "cli.evaluate",
    "prove": "cli.prove",
    "import": "cli.importing",
    "export": "cli.export",
    "publish": "cli.publish",
    "undo": "cli.undoing",
    "diff": "cli.difference",
    "replay": "cli.replay",
    "check": "cli.check",
    "due": "cli.due",
    "figures": "cli.figures",
    "keys": "cli.keys",
    "migrate": "cli.migrate",
    "backup": "cli.backup",
    "restore": "cli.restore",
    "move": "cli.move",
    "sessions": "cli.sessions",
    "serve": "cli.serve",
}
"""Each command's module, which holds it as `command`. Loaded when it is needed: `place` waits for no database."""


class Crisis(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Name the commands, those for callers first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """Load a command; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's signature)
        """Run the command; what it could not do ends it with a code, never with a traceback."""
        with told_plainly():
            return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's signature)
        """Say what the exit codes mean and where things are kept."""
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code.value), words) for code, words in IN_WORDS.items()])
        with formatter.section("Environment"):
            formatter.write_dl(
                [
                    ("CRISIS_HOME", "the directory of database, snapshots and postcode table; var/ if not set"),
                    ("PORT", "the port that serve listens on; 8000 if not set"),
                    ("CRISIS_WORKERS", "how many processes serve answers from; 1 if not set"),
                    ("CRISIS_SMTP_HOST ...", "the server through which due --send sends e-mail: docs/settings.md"),
                    ("CRISIS_DEMO", "1: serve on loopback lets anybody read as a professional, and says so on every page"),
                    ("CRISIS_OIDC_ISSUER ...", "how people sign in; these and all others stand in docs/settings.md"),
                ]
            )


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn an error of ours into words and an exit code."""
    try:
        yield
    except Stopped as stop:
        end(stop.exit_code, str(stop))
    except DirectoryError as fault:
        end(ExitCode.BAD_INPUT, str(fault))
    except StoreError as fault:
        end(ExitCode.CANNOT, str(fault))
    except BrokenPipeError:  # whoever reads has read enough; click ends quietly
        raise
    except OSError as fault:
        end(ExitCode.CANNOT, fault.strerror or type(fault).__name__)


def end(exit_code: ExitCode, message: str) -> NoReturn:
    """Say why on standard error, and end with the code."""
    click.echo(f"crisis: {message}", err=True)
    raise Exit(exit_code) from None


@click.command(cls=Crisis, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="crisis-care-directory", prog_name="crisis")
def main() -> None:
    """Find whom to ring in a mental health crisis: a caller's situation in, the right number out, for England.

    If a life is at risk now, ring 999.
    """
    logging.basicConfig(format="crisis: %(message)s", level=logging.WARNING)
