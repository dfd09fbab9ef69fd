"""Two people edit one entry: what each changed is merged field by field, and what both changed is asked, never decided.

The base is the entry as it stood when editing began, `theirs` as it stands now, `mine` as it was edited. A contact is told
apart by its id. A number and who vouches for it are one field: whoever vouched for the old number did not for the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

import msgspec

from directory.assurance import Assurance
from directory.contact import Contact
from directory.numbers import Number
from directory.service import Service
from routing.edits import reordered


class Side(StrEnum):
    """Whose value a field takes."""

    THEIRS = "theirs"
    MINE = "mine"


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """A field that both changed, otherwise: those of a contact behind its id, a whole contact by its id alone.

    None is what stands nowhere: a contact that one side took out.
    """

    field: str
    base: object
    theirs: object
    mine: object


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """The entry with both sides' changes. `taken` names what only they changed; where they disagree it holds mine as yet."""

    service: Service
    taken: tuple[str, ...]
    open: tuple[Disagreement, ...]


WITNESSED = ("number", "assurance")
ORDER = "order of contacts"
Value = TypeVar("Value")


def witnessed(contact: Contact) -> tuple[Number | None, Assurance]:
    """Return the number with who vouches for it."""
    return contact.number, contact.assurance


def merged(base: Service, theirs: Service, mine: Service, choices: Mapping[str, Side] | None = None) -> Merged:
    """Merge the entry; a field on which both disagree takes the side that was chosen for it and stays open without a choice."""
    merging = _Merging(choices or {})
    fields = {
        name: merging.field(name, getattr(base, name), getattr(theirs, name), getattr(mine, name))
        for name in Service.__struct_fields__
        if name != "contacts"
    }
    contacts = dict(merging.contacts(_by_id(base), _by_id(theirs), _by_id(mine)))
    ids = merging.order(list(_by_id(base)), list(_by_id(theirs)), list(_by_id(mine)))
    in_order = [*(own for own in ids if own in contacts), *(own for own in contacts if own not in ids)]
    return Merged(
        service=Service(**fields, contacts=tuple(contacts[own] for own in in_order)),
        taken=tuple(merging.taken),
        open=tuple(merging.open),
    )


class _Merging:
    """Takes a side for each field, and remembers what was theirs and what is still open."""

    def __init__(self, choices: Mapping[str, Side]) -> None:
        """Take what was chosen already."""
        self._choices = choices
        self.taken: list[str] = []
        self.open: list[Disagreement] = []

    def field(self, name: str, base: Value, theirs: Value, mine: Value) -> Value:
        """Return the value that a field takes."""
        if theirs in (base, mine):
            return mine
        if mine == base:
            self.taken.append(name)
            return theirs
        if name not in self._choices:
            self.open.append(Disagreement(field=name, base=base, theirs=theirs, mine=mine))
        return theirs if self._choices.get(name) is Side.THEIRS else mine

    def contacts(
        self, base: dict[str, Contact], theirs: dict[str, Contact], mine: dict[str, Contact]
    ) -> Iterator[tuple[str, Contact]]:
        """Yield every contact that is kept, with its fields merged."""
        for own in dict.fromkeys((*mine, *theirs)):
            one, other = theirs.get(own), mine.get(own)
            if one is not None and other is not None:
                yield own, self._contact(own, base.get(own), one, other)
                continue
            kept = self.field(own, base.get(own), one, other)
            if kept is not None:
                yield own, kept

    def _contact(self, own: str, base: Contact | None, theirs: Contact, mine: Contact) -> Contact:
        kept = {
            name: self.field(f"{own}.{name}", getattr(base, name, None), getattr(theirs, name), getattr(mine, name))
            for name in Contact.__struct_fields__
            if name not in WITNESSED
        }
        nobody = (None, Assurance())
        was = nobody if base is None else witnessed(base)
        number, assurance = self.field(f"{own}.number", was, witnessed(theirs), witnessed(mine))
        return Contact(**kept, number=number, assurance=assurance)

    def order(self, base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
        """Return the order of the contacts: of who changed it; where both did otherwise it is asked whose."""
        if mine == base and not reordered(base, theirs):
            return theirs  # a contact of theirs stands where they put it
        if not reordered(theirs, mine) or not reordered(base, theirs):
            return mine
        return self.field(ORDER, base if reordered(base, mine) else mine, theirs, mine)


def _by_id(service: Service) -> dict[str, Contact]:
    return {contact.id: contact for contact in service.contacts}
