"""`/curate`: what is to be done so that the directory stays true, and one click for what became of each call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post

from directory.assurance import Standing
from directory.check_made import LONGEST_NOTE, CheckMade, CheckOutcome, Heard, tries_unanswered
from directory.contact import Channel, Contact
from directory.contradictions import AreasWithoutLine, in_words
from directory.due import DueContact
from directory.errors import HoursRejected, NumberRejected
from directory.kinds import KINDS
from directory.numbers import Number, read_number
from directory.opening_words import opening_in_words
from directory.osm_hours import read_osm_hours
from directory.reader import Reader
from directory.remit import may_keep
from directory.schedule import Schedule
from directory.service import Service, ServiceId, Status
from routing.due import Figures, Found, Work, day_in_words, due_in_words, ending_in_words, figures_of
from routing.edition import CompiledEdition
from routing.situation import LONDON
from store.checks_made import Explained
from store.errors import ChangeRefused
from store.ringing import Followed, Ringing, Rung, reached_by
from web.curate.feed import ATOM, feed_of
from web.curate.frame import keeper_of, show_room, signed_by
from web.curate.words import HEARD, OUTCOMES, check_in_words
from web.desk import Desk, Held
from web.ladder import ACTIONS
from web.pages import Form, form_from_here
from web.problems import ProblemError
from web.readers import desk_of
from web.table import link_of, number_of
from web.words import capitalised
from web.work import chosen_part, open_work

AnyRequest = Request[Any, Any, Any]

PATH = "/curate"
SHOWN = 10
LONGEST_TYPED = 200
SHOWN_CHECKS = 5

DONE = {
    "right": "Kept: rung and right. It is published, and is to be rung again when its time comes.",
    "again": "Kept: rung and right. It had been found right today already.",
    "nobody": "Kept: nobody answered. Try again at another time of the day.",
    "explained": "Kept. This contradiction is not listed again unless something about it changes.",
}


NOWHERE = {
    Channel.IN_PERSON: "Address not recorded: find it",
    Channel.WEBCHAT: "No address on the web is held: find it",
    Channel.EMAIL: "No e-mail address is held: find it",
}
"""What stands in place of a number that is not held."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the work is looked at; it stands in the address, so that the page after a click is the same one."""

    mine: bool
    area: str = ""
    kind: str = ""
    start: int = 0

    def address(self, **others: object) -> str:
        """Return the address of this part, or of another one."""
        fields = {"show": "mine" if self.mine else "all", "area": self.area, "kind": self.kind, "start": self.start} | others
        return f"{PATH}?{urlencode({name: value for name, value in fields.items() if value}, safe=':')}"


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What a keeper typed about one contact that cannot be kept as it is, and what was expected, by field."""

    service_id: ServiceId
    contact_id: str
    number: str = ""
    hours: str = ""
    note: str = ""
    errors: dict[str, str] = {}


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One contact to be checked, as the page shows it."""

    key: str
    service_id: ServiceId
    name: str
    kind: str
    run_by: str
    areas: str
    standing: Standing
    due: str
    action: str
    number: str
    href: str | None
    reached: str
    verb: str
    label: str
    menu: str
    contact_id: str
    audience: str
    now: str
    says: tuple[str, ...]
    last: str
    tries: int
    checks: tuple[str, ...]
    needs_check: bool
    is_kept: bool
    typed: Typed | None


@get(PATH, include_in_schema=False)
async def work_page(request: AnyRequest) -> Response[bytes]:
    """Show what is due, what ends and what contradicts itself."""
    return await show_work(request, asked_in(request.query_params, keeper_of(request)))


@post(f"{PATH}/checks", status_code=HTTPStatus.OK, include_in_schema=False)
async def check_made(request: AnyRequest) -> Response[bytes] | Response[None]:
    """Keep what became of a call, and go on from where the keeper was, or to the change that came of it."""
    reader, form = keeper_of(request), await form_from_here(request)
    asked = asked_in(form, reader)
    rung = rung_in(form)
    require_kept(desk_of(request).holding(), rung.service_id, reader)
    try:
        outcome = CheckOutcome(form.get("outcome", ""))
    except ValueError:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "Choose what became of the call.", where="outcome", expected=", ".join(CheckOutcome)
        ) from None
    try:
        return after_check(asked, outcome, await kept(request, form, rung, outcome))
    except WronglyTypedError as wrong:
        return await show_work(request, asked, wrong.typed)


