"""The words in which people write opening hours, read as tokens; osm_hours.py gives them their meaning."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from directory.errors import HoursRejected
from directory.schedule import NamedDay


class Kind(StrEnum):
    """What a token is."""

    DAYS = "days"
    PUBLIC_HOLIDAY = "public holiday"
    NAMED_DAY = "named day"
    YEAR = "year"
    MONTH = "month"
    NUMBER = "number"
    TIME = "time"
    ALL_DAY = "all day"
    ALWAYS = "always"
    DASH = "dash"
    COMMA = "comma"
    RULE_END = "rule end"
    COLON = "colon"
    OPEN = "open"
    OFF = "off"
    UNKNOWN = "unknown"
    EXCEPT = "except"
    INCLUDING = "including"


class Clock(StrEnum):
    """How a time was written, which says whether it leaves morning or evening open."""

    TWENTY_FOUR_HOURS = "09:00"
    ONE_FIGURE = "9:00"
    TWELVE_HOURS = "9am"
    WORD = "noon"


class Token(NamedTuple):
    """One word; `number` is a month, a year, a day of the month or a minute of the day. `word` is its place in the text."""

    kind: Kind
    number: int = 0
    days: tuple[int, ...] = ()
    clock: Clock = Clock.WORD
    named: NamedDay | None = None
    word: int = 0


_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(rf"{month}|{month[:3]}\.?" for month in _MONTHS) + r"|sept\.?"
_DAYS = {
    "monday": (r"mondays?|mons?|mo|m", (0,)),
    "tuesday": (r"tuesdays?|tues?|tu", (1,)),
    "wednesday": (r"wednesdays?|weds?|we|w", (2,)),
    "thursday": (r"thursdays?|thurs?|thu|th", (3,)),
    "friday": (r"fridays?|fris?|fr|f", (4,)),
    "saturday": (r"saturdays?|sats?|sa", (5,)),
    "sunday": (r"sundays?|suns?|su", (6,)),
    "weekdays": (r"week\s?days?", (0, 1, 2, 3, 4)),
    "weekends": (r"week[\s-]?ends?", (5, 6)),
}
_NAMED = {
    NamedDay.CHRISTMAS_EVE: r"(?:christmas|xmas)\s+eve",
    NamedDay.CHRISTMAS_DAY: r"(?:christmas|xmas)\s+day",
    NamedDay.BOXING_DAY: r"boxing\s+day",
    NamedDay.NEW_YEARS_EVE: r"new\s+years?\s+eve",
    NamedDay.NEW_YEARS_DAY: r"new\s+years?\s+day",
    NamedDay.GOOD_FRIDAY: r"good\s+friday|easter\s*-\s*2\s*days?",
    NamedDay.EASTER_MONDAY: r"easter\s+monday|easter\s*\+\s*1\s*days?",
    NamedDay.EASTER_SUNDAY: r"easter\s+sunday|easter(?=\s*(?:off|closed|$))",
}
_ALL_DAY = r"24\s*-?\s*(?:hours?|hrs?|h)(?![a-z])(?:\s*(?:a|per)\s+day(?![a-z]))?"
_EVERY_DAY = (
    r"(?:7|seven)\s+days(?:\s+(?:a|per)\s+week)?|every\s*day|each\s+day|daily|all\s+week|365\s+days(?:\s+(?:a|per)\s+year)?"
)

# The first that fits wins, so that a phrase stands before its words. A word ends where no letter follows.
_WORDS = {
    "always": rf"24\s*/\s*7(?:\s*/\s*365)?|24\s*x\s*7|(?:{_ALL_DAY}[,\s]*)(?:(?:and\s+)?(?:{_EVERY_DAY})[,\s]*)+|always\s+open"
    r"|round\s+the\s+clock",
    "all_day": rf"{_ALL_DAY}|all\s+day",
    "every_day": _EVERY_DAY,
    "public_holiday": r"(?:bank|public)\s+hol(?:iday)?s?|bhs?|ph",
    **{named.value: words for named, words in _NAMED.items()},
    **{name: words for name, (words, _) in _DAYS.items()},
    "year": rf"(?:19|20)\d\d(?=\s*(?:{_MONTH}))",
    "date": rf"(?P<of_month>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month_name>{_MONTH})(?:\s+(?P<in_year>20\d\d))?",
    "month": _MONTH,
    "noon": r"(?:12\s*)?(?:noon|midday)",
    "midnight": r"(?:12\s*)?midnight",
    "twelve_hours": r"(?P<hour12>\d{1,2})(?:[:.](?P<minute12>\d\d))?\s*(?P<half>[ap])\.?\s?m",
    "clock": r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:\s*(?:hours|hrs|h))?",
    "four_digits": r"(?P<hhmm>\d{4})(?:\s*(?:hours|hrs|h))?",
    "number": r"(?P<plain>\d{1,2})(?:st|nd|rd|th)?",
    "except": r"except|excluding|excl?|not\s+including|but\s+not|not",
    "including": r"including|incl?",
    "off": r"closed|off",
    "unknown": r"unknown",
    "open": r"open",
    "to": r"to|till?|until|through|thru",
    "and": r"and",
    "noise": r"from|on|at|the",
}
_SIGNS = {"dash": r"[-–—−‐‑]", "rule_end": r"[;\n]", "comma": r"[,&/]", "colon": r":", "point": r"[().]"}
_TOKEN = re.compile(
    "|".join(
        [f"(?P<{name}>(?:{words})(?![a-z]))" for name, words in _WORDS.items()]
        + [f"(?P<sign_{name}>{sign})" for name, sign in _SIGNS.items()]
    )
)
_PLAIN = {
    "always": Kind.ALWAYS,
    "all_day": Kind.ALL_DAY,
    "public_holiday": Kind.PUBLIC_HOLIDAY,
    "except": Kind.EXCEPT,
    "including": Kind.INCLUDING,
    "off": Kind.OFF,
    "unknown": Kind.UNKNOWN,
    "open": Kind.OPEN,
    "to": Kind.DASH,
    "and": Kind.COMMA,
    "sign_dash": Kind.DASH,
    "sign_rule_end": Kind.RULE_END,
    "sign_comma": Kind.COMMA,
    "sign_colon": Kind.COLON,
}
_DROPPED = {"noise", "sign_point"}
# What OSM can say and this directory does not: each is refused with its own reason, before anything is read.
_REFUSED = (
    (r"\|\|", "a fallback rule (||) has no meaning here: write one set of hours"),
    (r'"', "comments in quotation marks: put them in the notes"),
    (r"\d\s*\+|\d\d\+", "an open end (+): write the closing time"),
    (r"\bsh\b|school|term", "school holidays or terms: no calendar of them is held"),
    (r"(?<! a )(?<! per )\bweek\s*\d", "week numbers break at week 53: write the hours as a rota"),
    (r"\[", "the first or second such weekday of a month: write the dates"),
    (r"sunrise|sunset|dawn|dusk", "times of the sun: write clock times"),
    (r"\b[ts]\b", "T and S each stand for two days: write Tu or Th, Sa or Su"),
)
_LONGEST = 500


def tokens_of(text: str) -> tuple[Token, ...]:
    """Read the text as tokens; raise HoursRejected at what cannot be read, naming its place but never repeating it."""
    if len(text) > _LONGEST:
        raise HoursRejected(f"opening hours in at most {_LONGEST} characters")
    plain = re.sub(r"['’`\u00a0]", lambda sign: " " if sign[0] == "\u00a0" else "", text.strip()).lower()
    for pattern, reason in _REFUSED:
        if re.search(pattern, plain):
            raise HoursRejected(reason)
    found: list[Token] = []
    at = 0
    while at < len(plain):
        if plain[at] in " \t\r":
            at += 1
            continue
        match = _TOKEN.match(plain, at)
        word = len(plain[: at + 1].split())
        if match is None:
            raise HoursRejected(f"word {word} is not one of opening hours: write them as in Mo-Fr 09:00-17:00; PH off", word)
        found += [token._replace(word=word) for token in _read(match)]
        at = match.end()
    return tuple(found)


def _read(match: re.Match[str]) -> list[Token]:
    """Turn one match into tokens."""
    name = str(match.lastgroup)
    if name in _DROPPED:
        return []
    if name in _PLAIN:
        return [Token(_PLAIN[name])]
    if name in _DAYS:
        return [Token(Kind.DAYS, days=_DAYS[name][1])]
    if name == "every_day":
        return [Token(Kind.DAYS, days=tuple(range(7)))]
    if name in set(NamedDay):
        return [Token(Kind.NAMED_DAY, named=NamedDay(name))]
    return _read_figures(name, match)


def _read_figures(name: str, match: re.Match[str]) -> list[Token]:
    match name:
        case "year":
            return [Token(Kind.YEAR, int(match[name]))]
        case "month":
            return [Token(Kind.MONTH, _month(match[name]))]
        case "number":
            return [Token(Kind.NUMBER, int(match["plain"]))]
        case "date":
            year = [Token(Kind.YEAR, int(match["in_year"]))] if match["in_year"] else []
            return [*year, Token(Kind.MONTH, _month(match["month_name"])), Token(Kind.NUMBER, int(match["of_month"]))]
        case _:
            return [_read_time(name, match)]


def _month(word: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(word[:3]))


def _read_time(name: str, match: re.Match[str]) -> Token:
    if name in {"noon", "midnight"}:
        return Token(Kind.TIME, 720 if name == "noon" else 0, clock=Clock.WORD)
    if name == "twelve_hours":
        hour, minute = int(match["hour12"]), int(match["minute12"] or 0)
        if not 1 <= hour <= 12:
            raise HoursRejected("an hour from 1 to 12 before am or pm")
        return _time(hour % 12 + (12 if match["half"] == "p" else 0), minute, Clock.TWELVE_HOURS)
    if name == "four_digits":
        return _time(int(match["hhmm"][:2]), int(match["hhmm"][2:]), Clock.TWENTY_FOUR_HOURS)
    clock = Clock.ONE_FIGURE if len(match["hour"]) == 1 else Clock.TWENTY_FOUR_HOURS
    return _time(int(match["hour"]), int(match["minute"]), clock)


def _time(hour: int, minute: int, clock: Clock) -> Token:
    if hour > 48 or minute > 59:
        raise HoursRejected("times of the clock, such as 09:00 or 17:30")
    return Token(Kind.TIME, 60 * hour + minute, clock=clock)
