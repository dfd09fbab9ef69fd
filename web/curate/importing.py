"""Many entries at once: a spreadsheet is read, matched and looked through, then proposed as one change. Nothing of it is kept.

The file travels with the page, squeezed, until it is proposed; until then this server holds nothing of it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import csv
import io
import re
import zlib
from collections import defaultdict
from http import HTTPStatus

import msgspec
from litestar import Response, get, post
from litestar.exceptions import HTTPException

from directory.errors import SourceRejected
from directory.places import Gazetteer
from directory.remit import may_keep
from routing.edits import FieldEdit, What
from seed.compact import COLUMNS, write_compact
from seed.importing import Becomes, Choice, ChoiceRejected, ImportRow, Is, Preview, preview_import, write_refused
from seed.matching import Candidate, Outcome
from web.api.imports import LARGEST_FILE, LARGEST_FILE_SAID
from web.curate.frame import AnyRequest, keeper_of, show_room
from web.curate.proposing import hand_in
from web.pages import Form, form_from_here
from web.problems import ProblemError
from web.readers import desk_of

LARGEST_FORM = 4 * LARGEST_FILE
"""The file as a form carries it, with the choices."""
MOST_CHOICES = 20_000

_CHOICE = re.compile(r"row-([0-9]{1,8})")
_THAT_ENTRY = "as:"
_CSV = "text/csv; charset=utf-8"


class RowToChoose(msgspec.Struct, frozen=True):
    """A row that is likely an entry already there, with what was chosen for it so far."""

    row: ImportRow
    there: tuple[Candidate, ...]
    beside: tuple[Candidate, ...]
    chosen: str


class Changed(msgspec.Struct, frozen=True):
    """An entry that the file adds or changes, with its fields."""

    entry: str
    is_new: bool
    fields: tuple[FieldEdit, ...]


@get("/curate/import", include_in_schema=False)
async def import_page(request: AnyRequest) -> Response[bytes]:
    """Show how a file is brought."""
    return shown(request)


@get("/curate/import/empty.csv", include_in_schema=False)
async def empty_file(request: AnyRequest) -> Response[bytes]:
    """Give a file with the names of the columns and nothing else."""
    keeper_of(request)
    return as_file(",".join(COLUMNS) + "\r\n", "empty.csv")


@get("/curate/import/directory.csv", include_in_schema=False)
async def file_of_now(request: AnyRequest) -> Response[bytes]:
    """Give what the keeper keeps of the directory, to be changed and brought back."""
    keeper, desk = keeper_of(request), desk_of(request)
    services = [service for service in desk.holding().current.edition.services if may_keep(keeper, service)]
    text, _ = await asyncio.to_thread(write_compact, services, desk.gazetteer)
    return as_file(text.replace("\n", "\r\n"), "directory.csv")


@post("/curate/import", status_code=HTTPStatus.OK, request_max_body_size=LARGEST_FORM, include_in_schema=False)
async def bring_file(request: AnyRequest) -> Response[bytes]:
    """Show what the file would do; propose it, or give the refused rows back, where that is asked for."""
    keeper_of(request)
    try:
        form = await form_from_here(request, MOST_CHOICES, files=True)
        content = content_of(form)
        preview = await read_file(request, content, choices_in(form))
    except HTTPException as fault:
        if fault.status_code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise
        return shown(request, errors=(("file", LARGEST_FILE_SAID),), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except Unreadable as fault:
        return shown(request, errors=(("file", str(fault)),), status=HTTPStatus.BAD_REQUEST)
    if form.get("do") == "refused":
        return as_file(write_refused(content, preview), "refused.csv")
    errors = what_stands_against(preview, form) if form.get("do") == "propose" else ()
    if form.get("do") == "propose" and not errors:
        return await hand_in(request, preview.change, form["reason"])
    return looked_through(request, preview, content, form, errors=errors)


class Unreadable(Exception):
    """No row of the file can be read, or a choice cannot be carried out; the message is a sentence for the page."""


async def read_file(request: AnyRequest, content: bytes, choices: tuple[Choice, ...]) -> Preview:
    """Read the file beside the edition in force; in a thread, for no answer waits for it."""
    desk = desk_of(request)
    edition = (await desk.home.current_edition(desk.clock())).edition
    try:
        return await asyncio.to_thread(
            preview_import, content, edition, desk.gazetteer, choices, reader=keeper_of(request), file="the file"
        )
    except SourceRejected as fault:
        where = " ".join(part for part in (fault.line and f"line {fault.line}", fault.field) if part)
        raise Unreadable(f"The file cannot be read: {where or 'it'} must hold {fault.expected}.") from None
    except ChoiceRejected as fault:
        raise Unreadable(f"Line {fault.line}: choose {fault.expected}.") from None


def what_stands_against(preview: Preview, form: Form) -> tuple[tuple[str, str], ...]:
    """Say why the file cannot be proposed yet: each reason with the field to go to."""
    waits = preview.counted.refused + preview.counted.to_choose
    reasons = {
        ("changes", "Nothing in this file changes the directory."): not preview.edits,
        ("take-good", f"Say that what is refused or not chosen for stays out (rows: {waits})."): bool(waits)
        and "take_good" not in form,
        ("reason", "Say why: who asked for these changes, and when."): "reason" not in form,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def looked_through(
    request: AnyRequest, preview: Preview, content: bytes, form: Form, *, errors: tuple[tuple[str, str], ...]
) -> Response[bytes]:
    """Show the file row by row, with what would change."""
    rows = preview.rows
    return shown(
        request,
        errors=errors,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        preview=preview,
        kept=base64.urlsafe_b64encode(zlib.compress(content)).decode(),
        to_choose=rows_to_choose(rows, form),
        refused=[row for row in rows if row.refused],
        readings=[row for row in rows if row.readings and not row.refused],
        plain=[row for row in rows if not row.readings and not row.refused],
        changes=changes_in(preview, desk_of(request).gazetteer),
        becomes=IN_WORDS,
        reason=form.get("reason", ""),
        takes_good="take_good" in form,
    )


def shown(
    request: AnyRequest, *, errors: tuple[tuple[str, str], ...] = (), status: int = HTTPStatus.OK, **values: object
) -> Response[bytes]:
    """Show the page, with what is wrong first."""
    return show_room(request, "curate/import.html", status=status, errors=errors, columns=COLUMNS, **values)


IN_WORDS = {
    Becomes.ADDED: "new entry",
    Becomes.CHANGED: "changes an entry",
    Becomes.AS_BEFORE: "as before",
    Becomes.TO_CHOOSE: "waits for your choice",
    Becomes.LEFT_OUT: "left out",
    Becomes.REFUSED: "refused",
}


def changes_in(preview: Preview, gazetteer: Gazetteer) -> list[Changed]:
    """Return each entry that changes with the fields that differ, and each new one as the columns say it."""
    added = {edit.name for edit in preview.edits if edit.what is What.ADDED}
    text, _ = write_compact((service for service in preview.change.services if service.id in added), gazetteer)
    written: defaultdict[str, list[FieldEdit]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(text)):
        written[row["id"]] += [FieldEdit(column, None, row[column]) for column in COLUMNS[1:] if row[column]]
    return [
        Changed(edit.name, edit.name in added, tuple(written[edit.name]) if edit.name in added else edit.fields)
        for edit in preview.edits
    ]


def rows_to_choose(rows: tuple[ImportRow, ...], form: Form) -> list[RowToChoose]:
    """Return the rows that a person chooses for, one of each entry, with what they chose."""
    found: dict[str, RowToChoose] = {}
    for row in rows:
        if row.match is Outcome.LIKELY and not row.refused and row.service_id is not None:
            there = tuple(candidate for candidate in row.candidates if not candidate.in_file)
            beside = tuple(candidate for candidate in row.candidates if candidate.in_file)
            found.setdefault(row.service_id, RowToChoose(row, there, beside, form.get(f"row-{row.line}", "")))
    return list(found.values())


def choices_in(form: Form) -> tuple[Choice, ...]:
    """Read what was chosen; a row for which nothing was chosen waits."""
    return tuple(choice_of(int(found[1]), value) for name, value in form.items() if (found := _CHOICE.fullmatch(name)))


def choice_of(line: int, value: str) -> Choice:
    """Read the choice for one row."""
    if value.startswith(_THAT_ENTRY):
        return Choice(line, Is.THAT_ENTRY, value.removeprefix(_THAT_ENTRY))
    if value in (Is.NEW, Is.LEFT_OUT):
        return Choice(line, Is(value))
    raise Unreadable(f"Line {line}: choose one of the answers.")


def content_of(form: Form) -> bytes:
    """Return the file that was sent, pasted, or travels with the page."""
    if "kept" in form:
        return squeezed_out(form["kept"])
    content = form["file"].encode("latin-1") if "file" in form else form.get("pasted", "").encode()
    if not content:
        raise Unreadable("Choose a file, or paste the rows.")
    if len(content) > LARGEST_FILE:
        raise Unreadable(LARGEST_FILE_SAID)
    return content


def squeezed_out(kept: str) -> bytes:
    """Return the file that travels with a page; never more than a file may hold."""
    squeezed = zlib.decompressobj()
    try:
        content = squeezed.decompress(base64.urlsafe_b64decode(kept), LARGEST_FILE + 1)
    except (binascii.Error, ValueError, zlib.error):
        content = b""
    if len(content) > LARGEST_FILE:
        raise Unreadable(LARGEST_FILE_SAID)
    if not squeezed.eof:  # cut short on its way: part of a file is not the file
        raise ProblemError(HTTPStatus.BAD_REQUEST, "This page cannot be read any more. Send the file again.")
    return content


def as_file(text: str, name: str) -> Response[bytes]:
    """Send a file to be saved; with the mark by which Excel knows UTF-8."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8-sig"), media_type=_CSV, headers=headers)


parts = (import_page, empty_file, file_of_now, bring_file)
