"""Hours as people say them, without am and pm: "9 to 5" is by day.

Only for where somebody sees the reading before it counts: in a file that nobody looks at, a night line's "8 to 8" would
become its opposite. What may be morning or evening stays as it is written, and is refused by osm_hours.py.
"""

from __future__ import annotations

from directory.spoken_hours import Clock, Kind, Token

_HOUR, _NOON = 60, 12 * 60
_MORNING, _EVENING = range(7 * _HOUR, _NOON), range(_HOUR, 7 * _HOUR)
"""A day's work begins from 7 to midday, and ends at midday or before 7."""


def with_day_hours(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """Return the tokens with a clear time wherever one is meant by day, and a note for each such stretch."""
    found, notes = list(tokens), []
    for at in range(len(tokens) - 2):
        start, dash, end = tokens[at : at + 3]
        if dash.kind is not Kind.DASH or _is_of_a_date(tokens, at):
            continue
        times = _by_day(start, end)
        if times is not None:
            found[at], found[at + 2] = (
                token._replace(kind=Kind.TIME, number=minute, clock=Clock.TWENTY_FOUR_HOURS)
                for token, minute in zip((start, end), times, strict=True)
            )
            notes.append("hours without am or pm read as by day: " + " to ".join(map(_clock, times)))
    return tuple(found), tuple(notes)


def _is_of_a_date(tokens: tuple[Token, ...], at: int) -> bool:
    """Say whether a number is a day of a month, as in 25 December, or Dec 25, 26."""
    before = [token.kind for token in tokens[max(at - 2, 0) : at]]
    return before[-1:] == [Kind.MONTH] or before == [Kind.NUMBER, Kind.COMMA]


def _by_day(start: Token, end: Token) -> tuple[int, int] | None:
    """Return the minutes of a stretch by day; None where it is clear already, or may as well be by night."""
    first, last = _unclear(start), _unclear(end)
    if first is not None and last is not None:
        return _both(first, last)
    if first is not None and end.clock is Clock.TWELVE_HOURS and end.kind is Kind.TIME:
        # 9 to 5pm: at 9 in the evening it would close before it opens.
        return (first, end.number) if first < end.number <= first + _NOON else None
    if last is not None and start.clock is Clock.TWELVE_HOURS and start.kind is Kind.TIME:
        return (start.number, last + _NOON) if last <= start.number < _NOON else None
    return None


def _both(first: int, last: int) -> tuple[int, int] | None:
    if first not in _MORNING and first // _HOUR != 12:
        return None
    if last in _EVENING:
        return first, last + _NOON
    return (first, last) if last == _NOON and first < _NOON else None


def _unclear(token: Token) -> int | None:
    """Return the minute on a twelve-hour clock that does not say which half of the day it is; None for anything else."""
    if token.kind is Kind.NUMBER and 1 <= token.number <= 12:
        return token.number * _HOUR
    is_short = token.kind is Kind.TIME and token.clock is Clock.ONE_FIGURE
    return token.number if is_short and token.number >= _HOUR else None


def _clock(minute: int) -> str:
    return f"{minute // _HOUR:02d}:{minute % _HOUR:02d}"
