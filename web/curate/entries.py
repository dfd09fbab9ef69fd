"""`/curate/entries`: find an entry, edit every field of it, and propose what was edited as a change.

The form is the whole state: nothing is kept between requests, so nothing that was typed is lost on an error, a conflict or
at the end of a session. Checking a form gives the same form back, with its slips beside their fields and its words; a script
asks for that as one types, a button does without it. How fields are named: entry_fields.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from directory.assurance import Assurance
from directory.last_christmas import ChristmasCopy, coming_christmas, copy_last_christmas, in_words, with_copy
from directory.opening_words import hours_in_words
from directory.reader import Reader
from directory.remit import may_keep
from directory.schedule import DatedException, Schedule
from directory.service import Service, ServiceId
from routing.change import ChangeSet
from routing.edition import Edition
from routing.edits import shown
from routing.situation import LONDON
from routing.three_way import Merged, Side, merged
from store.errors import NotKept, StoreError
from web.bodies import read_form
from web.curate.codecs import Form, plain
from web.curate.entry_fields import (
    A_NEW_CONTACT,
    EMPTY,
    MOST_CONTACTS,
    EntryRead,
    contact_fields,
    contact_numbers,
    entry_fields,
    is_of_hours,
    read_entry,
)
from web.curate.entry_view import (
    NAMED_DAYS,
    NATION,
    ON_HOLIDAY,
    REACH,
    checked_fields,
    entry_words,
    labels_of,
    sections,
)
from web.curate.frame import keeper_of, show_room
from web.curate.hours_fields import NO_RULE, hours_fields, week_text
from web.curate.proposing import hand_in
from web.curate.wording import assurance_in_words, label_of, names_of, own_name, value_in_words
from web.desk import Desk
from web.form_tokens import FIELD
from web.pages import proved_ours
from web.problems import ProblemError
from web.readers import desk_of, refuse_other_sites
from web.templating import show_page

MOST_FIELDS = 4_000
LARGEST_FORM = 256 * 1024
"""An entry of many contacts, each with its week, is a long form; still bounded."""

LONGEST_WHY = 500
WHY = "Why? Say it for whoever reads the history: who told you, or what you saw."

AnyRequest = Request[Any, Any, Any]


class Editing(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that somebody is editing: as it was shown to them, as it is in force now, and as the form has it."""

    reader: Reader
    was: Service
    now: Service | None
    made_on: int
    current: Edition
    form: Form
    read: EntryRead

    @property
    def is_new(self) -> bool:
        """Say whether there was no such entry when editing began."""
        return self.was.id == EMPTY.id

    @property
    def mine(self) -> bool:
        """Say whether the reader keeps the entry, as it is and as it would be."""
        before = self.is_new or may_keep(self.reader, self.was if self.now is None else self.now)
        return before and may_keep(self.reader, self.read.service)

    @property
    def is_overtaken(self) -> bool:
        """Say whether somebody else changed the entry since editing began."""
        return not self.is_new and self.now != self.was


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a page tells beside the form: a line above it, further slips, an offer to copy Christmas."""

    said: str = ""
    errors: Mapping[str, str] = {}
    offer: tuple[int, ChristmasCopy] | None = None
    no_christmas: int | None = None
    status: int = HTTPStatus.OK
    checked: bool = False


@get("/curate/entries/{service_id:str}", include_in_schema=False)
async def entry(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Show the form of an entry; at `new` an empty one, or one with the facts of the entry that `copy` names."""
    reader, desk = keeper_of(request), desk_of(request)
    form = new_form(desk, request.query_params.get("copy", "")) if service_id == EMPTY.id else form_of(desk, service_id)
    return page(request, await editing(desk, reader, service_id, form), Shown())


def form_of(desk: Desk, service_id: ServiceId) -> Form:
    """Return the form of an entry as it is in force."""
    made_on = desk.holding().current.edition.number
    return entry_fields(held_entry(desk, service_id), desk.gazetteer) | {"made_on": str(made_on)}


