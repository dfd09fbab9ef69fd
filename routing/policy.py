"""Policy as data: rules with their clause, messages, time targets and local settings. Read from seed/policies/*.toml."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import Annotated

import msgspec

from directory.service import AreaCode, Service, ServiceKind

Condition = dict[str, tuple[str, ...]]
"""Fact name to the values that satisfy it. "unknown" must be listed to be accepted; names L1..L24 are local settings."""

Token = str
"""What a rule asks for: a service kind, one of the five named services, or a pair of policy.counterparts."""


class Step(IntEnum):
    """Where on the ladder a rule puts what it asks for."""

    EMERGENCY = 0
    FOREMOST = 1
    FIRST = 2
    THEN = 3
    ALSO = 4
    LAST = 5


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the routing table.

    It holds when every fact of `when` is satisfied, one of `any` (if given), and none of `unless`. `beside` stands right
    after the first option. `remove` takes kinds out; `remove_local` every kind that needs a place; `unsay` messages and
    targets. `ask` names facts to ask whenever the rule holds; `silent` rules never ask for the facts they lack. An
    `assertion` adds nothing: it is held by code and by the invariant tests that its title names.
    """

    id: Annotated[str, msgspec.Meta(pattern=r"^[HAPCSVF]\d{1,2}$")]
    part: str = ""
    title: str
    cite: tuple[str, ...]
    when: Condition = {}
    any: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    emergency: tuple[Token, ...] = ()
    foremost: tuple[Token, ...] = ()
    first: tuple[Token, ...] = ()
    then: tuple[Token, ...] = ()
    also: tuple[Token, ...] = ()
    last: tuple[Token, ...] = ()
    beside: tuple[Token, ...] = ()
    remove: tuple[ServiceKind, ...] = ()
    remove_local: bool = False
    free_first: bool = False
    full_numbers_first: bool = False
    say: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    unsay: tuple[str, ...] = ()
    silent: bool = False
    assertion: bool = False

    @property
    def key(self) -> str:
        """Return the rule's name in reports, such as A1 or A1/local-first."""
        return f"{self.id}/{self.part}" if self.part else self.id

    @property
    def clause(self) -> str:
        """Return the clauses that the rule rests on as one line."""
        return "; ".join(self.cite)


class MessageText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of one message code for each kind of reader; the public has none where it is not told."""

    code: str
    clause: str
    professional: str
    public: str
    professional_when_known: str | None = None


class TargetText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A time standard, always with its basis. `setting` names the local setting that gives its minutes."""

    code: str
    words: str
    basis: str
    setting: str | None = None


class AreaSetting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A local value of a setting, dated, with its owner; `confirmed` is False until the owner has signed it."""

    area: AreaCode
    value: str
    owner: str
    since: date
    confirmed: bool = False
    source: str


class Setting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point on which guidance disagrees or a local protocol decides (POLICY.md section 4)."""

    id: Annotated[str, msgspec.Meta(pattern=r"^L\d{1,2}$")]
    title: str
    values: tuple[str, ...] = ()
    default: str
    owner: str
    since: date
    source: str
    areas: tuple[AreaSetting, ...] = ()


class Counterparts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two kinds of which the one on duty is offered: the day team in its hours, else the out-of-hours team (F9)."""

    token: Token
    day: ServiceKind
    out_of_hours: ServiceKind


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the plan depends on. `version` names it for people; the edition hash covers every byte of it."""

    version: str
    rules: tuple[Rule, ...]
    messages: tuple[MessageText, ...]
    targets: tuple[TargetText, ...]
    settings: tuple[Setting, ...]
    counterparts: tuple[Counterparts, ...]
    local_kinds: tuple[ServiceKind, ...]
    ask_order: tuple[str, ...]
    age_bounds: tuple[int, ...]
    most_of_a_kind: int
    last_resort: tuple[Service, ...]


def settings_at(policy: Policy, areas: frozenset[AreaCode]) -> dict[str, str]:
    """Return every setting's value where all of a place's areas are `areas`; an area's own value beats the default.

    Where several areas of the place have one, the first in the policy's order is taken.
    """
    chosen = {}
    for setting in policy.settings:
        local = next((own.value for own in setting.areas if own.area in areas), None)
        chosen[setting.id] = setting.default if local is None else local
    return chosen
