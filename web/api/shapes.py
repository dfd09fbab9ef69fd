"""What the API gives and takes beside the words of directory/ and routing/."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from directory.capacity import RoomsFree, Space
from directory.contact import Channel
from directory.opening import OpeningState
from directory.schedule import Nation, Schedule
from directory.search_answer import Suggestion
from directory.service import AreaCode, ServiceId, ServiceKind
from routing.answer import PlaceAnswered
from routing.change import ChangeSet
from routing.context import Caller, CallerContext
from routing.gaps import CauseKind
from routing.proof import Promise
from routing.refusals import RefusalReason
from routing.reports import LONGEST_NOTE, ReportAct, ReportState, Resolution
from store.changes import ChangeLine, ChangeState, KeptChange
from store.history import Version
from store.reports import KeptReport
from store.room_reports import How
from web.coverage_proved import CoarseAge

MOST_DAYS = 14

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    """What may be meant by what was typed so far: names and words of ours, no numbers."""

    edition: int
    suggestions: tuple[Suggestion, ...]


class HoursAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Opening hours as somebody types them, and whose bank holidays are meant.

    With `by_day` "9 to 5" is read as 09:00 to 17:00; only for where somebody sees the reading before it counts.
    """

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=500, examples=["Mon-Fri 9 to 5, not bank holidays"])]
    nation: Nation = Nation.ENGLAND
    by_day: bool = True


class HoursGiven(msgspec.Struct, frozen=True, kw_only=True):
    """The hours as they were read: as rows, in words, and a note for each thing that was read in one of several ways."""

    schedule: Schedule
    words: str
    notes: tuple[str, ...]


class TimelineAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A caller's facts, and the days for which the answer is wanted: from `start` (now, if absent) for `days` days."""

    context: CallerContext
    start: datetime | None = None
    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = 1


class TimelineOption(msgspec.Struct, frozen=True, kw_only=True):
    """A service with the contact to use and its state: what a step refers to by its place in the table."""

    service_id: ServiceId
    name: str
    kind: ServiceKind
    channel: Channel | None
    number: str | None
    dial: str | None
    uri: str | None
    menu_option: str | None
    keyword: str | None
    withheld: bool
    fictitious: bool
    state: OpeningState
    always_open: bool
    rule_id: str
    clause: str


class TimelineMessage(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a message, once for all the steps that say it."""

    code: str
    words: str
    clause: str


class TimelineStep(msgspec.Struct, frozen=True, kw_only=True):
    """The ladder that holds from `start` to `end` (not included): places in the table of options, and codes of messages."""

    start: datetime
    end: datetime
    options: tuple[int, ...]
    messages: tuple[str, ...]


class TimelineGiven(msgspec.Struct, frozen=True, kw_only=True):
    """The answers over an interval, without gap or overlap. `valid_until` is the end of the first step."""

    edition: int
    edition_hash: str
    place: PlaceAnswered
    start: datetime
    end: datetime
    valid_until: datetime
    options: tuple[TimelineOption, ...]
    messages: tuple[TimelineMessage, ...]
    steps: tuple[TimelineStep, ...]


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """How a promise to callers at a coarse age stands in an area: the worst of all that they may need.

    `numbers` is how many independent ones answer at the thinnest minute where it always holds. `gap` is the code of the longest
    gap; `coming` counts the stretches that are not over yet, and `next` is the first of them.
    """

    promise: Promise
    age: CoarseAge
    caller: Caller
    holds: Literal["always", "gaps", "never"]
    numbers: int
    gap: str | None
    coming: int
    next: GapStretch | None


class AreaCovered(msgspec.Struct, frozen=True, kw_only=True):
    """One council, or the part of it in one ICB, and how every promise stands there."""

    area: AreaCode
    name: str
    region: str
    police: str
    states: tuple[Covered, ...]


class GapStretch(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` to `end` (not included) a promise does not hold."""

    start: datetime
    end: datetime


class GapCause(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is a gap, the service that it is about, and what would close it."""

    cause: CauseKind
    service_id: ServiceId | None
    remedy: str


class GapGiven(msgspec.Struct, frozen=True, kw_only=True):
    """One gap: a promise that does not hold, for whom, where, when and why. `services` could have answered.

    `is_maybe`: hours that are not known, read as open, would close it.
    """

    code: str
    words: str
    promise: Promise
    callers: tuple[Caller, ...]
    who: str
    where: str
    at_ages: str
    when: str
    places: tuple[str, ...]
    causes: tuple[GapCause, ...]
    services: tuple[ServiceId, ...]
    is_maybe: bool
    minutes: int
    stretches: tuple[GapStretch, ...]


class CoverageGiven(msgspec.Struct, frozen=True, kw_only=True):
    """What the proof of an edition found from `start` to `end`, for the groups in `callers`; `total` counts the areas meant."""

    edition: int
    edition_hash: str
    start: datetime
    end: datetime
    callers: tuple[Caller, ...]
    total: int
    areas: tuple[AreaCovered, ...]
    gaps: dict[str, GapGiven]


class EditionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One edition by number and hash; counts by status where it was asked for alone. No entry of it."""

    number: int
    hash: str
    previous_hash: str
    published_at: datetime
    policy: str | None = None
    services: dict[str, int] | None = None
    bank_holidays: int | None = None


class Editions(msgspec.Struct, frozen=True):
    """Every edition, newest first."""

    editions: tuple[EditionSummary, ...]


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """Whether this server can prove the edition that it answers from, which it is, and how old that knowledge is.

    `origin` is database (it said now that this is the newest edition), memory (it said so, and is away), snapshot (so says this
    machine's disk) or shipped (the directory as it came with the program; not ready). For `unconfirmed_seconds` nobody has
    said that it is the newest. `database`: it could be read when it was last asked. `refused_edition` is a newer one in the
    database from which nobody can answer here. By `clock_skew_seconds` at least this machine's clock is ahead of the
    database's; null where that is not known. `faults` counts the services whose hours cannot be read.
    """

    ready: bool
    database: bool
    edition: int | None = None
    edition_hash: str | None = None
    origin: str | None = None
    unconfirmed_seconds: float | None = None
    faults: int | None = None
    refused_edition: int | None = None
    clock_skew_seconds: float | None = None


class Signed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who does it, by name, and why; both are kept."""

    by: Words
    reason: Words


class Proposal(Signed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change to be kept and checked."""

    change: ChangeSet


class Accepting(Signed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A finding that somebody takes upon themselves."""

    code: Words


class Publishing(Signed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change to be published; `urgent` publishes what one proposed oneself, to be reviewed afterwards."""

    urgent: bool = False


class Undoing(Signed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A published change to be undone, and the fields, as `id/field`, to put back although they were changed since."""

    mine: tuple[Words, ...] = ()


class EntryHistory(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in every edition that changed it, newest first."""

    service_id: ServiceId
    versions: tuple[Version, ...]


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Changes, newest first."""

    changes: tuple[ChangeLine, ...]


class ChangeShown(msgspec.Struct, frozen=True, kw_only=True):
    """A change, where it stands, the edition it was published as, and the codes of what stands against it."""

    state: ChangeState
    edition: int | None
    blocking: tuple[str, ...]
    kept: KeptChange


class ReportActed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a keeper does with a problem: `resolution` with done, and a note about the entry, never about a person."""

    what: ReportAct
    resolution: Resolution | None = None
    note: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NOTE)] | None = None
    change: Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)] | None = None


class ReportGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A problem, where it stands, and how many whole days ago it was told."""

    state: ReportState
    age_days: int
    report: KeptReport


class ReportsGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A page of problems, the oldest first."""

    total: int
    limit: int
    offset: int
    reports: tuple[ReportGiven, ...]


class CapacityTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a place of safety says of its room; what is left out is not said, which is never none."""

    status: Space
    adults_free: RoomsFree | None = None
    under_18_free: RoomsFree | None = None
    reported_at: datetime | None = None


class RoomReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it is kept: `by` whom and `how` it came."""

    status: Space
    adults_free: int | None
    under_18_free: int | None
    reported_at: datetime
    received_at: datetime
    by: str
    how: How


class CapacityTaken(msgspec.Struct, frozen=True, kw_only=True):
    """The report that is kept; `is_new` false: it was kept already. From `stale_at` on callers are told to ring to confirm."""

    service_id: ServiceId
    is_new: bool
    report: RoomReport
    stale_at: datetime | None


class RoomHistory(msgspec.Struct, frozen=True, kw_only=True):
    """The reports of a place since an instant, oldest first; the first may be from before it."""

    service_id: ServiceId
    name: str
    since: datetime
    reports: tuple[RoomReport, ...]


class PlaceCapacity(msgspec.Struct, frozen=True, kw_only=True):
    """A place of safety and its last report, every part of it null where there is none or it is `withheld`."""

    service_id: ServiceId
    name: str
    kind: ServiceKind
    areas: tuple[AreaCode, ...]
    withheld: bool
    status: Space | None
    adults_free: int | None
    under_18_free: int | None
    reported_at: datetime | None
    stale_at: datetime | None
    is_fresh: bool | None


class CapacityGiven(msgspec.Struct, frozen=True, kw_only=True):
    """Every place of safety, in the order of their ids, as its reader may see it."""

    at: datetime
    edition: int
    places: tuple[PlaceCapacity, ...]


class RefusalTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A refusal: which place, why, and the `decision` of the answer that sent somebody there, if it is known."""

    service_id: ServiceId
    reason: RefusalReason
    decision: Annotated[str, msgspec.Meta(pattern="^[0-9A-Za-z-]{1,120}$")] | None = None


class RefusalTaken(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal as it is kept; `forbidden_by` is the clause of the Concordat that its reason is against, if any.

    `number` null: it waits on this node for the database, which is away.
    """

    number: int | None
    service_id: ServiceId
    reason: RefusalReason
    told_at: datetime
    forbidden_by: str | None
