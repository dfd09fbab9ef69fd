"""A seed file that cannot be proved is refused: file, line, field, what was expected; never what was written."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.errors import SourceRejected
from seed.load import load_holidays, load_services, load_sources

CRISIS_LINE = """\
# A crisis line for the public
[[service]]
id = "crisis-line"
name = "Crisis line"
kind = "spa_crisis_line"
areas = ["council:E06000061", "council:E06000062"]
ages = [{ minimum_age = 18 }]
location = { latitude = 52.2, longitude = -0.9 }
assurance = { sources = ["nhcp21"], confidence = "seen" }

[[service.contacts]]
id = "main"
channel = "voice"
number = "0800 448 0828"
schedule.stated_as = "every evening"
schedule.weekly = [
  { days = ["mon", "tue"], opens_at = "17:00", closes_at = "32:45" },
  { days = ["wed"], opens_at = "17:00", closes_at = "24:00" },
]
schedule.bank_holidays = { then = "closed" }
assurance = { sources = ["nhcp21"], confidence = "seen", verified_on = 2021-04-01, verify_by = 2022-04-01 }

[[service.contacts]]
id = "text"
channel = "text"
number = "85258"
keyword = "SHOUT"
"""

PLACE_OF_SAFETY = """\

[[service]]
id = "suite"
name = "136 suite"
kind = "hbpos_adult"
areas = ["police:E23000022"]
audience = ["police"]

