"""Opening hours as bits: the span is cut wherever any contact opens or closes, and each contact has one bit for each piece.

One whole number holds a contact's hours over 400 days, so that "is somebody there at every minute?" is a few unions. Of all
ways tried it is the fastest and the shortest, and it forgets no holiday, exception or clock night, for the pieces are the
very boundaries by which every answer is given (directory/opening.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import timedelta

import msgspec

from directory.numbers import dial_string, is_fictitious
from directory.opening import Opening, Window
from directory.service import ServiceId
from routing.edition import CompiledContact, CompiledService, midnight
from routing.spells import Spell

Bits = int
"""One bit for each piece of the span, the first piece lowest."""

_UNKNOWN, _CLOSED, _OPEN = range(3)


class Line(msgspec.Struct, frozen=True, gc=False):
    """A service as somebody may reach it, in bits: surely open; open or not known; open on a number that is real.

    `numbers` tells independent lines apart: two services behind one number are one. `is_always` is the fact of being open
    all day, every day, not the hours that come to the same.
    """

    service_id: ServiceId
    numbers: tuple[str, ...]
    open: Bits
    maybe: Bits
    real: Bits
    is_always: bool


class Grid:
    """The pieces of a span, and the hours of services laid on them."""

    def __init__(self, span: Window, services: Iterable[CompiledService], also: Iterable[int] = ()) -> None:
        """Cut the span at every boundary of the services, and at the minutes given beside them."""
        self.span = span
        found = {span.start, span.end, *also}
        seen: set[int] = set()
        for compiled in services:
            found.update(compiled.dates)
            for one in compiled.contacts:
                if id(one.opening) not in seen:
                    seen.add(id(one.opening))
                    found.update(one.opening.boundaries)
        self.edges = sorted(edge for edge in found if span.start <= edge <= span.end)
        self.pieces = len(self.edges) - 1
        self.whole: Bits = (1 << self.pieces) - 1
        self._index = {edge: index for index, edge in enumerate(self.edges)}
        self._rows: dict[int, tuple[Opening, Bits, Bits]] = {}
        self._lines: dict[tuple[ServiceId, bool], Line] = {}

    def line(self, compiled: CompiledService, contacts: tuple[CompiledContact, ...], *, is_public: bool) -> Line:
        """Return a service with the contacts that may be given to somebody."""
        key = compiled.service.id, is_public
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = self._laid(compiled, contacts)
        return line

    def stretches(self, bits: Bits) -> tuple[Spell, ...]:
        """Return the stretches of UTC minutes that the bits stand for, rising, joined where they touch."""
        text = f"{bits:0{self.pieces}b}"[::-1]
        found, at = [], text.find("1")
        while at >= 0:
            end = text.find("0", at)
            end = self.pieces if end < 0 else end
            found.append((self.edges[at], self.edges[end]))
            at = text.find("1", end)
        return tuple(found)

    def first_minute(self, bits: Bits) -> int:
        """Return the first minute of the first piece that the bits hold."""
        return self.edges[(bits & -bits).bit_length() - 1]

    def _laid(self, compiled: CompiledService, contacts: tuple[CompiledContact, ...]) -> Line:
        rows = [(one, *self.row(one.opening)) for one in contacts]
        valid = self.valid(compiled)
        is_open, maybe, real = 0, 0, 0
        for one, open_bits, maybe_bits in rows:
            is_open |= open_bits
            maybe |= maybe_bits
            number = one.contact.number
            real |= 0 if number is not None and is_fictitious(number) else open_bits
        return Line(
            service_id=compiled.service.id,
            numbers=tuple(sorted({reached_at(compiled, one) for one, open_bits, _ in rows if open_bits})),
            open=is_open & valid,
            maybe=(maybe if rows else self.whole) & valid,
            real=real & valid,
            is_always=valid == self.whole and any(one.opening.always_open for one in contacts),
        )

    def row(self, opening: Opening) -> tuple[Bits, Bits]:
        """Return when it is open, and when it is open or not known."""
        held = self._rows.get(id(opening))
        if held is None:
            held = self._rows[id(opening)] = (opening, *self._bits(opening))
        return held[1], held[2]

    def _bits(self, opening: Opening) -> tuple[Bits, Bits]:
        is_open = self._bits_of(opening, (_OPEN,))
        return is_open, self._bits_of(opening, (_OPEN, _UNKNOWN)) if self._has_doubts(opening) else is_open

    def _has_doubts(self, opening: Opening) -> bool:
        """Say whether the state is not known anywhere in the span: outside the window it never is."""
        edges = opening.boundaries
        is_within = len(edges) > 0 and edges[0] <= self.span.start and self.span.end <= edges[-1]
        return not is_within or _UNKNOWN in opening.codes[1:-1]

    def _bits_of(self, opening: Opening, codes: tuple[int, ...]) -> Bits:
        text = bytearray(b"0" * self.pieces)
        for start, end in stretches_with(opening, codes, self.span):
            first, last = self._index[start], self._index[end]
            # Written from the end, for the first piece is the lowest bit.
            text[self.pieces - last : self.pieces - first] = b"1" * (last - first)
        return int(text, 2)

    def valid(self, compiled: CompiledService) -> Bits:
        """Return the pieces that lie on days on which the entry holds."""
        service = compiled.service
        start = self.span.start if service.valid_from is None else midnight(service.valid_from)
        end = self.span.end if service.valid_to is None else midnight(service.valid_to + timedelta(days=1))
        return self.since(start) & ~self.since(end)

    def since(self, minute: int) -> Bits:
        """Return the pieces from an edge on."""
        return self.whole & ~((1 << min(bisect_left(self.edges, minute), self.pieces)) - 1)


def stretches_with(opening: Opening, codes: tuple[int, ...], span: Window) -> Iterator[Spell]:
    """Yield the stretches of the span in which the state is one of the codes."""
    edges = (span.start, *opening.boundaries, span.end)
    left = span.start
    for code, right in zip(opening.codes, edges[1:], strict=True):
        until = min(right, span.end)
        if until > left:
            if code in codes:
                yield left, until
            left = until


def reached_at(compiled: CompiledService, one: CompiledContact) -> str:
    """Name what is rung, opened or gone to: lines of one number stand and fall together."""
    contact = one.contact
    if contact.number is not None:
        return dial_string(contact.number)
    return contact.uri or f"{compiled.service.id}/{contact.id}"