def new_form(desk: Desk, copied: ServiceId) -> Form:
    """Return the form of a new entry, with the facts of another one if there is one of that id."""
    form = {"made_on": str(desk.holding().current.edition.number)}
    if copied not in desk.holding().compiled.services:
        return form | contact_fields("contact-1-", A_NEW_CONTACT)
    form |= entry_fields(held_entry(desk, copied), desk.gazetteer) | {"copy_of": copied}
    form.pop("id")
    return form


@post(
    "/curate/entries/{service_id:str}/preview",
    status_code=HTTPStatus.OK,
    include_in_schema=False,
    request_max_body_size=LARGEST_FORM,
)
async def preview(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Give the same form back, with what is wrong beside its fields and what it says; nothing is kept."""
    form = await typed_in(request)
    if isinstance(form, Response):
        return form
    desk, reader = desk_of(request), keeper_of(request)
    done = rearranged(form)
    at_hand = await editing(desk, reader, service_id, done)
    at_hand, shown = await with_christmas(desk, at_hand)
    return page(request, at_hand, shown)


@post(
    "/curate/entries/{service_id:str}",
    status_code=HTTPStatus.SEE_OTHER,
    include_in_schema=False,
    request_max_body_size=LARGEST_FORM,
)
async def propose(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Propose what was edited as a change, check it, and lead to its review."""
    form = await typed_in(request)
    if isinstance(form, Response):
        return form
    desk, reader = desk_of(request), keeper_of(request)
    at_hand = await editing(desk, reader, service_id, form)
    if not at_hand.mine:
        return page(request, at_hand, Shown(said=NOT_YOURS, status=HTTPStatus.FORBIDDEN))
    errors = dict(at_hand.read.errors) | faults_of_why(form)
    if not errors and at_hand.read.service == at_hand.was:
        errors = {"name": "You have changed nothing: the directory says the same already."}
    if errors:
        return page(request, at_hand, Shown(errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY, checked=True))
    change: ChangeSet | Shown = as_change(at_hand)
    if isinstance(change, Shown):
        return page(request, at_hand, change)
    if not all(may_keep(reader, service) for service in change.services):
        return page(request, at_hand, Shown(said=NOT_YOURS, status=HTTPStatus.FORBIDDEN))
    try:
        return await hand_in(request, change, form["why"])
    except StoreError:
        return page(request, at_hand, Shown(said=NOT_NOW, status=HTTPStatus.SERVICE_UNAVAILABLE))


# ------------------------------------------------------------------------------------------------------ what is edited


def held_entry(desk: Desk, service_id: ServiceId) -> Service:
    """Return an entry of the edition in force; a page that is not there for any other."""
    held = desk.holding().compiled.services.get(service_id)
    if held is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "The directory holds no entry at this address.")
    return held.service


async def editing(desk: Desk, reader: Reader, service_id: ServiceId, form: Form) -> Editing:
    """Read a form against the entry as it was shown when editing began."""
    current = desk.holding().current.edition
    services = {one.id: one for one in current.services}
    made_on = await edition_shown(desk, form, current)
    then = services if made_on.number == current.number else {one.id: one for one in made_on.services}
    was = msgspec.structs.replace(then.get(form.get("copy_of", ""), EMPTY), id=EMPTY.id)
    if service_id != EMPTY.id:
        found = then.get(service_id) or services.get(service_id)
        if found is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "The directory holds no entry at this address.")
        was = found
    return Editing(
        reader=reader,
        was=was,
        now=services.get(service_id),
        made_on=made_on.number,
        current=current,
        form=form,
        read=read_entry(form, was, desk.gazetteer, services),
    )


async def edition_shown(desk: Desk, form: Form, current: Edition) -> Edition:
    """Return the edition that was shown when editing began; the one in force where the form names none that is kept."""
    number = form.get("made_on", "")
    if not re.fullmatch(r"\d{1,9}", number) or int(number) == current.number:
        return current
    try:
        return await desk.home.edition(int(number), known=current if int(number) > current.number else None)
    except NotKept:
        return current


