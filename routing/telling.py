"""Who, where and of what age a finding is about, in words: exactly those cells, in as few words as will do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from directory.service import AreaCode
from routing.context import Caller
from routing.demand import CALLERS
from routing.edition import CompiledEdition
from routing.proof import NOT_KNOWN, Patch
from routing.situation import OLDEST, AgeBand

CALLERS_IN_WORDS: dict[Caller, str] = {
    "self": "the person themselves",
    "carer": "carers",
    "public": "the public",
    "nhs111": "NHS 111",
    "police": "police",
    "btp_officer": "British Transport Police",
    "ambulance": "ambulance crews",
    "ed_staff": "emergency departments",
    "gp": "GPs",
    "school": "schools",
    "amhp": "AMHPs",
    "custody": "custody",
    "ward": "wards",
    "care_home": "care homes",
    "professional_other": "other professionals",
}
WIDEST_FIRST = ("region", "police", "icb", "county")
"""The kinds of area by whose names patches are said, tried in this order."""

ALL_ENGLAND = "everywhere in England"
ANY_AGE = "any age"
AGE_NOT_KNOWN = "age not known"


class Reach(NamedTuple):
    """Callers, patches and ages: every one of the callers in every one of the patches at every one of the ages."""

    callers: tuple[Caller, ...]
    patches: tuple[Patch, ...]
    ages: tuple[AgeBand | None, ...]


class Someone(NamedTuple):
    """One caller at one age, in patches that are alike."""

    caller: Caller
    patches: tuple[Patch, ...]
    age: AgeBand | None


def reaches(found: Sequence[Someone], every: Sequence[AgeBand | None]) -> Iterator[Reach]:
    """Put together who can be told together: the fewest reaches that hold exactly those that were found."""
    patches = {patch.name: patch for one in found for patch in one.patches}
    ages: dict[tuple[Caller, str], set[AgeBand | None]] = defaultdict(set)
    for one in found:
        for patch in one.patches:
            ages[one.caller, patch.name].add(one.age)
    names: dict[tuple[Caller, frozenset[AgeBand | None]], set[str]] = defaultdict(set)
    for (caller, name), known in ages.items():
        names[caller, frozenset(known)].add(name)
    callers: dict[tuple[frozenset[AgeBand | None], frozenset[str]], list[Caller]] = defaultdict(list)
    for (caller, at_ages), at_places in names.items():
        callers[at_ages, frozenset(at_places)].append(caller)
    for (held_ages, held_names), alike in callers.items():
        yield Reach(
            callers=tuple(sorted(alike, key=CALLERS.index)),
            patches=tuple(patches[name] for name in sorted(held_names)),
            ages=tuple(age for age in every if age in held_ages),
        )


def who_in_words(callers: Iterable[Caller], known: Sequence[str]) -> str:
    """Say who calls, and what is known of the person: "police and custody (section 136 used)"."""
    return listed([CALLERS_IN_WORDS[caller] for caller in callers]) + (f" ({', '.join(known)})" if known else "")


def ages_in_words(ages: Iterable[AgeBand | None], every: Sequence[AgeBand | None]) -> str:
    """Say some of every age: "any age", "up to 17", "18 to 64 and age not known"."""
    held = set(ages)
    if held == set(every):
        return ANY_AGE
    runs: list[tuple[int, int]] = []
    for age in every:
        if age is None or age not in held:
            continue
        if runs and runs[-1][1] + 1 == age.youngest:
            runs[-1] = runs[-1][0], age.oldest
        else:
            runs.append((age.youngest, age.oldest))
    said = [run_in_words(low, high) for low, high in runs]
    return listed([*said, AGE_NOT_KNOWN] if None in held else said)


def run_in_words(low: int, high: int) -> str:
    """Say a run of ages."""
    if (low, high) == (0, OLDEST):
        return "every known age"
    if high == OLDEST:
        return f"{low} and over"
    if low == 0:
        return f"up to {high}"
    return str(low) if low == high else f"{low} to {high}"


def where_in_words(edition: CompiledEdition, patches: Iterable[Patch], every: Sequence[Patch]) -> str:
    """Say patches by the names of the widest areas that hold no other: "Kent Police area and Luton"."""
    left = {patch.name: patch for patch in patches}
    said = [NOT_KNOWN] if left.pop(NOT_KNOWN, None) else []
    everywhere = {patch.name for patch in every} - {NOT_KNOWN}
    if left.keys() == everywhere:
        return listed([ALL_ENGLAND, *said])
    members: dict[AreaCode, set[str]] = {}
    for patch in every:
        for share in patch.located.place.areas:
            members.setdefault(share.area, set()).add(patch.name)
    named = []
    for kind in WIDEST_FIRST:
        for area in sorted({share.area for patch in left.values() for share in patch.located.place.areas}):
            inside = members[area]
            if area.startswith(f"{kind}:") and len(inside) > 1 and inside <= left.keys():
                named.append(area_in_words(edition, area))
                left = {name: patch for name, patch in left.items() if name not in inside}
    return listed([*sorted(named), *sorted(left), *said])


def area_in_words(edition: CompiledEdition, area: AreaCode) -> str:
    """Name an area so that it cannot be taken for another of that name."""
    kind, name = area.partition(":")[0], edition.gazetteer.area_name(area)
    return {"police": f"{name} area", "region": f"the region {name}", "county": f"the county {name}"}.get(kind, name)


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
