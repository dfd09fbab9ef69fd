"""The opening hours of one contact as fields of a form, and back. Typed hours and the week stay in step.

`contact-1-hours`            the hours as one types them
`contact-1-basis`            always, week or not_known
`contact-1-mon-1-opens`      a session of a day, `-closes`, and `-perhaps` where it is not sure
`contact-1-bank`             what bank holidays do, `-bank-hours` the hours of such a day, `-nation` whose list counts
`contact-1-christmas_day`    what a named day does, with `-hours`
`contact-1-exception-1-first` a dated exception, `-last`, `-says` (closed, hours, adds), `-hours`, `-reason`, `-cut`, `-remove`
`contact-1-drop_beside`      yes: take out the rota and the dated weeks, which the week cannot show
`contact-1-zone`, `contact-1-stated_as`

Two hidden fields say what the two ways of stating hours were when the page was made: `hours-read` and `week-was`. The one
that was changed fills the other; where both were, the form says so and waits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from directory.errors import HoursRejected
from directory.opening_words import hours_in_words
from directory.osm_hours import read_osm_hours, write_osm_hours
from directory.schedule import (
    WEEKDAYS,
    BankHolidayRule,
    DatedException,
    Hours,
    NamedDay,
    NamedDayRule,
    Nation,
    OnHoliday,
    Schedule,
    Stated,
)
from directory.week_grid import (
    Basis,
    Grid,
    always_alone,
    closing_as_typed,
    grid_of,
    in_order,
    read_day,
    read_session,
    with_grid,
    with_named_days,
    without_beside,
    write_day,
)
from web.curate.codecs import DATE, YES, Form, Slip, plain

MOST_SESSIONS = 8
"""Sessions of one day that a form may hold."""

MOST_EXCEPTIONS = 200
NO_RULE = "none"
CLOSED, HOURS, ADDS = "closed", "hours", "adds"
BOTH_CHANGED = (
    "You changed the typed hours and the week as well. Clear the typed hours to keep the week, "
    "or press “Fill the week from what is typed”."
)
TAKE_BACK = "Always open holds on bank holidays and named days too: choose “as usual” or “not known”, and no named day."


class HoursRead(msgspec.Struct, frozen=True, kw_only=True):
    """What the fields state. `fields` are those of the form after it: both ways of stating hours alike."""

    schedule: Schedule
    fields: Form
    errors: dict[str, str]
    notes: tuple[str, ...] = ()


def hours_fields(prefix: str, schedule: Schedule, typed: str | None = None) -> Form:
    """Write the hours into fields; `typed` is what somebody typed for them, if that is how they came."""
    grid = grid_of(schedule)
    fields = {f"{prefix}basis": str(grid.basis), f"{prefix}zone": schedule.zone, f"{prefix}stated_as": schedule.stated_as}
    for weekday, day in zip(WEEKDAYS, grid.days, strict=True):
        for number, hours in enumerate(day, start=1):
            cell = f"{prefix}{weekday}-{number}-"
            fields |= {f"{cell}opens": hours.opens_at, f"{cell}closes": closing_as_typed(hours)}
            fields |= {f"{cell}perhaps": YES} if hours.state is Stated.UNKNOWN else {}
    fields |= _rule_fields(f"{prefix}bank", schedule.bank_holidays)
    fields[f"{prefix}nation"] = str(schedule.bank_holidays.nation)
    for rule in reversed(schedule.named_days):
        fields |= _rule_fields(f"{prefix}{rule.day}", rule)
    for number, row in enumerate(schedule.exceptions, start=1):
        fields |= _exception_fields(f"{prefix}exception-{number}-", row)
    words = as_typed(schedule) if typed is None else typed
    fields |= {f"{prefix}hours": words, f"{prefix}hours-read": words}
    return {name: value for name, value in fields.items() if value} | {f"{prefix}week-was": week_text(prefix, fields)}


def _rule_fields(name: str, rule: BankHolidayRule | NamedDayRule) -> Form:
    return {name: str(rule.then), f"{name}-hours": write_day(rule.hours)}


def _exception_fields(row_name: str, row: DatedException) -> Form:
    return {
        f"{row_name}first": str(row.first),
        f"{row_name}last": str(row.last),
        f"{row_name}says": ADDS if row.adds else HOURS if row.hours else CLOSED,
        f"{row_name}hours": write_day(row.hours),
        f"{row_name}reason": row.reason,
        f"{row_name}cut": YES if row.cut_at_midnight else "",
    }


def week_text(prefix: str, form: Form) -> str:
    """Write the fields of the usual week as one text, to see whether anybody changed them."""
    mine = re.compile(rf"{re.escape(prefix)}(basis|bank|nation|(?:{'|'.join([*WEEKDAYS, *NamedDay])}))(-.*)?$")
    kept = ((name, plain(value)) for name, value in form.items() if mine.match(name))
    held = {name.removeprefix(prefix): value for name, value in kept if value and value != NO_RULE}
    return " ".join(f"{name}={held[name]}" for name in sorted(held))


def as_typed(schedule: Schedule) -> str:
    """Write the usual hours as somebody might type them: as the source does, else in OSM's words; empty where neither can."""
    bare = msgspec.structs.replace(without_beside(schedule), exceptions=())
    return next((text for text in (schedule.stated_as, write_osm_hours(bare)[0]) if text and says(text, bare)), "")


