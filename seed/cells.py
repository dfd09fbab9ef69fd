"""Cells as people fill them in: what can be read in one way only is read, and said; what has two meanings is refused.

No message repeats a cell; a reading may say what became of it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from directory.errors import DirectoryError
from directory.kinds import KINDS, NEVER_ROUTED
from directory.numbers import E164Number, Number, ShortCode, for_people, read_number
from directory.osm_hours import read_osm_hours
from directory.place_names import fold
from directory.reader import AUDIENCES, Audience, Role
from directory.schedule import NOT_STATED, Schedule
from directory.service import AgeRange
from directory.spoken_hours import Clock, Kind, tokens_of
from seed.search import load_search_words

Readings = tuple[str, ...]

LONGEST_NAME = 200

NONE_SAID = frozenset("n/a na n.a none nil - -- – — no".split()) | {"not applicable", "no phone", "no number"}
NOT_KNOWN_SAID = frozenset(
    {"tbc", "tbd", "tba", "to be confirmed", "to be decided", "to be advised", "unknown", "not known", "not sure", "?", "??"}
)
ANY_AGE = frozenset({"all ages", "all", "any", "any age", "no limit", "no age limit", "no lower limit", "no upper limit"})


class CellRejected(DirectoryError):
    """A cell cannot be read; the message says what was expected."""


class Dialled(NamedTuple):
    """A number with what to press behind it; None where the cell says that there is none."""

    number: Number | None = None
    menu_option: str | None = None
    readings: Readings = ()


# What no cell may hold, and what is tidied in all of them

_UNSEEN = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF]
)
"""Soft hyphens, zero-width spaces and joiners, marks of direction."""
_SPACES = re.compile(r"[^\S\n]+|\s*\n\s*")
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_GUARD = re.compile(r"'(?=[=+\-@\d])")
_FORMULA = re.compile(r"[=@]|[+-][\w(]")
_OF_LINES = frozenset({"hours", "areas", "phone", "text"})
"""Columns in which a new line parts one thing from the next."""
_MAY_BEGIN_WITH_A_SIGN = frozenset({"phone", "text", "hours", "minimum_age", "maximum_age"})


def tidy(column: str, cell: str) -> tuple[str, Readings]:
    """Return the cell without what a spreadsheet adds and no reader sees; raise CellRejected for a formula."""
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n" for letter in cell):
        raise CellRejected("text without control characters")
    as_it_stands = cell.strip().replace("\r\n", "\n").replace("\r", "\n")
    seen = as_it_stands.translate(_UNSEEN)
    text = seen.strip() if column == "notes" else _SPACES.sub(_one_space if column in _OF_LINES else " ", seen).strip()
    said = [f"{column}: spaces and unseen characters tidied"] if text != as_it_stands else []
    for pattern in (_QUOTED_FORMULA, _GUARD):
        found = pattern.fullmatch(text) if pattern is _QUOTED_FORMULA else pattern.match(text)
        if found is not None:
            text = found[1].strip() if pattern is _QUOTED_FORMULA else text[1:]
            said.append(f"{column}: the sign that keeps a spreadsheet from reading it left out")
    is_formula = text.startswith(("=", "@")) if column in _MAY_BEGIN_WITH_A_SIGN else _FORMULA.match(text)
    if is_formula:
        raise CellRejected("text that no spreadsheet takes for a formula: it begins with =, +, - or @")
    return text, tuple(said)


def _one_space(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "


def plain(cell: str) -> str:
    """Return a cell as its few words are compared: small letters, one space, no full stop behind."""
    return " ".join(cell.lower().split()).rstrip(".")


def guarded(cell: str) -> str:
    """Return a cell that a spreadsheet takes for text, whatever it begins with."""
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) else cell


# Ids, names and kinds


def read_id(cell: str) -> tuple[str, Readings]:
    """Read an id; one in capitals is ours in small letters."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}", cell):
        raise CellRejected("small letters, digits, - and _, at most 80; or nothing, where it has none of ours")
    small = cell.lower()
    return small, () if small == cell else ("id: read in small letters",)


