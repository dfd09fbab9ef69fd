"""The words for a call that a keeper made to check a contact; they are for keepers alone, and in English."""

from __future__ import annotations

from directory.check_made import CheckMade, CheckOutcome, Heard
from routing.due import day_in_words
from routing.situation import LONDON

HEARD = {
    Heard.RANG_OUT: "it rang and nobody took it",
    Heard.ENGAGED: "engaged",
    Heard.VOICEMAIL: "a recorded message only",
    Heard.NOT_IN_SERVICE: "the number is not in service",
    Heard.SOMEBODY_ELSE: "somebody else answered",
}
OUTCOMES = {
    CheckOutcome.RIGHT: "rung and right",
    CheckOutcome.WRONG: "rung, and wrong",
    CheckOutcome.NOBODY: "nobody answered",
}


def check_in_words(check: CheckMade) -> str:
    """Say what became of one call."""
    local = check.made_at.astimezone(LONDON)
    heard = f": {HEARD[check.heard]}" if check.heard is not None else ""
    note = f" – {check.note}" if check.note else ""
    change = f" (change {check.change})" if check.change is not None else ""
    return f"{day_in_words(local.date())}, {local:%H:%M}, {check.made_by}: {OUTCOMES[check.outcome]}{heard}{note}{change}"