def says(text: str, schedule: Schedule) -> bool:
    """Say whether a text states the usual hours of the schedule."""
    try:
        read = read_osm_hours(text, schedule.bank_holidays.nation, by_day=True).schedule
    except HoursRejected:
        return False
    is_same_rule = read.always_open or read.bank_holidays == schedule.bank_holidays
    return grid_of(read) == grid_of(schedule) and is_same_rule and set(read.named_days) == set(schedule.named_days)


# ---------------------------------------------------------------------------------------------------------- reading back


def read_hours(prefix: str, form: Form, was: Schedule) -> HoursRead:
    """Read the hours; `was` gives what no field holds, and comes back exactly where no field was changed."""
    return _Reading(prefix, form, was).read()


class _Reading:
    """Reads the fields of one contact's hours."""

    def __init__(self, prefix: str, form: Form, was: Schedule) -> None:
        """Take the form, and the schedule that was edited."""
        self._prefix, self._form, self._was = prefix, form, was
        self.errors: dict[str, str] = {}

    def read(self) -> HoursRead:
        """Read everything, and write it back into fields where it could be read."""
        typed, week = self._text("hours"), week_text(self._prefix, self._form)
        typed_is_new = bool(typed) and typed != self._text("hours-read")
        week_is_new = f"{self._prefix}week-was" in self._form and week != self._text("week-was")
        if typed_is_new and week_is_new:
            self._slip("hours", BOTH_CHANGED)
        notes: tuple[str, ...] = ()
        with_rows = self._with_exceptions(self._was)
        if typed_is_new:
            schedule, notes = self._typed(typed, with_rows)
        else:
            schedule = self._week(with_rows)
        schedule = self._stated(schedule, typed if typed_is_new else None, week_is_new=week_is_new)
        if not always_alone(schedule):
            self._slip("bank", TAKE_BACK)
        if self.errors:
            return HoursRead(schedule=schedule, fields=self._kept(), errors=self.errors, notes=notes)
        shown = typed if typed_is_new or (not week_is_new and typed == self._text("hours-read")) else None
        fields = hours_fields(self._prefix, schedule, typed=shown)
        return HoursRead(schedule=schedule, fields=fields, errors={}, notes=notes)

    def _text(self, name: str) -> str:
        return plain(self._form.get(f"{self._prefix}{name}", ""))

    def _slip(self, name: str, words: str) -> None:
        self.errors.setdefault(f"{self._prefix}{name}", words)

    def _kept(self) -> Form:
        return {name: value for name, value in self._form.items() if name.startswith(self._prefix)}

    # ------------------------------------------------------------------------------------------------- the usual week

    def _typed(self, text: str, schedule: Schedule) -> tuple[Schedule, tuple[str, ...]]:
        """Put what was typed in the place of the usual week and its holidays; dated rows come beside those there are."""
        try:
            reading = read_osm_hours(text, self._nation(), by_day=True)
            read = reading.schedule
            filled = with_grid(self._without_beside(schedule), grid_of(read))
        except HoursRejected as refused:
            where = "" if refused.word is None else f"At word {refused.word}: "
            self._slip("hours", f"{where}expected {refused}.")
            return schedule, ()
        new = tuple(row for row in read.exceptions if row not in schedule.exceptions)
        kept = msgspec.structs.replace(
            filled, bank_holidays=read.bank_holidays, exceptions=(*schedule.exceptions, *new), zone=self._zone()
        )
        return with_named_days(kept, read.named_days), reading.notes

    def _week(self, schedule: Schedule) -> Schedule:
        """Read the usual week and the rules for holidays from their own fields."""
        grid = self._grid()
        named = self._named_days()
        then, hours = self._rule("bank")
        bank = BankHolidayRule(then=then or OnHoliday.UNKNOWN, hours=hours, nation=self._nation())
        try:
            filled = with_grid(self._without_beside(schedule), grid)
        except HoursRejected as refused:
            self._slip("basis", f"Expected {refused}.")
            return schedule
        if filled.always_open and bank.then is OnHoliday.AS_USUAL:
            bank = BankHolidayRule(nation=Nation.ENGLAND)  # what is always open keeps no rule; as usual is no other
        return with_named_days(msgspec.structs.replace(filled, bank_holidays=bank, zone=self._zone()), named)

    def _without_beside(self, schedule: Schedule) -> Schedule:
        return without_beside(schedule) if self._text("drop_beside") == YES else schedule

    def _grid(self) -> Grid:
        text = self._text("basis")
        basis = next((basis for basis in Basis if basis == text), Basis.NOT_KNOWN)
        if basis is not Basis.WEEK:
            if any(self._has_session(weekday, 1) for weekday in WEEKDAYS) and week_text(self._prefix, self._form) != self._text(
                "week-was"
            ):
                self._slip("basis", "Expected “Hours of the week” where sessions are filled in, or no sessions.")
            return Grid(basis=basis)
        return Grid(basis=basis, days=tuple(in_order(self._sessions(weekday)) for weekday in WEEKDAYS))

    def _has_session(self, weekday: str, number: int) -> bool:
        return bool(self._text(f"{weekday}-{number}-opens") or self._text(f"{weekday}-{number}-closes"))

    def _sessions(self, weekday: str) -> Iterator[Hours]:
        for number in range(1, MOST_SESSIONS + 1):
            if not self._has_session(weekday, number):
                continue
            cell = f"{weekday}-{number}-"
            opens, closes = self._text(f"{cell}opens"), self._text(f"{cell}closes")
            if not (opens and closes):
                self._slip(f"{cell}{'closes' if opens else 'opens'}", "Expected both times, or neither.")
                continue
            state = Stated.UNKNOWN if self._text(f"{cell}perhaps") == YES else Stated.OPEN
            try:
                yield read_session(opens, closes, state)
            except HoursRejected as refused:
                self._slip(f"{cell}opens", f"Expected {refused}.")

    # ----------------------------------------------------------------------------------------------------- holidays

    def _rule(self, name: str) -> tuple[OnHoliday | None, tuple[Hours, ...]]:
        """Return what a day does, with its hours; None for no rule."""
        text = self._text(name)
        then = next((one for one in OnHoliday if one == text), None)
        hours = self._hours_of_day(f"{name}-hours")
        if then is OnHoliday.HOURS and not hours:
            self._slip(f"{name}-hours", "Expected the hours of the day, such as 10:00-14:00.")
        return then, hours if then is OnHoliday.HOURS else ()

    def _named_days(self) -> tuple[NamedDayRule, ...]:
        """Read the rules; where they are as they were, so are their rows, also a second one of a day, which never holds."""
        read = ((day, *self._rule(day)) for day in NamedDay)
        rules = {day: NamedDayRule(day=day, then=then, hours=hours) for day, then, hours in read if then is not None}
        held = {rule.day: rule for rule in reversed(self._was.named_days)}
        return self._was.named_days if rules == held else tuple(rules.values())

    def _nation(self) -> Nation:
        text = self._text("nation")
        return next((nation for nation in Nation if nation == text), Nation.ENGLAND)

    def _hours_of_day(self, name: str) -> tuple[Hours, ...]:
        text = self._text(name)
        try:
            return read_day(text) if text else ()
        except HoursRejected as refused:
            self._slip(name, f"Expected {refused}.")
            return ()

    def _zone(self) -> str:
        zone = self._text("zone") or self._was.zone
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._slip("zone", "Expected a time zone such as Europe/London.")
            return self._was.zone
        return zone

    # --------------------------------------------------------------------------------------------------- exceptions

    def _with_exceptions(self, schedule: Schedule) -> Schedule:
        rows = tuple(row for number in self._numbers() if (row := self._exception(number)) is not None)
        return msgspec.structs.replace(schedule, exceptions=rows)

    def _numbers(self) -> list[int]:
        row = re.compile(rf"{re.escape(self._prefix)}exception-(\d{{1,3}})-")
        numbers = {int(found[1]) for name in self._form if (found := row.match(name))}
        return sorted(number for number in numbers if 1 <= number <= MOST_EXCEPTIONS)

    def _exception(self, number: int) -> DatedException | None:
        """Read one row; None for one that is empty or taken out."""
        row = f"exception-{number}-"
        held = [self._text(f"{row}{name}") for name in ("first", "last", "hours", "reason")]
        if self._text(f"{row}remove") == YES or not any(held):
            return None
        first, last = self._date(f"{row}first"), self._date(f"{row}last")
        if first is None:
            self._slip(f"{row}first", "Expected the first day, as a date.")
            return None
        hours, says_what = self._hours_of_day(f"{row}hours"), self._text(f"{row}says") or CLOSED
        if (says_what == CLOSED) == bool(hours):
            words = "no hours where it is closed" if hours else "the hours, such as 10:00-14:00"
            self._slip(f"{row}hours", f"Expected {words}.")
        if last is not None and last < first:
            self._slip(f"{row}last", "Expected a day that is not before the first one.")
        return DatedException(
            first=first,
            last=last or first,
            hours=hours,
            adds=says_what == ADDS,
            cut_at_midnight=self._text(f"{row}cut") == YES,
            reason=self._text(f"{row}reason"),
        )

    def _date(self, name: str) -> date | None:
        try:
            found: date | None = DATE.read(self._text(name))
        except Slip as slip:
            self._slip(name, f"Expected {slip}.")
            return None
        return found

    # -------------------------------------------------------------------------------------------------- stated words

    def _stated(self, schedule: Schedule, typed: str | None, *, week_is_new: bool) -> Schedule:
        """Keep what the source states: as typed just now, as somebody wrote it by hand, else as the new week is written."""
        written = self._text("stated_as")
        if typed is not None:
            written = typed
        elif week_is_new and written in {plain(self._was.stated_as), self._text("hours-read")}:
            written = as_typed(msgspec.structs.replace(schedule, stated_as="")) or hours_in_words(schedule)
        if written == plain(self._was.stated_as):
            written = self._was.stated_as
        return msgspec.structs.replace(schedule, stated_as=written)