def read_name(cell: str) -> str:
    """Read a name, as it is written."""
    if not cell or plain(cell) in NONE_SAID | NOT_KNOWN_SAID:
        raise CellRejected("the name of the service")
    if len(cell) > LONGEST_NAME:
        raise CellRejected(f"the name of the service in at most {LONGEST_NAME} characters")
    return cell


def made_id(name: str, area: str) -> str:
    """Make an id of a name, with the area where the name does not tell it."""
    words = fold(name).split()
    words += [word for word in fold(area).split() if word not in words]
    ascii_words = (re.sub(r"[^a-z0-9]+", "", word) for word in words)
    return "-".join(word for word in ascii_words if word)[:72].strip("-") or "entry"


def read_kind(cell: str) -> tuple[str, Readings]:
    """Read a kind by our word for it, or by the label that our pages show; any other stays for the checks to refuse."""
    if cell in KINDS | NEVER_ROUTED:
        return cell, ()
    word = re.sub(r"[\s_-]+", "_", cell.lower())
    kind = word if word in KINDS | NEVER_ROUTED else _kinds_by_label().get(plain(cell))
    return (cell, ()) if kind is None else (kind, (f"kind: read as {kind}",))


@cache
def _kinds_by_label() -> dict[str, str]:
    return {plain(kind.label): kind.kind for kind in load_search_words().kinds}


# Numbers