async def typed_in(request: AnyRequest) -> Form | Response[bytes]:
    """Read a form of these pages; where its sender is signed out by now, a page that holds all of it until they are back."""
    refuse_other_sites(request)
    form = await read_form(request, MOST_FIELDS)
    try:
        keeper_of(request)
        return proved_ours(request, form)
    except ProblemError as refused:
        if refused.problem.status not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise
        path = request.url.path
        address = path if path.endswith(("/preview", "/end")) else f"{path}/preview"
        # Its proof of being ours is of the session that ended; the next page has its own.
        held = {name: value for name, value in form.items() if name != FIELD}
        return show_page(request, "curate/kept_typing.html", status=refused.problem.status, held=held, address=address)


def faults_of_why(form: Form) -> dict[str, str]:
    """Say what is wrong with the reason."""
    why = plain(form.get("why", ""))
    if not why:
        return {"why": WHY}
    return {"why": f"Expected at most {LONGEST_WHY} characters."} if len(why) > LONGEST_WHY else {}


# ----------------------------------------------------------------------------------------------- buttons in the form


def rearranged(form: Form) -> Form:
    """Do what a button asked of the form itself: another contact, one further up or down, the typed hours as they are."""
    what, _, number = form.get("do", "").partition("-")
    place = int(number) if re.fullmatch(r"\d{1,2}", number) else 0
    held = contact_numbers(form)
    match what:
        case "add" if len(held) < MOST_CONTACTS:
            return form | contact_fields(f"contact-{max(held, default=0) + 1}-", msgspec.structs.replace(A_NEW_CONTACT, id=""))
        case "up" if place - 1 in held:
            return swapped(form, place, place - 1)
        case "down" if place + 1 in held:
            return swapped(form, place, place + 1)
        case "type" if place in held:
            prefix = f"contact-{place}-"
            return form | {f"{prefix}week-was": week_text(prefix, form), f"{prefix}hours-read": ""}
        case _:
            return form


def swapped(form: Form, one: int, other: int) -> Form:
    """Return the form with two contacts in each other's place."""
    names = {one: f"contact-{one}-", other: f"contact-{other}-"}
    moved = {}
    for name, value in form.items():
        if name.startswith(names[one]):
            moved[names[other] + name.removeprefix(names[one])] = value
        elif name.startswith(names[other]):
            moved[names[one] + name.removeprefix(names[other])] = value
        else:
            moved[name] = value
    return moved


async def with_christmas(desk: Desk, at_hand: Editing) -> tuple[Editing, Shown]:
    """Offer last Christmas for this one where that was asked for, and take it over where it was confirmed."""
    asked = re.fullmatch(r"(christmas|copy)-(\d{1,2})", at_hand.form.get("do", ""))
    place = int(asked[2]) if asked else 0
    cannot_be_read = any(is_of_hours(f"contact-{place}-", name) for name in at_hand.read.errors)
    if asked is None or place not in at_hand.read.numbers or cannot_be_read:
        return at_hand, Shown(checked="do" in at_hand.form)
    contact = at_hand.read.service.contacts[at_hand.read.numbers.index(place)]
    day = desk.clock().astimezone(LONDON).date()
    copy = copy_last_christmas(contact.schedule, coming_christmas(day), desk.holding().compiled.calendar)
    if copy is None:
        return at_hand, Shown(no_christmas=place)
    if asked[1] == "christmas":
        return at_hand, Shown(offer=(place, copy))
    prefix = f"contact-{place}-"
    rest = {name: value for name, value in at_hand.read.form.items() if not is_of_hours(prefix, name)}
    typed = at_hand.read.form.get(f"{prefix}hours", "")
    form = rest | hours_fields(prefix, with_copy(contact.schedule, copy), typed=typed)
    return await editing(desk, at_hand.reader, at_hand.was.id, form), Shown(
        said=f"{len(copy.exceptions)} dates of Christmas {copy.from_year} were copied to {copy.year}. Nothing is proposed yet."
    )


