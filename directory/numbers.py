"""Telephone numbers as people dial them: `E164Number` or `ShortCode`.

111, 999, 101, 116 123, 85258 and 61016 have no E.164 form: phonenumbers makes +44111 of the first, which nobody can
dial. A valid number is not a true number: assurance says when and by whom it was last checked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

import msgspec
import phonenumbers
from phonenumbers import PhoneNumberFormat, shortnumberinfo

from directory.errors import NumberRejected

# Ofcom keeps these ranges free for drama; nobody can own a number in them (seed/numbers/drama_ranges.csv, BBC 2015).
_DRAMA = re.compile(
    r"\+44(?=\d{10}$)(?:11[3-8]4960|1214960|1314960|1414960|1514960|1614960|1914980|2079460|2920180|2896496|1632960|7700900|8081570"
    r"|9098790|3069990)\d+"
)


class E164Number(msgspec.Struct, frozen=True, tag_field="form", tag="e164"):
    """A number with an international form, such as +441604626938."""

    e164: Annotated[str, msgspec.Meta(pattern=r"^\+[1-9]\d{6,14}$")]


class ShortCode(msgspec.Struct, frozen=True, tag_field="form", tag="short"):
    """A number that is dialled or texted as it stands inside the United Kingdom, such as 111 or 116123."""

    code: Annotated[str, msgspec.Meta(pattern=r"^\d{3,6}$")]


Number = E164Number | ShortCode


def read_number(text: str) -> Number:
    """Read one telephone number written in any usual British way.

    Raises NumberRejected for anything else: two numbers in one text, a digit too many, letters.
    """
    compact = re.sub(r"[\s\-().\u00a0]", "", text)
    if not re.fullmatch(r"\+?\d+", compact):
        raise NumberRejected("one telephone number in digits, such as 0116 295 3060")
    try:
        parsed = phonenumbers.parse(compact, "GB")
    except phonenumbers.NumberParseException:
        raise NumberRejected("one telephone number of the United Kingdom") from None
    if re.fullmatch(r"\d{3,6}", compact) and shortnumberinfo.is_valid_short_number_for_region(parsed, "GB"):
        return ShortCode(code=compact)
    number = E164Number(e164=phonenumbers.format_number(parsed, PhoneNumberFormat.E164)) if len(compact) > 6 else None
    if number is None or not (phonenumbers.is_valid_number(parsed) or is_fictitious(number)):
        raise NumberRejected("a number that can exist: this one has a digit too many or too few, or an unknown code")
    return number


def is_fictitious(number: Number) -> bool:
    """Say whether the number lies in a range that Ofcom keeps for drama, so that it can reach nobody."""
    return isinstance(number, E164Number) and _DRAMA.fullmatch(number.e164) is not None


@lru_cache(maxsize=1 << 17)  # some 20 microseconds each, and an edition is compiled anew every day
def for_people(number: Number) -> str:
    """Write the number as people in the United Kingdom read it: national format, never +44.

    One of a country that nobody knows stays as it is dialled: an entry's fault takes no answer away (I16).
    """
    if isinstance(number, ShortCode):
        code = number.code
        return f"{code[:3]} {code[3:]}" if len(code) == 6 and code.startswith("116") else code
    try:
        parsed = phonenumbers.parse(number.e164)
    except phonenumbers.NumberParseException:
        return number.e164
    form = PhoneNumberFormat.NATIONAL if parsed.country_code == 44 else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form).replace("(", "").replace(")", "")


def dial_string(number: Number) -> str:
    """Return what a telephone dials: the short code itself, or the E.164 form."""
    return number.code if isinstance(number, ShortCode) else number.e164


def surely_free(number: Number) -> bool:
    """Say whether a call to the number is free from every United Kingdom phone by its range (Ofcom: 080, 116, 111, 999)."""
    if isinstance(number, ShortCode):
        return number.code in {"999", "112", "111", "18000"} or number.code.startswith("116")
    return number.e164.startswith(("+44800", "+44808"))
