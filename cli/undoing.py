"""`crisis undo`: puts back what a published change did, as a new change on the same path."""

from __future__ import annotations

import asyncio

import click

from cli.asking import WholeNumber, json_option, now
from cli.change import NOBODY, Acceptance, Carried, acceptances, accepts, carried_through, tried
from cli.exits import ExitCode, Stopped
from cli.home import opened_home
from cli.publish import MOST_NUMBER, show
from cli.shown import tell
from routing.three_way import Side
from routing.undoing import Again, Choices
from store.editions import Signature
from store.errors import ChangeRefused, NotKept


@click.command
@click.argument("number", metavar="CHANGE", type=WholeNumber(1, MOST_NUMBER))
@click.option(
    "--also", "also", multiple=True, metavar="ID/FIELD", help="Put this back though it was changed since. Repeatable."
)
@click.option("--dry-run", is_flag=True, help="Check and show; keep and publish nothing.")
@accepts
@click.option("--by", metavar="NAME", help="Who undoes it.")
@click.option("--reason", metavar="WORDS", default="it was wrong", help="Why.")
@json_option
def command(  # noqa: PLR0913 (one argument for each option)
    *,
    number: int,
    also: tuple[str, ...],
    dry_run: bool,
    codes: tuple[str, ...],
    because: tuple[str, ...],
    by: str | None,
    reason: str,
    as_json: bool,
) -> None:
    """Put back what the published change of this number did.

    That is a new change, checked and published like any other. What somebody changed since stays as it is, and is told by its
    ID/FIELD; --also puts it back too.
    """
    accepted = acceptances(codes, because, by)
    signature = Signature(by=by or NOBODY, reason=f"Undo of change {number}: {reason}", at=now())
    chosen = dict.fromkeys(also, Side.MINE)
    show(asyncio.run(undone(number, signature, accepted, chosen, dry_run=dry_run)), dry_run=dry_run, as_json=as_json)


async def undone(
    number: int, signature: Signature, accepted: tuple[Acceptance, ...], chosen: Choices, *, dry_run: bool
) -> Carried:
    """Undo a change of the home."""
    async with opened_home(signature.at) as opened:
        try:
            again = await opened.home.undo_of(await opened.home.change(number), signature.at, chosen)
        except (NotKept, ChangeRefused) as fault:
            raise Stopped(ExitCode.BAD_INPUT, str(fault)) from None
        tell_what_stays(again, chosen)
        if again.is_nothing:
            raise Stopped(ExitCode.BAD_INPUT, f"nothing that change {number} did is left to undo")
        if dry_run:
            return await tried(opened, again.change, signature)
        return await carried_through(opened, again.change, signature, accepted)


def tell_what_stays(again: Again, chosen: Choices) -> None:
    """Name every field that was changed since and stays as it is."""
    for name, dispute in again.disputes:
        field = f"{name}/{dispute.field}"
        if field not in chosen:
            tell(f"{field} was changed since and stays {dispute.theirs or 'nothing'}; --also {field} makes it {dispute.mine}")