@post(f"{PATH}/explanations", status_code=HTTPStatus.OK, include_in_schema=False)
async def explanation_given(request: AnyRequest) -> Response[bytes] | Response[None]:
    """Keep why a contradiction is none, by name."""
    reader, form = keeper_of(request), await form_from_here(request)
    asked, desk = asked_in(form, reader), desk_of(request)
    work = await desk.holding().work.on(desk.clock())
    found = next((one for one in work.contradictions if one.code == form.get("code")), None)
    if found is None:
        raise ProblemError(HTTPStatus.CONFLICT, "This contradiction is not there any more: open the work list again.")
    if not may_settle(found, reader):
        raise ProblemError(HTTPStatus.FORBIDDEN, "These entries are kept by somebody else.")
    explanation = form.get("explanation", "").strip()
    if not 1 <= len(explanation) <= LONGEST_TYPED:
        typed = Typed(
            service_id=found.code, contact_id="", errors={"explanation": f"Say why, in up to {LONGEST_TYPED} characters."}
        )
        return await show_work(request, asked, typed)
    signature = signed_by(request, explanation)
    await desk.home.explain(
        Explained(code=found.code, explanation=explanation, explained_by=signature.by, explained_at=signature.at)
    )
    return go_on(asked.address(done="explained"))


@get(f"{PATH}/due.atom", include_in_schema=False)
async def due_feed_here(request: AnyRequest) -> Response[bytes]:
    """Give the feed to a browser that is signed in; feed readers take it from the API with a key."""
    reader, desk = keeper_of(request), desk_of(request)
    held = desk.holding()
    work, _ = await open_work(desk.home, await held.work.on(desk.clock()))
    work = chosen_part(work, reader, mine=True, area="", kind="")
    return Response(feed_of(work, held.compiled.gazetteer.area_name), media_type=ATOM)


work_list = (work_page, check_made, explanation_given, due_feed_here)
"""Every handler of this file."""


class WronglyTypedError(Exception):
    """What a keeper typed cannot be kept as it is."""

    def __init__(self, typed: Typed) -> None:
        """Take what was typed, with what was expected."""
        super().__init__("wrongly typed")
        self.typed = typed


async def show_work(request: AnyRequest, asked: Asked, typed: Typed | None = None) -> Response[bytes]:
    """Show a part of the work; what was wrongly typed stands in its place with what was expected."""
    reader, desk = keeper_of(request), desk_of(request)
    held, at = desk.holding(), desk.clock()
    everything = await held.work.on(at)
    open_now, explained = await open_work(desk.home, everything)
    work = chosen_part(open_now, reader, mine=asked.mine, area=asked.area, kind=asked.kind)
    page = page_of(work, asked, () if typed is None else meant_by(held.compiled, typed))
    checks = await checks_of(desk, [due.service.id for due in page])
    cards = [card_of(held, due, checks.get((due.service.id, due.contact.id), ()), reader, at, typed) for due in page]
    return show_room(
        request,
        "curate/work.html",
        status=HTTPStatus.OK if typed is None else HTTPStatus.BAD_REQUEST,
        asked=asked,
        figures=figures_of(work),
        groups=groups_of(cards, figures_of(work)),
        total=len(work.contacts),
        first=asked.start + 1,
        last=min(asked.start + SHOWN, len(work.contacts)),
        earlier=asked.address(start=max(0, asked.start - SHOWN)) if asked.start else None,
        later=asked.address(start=asked.start + SHOWN) if asked.start + SHOWN < len(work.contacts) else None,
        areas=areas_in(everything, held.compiled),
        kinds=kinds_in(everything, held),
        endings=tuple((ending.service.id, ending_in_words(ending), ending.has_stopped) for ending in work.endings),
        contradictions=tuple(shown_found(found, reader) for found in work.contradictions),
        explained=tuple(explained_in_words(everything, one) for one in explained.values()),
        made_up=made_up_numbers(held.compiled),
        heard=HEARD.items(),
        done=DONE.get(request.query_params.get("done", "")) if typed is None else None,
        wrong=typed,
        longest_note=LONGEST_NOTE,
        longest=LONGEST_TYPED,
    )


