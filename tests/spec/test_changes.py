"""A change of the directory, and what is told of it"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact
from directory.holidays import BankHoliday
from directory.numbers import E164Number, read_number
from directory.schedule import Nation
from directory.service import Service
from routing.change import (
    ChangeSet,
    Finding,
    FindingKind,
    HolidayOnDate,
    LocalSetting,
    Report,
    SettingInArea,
    applied,
    misfits,
    overtaken,
    with_number,
)
from routing.edition import Edition
from routing.edits import What, edits_between, in_words
from tests.makers import an_edition, the_policy

CORBY = "council:E06000061"
CORONATION = BankHoliday(
    nation=Nation.ENGLAND,
    date=date(2027, 5, 10),
    name="Coronation",
    bank_holiday=True,
    source="the government",
    provisional=False,
)


def a_line(service_id: str = "alpha", **fields: Any) -> Service:  # noqa: ANN401 (any field)
    return Service(id=service_id, name="A line", kind="spa_crisis_line", areas=(CORBY,), **fields)


def a_contact(contact_id: str = "main", digits: str = "960001") -> Contact:
    return Contact(id=contact_id, channel=Channel.VOICE, number=E164Number(e164=f"+441632{digits}"))


def a_setting(setting: str = "L22", value: str = "70", area: str = CORBY) -> LocalSetting:
    return LocalSetting(setting=setting, area=area, value=value, owner="an ICB", since=date(2026, 12, 1), source="minutes")


EDITION = an_edition((a_line("beta"), a_line("alpha", contacts=(a_contact(),))))


def value_of(edition: Edition, setting: str, area: str = CORBY) -> str | None:
    (found,) = (one for one in edition.policy.settings if one.id == setting)
    return next((own.value for own in found.areas if own.area == area), None)


def faults(change: ChangeSet, edition: Edition = EDITION) -> list[str]:
    found = list(misfits(change, edition))
    assert {finding.kind for finding in found} <= {FindingKind.FAULT}
    return [finding.code.removeprefix("fault/") for finding in found]


def test_entries_are_added_put_in_place_of_others_and_withdrawn_in_the_order_of_their_ids() -> None:
    change = ChangeSet(services=(a_line("gamma"), a_line("alpha", alert="new")), withdrawn=("beta",))
    after = applied(change, EDITION)
    assert [(service.id, service.alert) for service in after.services] == [("alpha", "new"), ("gamma", None)]
    assert (after.number, after.previous_hash, after.hash) == (2, EDITION.hash, "")
    assert (after.policy, after.holidays) == (EDITION.policy, EDITION.holidays)


def test_what_a_change_does_not_speak_of_is_the_very_same() -> None:
    after = applied(ChangeSet(services=(a_line("gamma"),)), EDITION)
    assert after.services[0] is EDITION.services[0]
    assert after.policy is EDITION.policy


def test_a_setting_is_set_in_an_area_and_taken_back() -> None:
    once = applied(ChangeSet(settings=(a_setting(),)), EDITION)
    assert value_of(once, "L22") == "70"
    again = applied(ChangeSet(settings=(a_setting(value="75"),)), once)
    assert value_of(again, "L22") == "75"
    back = applied(ChangeSet(settings_taken_back=(SettingInArea(setting="L22", area=CORBY),)), again)
    assert value_of(back, "L22") is None
    assert back.policy == EDITION.policy


def test_a_bank_holiday_at_short_notice_is_added_and_removed() -> None:
    after = applied(ChangeSet(holidays=(CORONATION,)), EDITION)
    assert after.holidays == (*EDITION.holidays, CORONATION)
    gone = applied(ChangeSet(holidays_removed=(HolidayOnDate(nation=Nation.ENGLAND, date=CORONATION.date),)), after)
    assert gone.holidays == EDITION.holidays


def test_a_policy_takes_the_place_of_the_whole_one_and_settings_are_set_in_it() -> None:
    policy = msgspec.structs.replace(the_policy(), version="another")
    after = applied(ChangeSet(policy=policy, settings=(a_setting(),)), EDITION)
    assert (after.policy.version, value_of(after, "L22")) == ("another", "70")


def test_a_corrected_number_is_vouched_for_by_nobody_yet() -> None:
    seen = Assurance(sources=("a", "b"), confidence=Confidence.SEEN_TWICE)
    held = a_line(contacts=(msgspec.structs.replace(a_contact(), assurance=seen), a_contact("other", "960002")))
    corrected = with_number(held, "main", read_number("0116 295 3060"))
    main, other = corrected.contacts
    assert (main.number, main.assurance) == (read_number("0116 295 3060"), Assurance(confidence=Confidence.MEMORY))
    assert other is held.contacts[1]
    assert with_number(held, "main", read_number("01632 960009")).contacts[0].assurance.confidence is Confidence.INVENTED


@pytest.mark.parametrize(
    ("change", "where"),
    [
        pytest.param(ChangeSet(), ["change"], id="nothing at all"),
        pytest.param(ChangeSet(services=(a_line("beta"),)), ["change"], id="nothing that is not so already"),
        pytest.param(ChangeSet(services=(a_line("x"), a_line("x"))), ["services/x"], id="an entry twice"),
        pytest.param(ChangeSet(withdrawn=("x", "beta")), ["withdrawn/x"], id="an entry withdrawn that is not there"),
        pytest.param(
            ChangeSet(services=(a_line("alpha"),), withdrawn=("alpha",)), ["withdrawn/alpha"], id="edited and withdrawn"
        ),
        pytest.param(ChangeSet(settings=(a_setting(), a_setting(value="71"))), [f"settings/L22/{CORBY}"], id="a setting twice"),
        pytest.param(ChangeSet(settings=(a_setting("L99"),)), [f"settings/L99/{CORBY}", "change"], id="no such setting"),
        pytest.param(ChangeSet(settings=(a_setting(value="old"),)), [f"settings/L22/{CORBY}"], id="no number"),
        pytest.param(ChangeSet(settings=(a_setting("L19", "two words"),)), [f"settings/L19/{CORBY}"], id="no keyword"),
        pytest.param(ChangeSet(settings=(a_setting("L19", "HELP"),)), [], id="a keyword"),
        pytest.param(ChangeSet(settings=(a_setting("L3", "maybe"),)), [f"settings/L3/{CORBY}"], id="no value of the list"),
        pytest.param(
            ChangeSet(settings_taken_back=(SettingInArea(setting="L22", area=CORBY), SettingInArea(setting="L99", area=CORBY))),
            [f"settings_taken_back/L22/{CORBY}", f"settings_taken_back/L99/{CORBY}", "change"],
            id="taken back where nothing stands",
        ),
        pytest.param(ChangeSet(holidays=(CORONATION, CORONATION)), ["holidays/england/2027-05-10"], id="a bank holiday twice"),
        pytest.param(
            ChangeSet(holidays_removed=(HolidayOnDate(nation=Nation.WALES, date=date(2027, 5, 10)),)),
            ["holidays_removed/wales/2027-05-10", "change"],
            id="a bank holiday removed that is not there",
        ),
    ],
)
def test_what_does_not_fit_is_named(change: ChangeSet, where: list[str]) -> None:
    assert faults(change) == where


def test_an_entry_that_somebody_changed_since_it_was_taken_is_not_put_back() -> None:
    newer = applied(ChangeSet(services=(a_line("alpha", alert="Moved"),), settings=(a_setting(),)), EDITION)
    change = ChangeSet(services=(a_line("alpha"), a_line("gamma")), withdrawn=("beta",), policy=the_policy(), made_on=1)
    assert [finding.code for finding in overtaken(change, EDITION, newer)] == ["fault/services/alpha", "fault/policy"]
    assert list(overtaken(change, newer, newer)) == []
    assert list(overtaken(ChangeSet(withdrawn=("beta",)), EDITION, newer)) == []


def test_no_policy_may_lose_a_hard_rule_a_setting_or_the_last_resort() -> None:
    policy = the_policy()
    hard = next(rule for rule in policy.rules if rule.id.startswith("H"))
    poorer = msgspec.structs.replace(
        policy,
        rules=tuple(rule for rule in policy.rules if rule is not hard),
        settings=tuple(setting for setting in policy.settings if setting.id != "L14"),
        last_resort=policy.last_resort[1:],
    )
    assert faults(ChangeSet(policy=poorer)) == [
        f"policy/rules/{hard.key}",
        "policy/settings/L14",
        f"policy/last_resort/{policy.last_resort[0].id}",
    ]


def test_a_policy_with_a_setting_that_no_answer_could_read_is_refused() -> None:
    settings = tuple(msgspec.structs.replace(one, default="soon") if one.id == "L14" else one for one in the_policy().settings)
    broken = msgspec.structs.replace(the_policy(), settings=settings)
    assert faults(ChangeSet(policy=broken)) == ["policy/settings/L14"]


def test_a_change_is_read_strictly_and_written_without_what_it_leaves_out() -> None:
    change = ChangeSet(withdrawn=("beta",))
    assert msgspec.json.encode(change) == b'{"withdrawn":["beta"]}'
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"removed":["beta"]}', type=ChangeSet)


def found(code: str, kind: FindingKind) -> Finding:
    return Finding(code, kind, "words")


def test_a_fault_can_never_be_accepted_a_note_blocks_nothing_and_the_rest_blocks_until_accepted() -> None:
    report = Report(
        based_on=1, edits=(), differences=(), checked=(), findings=tuple(found(str(kind), kind) for kind in FindingKind)
    )
    assert [finding.code for finding in report.blocking()] == ["fault", "scenario", "new_gap", "lost_ending"]
    assert [finding.code for finding in report.blocking({"fault", "scenario", "note"})] == ["fault", "new_gap", "lost_ending"]
    assert [kind for kind in FindingKind if report.can_accept(kind)] == ["scenario", "new_gap", "lost_ending"]
    assert not report.can_accept("something else")


def lines(before: Edition, change: ChangeSet) -> list[str]:
    return [in_words(edit) for edit in edits_between(before, applied(change, before))]


def test_editions_that_hold_the_same_do_not_differ() -> None:
    assert edits_between(EDITION, EDITION) == ()
    assert edits_between(EDITION, msgspec.convert(msgspec.to_builtins(EDITION), Edition)) == ()


def test_what_was_added_and_withdrawn_is_named() -> None:
    assert lines(EDITION, ChangeSet(services=(a_line("gamma"),), withdrawn=("beta",), holidays=(CORONATION,))) == [
        "- service beta",
        "+ service gamma",
        "+ bank holiday england 2027-05-10",
    ]


def test_each_field_that_differs_is_told_with_what_stood_and_what_stands_there_now() -> None:
    entry = a_line(contacts=(a_contact(digits="960009"),), alert="Moved", walk_in=True)
    (line,) = lines(EDITION, ChangeSet(services=(entry,)))
    assert line.removeprefix("~ service alpha: ").split("; ") == [
        "walk_in was nothing, becomes yes",
        "main.number was 01632 960001, becomes 01632 960009",
        "alert was nothing, becomes Moved",
    ]


def test_what_is_there_can_be_taken_back_removed_and_withdrawn() -> None:
    held = applied(ChangeSet(holidays=(CORONATION,), settings=(a_setting(),)), EDITION)
    taken_back = SettingInArea(setting="L22", area=CORBY)
    gone = HolidayOnDate(nation=Nation.ENGLAND, date=CORONATION.date)
    assert faults(ChangeSet(holidays_removed=(gone,), settings_taken_back=(taken_back,), withdrawn=("beta",)), held) == []


def test_contacts_that_come_go_or_change_places_are_told() -> None:
    two = applied(ChangeSet(services=(a_line(contacts=(a_contact(), a_contact("night", "960002"))),)), EDITION)
    (edit,) = edits_between(EDITION, two)
    assert [(field.field, field.was) for field in edit.fields] == [("night (new)", None)]
    turned = applied(ChangeSet(services=(a_line(contacts=(a_contact("night", "960002"), a_contact())),)), two)
    assert [in_words(one) for one in edits_between(two, turned)] == [
        "~ service alpha: order of contacts was main, night, becomes night, main"
    ]
    (edit,) = edits_between(two, EDITION)
    assert [(field.field, field.becomes) for field in edit.fields] == [("night (gone)", None)]


def test_what_is_long_is_named_without_its_values() -> None:
    assert lines(EDITION, ChangeSet(services=(a_line("beta", notes="x" * 100),))) == ["~ service beta: notes"]


def test_a_setting_of_an_areas_own_is_told() -> None:
    once = applied(ChangeSet(settings=(a_setting(),)), EDITION)
    (edit,) = edits_between(EDITION, once)
    assert (edit.part, edit.name, [field.field for field in edit.fields]) == ("setting", "L22", [f"{CORBY} (new)"])
    assert lines(once, ChangeSet(settings=(a_setting(value="75"),))) == [f"~ setting L22: {CORBY}.value was 70, becomes 75"]


def test_what_differs_in_the_policy_is_told_part_by_part() -> None:
    policy = the_policy()
    changed = msgspec.structs.replace(
        policy,
        version="another",
        rules=(*policy.rules[1:], msgspec.structs.replace(policy.rules[0], title="Otherwise")),
        messages=policy.messages[1:],
    )
    found = edits_between(EDITION, applied(ChangeSet(policy=changed), EDITION))
    assert [(edit.part, edit.name, edit.what) for edit in found] == [
        ("rule", policy.rules[0].key, What.CHANGED),
        ("message", policy.messages[0].code, What.WITHDRAWN),
        ("policy", "order of rules", What.CHANGED),
        ("policy", "version", What.CHANGED),
    ]
    assert in_words(found[3]) == f"~ policy version: value was {policy.version}, becomes another"