_LABEL = re.compile(r"(?:telephone|tel|phone|call|ring)\b[\s.:]*", re.IGNORECASE)
_BEHIND = re.compile(
    r"[\s,;(–-]*\b(?:(?:then|and|select|choose|pick)\s+)*"
    r"(?:(?P<option>opt(?:ion)?\.?|press)|(?P<extension>ext(?:ension|n)?\.?:?|x))\s*(?P<digits>\d{1,6})\s*\)?",
    re.IGNORECASE,
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?\s*e\s*\+?\s*\d+", re.IGNORECASE)
_AS_NUMBER = re.compile(r"[+\d\s\-().]+", re.ASCII)
_CUT_OFF = "all digits of the number: a spreadsheet cut them off, so format the column as text and write it again"


def read_dialled(column: str, cell: str) -> Dialled:
    """Read one telephone number, with the option to press or the extension; n/a is none.

    TBC is refused: a number that is not known yet would take away the one that we know.
    """
    if not cell:
        return Dialled()
    if plain(cell) in NONE_SAID:
        return Dialled(readings=(f"{column}: read as none",))
    if plain(cell) in NOT_KNOWN_SAID:
        raise CellRejected("a number that is known, or nothing where there is none")
    text = cell.translate(_DASHES)
    if _SCIENTIFIC.fullmatch(text):
        raise CellRejected(_CUT_OFF)
    said = []
    if label := _LABEL.match(text):
        text = text[label.end() :]
        said.append("the word before it left out")
    text, option = _behind(text)
    if option is not None:
        said.append(f"{option} read as what to press")
    text, mended = _mended(text.strip())
    number = _read_digits(text)
    said += [*mended, *_how_read(text, number)]
    return Dialled(number, option, tuple(f"{column}: {words}" for words in said))


def _behind(text: str) -> tuple[str, str | None]:
    """Part a number from the one option or extension behind it."""
    for found in _BEHIND.finditer(text):
        if found.end() == len(text.rstrip()) and found.start() > 0:
            word = "extension" if found["extension"] else "press" if found["option"].lower() == "press" else "option"
            return text[: found.start()], f"{word} {found['digits']}"
    return text, None


def _mended(text: str) -> tuple[str, list[str]]:
    """Mend what a spreadsheet or a typist does to digits and what has one meaning only."""
    if re.fullmatch(r"\d{9,12}\.0", text, re.ASCII):
        return text[:-2], ["the decimal place left out"]
    if re.search(r"[Oo]", text) and _AS_NUMBER.fullmatch(re.sub(r"[Oo]", "0", text)):
        return re.sub(r"[Oo]", "0", text), ["letters O read as noughts"]
    return text, []


def _read_digits(text: str) -> Number:
    if not _AS_NUMBER.fullmatch(text):
        raise CellRejected("one telephone number in digits, such as 0116 295 3060")
    number = read_number(text)
    if isinstance(number, ShortCode) and text.strip() not in {number.code, for_people(number)}:
        raise CellRejected("a short number in one piece, such as 111 or 116 123")
    digits = re.sub(r"\D", "", text)
    if isinstance(number, E164Number) and digits[0] not in "04" and "+" not in text and len(digits) < 9:
        raise CellRejected("a number with its area code, such as 0116 295 3060")
    return number


def _how_read(text: str, number: Number) -> list[str]:
    """Say how a number was read that is written neither as at home nor with +44."""
    digits = re.sub(r"\D", "", text)
    if isinstance(number, ShortCode) or "+" + digits == number.e164.replace("+44", "+0", 1):
        return []
    if "+" in text and "+" + digits == number.e164:
        return []
    lost = "+44" + digits == number.e164
    return [f"read as {for_people(number)}" + (", with the 0 that a spreadsheet drops" if lost else "")]


def read_text(cell: str) -> tuple[str | None, Dialled]:
    """Read "85258" or "SHOUT to 85258"."""
    asked = re.match(r"text\s+(?=\S)", cell, re.IGNORECASE)
    keyword, to, number = cell[asked.end() if asked else 0 :].rpartition(" to ")
    if to and not re.fullmatch(r"[A-Za-z0-9]+", keyword):
        raise CellRejected('one number, or "WORD to" and one number')
    dialled = read_dialled("text", number)
    if dialled.menu_option is not None:
        raise CellRejected("one number to text: nothing is pressed behind it")
    said = ("text: the word before it left out",) if asked else ()
    return keyword or None, dialled._replace(readings=(*said, *dialled.readings))


# Ages

_YEARS = r"(?:\s*(?:years?|yrs?|y/?o)(?:\s+(?:old|of\s+age))?)?"
_PLAIN_AGE = re.compile(rf"(?:aged?\s+)?(\d{{1,3}})(?:\.0)?{_YEARS}", re.ASCII)
_AND_OVER = re.compile(
    rf"(?:aged?\s+)?(?:(\d{{1,3}}){_YEARS}\s*(?:\+|plus|(?:and|or|&)\s*(?:over|above|older|up)|upwards?|onwards?)|from\s+(\d{{1,3}}){_YEARS})",
    re.ASCII,
)
_AND_UNDER = re.compile(rf"(?:aged?\s+)?(\d{{1,3}}){_YEARS}\s*(?:and|or|&)\s*(?:under|below|younger)", re.ASCII)
_UNDER = re.compile(rf"(?:aged?\s+)?(?:under|below|younger\s+than|<)[\s-]*(\d{{1,3}})s?{_YEARS}", re.ASCII)
_FROM_TO = re.compile(rf"(?:aged?\s+)?(\d{{1,3}})\s*(?:-|to)\s*(\d{{1,3}}){_YEARS}", re.ASCII)
_A_DATE = re.compile(r".*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", re.ASCII)
_YEARS_EXPECTED = "whole years in digits, or nothing"


def read_age(column: str, cell: str) -> tuple[int | None, Readings]:
    """Read one limit; "18+" is one only below, "under 18" only above. Nothing, n/a and TBC state no limit."""
    text = plain(cell).translate(_DASHES)
    if not cell or re.fullmatch(r"[0-9]{1,3}", cell):
        return (int(cell) if cell else None), ()
    if text in NONE_SAID | NOT_KNOWN_SAID:
        return None, (f"{column}: no age stated",)
    is_lowest = column == "minimum_age"
    age = _age_in(text, is_lowest=is_lowest)
    if age is not None:
        return age, (f"{column}: read as {age}",)
    if text in ANY_AGE:
        return (0, ("minimum_age: read as from 0",)) if is_lowest else (None, ("maximum_age: read as no limit",))
    if _A_DATE.fullmatch(text):
        raise CellRejected(f"{_YEARS_EXPECTED}: a spreadsheet makes dates of ages such as 6-12")
    raise CellRejected(_YEARS_EXPECTED)


def _age_in(text: str, *, is_lowest: bool) -> int | None:
    if found := _PLAIN_AGE.fullmatch(text) or (_AND_OVER if is_lowest else _AND_UNDER).fullmatch(text):
        return int(next(part for part in found.groups() if part))
    if not is_lowest and (found := _UNDER.fullmatch(text)) and int(found[1]) > 0:
        return int(found[1]) - 1
    return None


def both_ages(lowest: str, highest: str) -> tuple[AgeRange, Readings] | None:
    """Read a range such as 18 to 65 that stands in one cell, or in both alike; None where there is none."""
    text = plain(lowest or highest).translate(_DASHES)
    found = _FROM_TO.fullmatch(text)
    if found is None or (lowest and highest and plain(highest).translate(_DASHES) != text):
        return None
    ages = AgeRange(minimum_age=int(found[1]), maximum_age=int(found[2]))
    return ages, (f"minimum_age: read as {ages.minimum_age} to {ages.maximum_age}",)


# Hours and audience


def read_hours(cell: str) -> tuple[Schedule, Readings]:
    """Read opening hours; a cell without a word about them says that they are not known."""
    if not cell:
        return NOT_STATED, ("no hours: not known when it is open",)
    if plain(cell) in _CLOSED:
        raise CellRejected("hours in which it is open; an entry that has closed is withdrawn, not imported")
    if plain(cell) in NONE_SAID | NOT_KNOWN_SAID:
        return NOT_STATED, ("hours: not known when it is open",)
    _refuse_days_unsaid(cell)
    reading = read_osm_hours(cell)
    return reading.schedule, tuple(f"hours: {note}" for note in reading.notes)


_CLOSED = frozenset({"closed", "permanently closed", "temporarily closed"})
_DAYS = {Kind.DAYS, Kind.ALWAYS, Kind.ALL_DAY}


def _refuse_days_unsaid(cell: str) -> None:
    """Refuse "9am-5pm": OSM gives times without days a meaning, every day, but nobody writes OSM with am and pm."""
    tokens = tokens_of(cell)
    if any(token.clock is Clock.TWELVE_HOURS for token in tokens) and not any(token.kind in _DAYS for token in tokens):
        raise CellRejected("the days beside the times, such as Mo-Fr 09:00-17:00")


_WHO = {"professionals": "professional", "general public": "public", "the public": "public"}


def read_audience(cell: str) -> tuple[Audience, Readings]:
    """Read who may have the contact; the public is everybody."""
    parts = [plain(part) for part in re.split(r"[;,/\n]|\band\b|&", cell) if part.strip()]
    words = [word for part in parts for word in ([_WHO[part]] if part in _WHO else part.split())]
    if not words or not all(word in AUDIENCES for word in words):
        raise CellRejected("one or more of " + ", ".join(AUDIENCES))
    roles = tuple(dict.fromkeys(Role(word) for word in words))
    audience = (Role.PUBLIC,) if Role.PUBLIC in roles else roles
    is_plain = re.fullmatch(r"[\w;,/\s]+", cell) and " and " not in cell and not any(part in _WHO for part in parts)
    return audience, () if is_plain else ("audience: read as " + "; ".join(audience),)
