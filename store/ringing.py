"""What follows when a keeper has rung a contact: kept as evidence, and where it was right vouched for in the next edition."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import msgspec

from directory.check_made import CheckMade, CheckOutcome, Heard, found_right, is_put_in_doubt, put_in_doubt
from directory.contact import Contact
from directory.due import can_be_checked
from directory.holidays import HolidayCalendar
from directory.numbers import Number, dial_string
from directory.opening import Window, compile_opening, minute_of
from directory.schedule import Schedule
from directory.service import Service, ServiceId
from routing.change import ChangeSet, as_told
from routing.edition import CompiledEdition, Edition
from routing.situation import LONDON
from store.checking import Checker
from store.editions import Signature
from store.errors import ChangeRefused, NotKept, PublishBlocked, PublishConflict
from store.home import Home

PUBLISH_TRIES = 5
"""How often a check is laid on a newer edition before it waits: several keepers ring at once, and each publishes."""


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """A contact that was rung, as the keeper had it before them; `reached` is its number as dialled, or its address."""

    service_id: ServiceId
    contact_id: str
    reached: str
    heard: Heard | None = None
    note: str = ""


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a check: the change that was made for it, and the edition as which that is published, if either is."""

    seq: int
    change: int | None = None
    edition: int | None = None


class Ringing:
    """Keeps checks of one home. `known` is an edition that is compiled already, to take over what stands in it."""

    def __init__(self, home: Home, checker: Checker, known: CompiledEdition | None = None) -> None:
        """Take the home and what checks changes of it."""
        self._home, self._checker, self._known = home, checker, known

    async def right(self, rung: Rung, signature: Signature) -> Followed:
        """Keep that the contact is right, and publish at once that it was rung today.

        It is a change like any other, checked and published on the same path; as it touches nothing but how the contact is
        vouched for (routing/change.is_light), nobody else need look at it first. Another one in between is no conflict: it
        is laid on the edition that is newest.
        """
        change = None
        for _ in range(PUBLISH_TRIES):
            edition, service, contact = await self._as_shown(rung, signature)
            after = found_right(service, contact.id, _day(signature))
            if change is not None:
                with suppress(ChangeRefused):  # pressed twice, both presses are one change, and the first published it
                    await self._home.drop(change, _because(signature, "made again on a newer edition"))
                change = None
            if after == service:  # rung twice on one day
                break
            try:
                change = await self._proposed(after, edition, signature)
                published = await self._home.publish_change(change, signature, self._checker, self._known)
            except (PublishConflict, ChangeRefused):
                continue
            except PublishBlocked:  # the entry is at fault otherwise: what was heard is kept, and the change waits
                change = await self._if_wanted_still(change, rung, signature)
                break
            seq = await self._keep(rung, contact, edition, signature, CheckOutcome.RIGHT, change)
            return Followed(seq=seq, change=change, edition=published.number)
        edition, _service, contact = await self._as_shown(rung, signature)
        return Followed(seq=await self._keep(rung, contact, edition, signature, CheckOutcome.RIGHT, change), change=change)

    async def _if_wanted_still(self, change: int | None, rung: Rung, signature: Signature) -> int | None:
        """Return the change; one that another published at the same moment changes nothing any more, and is given up."""
        _edition, service, contact = await self._as_shown(rung, signature)
        if change is None or found_right(service, contact.id, _day(signature)) != service:
            return change
        with suppress(ChangeRefused):
            await self._home.drop(change, _because(signature, "another published the same"))
        return None

    async def wrong(self, rung: Rung, signature: Signature, number: Number | None, hours: Schedule | None) -> Followed:
        """Keep that the contact is wrong, and propose what the keeper was told instead; it is published as any change is."""
        edition, service, contact = await self._as_shown(rung, signature)
        after = as_told(service, contact.id, _day(signature), number, hours)
        if after == service:
            raise ChangeRefused("this is what the entry says already")
        change = await self._proposed(after, edition, signature)
        seq = await self._keep(rung, contact, edition, signature, CheckOutcome.WRONG, change)
        return Followed(seq=seq, change=change)

    async def nobody(self, rung: Rung, signature: Signature) -> Followed:
        """Keep that nobody answered; the third time the entry is put forward to be marked as one to be checked."""
        edition, service, contact = await self._as_shown(rung, signature)
        made = _made(rung, contact, edition, signature, CheckOutcome.NOBODY)
        before = [kept.made for kept in await self._home.checks_made((service.id,)) if kept.made.contact_id == contact.id]
        after = put_in_doubt(service, _day(signature))
        change = None
        if is_put_in_doubt([*before, made]) and after != service:
            change = await self._proposed(after, edition, _because(signature, "nobody answered on three calls"))
        return Followed(seq=await self._home.keep_check(msgspec.structs.replace(made, change=change)), change=change)

    async def _proposed(self, after: Service, edition: Edition, signature: Signature) -> int:
        change = ChangeSet(made_on=edition.number, services=(after,))
        number = await self._home.propose(change, signature)
        await self._home.check(number, signature, self._checker, self._known)
        return number

    async def _as_shown(self, rung: Rung, signature: Signature) -> tuple[Edition, Service, Contact]:
        """Return the entry and its contact as they are now; ChangeRefused where that is not what the keeper rang."""
        edition = (await self._home.current_edition(signature.at)).edition
        service = next((one for one in edition.services if one.id == rung.service_id), None)
        contact = None if service is None else next((one for one in service.contacts if one.id == rung.contact_id), None)
        if service is None or contact is None:
            raise NotKept("the edition in force has no such contact")
        if reached_by(contact) != rung.reached:
            raise ChangeRefused("this contact has another number since the page was opened: ring that one")
        if not can_be_checked(contact):
            raise ChangeRefused("this number is made up, or is not for trying: nobody can have rung it")
        return edition, service, contact

    async def _keep(
        self, rung: Rung, contact: Contact, edition: Edition, signature: Signature, outcome: CheckOutcome, change: int | None
    ) -> int:
        made = _made(rung, contact, edition, signature, outcome)
        return await self._home.keep_check(msgspec.structs.replace(made, change=change))


def reached_by(contact: Contact) -> str:
    """Return by what the contact is reached: its number as it is dialled, else its address."""
    return (contact.uri or "") if contact.number is None else dial_string(contact.number)


def _made(rung: Rung, contact: Contact, edition: Edition, signature: Signature, outcome: CheckOutcome) -> CheckMade:
    opening = compile_opening(contact.schedule, HolidayCalendar(edition.holidays), Window.around(signature.at))
    return CheckMade(
        made_at=signature.at,
        made_by=signature.by,
        edition=edition.number,
        service_id=rung.service_id,
        contact_id=rung.contact_id,
        reached=rung.reached,
        state=opening.state_at(minute_of(signature.at)),
        outcome=outcome,
        heard=rung.heard,
        note=rung.note,
    )


def _day(signature: Signature) -> date:
    return signature.at.astimezone(LONDON).date()


def _because(signature: Signature, reason: str) -> Signature:
    return msgspec.structs.replace(signature, reason=reason)
