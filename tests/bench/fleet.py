"""A directory of any size: real kinds in real places of England, with numbers and hours that are made up.

Nothing of it can be mistaken for a service: each id begins with `synth-`, and each number is from a range that Ofcom keeps
for drama. The same count gives the same services, and a larger fleet begins with the smaller one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from random import Random

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact
from directory.kinds import PROFESSIONAL_KINDS
from directory.numbers import E164Number
from directory.place_tables import Council, Town
from directory.reader import Role
from directory.schedule import (
    ALWAYS_OPEN,
    NOT_STATED,
    WEEKDAYS,
    BankHolidayRule,
    DatedException,
    Hours,
    NamedDay,
    NamedDayRule,
    OnHoliday,
    Rota,
    Schedule,
    Session,
)
from directory.service import AgeRange, AreaCode, Location, Rooms, Service, Status
from seed.places import load_place_tables

SEED = 136
DRAMA_RANGES = (
    *(f"+4411{code}4960" for code in range(3, 9)),
    *(f"+441{code}14960" for code in range(2, 7)),
    "+441914980",
    "+442079460",
    "+441632960",
    "+448081570",
)
"""Each holds a thousand numbers that nobody can own (directory/numbers.py)."""

KINDS_BY_AREA = {
    "police": "s136_advice_line street_triage hbpos_adult hbpos_cyp custody_mh liaison_diversion appropriate_adult",
    "icb": "nhs111_mh hcp_line spa_crisis_line cyp_spa perinatal_mh mother_baby_unit bed_s140 veterans_mh patient_transport",
    "county": "crhtt cyp_crisis older_adult_crisis liaison_psychiatry cyp_liaison amhp_day amhp_edt social_care_edt "
    "safeguarding_child safeguarding_adult ucr_2h ld_autism_team substance_misuse escalation_contact",
    "council": "crisis_cafe crisis_house ed gp gp_ooh talking_therapies homeless_outreach domestic_abuse advocacy "
    "carer_support bereavement_suicide helpline text_line community_mh_team youth_counselling urgent_treatment_centre housing",
}
WEIGHTS = {"police": 5, "icb": 10, "county": 25, "council": 60}
"""Of a hundred services, how many serve an area of each type: most are local."""

MOST_OF_A_KIND = {"police": 4, "icb": 6, "county": 6}
"""However large the directory, an area has only so many of its statutory services; whatever is over is local."""

CHILDREN = frozenset({"cyp_spa", "cyp_crisis", "cyp_liaison", "hbpos_cyp", "youth_counselling", "safeguarding_child"})
ALL_AGES = frozenset("999 ed gp gp_ooh urgent_treatment_centre nhs111_mh domestic_abuse text_line housing helpline".split())
ALL_HOURS = frozenset({"ed", "nhs111_mh", "s136_advice_line", "hbpos_adult", "hbpos_cyp", "spa_crisis_line", "custody_mh"})
NIGHTS = frozenset({"amhp_edt", "social_care_edt", "gp_ooh", "crisis_cafe", "street_triage"})
FIRST_DAY = date(2026, 11, 1)


def synthetic_services(wanted: int) -> tuple[Service, ...]:
    """Return so many services, the same at every call."""
    return tuple(islice(_services(Random(SEED)), wanted))


def _services(chance: Random) -> Iterator[Service]:
    """Make services for ever."""
    tables = load_place_tables()
    councils = [council for council in tables.councils if council.country == "England"]
    towns = defaultdict(list)
    for town in tables.towns:
        towns[town.council].append(town)
    kinds = {area_type: words.split() for area_type, words in KINDS_BY_AREA.items()}
    made: Counter[tuple[str, AreaCode]] = Counter()
    for number in count(1):
        area_type = chance.choices(tuple(WEIGHTS), tuple(WEIGHTS.values()))[0]
        council = chance.choice(councils)
        kind, area = chance.choice(kinds[area_type]), _area(chance, council, area_type)
        if made[kind, area] == MOST_OF_A_KIND.get(area_type):
            kind, area = chance.choice(kinds["council"]), f"council:{council.code}"
        made[kind, area] += 1
        yield _service(chance, f"synth-{number:06}-{kind}", kind, area, chance.choice(towns[council.code]))


def _area(chance: Random, council: Council, area_type: str) -> AreaCode:
    match area_type:
        case "police":
            return f"police:{council.police}"
        case "icb":
            return f"icb:{chance.choice(council.icbs)[0]}"
        case "county":
            return f"county:{council.county}"
        case _:
            return f"council:{council.code}"


def _service(chance: Random, service_id: str, kind: str, area: AreaCode, town: Town) -> Service:
    schedule = _schedule(chance, kind)
    latitude, longitude = town.point or (None, None)
    return Service(
        id=service_id,
        name=f"{town.label} {kind.replace('_', ' ')}",
        kind=kind,
        organization=f"Synthetic provider {chance.randrange(200)}",
        status=Status.NEEDS_CHECK if chance.random() < 0.05 else Status.ACTIVE,
        areas=(area,),
        ages=_ages(chance, kind),
        ages_assured=True,
        self_referral=kind not in PROFESSIONAL_KINDS,
        contacts=tuple(_contacts(chance, kind, schedule)),
        rooms=Rooms(adults=1) if kind == "hbpos_adult" else None,
        location=Location(latitude=latitude, longitude=longitude),
        assurance=_assurance(chance),
    )


def _ages(chance: Random, kind: str) -> tuple[AgeRange, ...]:
    if kind in ALL_AGES:
        return ()
    if kind in CHILDREN:
        return (AgeRange(minimum_age=chance.choice((None, 5, 11)), maximum_age=chance.choice((17, 18, 24))),)
    return (AgeRange(minimum_age=chance.choice((16, 18, 18, 18))),)


def _contacts(chance: Random, kind: str, schedule: Schedule) -> Iterator[Contact]:
    audience = (Role.PROFESSIONAL,) if kind in PROFESSIONAL_KINDS else (Role.PUBLIC,)
    e164 = f"{chance.choice(DRAMA_RANGES)}{chance.randrange(1000):03}"
    checked = _assurance(chance)
    yield Contact(
        id="phone",
        channel=Channel.TEXT if kind == "text_line" else Channel.VOICE,
        number=E164Number(e164=e164),
        schedule=schedule,
        audience=audience,
        assurance=checked,
        hours_assurance=checked,
    )
    if chance.random() < 0.3:
        yield Contact(id="door", channel=Channel.IN_PERSON, schedule=_office_week(chance), audience=audience, assurance=checked)


def _assurance(chance: Random) -> Assurance:
    verified_on = FIRST_DAY - timedelta(days=chance.randrange(500))
    return Assurance(
        sources=("synthetic",),
        confidence=Confidence.INVENTED,
        verified_on=verified_on,
        verify_by=verified_on + timedelta(days=365),
    )


def _schedule(chance: Random, kind: str) -> Schedule:
    """Draw hours such as services of the kind keep; one in twenty states none."""
    if chance.random() < 0.05:
        return NOT_STATED
    if kind in ALL_HOURS or chance.random() < 0.1:
        return ALWAYS_OPEN
    if kind in NIGHTS:
        return _nights(chance)
    return _fortnightly(chance) if chance.random() < 0.05 else _office_week(chance)


def _office_week(chance: Random) -> Schedule:
    """Draw weekday hours, some with Saturdays, closed on bank holidays, some with dated closures."""
    opens, closes = _wall(chance, 8, 10), _wall(chance, 16, 20)
    weekly = [Session(days=WEEKDAYS[:5], opens_at=opens, closes_at=closes)]
    if chance.random() < 0.4:
        weekly.append(Session(days=WEEKDAYS[5:6], opens_at=_wall(chance, 9, 11), closes_at=_wall(chance, 12, 16)))
    return Schedule(
        weekly=tuple(weekly),
        bank_holidays=BankHolidayRule(then=OnHoliday.CLOSED),
        exceptions=tuple(_closures(chance)) if chance.random() < 0.2 else (),
    )


def _nights(chance: Random) -> Schedule:
    """Draw nights, and whole weekends and bank holidays as an out-of-hours team keeps them."""
    closes = f"{24 + chance.randrange(6, 10):02}:00"
    return Schedule(
        weekly=(
            Session(days=WEEKDAYS[:5], opens_at=_wall(chance, 16, 19), closes_at=closes),
            Session(days=WEEKDAYS[5:], opens_at="00:00", closes_at=closes),
        ),
        bank_holidays=BankHolidayRule(then=OnHoliday.HOURS, hours=(Hours(opens_at="00:00", closes_at=closes),)),
        named_days=(NamedDayRule(day=NamedDay.CHRISTMAS_DAY, then=OnHoliday.CLOSED),) if chance.random() < 0.3 else (),
    )


def _fortnightly(chance: Random) -> Schedule:
    session = Session(days=(chance.choice(WEEKDAYS),), opens_at=_wall(chance, 9, 12), closes_at=_wall(chance, 13, 20))
    rota = Rota(anchor=date(2026, 1, 5), cycle_weeks=2, week_index=chance.randrange(2), sessions=(session,))
    return Schedule(rotas=(rota,), bank_holidays=BankHolidayRule(then=OnHoliday.CLOSED))


def _closures(chance: Random) -> Iterator[DatedException]:
    for _ in range(chance.randrange(1, 6)):
        first = FIRST_DAY + timedelta(days=chance.randrange(400))
        yield DatedException(first=first, last=first + timedelta(days=chance.randrange(4)))


def _wall(chance: Random, earliest: int, latest: int) -> str:
    """Draw a time between two hours: mostly on the hour, often on the half, seldom on a quarter."""
    return f"{chance.randrange(earliest, latest):02}:{chance.choice((0, 0, 0, 0, 30, 30, 15, 45)):02}"
