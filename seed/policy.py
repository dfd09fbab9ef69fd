"""Reads the policy that ships: rules, messages, targets, settings. A rule that names nothing known is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from directory.errors import SourceRejected
from directory.kinds import KINDS, NAMED_SERVICES
from routing.facts import FACTS, values_of
from routing.policy import MessageText, Policy, Rule, Setting, TargetText
from seed.load import in_our_words, read_text
from seed.toml_lines import FieldPath, line_of, path_in_words

POLICIES = Path(__file__).parent / "policies"
CHAPTERS = ("hard", "access", "places_of_safety", "children", "needs", "transport", "fallback")
"""The chapters H, A, P, C, S, V, F in the order in which they are read (ROUTING_TABLE section 9)."""

LISTS_OF_TOKENS = ("emergency", "foremost", "first", "then", "also", "last", "beside")


def load_policy(folder: Path = POLICIES) -> Policy:
    """Load the policy; raise SourceRejected at the first row that cannot stand."""
    head = read_toml(folder / "policy.toml")
    groups = head.pop("groups", {})
    settings = tuple(decoded(folder / "settings.toml", "setting", Setting))
    messages = tuple(decoded(folder / "messages.toml", "message", MessageText))
    targets = tuple(decoded(folder / "targets.toml", "target", TargetText))
    rules = tuple(rule for chapter in CHAPTERS for rule in decoded(folder / f"{chapter}.toml", "rule", Rule, groups))
    try:
        policy = msgspec.convert(
            head | {"rules": rules, "messages": messages, "targets": targets, "settings": settings}, Policy
        )
    except msgspec.ValidationError as error:
        path, expected = in_our_words(error)
        raise SourceRejected("policy.toml", None, path_in_words(path), expected) from None
    check_rules(folder, policy)
    return policy


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file."""
    try:
        return tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError:
        raise SourceRejected(file.name, None, None, "TOML that can be read") from None


def decoded(file: Path, table: str, row_type: Any, groups: dict[str, list[str]] | None = None) -> Iterator[Any]:  # noqa: ANN401
    """Decode every row of a table strictly, with the groups of callers written out."""
    text = read_text(file)
    for index, row in enumerate(read_toml(file).get(table, [])):
        try:
            yield msgspec.convert(spelt_out(row, groups or {}), row_type)
        except msgspec.ValidationError as error:
            path, expected = in_our_words(error)
            raise rejected(file.name, text, table, index, path, expected) from None


def rejected(file: str, text: str, table: str, index: int, path: FieldPath, expected: str) -> SourceRejected:
    """Make the error for one field of one row, with its line."""
    return SourceRejected(file, line_of(text, table, index, path), path_in_words(path), expected)


def spelt_out(row: dict[str, Any], groups: dict[str, list[str]]) -> dict[str, Any]:
    """Write out "@group" in the conditions of a rule."""
    spelt = dict(row)
    if "when" in row:
        spelt["when"] = spelt_out_condition(row["when"], groups)
    for name in ("any", "unless"):
        if name in row:
            spelt[name] = [spelt_out_condition(condition, groups) for condition in row[name]]
    return spelt


def spelt_out_condition(condition: dict[str, list[str]], groups: dict[str, list[str]]) -> dict[str, list[str]]:
    """Write out "@group" among the values of each fact; an unknown group stays and is refused with the values."""
    return {
        fact: [one for value in values for one in groups.get(value.removeprefix("@"), [value])]
        for fact, values in condition.items()
    }


def check_rules(folder: Path, policy: Policy) -> None:
    """Refuse a rule whose facts, values, tokens or codes nobody knows, or whose name stands twice."""
    names = dict(zip("HAPCSVF", CHAPTERS, strict=True))
    seen: set[str] = set()
    positions: dict[str, int] = {}
    for rule in policy.rules:
        chapter = names[rule.id[0]]
        index = positions[chapter] = positions.get(chapter, -1) + 1
        for path, expected in faults_of_rule(rule, policy, seen):
            file = folder / f"{chapter}.toml"
            raise rejected(file.name, read_text(file), "rule", index, path, expected)
        seen.add(rule.key)


def faults_of_rule(rule: Rule, policy: Policy, seen: set[str]) -> Iterator[tuple[FieldPath, str]]:
    """Yield each field of the rule that cannot stand, with what was expected."""
    if rule.key in seen:
        yield ("id",), "an id and part that no other rule has"
    if not rule.cite:
        yield ("cite",), "at least one clause"
    settings = {setting.id: setting.values for setting in policy.settings}
    for name, conditions in (("when", (rule.when,)), ("any", rule.any), ("unless", rule.unless)):
        for condition in conditions:
            for fact, values in condition.items():
                yield from faults_of_values(name, fact, values, settings)
    for name, (known, expected) in vocabularies(policy).items():
        if not set(getattr(rule, name)) <= known:
            yield (name,), expected


def vocabularies(policy: Policy) -> dict[str, tuple[frozenset[str], str]]:
    """Return for each list of a rule what may stand in it."""
    tokens = KINDS | set(NAMED_SERVICES) | {pair.token for pair in policy.counterparts}
    messages = frozenset(text.code for text in policy.messages)
    targets = frozenset(text.code for text in policy.targets)
    return dict.fromkeys(LISTS_OF_TOKENS, (tokens, "service kinds of the vocabulary, or services that policy names")) | {
        "remove": (KINDS, "service kinds of the vocabulary"),
        "say": (messages, "codes of messages.toml"),
        "unsay": (messages | targets, "codes of messages.toml or targets.toml"),
        "targets": (targets, "codes of targets.toml"),
        "ask": (frozenset(policy.ask_order), "facts of ask_order in policy.toml"),
    }


def faults_of_values(
    name: str, fact: str, values: tuple[str, ...], settings: dict[str, tuple[str, ...]]
) -> Iterator[tuple[FieldPath, str]]:
    """Yield the fault of one fact of a condition: an unknown fact, or a value that it never has."""
    if fact in settings:
        if not set(values) <= set(settings[fact]):
            yield (name, fact), "values that the setting may have"
    elif fact not in FACTS:
        yield (name, fact), "a fact of routing/facts.py or a setting L1 to L24"
    elif not set(values) <= values_of(fact):
        yield (name, fact), "values that the fact may have"
