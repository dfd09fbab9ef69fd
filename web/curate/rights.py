"""What holds for every change that comes in over HTTP, by the API and by pages alike: whose it may be, and who publishes it."""

from __future__ import annotations

from http import HTTPStatus

from directory.reader import Reader
from routing.change import ChangeSet
from routing.edition import Edition
from routing.scope import needs_second_person, outside_remit
from store.changes import KeptChange
from store.editions import Signature
from web.desk import Desk
from web.problems import ProblemError

MOST_NAMED = 20


async def require_remit(desk: Desk, change: ChangeSet, reader: Reader) -> None:
    """Refuse a change of anything that the reader was not given to keep, as it is now or as it would become."""
    outside = outside_remit(change, await newest(desk), reader)
    if outside:
        more = f" and {len(outside) - MOST_NAMED} more" if len(outside) > MOST_NAMED else ""
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            f"Not yours to change: {', '.join(outside[:MOST_NAMED])}{more}.",
            where="change",
            expected="entries and settings of the areas and organizations that you keep",
        )


async def require_kept_remit(desk: Desk, number: int, reader: Reader) -> KeptChange:
    """Return a change that is kept, for a reader who may go on with it."""
    kept = await desk.home.change(number)
    await require_remit(desk, kept.change, reader)
    return kept


async def require_publisher(desk: Desk, number: int, reader: Reader, *, urgent: bool) -> KeptChange:
    """Return a change that waits, for a reader who may publish it: whoever proposed it only where it is urgent."""
    kept = await require_kept_remit(desk, number, reader)
    kept.require_open()
    if needs_second_person(kept.author, reader) and not urgent:
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            "You proposed this change yourself: somebody else publishes it, or you publish it as urgent and say why.",
            where="urgent",
            expected="another publisher, or true",
        )
    return kept


async def publish(desk: Desk, number: int, reader: Reader, signature: Signature, *, urgent: bool = False) -> Edition:
    """Publish a change; answers come from its edition before this returns.

    What somebody publishes alone, for it is urgent, is listed until somebody else has looked at it.
    """
    kept = await require_publisher(desk, number, reader, urgent=urgent)
    if needs_second_person(kept.author, reader) and not kept.is_urgent:
        await desk.home.mark_urgent(number, signature)
    edition = await desk.home.publish_change(number, signature, desk.checker, desk.known())
    await desk.try_refresh()
    return edition


async def review(desk: Desk, number: int, reader: Reader, signature: Signature) -> None:
    """Keep that somebody else looked at what was published as urgent."""
    kept = await desk.home.change(number)
    if needs_second_person(kept.author, reader):
        raise ProblemError(HTTPStatus.FORBIDDEN, "You published this change yourself: somebody else looks at it.")
    await desk.home.review(number, signature)


async def newest(desk: Desk) -> Edition:
    """Return the newest edition, whether or not answers come from it yet."""
    return (await desk.home.current_edition(desk.clock())).edition
