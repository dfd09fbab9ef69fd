"""How often somebody may ask: enough for a control room behind one address, too little for abuse and for guessing.

Counted in this process's memory: with several processes each lets that much through. What is right always passes: a key, a
session or a sign-in that holds is never held back by the wrong ones that came from the same address.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from http import HTTPStatus
from time import monotonic

from web.problems import ProblemError
from web.words import _

MOST_COUNTED = 50_000
"""Of how many addresses a count is kept; the one counted for the longest gives way to a new one."""

BURST_SECONDS = 10
"""For how long of its rate an address may ask at once."""


class Limit:
    """So many at once, and one more each `every` seconds, for each of those who are counted."""

    def __init__(self, at_once: int, every: float, now: Callable[[], float] = monotonic) -> None:
        """Begin with nobody counted."""
        self._every, self._now = every, now
        self._lead = at_once * every
        self._paid_until: dict[str, float] = {}  # who has asked nothing for a while owes nothing

    def wait(self, who: str) -> float:
        """Count one and return 0; where it is too many it is not counted, and the seconds until the next may come return."""
        now = self._now()
        paid_until = self._paid_until.get(who, now)
        next_until = (max(now, paid_until)) + self._every
        over = next_until - now - self._lead
        if over > 1e-9:
            return over
        if len(self._paid_until) >= MOST_COUNTED and who not in self._paid_until:
            self._make_room(now)
        self._paid_until[who] = next_until
        return 0.0

    def __len__(self) -> int:
        """Return of how many a count is kept."""
        return len(self._paid_until)

    def _make_room(self, now: float) -> None:
        self._paid_until = {who: until for who, until in self._paid_until.items() if until > now}
        while len(self._paid_until) >= MOST_COUNTED:
            del self._paid_until[next(iter(self._paid_until))]


class Limits:
    """The limits of one server."""

    def __init__(self, requests_per_second: int, now: Callable[[], float] = monotonic) -> None:
        """Take the rate that one address or one key may keep up."""
        at_once, every = BURST_SECONDS * requests_per_second, 1 / requests_per_second
        self.asking = Limit(at_once, every, now)
        self.keys = Limit(at_once, every, now)
        self.wrong_keys = Limit(20, 6, now)
        self.sign_ins = Limit(100, 1, now)  # a shift begins for everybody at the same minute
        self.wrong_sign_ins = Limit(20, 6, now)
        self.reports = Limit(100, 2, now)


def refuse_over(limit: Limit, who: str) -> None:
    """Count one; whoever asks too often is told when to come back."""
    seconds = limit.wait(who)
    if seconds > 0:
        raise TooMany(seconds)


class TooMany(ProblemError):
    """Too many requests."""

    def __init__(self, seconds: float) -> None:
        """Say when to come back."""
        super().__init__(
            HTTPStatus.TOO_MANY_REQUESTS,
            _("Too many requests came from your address. Wait a moment and try again. In danger ring 999."),
            retry_after=str(math.ceil(seconds)),
        )