# ------------------------------------------------------------------------------------------------------ as a change


def as_change(at_hand: Editing) -> ChangeSet | Shown:
    """Return the change; where somebody else changed the entry meanwhile, what must be looked at before."""
    mine = at_hand.read.service
    if not at_hand.is_overtaken:
        return ChangeSet(made_on=at_hand.made_on, services=(mine,))
    if at_hand.now is None:
        if at_hand.form.get("keep-entry") == Side.MINE:
            return ChangeSet(made_on=at_hand.current.number, services=(mine,))
        return Shown(said=WITHDRAWN, status=HTTPStatus.CONFLICT)
    merge = merge_of(at_hand, choices_of(at_hand.form))
    if merge is None or merge.open or at_hand.form.get("merged_on") != str(at_hand.current.number):
        return Shown(said=OVERTAKEN, status=HTTPStatus.CONFLICT)
    return ChangeSet(made_on=at_hand.current.number, services=(merge.service,))


def merge_of(at_hand: Editing, choices: Mapping[str, Side]) -> Merged | None:
    """Merge what somebody else changed meanwhile with what is typed here; None where the entry is no longer there."""
    if at_hand.now is None:
        return None
    return merged(at_hand.was, at_hand.now, at_hand.read.service, choices)


def choices_of(form: Form) -> dict[str, Side]:
    """Return whose value was chosen for each field on which two disagree."""
    sides = {str(side): side for side in Side}
    chosen = ((name.removeprefix("keep-"), sides.get(value)) for name, value in form.items() if name.startswith("keep-"))
    return {field: side for field, side in chosen if side is not None}


NOT_YOURS = (
    "This entry is not yours to change: you keep other areas and organizations. Everything that you typed stands below. "
    "Send it to whoever keeps the entry."
)
NOT_NOW = (
    "The change could not be kept and checked just now. Everything that you typed stands below: try again in a minute. "
    "However often you send it, the same change is kept once."
)
OVERTAKEN = "Somebody else changed this entry while you edited it. Nothing is lost: look at both below, then propose again."
WITHDRAWN = "Somebody else withdrew this entry while you edited it."


# ---------------------------------------------------------------------------------------------------------- the page


def page(request: AnyRequest, at_hand: Editing, shown: Shown) -> Response[bytes]:
    """Show the form, what is wrong with it, and what it says."""
    desk = desk_of(request)
    held, read = desk.holding(), at_hand.read
    errors = (read.errors if not at_hand.is_new or shown.checked or "do" in at_hand.form else {}) | dict(shown.errors)
    address, parts = f"/curate/entries/{at_hand.was.id}", sections(held.index.lexicon)
    merge = merge_of(at_hand, {}) if at_hand.is_overtaken and not errors else None
    return show_room(
        request,
        "curate/entry.html",
        status=shown.status,
        entry=at_hand.was,
        is_new=at_hand.is_new,
        may_propose=at_hand.is_new or at_hand.mine,
        address=address,
        form=read.form,
        errors=errors,
        notes=read.notes,
        sections=parts,
        labels=labels_of(parts, contact_numbers(read.form)),
        contacts=contacts_shown(read.form, read.errors),
        reach=REACH,
        checked=(checked_fields("assurance", "the number is"), checked_fields("hours_assurance", "the hours are")),
        bank_options=ON_HOLIDAY,
        nations=NATION,
        named_days=NAMED_DAYS,
        weekdays=WEEKDAYS,
        words=entry_words(read.service, read.numbers, held.compiled, held.index.lexicon, desk.clock()),
        made_on=at_hand.made_on,
        said=shown.said,
        offer=None if shown.offer is None else offer_shown(*shown.offer),
        no_christmas=shown.no_christmas,
        merge=None if merge is None else merge_shown(merge, desk),
        is_withdrawn=at_hand.now is None and not at_hand.is_new,
        merged_on=at_hand.current.number,
        keeps=at_hand.form,
    )