[[service.contacts]]
id = "nurse"
channel = "voice"
number = "03069 990201"
audience = ["police"]
schedule.always_open = true
assurance = { confidence = "invented" }
"""

SOUND = CRISIS_LINE + PLACE_OF_SAFETY


def rejected(folder: Path, text: str) -> SourceRejected:
    (folder / "area.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceRejected) as caught:
        load_services(folder)
    return caught.value


def line_with(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if words in line)


def test_a_sound_file_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "area.toml").write_text(SOUND)

    assert [service.id for service in load_services(tmp_path)] == ["crisis-line", "suite"]


@pytest.mark.parametrize(
    ("was", "is_now", "field", "expected"),
    [
        pytest.param('name = "Crisis line"', "name = 7", "name", "text", id="a number for a name"),
        pytest.param('name = "Crisis line"', 'nmae = "Crisis line"', "nmae", "no such field", id="a field nobody knows"),
        pytest.param('id = "crisis-line"', 'id = "Crisis Line"', "id", "small letters", id="an id with a capital"),
        pytest.param('kind = "spa_crisis_line"', 'kind = "spa_line"', "kind", "kinds.py", id="an unknown kind"),
        pytest.param('kind = "spa_crisis_line"', 'kind = "police_station"', "kind", "never loaded", id="a police station"),
        pytest.param('kind = "spa_crisis_line"', 'kind = "police_caged_vehicle"', "kind", "never", id="a caged vehicle"),
        pytest.param('id = "crisis-line"', 'id = "samaritans"', "kind", "listening_line", id="a named service of another kind"),
        pytest.param('"council:E06000061"', '"council:E06009999"', "areas[0]", "an area", id="an unknown area code"),
        pytest.param('"council:E06000062"]', '"Northampton"]', "areas[1]", "an area", id="an area by its name"),
        pytest.param('areas = ["council:E06000061", "council:E06000062"]', "areas = []", "areas", "at least", id="no area"),
        pytest.param("minimum_age = 18", "minimum_age = 40, maximum_age = 17", "ages[0]", "lower age first", id="ages swapped"),
        pytest.param("minimum_age = 18", "minimum_age = 180", "ages[0]", "0 to 125", id="an age nobody reaches"),
        pytest.param("minimum_age = 18", 'minimum_age = "18"', "ages[0].minimum_age", "a whole number", id="an age in quotes"),
        pytest.param(", longitude = -0.9", "", "location", "together", id="half a point"),
        pytest.param('"nhcp21"], confidence = "seen" }', '"press"], confidence = "seen" }', "assurance.sources[0]",
                     "sources.toml",
                     id="an unknown source"),
        pytest.param('"nhcp21"], confidence = "seen" }', '"nhcp21"], confidence = "sure" }', "assurance.confidence", "seen2",
                     id="an unknown confidence"),
        pytest.param('"nhcp21"], confidence = "seen" }', '"nhcp21"], confidence = "seen2" }', "assurance.sources", "at least 2",
                     id="seen twice in one source"),
        pytest.param("verify_by = 2022-04-01", "verify_by = 2020-04-01", "contacts[0].assurance.verify_by", "not before",
                     id="to be verified before it was"),
        pytest.param("verify_by = 2022-04-01", 'verify_by = "soon"', "contacts[0].assurance.verify_by", "a date",
                     id="a date in words"),
        pytest.param('channel = "voice"', 'channel = "phone"', "contacts[0].channel", "voice, text", id="an unknown channel"),
        pytest.param('"0800 448 0828"', '"0808 800330"', "contacts[0].number", "too few", id="a digit too few"),
        pytest.param('"0800 448 0828"', '"0800 448 0828 or 111"', "contacts[0].number", "one telephone", id="two numbers"),
        pytest.param('"0800 448 0828"', "8004480828", "contacts[0].number", "quotation marks", id="a number without quotes"),
        pytest.param('"0800 448 0828"', '"0808 157 0001"', "contacts[0].assurance.confidence", "invented",
                     id="a drama number that is not flagged"),
        pytest.param('"03069 990201"', '"0800 448 0828"', "contacts[0].number", "kept for drama", id="a real number flagged"),
        pytest.param('id = "text"', 'id = "main"', "contacts[1].id", "no other contact", id="two contacts of one id"),
        pytest.param('"32:45"', '"16:00"', "contacts[0].schedule.weekly[0].closes_at", "after it opens", id="closes before"),
        pytest.param('"32:45"', '"49:00"', "contacts[0].schedule.weekly[0].closes_at", "32:30", id="past the second day"),
        pytest.param('"wed"], opens_at = "17:00"', '"wed"], opens_at = "24:00"', "contacts[0].schedule.weekly[1].opens_at",
                     "before 24:00", id="opens on the next day"),
        pytest.param('days = ["wed"]', 'days = ["wed", "wed"]', "contacts[0].schedule.weekly[1].days", "once",
                     id="a day twice"),
        pytest.param('days = ["wed"]', "days = []", "contacts[0].schedule.weekly[1].days", "one or more",
                     id="no day"),
        pytest.param('days = ["wed"]', 'days = ["weds"]', "contacts[0].schedule.weekly[1].days[0]", "mon, tue",
                     id="an unknown day"),
        pytest.param('then = "closed"', 'then = "hours"', "contacts[0].schedule.bank_holidays.hours", "only with it",
                     id="holiday hours without hours"),
        pytest.param('stated_as = "every evening"', "always_open = true", "contacts[0].schedule.always_open",
                     "no other row", id="always open beside weekly rows"),
        pytest.param('stated_as = "every evening"', 'zone = "Europe/Northampton"', "contacts[0].schedule.zone",
                     "Europe/London", id="an unknown zone"),
        pytest.param('name = "136 suite"', 'name = "136 suite"\nexcludes = ["weapons", "intoxicated people"]', "excludes[1]",
                     "Concordat B9", id="an exclusion that Concordat B9 forbids"),
        pytest.param('audience = ["police"]\n\n', "\n", "audience", "professional roles",
                     id="a place of safety for the public"),
        pytest.param('audience = ["police"]\nschedule', "schedule", "contacts[0].audience", "professional roles",
                     id="a contact that would show it to the public"),
        pytest.param('audience = ["police"]\nschedule', "audience = []\nschedule", "contacts[0].audience", "at least one",
                     id="a contact for nobody"),
        pytest.param('audience = ["police"]\n\n', "audience = []\n\n", "audience", "at least one", id="a service for nobody"),
        pytest.param('name = "136 suite"', 'name = "136 suite"\nstatus = "superseded"', "superseded_by", "took its place",
                     id="superseded by nothing"),
        pytest.param('name = "136 suite"', 'name = "136 suite"\nstatus = "superseded"\nsuperseded_by = "gone"', "superseded_by",
                     "still offered", id="superseded by what is not there"),
        pytest.param('name = "136 suite"', 'name = "136 suite"\nsuperseded_by = "crisis-line"', "superseded_by",
                     "nothing, unless",
                     id="points on while it is offered"),
        pytest.param('name = "136 suite"', 'name = "136 suite"\nvalid_from = 2026-02-01\nvalid_to = 2026-01-01', "valid_to",
                     "not before", id="ends before it begins"),
        pytest.param('name = "136 suite"', 'name = "136 suite"\nlocation = { sources = ["press"] }', "location.sources[0]",
                     "sources.toml", id="an address from an unknown source"),
        pytest.param('id = "suite"', 'id = "crisis-line"', "id", "no other service", id="one id twice"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_its_field(tmp_path: Path, was: str, is_now: str, field: str, expected: str) -> None:
    assert SOUND.count(was) >= 1
    text = SOUND.replace(was, is_now, 1)

    fault = rejected(tmp_path, text)

    assert fault.file == "area.toml"
    assert fault.field == field
    assert expected in fault.expected
    names = re.findall(r"[a-z_]+", field)
    written = text.splitlines()[(fault.line or 0) - 1]
    assert any(name in written for name in names) or written.startswith("[[service")


@pytest.mark.parametrize(
    ("was", "is_now", "at"),
    [
        pytest.param('kind = "hbpos_adult"', 'kind = "cell"', 'kind = "cell"', id="of the second service"),
        pytest.param('"85258"', '"852580000"', '"852580000"', id="of the second contact"),
        pytest.param('closes_at = "24:00"', 'closes_at = "12:00"', 'closes_at = "12:00"', id="of the second row of a list"),
        pytest.param('name = "136 suite"\n', "", 'id = "suite"', id="of the header where the field is missing"),
    ],
)
def test_the_line_is_the_one(tmp_path: Path, was: str, is_now: str, at: str) -> None:
    text = SOUND.replace(was, is_now, 1)
    missing_field = 1 if not is_now else 0

    assert rejected(tmp_path, text).line == line_with(text, at) - missing_field


@pytest.mark.parametrize(
    "schedule",
    [
        pytest.param("exceptions = [{ first = 2026-12-26, last = 2026-12-25 }]", id="an exception that ends before it begins"),
        pytest.param(
            'exceptions = [{ first = 2026-12-25, last = 2026-12-25, hours = [{ opens_at = "10:00", closes_at = "09:00" }] }]',
            id="an exception that closes before it opens",
        ),
        pytest.param(
            "rotas = [{ anchor = 2026-12-29, cycle_weeks = 2, week_index = 0, sessions = [] }]", id="not from a Monday"
        ),
        pytest.param("rotas = [{ anchor = 2026-12-28, cycle_weeks = 2, week_index = 2, sessions = [] }]", id="a week too many"),
        pytest.param(
            "rotas = [{ anchor = 2026-12-28, cycle_weeks = 2, week_index = 0, sessions = "
            '[{ days = ["mon"], opens_at = "10:00", closes_at = "10:00" }] }]',
            id="a session of a rota that lasts no time",
        ),
        pytest.param('named_days = [{ day = "christmas_day", then = "hours" }]', id="hours on Christmas Day, but which"),
        pytest.param(
            'bank_holidays = { then = "hours", hours = [{ opens_at = "25:00", closes_at = "26:00" }] }', id="a day too late"
        ),
    ],
)
def test_hours_that_cannot_be_are_refused(tmp_path: Path, schedule: str) -> None:
    text = SOUND.replace("schedule.always_open = true", f"schedule.{schedule}")

    assert rejected(tmp_path, text).line == line_with(text, schedule)


def test_an_exclusion_that_is_locally_agreed_is_taken_with_its_date(tmp_path: Path) -> None:
    agreed = 'name = "136 suite"\nexcludes = ["violence: locally agreed, reviewed on 2026-05-01"]'
    (tmp_path / "area.toml").write_text(SOUND.replace('name = "136 suite"', agreed))

    assert len(load_services(tmp_path)) == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param('[[service]]\nid = "a\n', 2, id="not TOML"),
        pytest.param("", None, id="an empty file"),
        pytest.param("service = 3\n", None, id="no table"),
        pytest.param('[[services]]\nid = "a"\n', None, id="another table"),
        pytest.param('service = [{ id = "a" }]\n', None, id="a service without a header of its own"),
        pytest.param('[[service]]\nid = "a"\ncontacts = 3\n', 3, id="contacts that are none"),
        pytest.param('[[service]]\nid = "a"\nname = "A"\nkind = "gp"\ncontacts = ["main"]\n', 5, id="contacts in words"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, line: int | None) -> None:
    assert rejected(tmp_path, text).line == line


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "area.toml").write_bytes(SOUND.replace("Crisis line", "Café").encode("cp1252"))

    with pytest.raises(SourceRejected, match="UTF-8"):
        load_services(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    line=st.sampled_from([number for number, line in enumerate(SOUND.splitlines()) if " = " in line]),
    value=st.sampled_from(
        ["3", "-1.5", "true", '"x"', '""', "[]", "[[1]]", "[{}]", "{}", "{ a = 1 }", "2026-01-01", "nan", ""]
    ),
)
def test_whatever_a_field_holds_the_file_is_loaded_or_refused(tmp_path: Path, line: int, value: str) -> None:
    lines = SOUND.splitlines()
    lines[line] = f"{lines[line].partition(' = ')[0]} = {value}"
    (tmp_path / "area.toml").write_text("\n".join(lines))

    with suppress(SourceRejected):
        load_services(tmp_path)


def test_a_message_never_repeats_what_was_written(tmp_path: Path) -> None:
    planted = "07123 planted 456789"
    for was in ("0800 448 0828", "spa_crisis_line", "council:E06000061", "nhcp21", "seen", "voice", "mon", "17:00"):
        fault = rejected(tmp_path, SOUND.replace(was, planted))

        assert "planted" not in str(fault)


@pytest.mark.parametrize(
    ("table", "field", "line"),
    [
        pytest.param('[source.a]\nreference = "x"\n\n[source.b]\nclass = "nhs"\n', "publisher", 1, id="a field is missing"),
        pytest.param('[source.a]\nreference = "x"\npublisher = "y"\nclass = "blog"\n', "class", 1, id="an unknown class"),
        pytest.param('[source]\na = "x"\n', "", None, id="no table"),
    ],
)
def test_a_source_that_cannot_be_read_is_refused(tmp_path: Path, table: str, field: str, line: int | None) -> None:
    (tmp_path / "sources.toml").write_text(table)

    with pytest.raises(SourceRejected) as caught:
        load_sources(tmp_path / "sources.toml")

    assert (caught.value.field, caught.value.line) == (field, line)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        pytest.param("england,2026-02-30,Leap,true,gov.uk,false", "date", id="a day that does not exist"),
        pytest.param("cornwall,2026-03-05,St Piran,true,gov.uk,false", "nation", id="no nation"),
        pytest.param("england,2026-12-25,Christmas Day,perhaps,gov.uk,false", "bank_holiday", id="neither true nor false"),
    ],
)
def test_a_bank_holiday_that_cannot_be_read_is_refused(tmp_path: Path, row: str, field: str) -> None:
    file = tmp_path / "bank_holidays.csv"
    file.write_text(f"nation,date,name,bank_holiday,source,provisional\nengland,2026-01-01,New Year,true,gov.uk,false\n{row}\n")

    with pytest.raises(SourceRejected) as caught:
        load_holidays(file)

    assert (caught.value.line, caught.value.field) == (3, field)