def asked_in(fields: Any, reader: Reader) -> Asked:  # noqa: ANN401 (a form, or the query of an address)
    """Read which part of the work is asked for; a curator starts with what they keep, and what cannot be read is left out."""
    show, kind, start = fields.get("show", ""), fields.get("kind", ""), fields.get("start", "")
    mine = show == "mine" if show in ("mine", "all") else reader.remit is not None
    area = fields.get("area", "")[:80]
    return Asked(
        mine=mine,
        area=area if area.replace(":", "").replace("-", "").isalnum() else "",
        kind=kind if kind in KINDS else "",
        start=int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0,
    )


def rung_in(form: Form) -> Rung:
    """Read which contact was rung, and what was heard."""
    heard = form.get("heard", "")
    return Rung(
        service_id=form.get("service", ""),
        contact_id=form.get("contact", ""),
        reached=form.get("reached", ""),
        heard=next((one for one in Heard if one == heard), None),
        note=form.get("note", "").strip(),
    )


def require_kept(held: Held, service_id: ServiceId, reader: Reader) -> None:
    """Refuse a check of an entry that is not there, or not the reader's to keep."""
    compiled = held.compiled.services.get(service_id)
    if compiled is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "The directory holds no such entry any more: open the work list again.")
    if not may_keep(reader, compiled.service):
        raise ProblemError(HTTPStatus.FORBIDDEN, "This entry is kept by somebody else.")


async def kept(request: AnyRequest, form: Form, rung: Rung, outcome: CheckOutcome) -> Followed:
    """Keep what became of a call; WronglyTypedError where something typed cannot be kept."""
    desk = desk_of(request)
    number, hours = told_in(form, rung, outcome)
    ringing = Ringing(desk.home, desk.checker, desk.known())
    signature = signed_by(request, OUTCOMES[outcome] + (f": {rung.note}" if rung.note else ""))
    try:
        if outcome is CheckOutcome.RIGHT:
            followed = await ringing.right(rung, signature)
            await desk.try_refresh()
            return followed
        if outcome is CheckOutcome.WRONG:
            return await ringing.wrong(rung, signature, number, hours)
        return await ringing.nobody(rung, signature)
    except ChangeRefused as refused:
        raise WronglyTypedError(typed_in(form, rung, {outcome: f"{str(refused)[0].upper()}{str(refused)[1:]}."})) from None


def told_in(form: Form, rung: Rung, outcome: CheckOutcome) -> tuple[Number | None, Schedule | None]:
    """Read the number and the hours that a keeper was told instead; at least one of them where the contact was wrong."""
    errors: dict[str, str] = {}
    if len(rung.note) > LONGEST_NOTE:
        errors["note"] = f"Write up to {LONGEST_NOTE} characters."
    number, hours = form.get("number", "").strip(), form.get("hours", "").strip()
    read, schedule = None, None
    if outcome is CheckOutcome.WRONG:
        if not number and not hours:
            errors["number"] = "Give the new number, the new hours, or both."
        try:
            read = read_number(number) if number else None
        except NumberRejected as rejected:
            errors["number"] = f"Give {rejected}."
        try:
            schedule = read_osm_hours(hours[:LONGEST_TYPED]).schedule if hours else None
        except HoursRejected as rejected:
            errors["hours"] = f"These hours cannot be read: {rejected}."
    if errors:
        raise WronglyTypedError(typed_in(form, rung, errors))
    return read, schedule