WEEKDAYS = tuple(
    zip("mon tue wed thu fri sat sun".split(), "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(), strict=True)
)


class ContactShown(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows of each kind a contact's form has."""

    number: int
    prefix: str
    sessions: Mapping[str, int]
    exceptions: tuple[int, ...]
    has_named: bool
    at_fault: bool
    faults_in: frozenset[str]
    is_first: bool
    is_last: bool


def contacts_shown(form: Form, errors: Mapping[str, str]) -> tuple[ContactShown, ...]:
    """Count the rows of each contact: one more exception than are filled, and room for two sessions a day or one more."""
    numbers = contact_numbers(form)
    return tuple(
        ContactShown(
            number=number,
            prefix=f"contact-{number}-",
            sessions={day: max(2, highest(form, f"contact-{number}-{day}-") + 1) for day, _ in WEEKDAYS},
            exceptions=tuple(range(1, highest(form, f"contact-{number}-exception-") + 2)),
            has_named=any(form.get(f"contact-{number}-{day}", NO_RULE) != NO_RULE for day, _ in NAMED_DAYS),
            faults_in=frozenset(part_of(name.removeprefix(f"contact-{number}-")) for name in errors),
            at_fault=any(is_of_hours(f"contact-{number}-", name) for name in errors),
            is_first=number == numbers[0],
            is_last=number == numbers[-1],
        )
        for number in numbers
    )


def part_of(name: str) -> str:
    """Name the part of a contact's form that is folded away, by a field in it; others stand open."""
    return "known" if "assurance" in name else "source" if name in {"zone", "stated_as"} else ""


def highest(form: Form, prefix: str) -> int:
    """Return the highest number of a row that is filled; 0 where none is."""
    numbers = (re.match(r"\d{1,3}", name.removeprefix(prefix)) for name in form if name.startswith(prefix))
    return max((int(found[0]) for found in numbers if found is not None), default=0)


class OfferShown(msgspec.Struct, frozen=True, kw_only=True):
    """Last Christmas, moved to this one, to be confirmed."""

    number: int
    from_year: int
    year: int
    rows: tuple[str, ...]
    yearly: str
    notes: tuple[str, ...]


def offer_shown(number: int, copy: ChristmasCopy) -> OfferShown:
    """Put an offer in words."""
    return OfferShown(
        number=number,
        from_year=copy.from_year,
        year=copy.year,
        rows=tuple(exception_in_words(row) for row in copy.exceptions),
        yearly=", ".join(dict(NAMED_DAYS)[str(rule.day)] for rule in copy.yearly),
        notes=tuple(in_words(note) for note in copy.notes),
    )


def exception_in_words(row: DatedException) -> str:
    """Say what a dated row does."""
    words = hours_in_words(Schedule(always_open=True, exceptions=(row,))).partition("; ")[2]
    return f"{words} ({row.reason})" if row.reason else words


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A field on which two disagree, with what stood and what each of them wrote."""

    field: str
    label: str
    base: str
    theirs: str
    mine: str


def merge_shown(merge: Merged, desk: Desk) -> tuple[tuple[Choice, ...], tuple[str, ...]]:
    """Put the fields on which two disagree in words, and name those that only the other changed."""
    name_of = names_of(desk)

    def words(field: str, value: object) -> str:
        match value:
            case (number, Assurance() as known):
                return f"{shown(number) or 'no number'} ({assurance_in_words(known)})"
            case list():
                return ", ".join(value)
            case _:
                return value_in_words(own_name(field), shown(value), name_of)

    choices = tuple(
        Choice(
            field=one.field,
            label=label_of(one.field),
            base=words(one.field, one.base),
            theirs=words(one.field, one.theirs),
            mine=words(one.field, one.mine),
        )
        for one in merge.open
    )
    return choices, tuple(map(label_of, merge.taken))


editor = (entry, preview, propose)
