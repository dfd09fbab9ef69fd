"""Who receives the answer, and what that reader may see. The one place that decides it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """A reader's role, proved by sign-in or key; the public's and a carer's need no proof.

    Those up to `PROFESSIONAL` but the carer's are also the audience of a contact: there `PUBLIC` means everybody and
    `PROFESSIONAL` every professional role. The others keep the directory.
    """

    PUBLIC = "public"
    CARER = "carer"
    NHS111 = "nhs111"
    POLICE = "police"
    AMBULANCE = "ambulance"
    ED = "ed"
    AMHP = "amhp"
    CUSTODY = "custody"
    PROFESSIONAL = "professional"
    CURATOR = "curator"
    PUBLISHER = "publisher"
    ADMIN = "admin"
    OPERATOR = "operator"


Audience = tuple[Role, ...]

ANYBODY = frozenset({Role.PUBLIC, Role.CARER})
"""Readers who prove nothing, and get what the public gets."""

PROVED = tuple(role for role in Role if role not in ANYBODY)
"""Readers who prove who they are, by a key."""

SIGNED_IN = tuple(role for role in PROVED if role is not Role.OPERATOR)
"""Whom a sign-in may make of somebody; an operator is whoever holds the machine."""

KEEPERS = (Role.CURATOR, Role.PUBLISHER, Role.ADMIN, Role.OPERATOR)
"""Those who keep the directory true; a curator what they were given to keep, the others all of it."""

PUBLISHERS = (Role.PUBLISHER, Role.ADMIN, Role.OPERATOR)
"""Those by whom a change goes live."""

SEES_EVERYTHING = frozenset(KEEPERS)

AUDIENCES = tuple(role for role in Role if role not in SEES_EVERYTHING and role is not Role.CARER)
"""Whom a contact may be kept for: the roles of an audience."""


class Scope(StrEnum):
    """What a key may be used for. It narrows what the role may do and never widens it."""

    READ = "read"
    CURATE = "curate"
    PUBLISH = "publish"
    CAPACITY = "capacity"
    FEEDBACK = "feedback"


def scopes_of(role: Role) -> tuple[Scope, ...]:
    """Return what a key of the role may be used for where nothing else was said: all that the role may do."""
    if role in PUBLISHERS:
        return tuple(Scope)
    if role is Role.CURATOR:
        return (Scope.READ, Scope.CURATE, Scope.CAPACITY, Scope.FEEDBACK)
    return (Scope.READ, Scope.CAPACITY, Scope.FEEDBACK)


class Remit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a curator was given to keep: entries of these areas (`type:code`) and of these organizations, by their names."""

    areas: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who reads: their role, the name that stands under what they do, and what a curator keeps.

    `name` is a person's or a system's at work, never that of somebody in crisis; it is empty for who proves nothing. A
    `remit` of None is the whole directory.
    """

    role: Role
    name: str = ""
    remit: Remit | None = None


THE_PUBLIC = Reader(role=Role.PUBLIC)


def may_see(reader: Role, audience: Audience) -> bool:
    """Say whether `reader` may receive a contact kept for `audience`; an empty audience is nobody's but the keepers'."""
    if reader in SEES_EVERYTHING or Role.PUBLIC in audience:
        return True
    if reader in ANYBODY:
        return False
    return Role.PROFESSIONAL in audience or reader in audience