def typed_in(form: Form, rung: Rung, errors: dict[str, str]) -> Typed:
    """Return what was typed, to be mended."""
    return Typed(
        service_id=rung.service_id,
        contact_id=rung.contact_id,
        number=form.get("number", "")[:LONGEST_TYPED],
        hours=form.get("hours", "")[:LONGEST_TYPED],
        note=rung.note[:LONGEST_TYPED],
        errors=errors,
    )


def after_check(asked: Asked, outcome: CheckOutcome, followed: Followed) -> Response[None]:
    """Go to the change that waits for somebody, or on with the list."""
    if followed.change is not None and followed.edition is None:
        return go_on(f"{PATH}/changes/{followed.change}")
    done = "again" if outcome is CheckOutcome.RIGHT and followed.edition is None else outcome.partition("_")[0]
    return go_on(asked.address(done=done))


def go_on(address: str) -> Response[None]:
    """Send the keeper to a page of ours."""
    return Response(None, status_code=HTTPStatus.SEE_OTHER, headers={"location": address})


def page_of(work: Work, asked: Asked, meant: tuple[DueContact, ...]) -> tuple[DueContact, ...]:
    """Return the contacts on the page; one about which something was wrongly typed comes first, due or not."""
    others = (due for due in work.contacts[asked.start : asked.start + SHOWN])
    here = {(due.service.id, due.contact.id) for due in meant}
    return (*meant, *(due for due in others if (due.service.id, due.contact.id) not in here))


def meant_by(edition: CompiledEdition, typed: Typed) -> tuple[DueContact, ...]:
    """Return the contact about which something was typed; none where it was about a contradiction."""
    compiled = edition.services.get(typed.service_id)
    contacts = () if compiled is None else (one.contact for one in compiled.contacts if one.contact.id == typed.contact_id)
    return tuple(
        DueContact(service=compiled.service, contact=contact, standing=Standing.VERIFIED, verify_by=None)
        for contact in contacts
        if compiled is not None
    )


def is_about(typed: Typed, due: DueContact) -> bool:
    """Say whether something was typed about this contact."""
    return (typed.service_id, typed.contact_id) == (due.service.id, due.contact.id)


async def checks_of(desk: Desk, services: Sequence[ServiceId]) -> dict[tuple[ServiceId, str], tuple[CheckMade, ...]]:
    """Return the checks that were made of the contacts of services, in order."""
    found: dict[tuple[ServiceId, str], list[CheckMade]] = {}
    for kept_check in await desk.home.checks_made(services):
        made = kept_check.made
        found.setdefault((made.service_id, made.contact_id), []).append(made)
    return {key: tuple(checks) for key, checks in found.items()}


def card_of(
    held: Held, due: DueContact, checks: tuple[CheckMade, ...], reader: Reader, at: datetime, typed: Typed | None
) -> Card:
    """Put a contact to be checked in words."""
    edition, service, contact = held.compiled, due.service, due.contact
    opening = next(one.opening for one in edition.services[service.id].contacts if one.contact.id == contact.id)
    number = number_of(contact) if contact.number is not None else contact.uri or where_it_is(contact, service)
    nowhere = NOWHERE.get(contact.channel, "No number is held: find it") if not number else ""
    return Card(
        key=f"{service.id}--{contact.id}",
        service_id=service.id,
        name=service.name,
        kind=held.index.lexicon.label(service.kind),
        run_by=service.organization,
        areas=", ".join(edition.gazetteer.area_name(area) for area in service.areas),
        standing=due.standing,
        due=due_on_card(due),
        action="" if nowhere else ACTIONS[contact.channel],
        number=number or nowhere,
        href=link_of(contact),
        reached=reached_by(contact),
        verb="Checked" if contact.number is None else "Rung",
        label="" if contact.label == number else contact.label,
        menu=contact.menu_option or "",
        contact_id=contact.id,
        audience=", ".join(contact.audience),
        now=opening_in_words(opening, contact.schedule, edition.calendar, at),
        says=tuple(words for words in (contact.does, f"Does not: {contact.does_not}" if contact.does_not else None) if words),
        last=last_check_in_words(contact, checks),
        tries=tries_unanswered(checks),
        checks=tuple(check_in_words(check) for check in reversed(checks[-SHOWN_CHECKS:])),
        needs_check=service.status is Status.NEEDS_CHECK,
        is_kept=may_keep(reader, service),
        typed=typed if typed is not None and is_about(typed, due) else None,
    )


