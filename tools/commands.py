"""Write docs/operations/commands.md from the commands themselves: `make commands`."""

from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from cli.exits import IN_WORDS
from cli.main import main

PAGE = Path(__file__).resolve().parent.parent / "docs" / "operations" / "commands.md"

AS_IT_STANDS = "\b\n"

HEAD = """\
# Commands

Every command of `crisis` with every option. Written by `make commands` from what `crisis COMMAND --help` says: change it there.
Where the data live, and all else that the environment says, stands in [settings](../settings.md).

| exit code | what it means |
|---|---|"""


def page() -> str:
    """Return the page as it has to be."""
    codes = (f"| {code.value} | {words} |" for code, words in IN_WORDS.items())
    with click.Context(main, info_name="crisis") as crisis:
        return "\n".join([HEAD, *codes, *told_of_each(main, crisis), ""])


def told_of_each(group: click.Group, above: click.Context) -> Iterator[str]:
    """Yield the lines about every command of a group, and about those below it."""
    for name in group.list_commands(above):
        command = group.get_command(above, name)
        if command is None:
            raise LookupError(name)
        with click.Context(command, info_name=name, parent=above) as context:
            yield from told_of(command, context)
            if isinstance(command, click.Group):
                yield from told_of_each(command, context)


def told_of(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield the lines about one command."""
    yield ""
    yield f"## {context.command_path}"
    yield ""
    yield f"`{' '.join((context.command_path, *command.collect_usage_pieces(context)))}`"
    for part in cleandoc(command.help or "").split("\n\n"):
        yield ""
        # What click is told to leave as it stands are examples.
        yield f"```\n{part.strip(AS_IT_STANDS)}\n```" if part.startswith(AS_IT_STANDS[0]) else " ".join(part.split())
    records = (option.get_help_record(context) for option in command.params if isinstance(option, click.Option))
    options = [record for record in records if record is not None]
    if options:
        yield ""
        yield "| option | what it says |"
        yield "|---|---|"
    for names, words in options:
        yield f"| `{in_a_table(names)}` | {in_a_table(words)} |"


def in_a_table(words: str) -> str:
    """Write words so that they stay in their cell."""
    return words.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
