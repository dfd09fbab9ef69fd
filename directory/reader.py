"""Who receives the answer, and what that reader may see. The one place that decides it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A reader's role, proved by sign-in or key; also the audience of a contact.

    As an audience `PUBLIC` means everybody and `PROFESSIONAL` every professional role.
    """

    PUBLIC = "public"
    NHS111 = "nhs111"
    POLICE = "police"
    AMBULANCE = "ambulance"
    ED = "ed"
    AMHP = "amhp"
    CUSTODY = "custody"
    PROFESSIONAL = "professional"
    CURATOR = "curator"
    OPERATOR = "operator"


Audience = tuple[Role, ...]

SEES_EVERYTHING = frozenset({Role.CURATOR, Role.OPERATOR})


def may_see(reader: Role, audience: Audience) -> bool:
    """Say whether `reader` may receive a contact kept for `audience`; an empty audience is nobody's but the keepers'."""
    if reader in SEES_EVERYTHING or Role.PUBLIC in audience:
        return True
    if reader is Role.PUBLIC:
        return False
    return Role.PROFESSIONAL in audience or reader in audience