def where_it_is(contact: Contact, service: Service) -> str:
    """Return the address of a door, "" where none is recorded and of anything else."""
    address = ", ".join(part for part in (service.location.address, service.location.postcode) if part)
    return address if contact.channel is Channel.IN_PERSON else ""


def due_on_card(due: DueContact) -> str:
    """Say since when, or by when, a contact is to be checked; or that something was typed about it."""
    if due.standing is Standing.VERIFIED:
        return "What was typed could not be kept"
    return capitalised(due_in_words(due))


def last_check_in_words(contact: Contact, checks: Sequence[CheckMade]) -> str:
    """Say when and by whom a contact was last found right, or where it was read."""
    right = next((check for check in reversed(checks) if check.outcome is CheckOutcome.RIGHT), None)
    if right is not None:
        return f"Last found right on {day_in_words(right.made_at.astimezone(LONDON).date())} by {right.made_by}."
    on = contact.assurance.verified_on
    sources = ", ".join(contact.assurance.sources) or "no source"
    how = "checked" if contact.number is None else "rung"
    read = "not dated" if on is None else f"read on {day_in_words(on)}"
    return f"Nobody has {how} it from here. Known from {sources}, {read}."


def groups_of(cards: Iterable[Card], figures: Figures) -> tuple[tuple[str, int, tuple[Card, ...]], ...]:
    """Part the cards by how they stand, each part with its heading and how many there are in all."""
    counts = {
        Standing.VERIFIED: ("To be put right", 1),
        Standing.OVERDUE: ("Overdue", figures.overdue),
        Standing.UNDATED: ("Never checked here", figures.never_checked),
        Standing.DUE: ("Due within 28 days", figures.due),
    }
    listed = list(cards)
    parts = ((*counts[standing], tuple(card for card in listed if card.standing is standing)) for standing in counts)
    return tuple((heading, count, part) for heading, count, part in parts if part)


def areas_in(work: Work, edition: CompiledEdition) -> tuple[tuple[str, str], ...]:
    """Return the areas in which there is something to check, by name."""
    codes = {area for due in work.contacts for area in due.service.areas}
    return tuple(sorted(((code, edition.gazetteer.area_name(code)) for code in codes), key=lambda pair: (pair[1], pair[0])))


def kinds_in(work: Work, held: Held) -> tuple[tuple[str, str], ...]:
    """Return the kinds of which there is something to check, by their labels."""
    kinds = {due.service.kind for due in work.contacts}
    return tuple(sorted(((kind, held.index.lexicon.label(kind)) for kind in kinds), key=lambda pair: (pair[1], pair[0])))


def made_up_numbers(edition: CompiledEdition) -> int:
    """Count the contacts whose real number is not held."""
    contacts = (one.contact for compiled in edition.services.values() for one in compiled.contacts)
    return sum(contact.assurance.confidence == "invented" for contact in contacts)


def shown_found(found: Found, reader: Reader) -> tuple[Found, str, tuple[str, ...], bool]:
    """Return a contradiction with its words, the areas that they leave out, and whether the reader may explain it."""
    names = found.what.names if isinstance(found.what, AreasWithoutLine) else ()
    return found, in_words(found.what), names, may_settle(found, reader)


def may_settle(found: Found, reader: Reader) -> bool:
    """Say whether the reader may explain a contradiction: who keeps one of its entries, or everything."""
    return reader.remit is None or any(may_keep(reader, service) for service in found.services)


def explained_in_words(work: Work, explained: Explained) -> tuple[str, str]:
    """Return a contradiction that was explained, and by whom, when and how."""
    words = next(in_words(found.what) for found in work.contradictions if found.code == explained.code)
    on = day_in_words(explained.explained_at.astimezone(LONDON).date())
    return words, f"{explained.explanation} ({explained.explained_by}, {on})"
