"""Places: what a caller types becomes the areas that the place lies in, or a question, never a guess"""

from __future__ import annotations

import random
import string

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.areas import Ambiguous, Found, OutsideEngland, Place, PlaceKind, PlaceResolution, PlaceUnknown, places_in
from directory.place_names import fold
from directory.place_tables import NicknameUse
from directory.places import (
    EXPECTED,
    EXPECTED_POINT,
    LARGEST_OF_SEVERAL,
    NEAREST_POSTCODES,
    NOT_IN_OUR_LIST,
    NOT_THE_MOTORWAY,
    Gazetteer,
    kilometres,
)
from directory.postcodes import UnitTable, WrittenPostcode, pack_inward, pack_outcode
from seed.places import load_place_tables

UNITS = {
    "EH1 1YZ": "S12000036",
    "NN1 5BD": "E06000062",
    "NN1 5BE": "E06000062",
    "PE8 4AA": "E06000061",
    "PE8 6XX": "E06000061",
    "SE1 7EH": "E09000022",
    "GU16 7AA": "E07000214",
}


def units_of(postcodes: dict[str, str]) -> UnitTable:
    councils = sorted(set(postcodes.values()))
    packed = []
    for postcode, council in postcodes.items():
        outcode, inward = postcode.split()
        start = pack_outcode(outcode)
        assert start is not None
        packed.append((start + pack_inward(inward), councils.index(council)))
    packed.sort()
    return UnitTable([key for key, _ in packed], [council for _, council in packed], councils)


TABLES = load_place_tables()
GAZETTEER = Gazetteer(TABLES, units_of(UNITS))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return GAZETTEER


def found(resolution: PlaceResolution) -> Place:
    assert isinstance(resolution, Found)
    return resolution.place


def shares_of(place: Place, area_type: str) -> dict[str, float]:
    return {share.name: share.share for share in place.of_type(area_type)}


# Postcodes


@pytest.mark.parametrize(
    "written", ["NN1 5BD", "nn15bd", "Nn1  5bD", " n n 1 5 b d ", "NN1-5BD", "NNI 5BD", "NN1 5BD.", "NNI5BD"]
)
def test_a_full_postcode_is_read_in_any_spacing_and_case_and_with_letters_for_digits(
    gazetteer: Gazetteer, written: str
) -> None:
    place = found(gazetteer.resolve(written))
    assert place.kind is PlaceKind.POSTCODE
    assert [(share.area, share.share) for share in place.areas] == [
        ("council:E06000062", 1.0),
        ("county:E06000062", 1.0),
        ("police:E23000022", 1.0),
        ("icb:QPM", 1.0),
        ("region:E12000004", 1.0),
        ("country:england", 1.0),
    ]


def test_a_full_postcode_leaves_nothing_finer_than_its_outcode(gazetteer: Gazetteer) -> None:
    place = found(gazetteer.resolve("NN1 5BD"))
    outcode = found(gazetteer.resolve("NN1"))
    assert place.label == "NN1"
    assert (place.latitude, place.longitude) == (outcode.latitude, outcode.longitude)
    assert place == found(gazetteer.resolve("NN1 5BE"))


@pytest.mark.parametrize(
    ("written", "label", "kind"),
    [
        pytest.param("LE16 8", "LE16 8", PlaceKind.SECTOR, id="sector"),
        pytest.param("le168", "LE16 8", PlaceKind.SECTOR, id="sector without its space"),
        pytest.param("NN1 1", "NN1 1", PlaceKind.SECTOR, id="the space tells a sector from an outcode"),
        pytest.param("NN11", "NN11", PlaceKind.OUTCODE, id="outcode"),
        pytest.param("w1a", "W1A", PlaceKind.OUTCODE, id="outcode that ends in a letter"),
        pytest.param("0X1", "OX1", PlaceKind.OUTCODE, id="0 for O"),
        pytest.param("E1O", "E10", PlaceKind.OUTCODE, id="O for 0"),
    ],
)
def test_a_sector_or_an_outcode_is_a_place(gazetteer: Gazetteer, written: str, label: str, kind: PlaceKind) -> None:
    place = found(gazetteer.resolve(written))
    assert (place.label, place.kind, place.note) == (label, kind, "")


@pytest.mark.parametrize(
    ("written", "kind", "harborough"),
    [
        pytest.param("LE16 8ZZ", PlaceKind.SECTOR, 0.55, id="to its sector"),
        pytest.param("LE16 5ZZ", PlaceKind.OUTCODE, 0.826173, id="to its outcode where the sector is not known either"),
    ],
)
def test_a_full_postcode_that_is_not_in_our_list_falls_back_and_says_so(
    gazetteer: Gazetteer, written: str, kind: PlaceKind, harborough: float
) -> None:
    place = found(gazetteer.resolve(written))
    assert (place.label, place.kind, place.note) == ("LE16", kind, NOT_IN_OUR_LIST)
    assert shares_of(place, "council")["Harborough"] == harborough


def test_a_sector_that_is_not_in_our_list_falls_back_to_its_outcode_and_says_so(gazetteer: Gazetteer) -> None:
    assert found(gazetteer.resolve("LE16 5")).note == NOT_IN_OUR_LIST


def test_without_the_table_of_full_postcodes_a_postcode_falls_back_to_its_sector() -> None:
    place = found(Gazetteer(TABLES).resolve("PE8 4AA"))
    assert (place.label, place.kind, place.note) == ("PE8", PlaceKind.SECTOR, NOT_IN_OUR_LIST)


def test_the_postcode_table_knows_only_what_was_put_in() -> None:
    units = units_of(UNITS)
    assert len(units) == len(UNITS)
    assert units.find_council(WrittenPostcode("NN1", "5", "BD")) == "E06000062"
    assert units.find_council(WrittenPostcode("NN1", "5", "BF")) is None
    assert units.find_council(WrittenPostcode("ZE9", "9", "ZZ")) is None
    assert units.find_council(WrittenPostcode("GIR", "0", "AA")) is None


@pytest.mark.parametrize(
    ("outcode", "police", "boards"),
    [
        pytest.param(
            "PE8",
            {"Northamptonshire Police": 0.695, "Cambridgeshire Police": 0.305},
            {"Cambridgeshire and Peterborough ICB": 0.966, "Northamptonshire ICB": 0.034},
            id="Oundle: one county's police, another's NHS",
        ),
        pytest.param(
            "LE16",
            {"Leicestershire Police": 0.835164, "Northamptonshire Police": 0.164835},
            {
                "Leicester, Leicestershire and Rutland ICB": 0.836,
                "Northamptonshire ICB": 0.15929,
                "Cambridgeshire and Peterborough ICB": 0.004709,
            },
            id="Market Harborough",
        ),
        pytest.param(
            "MK19",
            {"Thames Valley Police": 0.554, "Northamptonshire Police": 0.446},
            {
                "Bedfordshire, Luton and Milton Keynes ICB": 0.533,
                "Northamptonshire ICB": 0.44626,
                "Buckinghamshire, Oxfordshire and Berkshire West ICB": 0.020739,
            },
            id="south of Northampton",
        ),
        pytest.param(
            "CH1",
            {"Cheshire Police": 0.989, "North Wales Police": 0.011},
            {"Cheshire and Merseyside ICB": 0.989},
            id="Chester: Wales has no ICB",
        ),
        pytest.param(
            "TD15",
            {"Northumbria Police": 0.947},
            {"North East and North Cumbria ICB": 0.947},
            id="Berwick: partly in Scotland, where we know no force",
        ),
    ],
)
def test_a_border_outcode_names_every_force_and_board_with_its_share(
    gazetteer: Gazetteer, outcode: str, police: dict[str, float], boards: dict[str, float]
) -> None:
    place = found(gazetteer.resolve(outcode))
    assert shares_of(place, "police") == police
    assert shares_of(place, "icb") == boards


def test_in_a_council_of_two_boards_the_postcodes_around_say_which(gazetteer: Gazetteer) -> None:
    assert shares_of(found(gazetteer.resolve("PE8 4AA")), "icb") == {"Cambridgeshire and Peterborough ICB": 1.0}
    assert set(shares_of(found(gazetteer.resolve("GU16 7AA")), "icb")) <= {"Frimley ICB", "Surrey Heartlands ICB"}
    assert next(iter(shares_of(found(gazetteer.resolve("Oundle")), "icb"))) == "Cambridgeshire and Peterborough ICB"


def test_the_shares_of_every_outcode_and_sector_are_sorted_and_sum_to_at_most_one(gazetteer: Gazetteer) -> None:
    types = ["council", "county", "police", "icb", "region", "country"]
    for area in TABLES.outcodes + TABLES.sectors:
        resolution = gazetteer.resolve(area.name)
        assert isinstance(resolution, (Found, OutsideEngland))
        place = resolution.place
        assert place.label == area.name
        order = [(types.index(share.area.partition(":")[0]), -share.share) for share in place.areas]
        assert order == sorted(order)
        for area_type in types:
            whole = sum(share.share for share in place.of_type(area_type))
            assert whole <= 1 + 1e-9
            if area_type in {"council", "country"}:
                assert whole > 0.9999


def test_a_postcode_among_other_words_counts_only_when_it_is_full(gazetteer: Gazetteer) -> None:
    assert found(gazetteer.resolve("12 High Street, Northampton NN1 5BD")).label == "NN1"
    assert found(gazetteer.resolve("flat 3 nn15bd")).label == "NN1"
    assert found(gazetteer.resolve("NN1 5BD Northampton")).label == "NN1"
    assert gazetteer.resolve("J15 M1") == PlaceUnknown(EXPECTED)


def test_a_district_of_manchester_says_that_it_is_not_the_motorway(gazetteer: Gazetteer) -> None:
    assert found(gazetteer.resolve("M6")).note == NOT_THE_MOTORWAY


# Outside England


@pytest.mark.parametrize(
    ("text", "label", "country"),
    [
        ("EH1", "EH1", "Scotland"),
        ("EH1 1YZ", "EH1", "Scotland"),
        ("Edinburgh", "Edinburgh", "Scotland"),
        ("Edinbrugh", "Edinburgh", "Scotland"),
        ("Cardiff", "Cardiff", "Wales"),
        ("Newport, Wales", "Newport", "Wales"),
        ("Wales", "Wales", "Wales"),
        ("BT1 5GS", "Northern Ireland", "Northern Ireland"),
        ("bt71", "Northern Ireland", "Northern Ireland"),
        ("Belfast", "Belfast", "Northern Ireland"),
        pytest.param("Derry", "Northern Ireland", "Northern Ireland", id="Derry is not Derby misspelt"),
        ("IM1 1AA", "Isle of Man", "Isle of Man"),
        ("JE2", "Jersey", "Jersey"),
        ("GY1 2", "Guernsey", "Guernsey"),
        ("guernsey", "Guernsey", "Guernsey"),
    ],
)
def test_a_place_outside_england_says_where_it_is(gazetteer: Gazetteer, text: str, label: str, country: str) -> None:
    resolution = gazetteer.resolve(text)
    assert isinstance(resolution, OutsideEngland)
    assert resolution.place.label == label
    assert shares_of(resolution.place, "country") == {country: 1.0}


# Names


@pytest.mark.parametrize(
    ("text", "label", "kind", "police", "councils"),
    [
        pytest.param("Northamptonshire", "Northamptonshire", "police_force", {"Northamptonshire Police"}, 2, id="no county"),
        pytest.param("Leicestershire", "Leicestershire", "police_force", {"Leicestershire Police"}, 9, id="with the city"),
        pytest.param("Lincolnshire", "Lincolnshire", "police_force", {"Lincolnshire Police"}, 7, id="the force's area"),
        pytest.param("kent", "Kent", "police_force", {"Kent Police"}, 13, id="with Medway"),
        pytest.param("Devon", "Devon", "icb", {"Devon & Cornwall Police"}, 10, id="with Plymouth and Torbay"),
        pytest.param("Hull", "Kingston upon Hull", "council", {"Humberside Police"}, 1, id="everyday name"),
        pytest.param("Leicester", "Leicester", "council", {"Leicestershire Police"}, 1, id="city and council are one"),
        pytest.param("Corby", "Corby", "town", {"Northamptonshire Police"}, 1, id="town"),
        pytest.param("Northampton", "Northampton", "town", {"Northamptonshire Police"}, 1, id="larger town"),
        pytest.param("Birmingham", "Birmingham", "council", {"West Midlands Police"}, 1, id="city"),
        pytest.param("London", "London", "region", {"Metropolitan Police", "City of London Police"}, 33, id="not Westminster"),
        pytest.param("East Midlands", "East Midlands", "region", None, 35, id="region"),
        pytest.param("England", "England", "country", None, 296, id="country"),
        pytest.param("Northants Police", "Northamptonshire", "police_force", {"Northamptonshire Police"}, 2, id="nickname"),
        pytest.param("the Met", "Metropolitan Police", "police_force", {"Metropolitan Police"}, 32, id="without the City"),
        pytest.param("GMP", "Greater Manchester", "police_force", {"Greater Manchester Police"}, 10, id="force by initials"),
        pytest.param("Cheshire Constabulary", "Cheshire", "police_force", {"Cheshire Police"}, 4, id="constabulary"),
        pytest.param("QPM", "Northamptonshire", "icb", {"Northamptonshire Police"}, 2, id="ICB by ODS code"),
        pytest.param("NHS Northamptonshire ICB", "Northamptonshire", "icb", {"Northamptonshire Police"}, 2, id="ICB by name"),
        pytest.param("Leicestershire County Council", "Leicestershire", "county", {"Leicestershire Police"}, 7, id="no city"),
        pytest.param("Corby Council", "Corby", "town", {"Northamptonshire Police"}, 1, id="a council that is no more"),
        pytest.param("Saint Albans", "St Albans", "council", {"Hertfordshire Police"}, 1, id="St in full"),
        pytest.param("Bo’ness", "Bo’ness", None, None, 1, id="apostrophe"),
        pytest.param("Berkshire", "Berkshire", "county", {"Thames Valley Police"}, 6, id="six councils called by one name"),
    ],
)  # fmt: skip
def test_a_name_of_several_kinds_of_area_is_one_place(
    gazetteer: Gazetteer, text: str, label: str, kind: str | None, police: set[str] | None, councils: int
) -> None:
    resolution = gazetteer.resolve(text)
    assert isinstance(resolution, (Found, OutsideEngland))
    place = resolution.place
    assert (place.label, place.note) == (label, "")
    assert kind is None or place.kind == kind
    assert police is None or set(shares_of(place, "police")) == police
    assert len(place.of_type("council")) == councils


def test_a_board_lies_wholly_in_itself_though_it_holds_only_part_of_a_council(gazetteer: Gazetteer) -> None:
    assert shares_of(found(gazetteer.resolve("QUE")), "icb") == {"Cambridgeshire and Peterborough ICB": 1.0}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "Newport",
            [
                "Newport, Wales",
                "Newport, Isle of Wight",
                "Newport, Telford and Wrekin",
                "Newport, Uttlesford, Essex",
                "Newport, East Riding of Yorkshire",
                "Newport, Pembrokeshire, Wales",
            ],
        ),
        ("Richmond", ["Richmond, Richmond upon Thames", "Richmond, North Yorkshire"]),
        ("Newcastle", ["Newcastle upon Tyne", "Newcastle-under-Lyme, Staffordshire"]),
        ("richmnod", ["Richmond, Richmond upon Thames", "Richmond, North Yorkshire"]),
    ],
)
def test_a_name_of_several_places_asks_which_with_the_council_of_each(
    gazetteer: Gazetteer, text: str, labels: list[str]
) -> None:
    resolution = gazetteer.resolve(text)
    assert isinstance(resolution, Ambiguous)
    assert [place.label for place in resolution.candidates] == labels


@pytest.mark.parametrize(
    ("text", "council"),
    [
        ("Newport, Shropshire", "Telford and Wrekin"),
        ("Newport, Isle of Wight", "Isle of Wight"),
        ("Newport, Essex", "Uttlesford"),
        ("Richmond North Yorkshire", "North Yorkshire"),
        ("richmond london", "Richmond upon Thames"),
        ("Corby Northants", "North Northamptonshire"),
        ("Washington, West Sussex", "Horsham"),
    ],
)
def test_a_name_with_the_area_around_it_is_one_place(gazetteer: Gazetteer, text: str, council: str) -> None:
    assert shares_of(found(gazetteer.resolve(text)), "council") == {council: 1.0}


def test_a_name_with_an_area_around_it_that_it_does_not_lie_in_is_unknown(gazetteer: Gazetteer) -> None:
    assert isinstance(gazetteer.resolve("Corby, Kent"), PlaceUnknown)


def test_every_candidate_is_found_by_its_own_label(gazetteer: Gazetteer) -> None:
    resolution = gazetteer.resolve("Newport")
    assert isinstance(resolution, Ambiguous)
    for place in resolution.candidates:
        again = gazetteer.resolve(place.label)
        assert isinstance(again, (Found, OutsideEngland))
        assert again.place.areas == place.areas


def test_a_name_goes_to_an_overwhelmingly_larger_bearer_and_says_so(gazetteer: Gazetteer) -> None:
    place = found(gazetteer.resolve("Washington"))
    assert shares_of(place, "council") == {"Sunderland": 1.0}
    assert place.note == LARGEST_OF_SEVERAL


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        pytest.param("Welingborough", "Wellingborough", id="a letter missing"),
        pytest.param("Wellingboruogh", "Wellingborough", id="two letters swapped"),
        pytest.param("Corbi", "Corby", id="a wrong letter"),
        pytest.param("Ketttering", "Kettering", id="a letter too many"),
        pytest.param("Northamptonshre Police", "Northamptonshire", id="in front of its kind"),
    ],
)
def test_one_slip_in_a_long_enough_name_is_mended_and_said(gazetteer: Gazetteer, typed: str, label: str) -> None:
    place = found(gazetteer.resolve(typed))
    assert (place.label, place.note) == (label, f"read as {label}")


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        pytest.param("Kettrng", "Kettering", id="two slips"),
        pytest.param("Yrok", "York", id="too short to be sure"),
        pytest.param("Haton", "Hatton", id="as near to another name"),
    ],
)
def test_a_misspelt_name_that_leaves_a_choice_is_unknown_with_what_may_be_meant(
    gazetteer: Gazetteer, typed: str, near: str
) -> None:
    resolution = gazetteer.resolve(typed)
    assert isinstance(resolution, PlaceUnknown)
    assert any(place.label.startswith(near) for place in resolution.did_you_mean)
    assert 0 < len(resolution.did_you_mean) <= 5


@pytest.mark.parametrize(
    "text",
    ["", " ", "!!!", "x", "?9", "99", "qqqqqqqqqqqqqq", "///filled.count.soap", "filled.count.soap", "ZZ9 9ZZ", "x" * 10_000],
)
def test_what_names_no_place_is_unknown_and_says_what_helps(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.resolve(text) == PlaceUnknown("a postcode, road or town")


@given(st.one_of(st.text(max_size=40), st.from_regex(r"\A[A-Za-z]{1,2}[0-9IO]{1,2}[A-Za-z]? ?[0-9][A-Za-z]{0,2}\Z")))
def test_any_text_gets_a_resolution_that_does_not_repeat_it(text: str) -> None:
    resolution = GAZETTEER.resolve(text)
    match resolution:
        case PlaceUnknown(expected):
            assert expected in {EXPECTED, EXPECTED_POINT}
        case Found(place) | OutsideEngland(place):
            ours = {"", NOT_IN_OUR_LIST, NOT_THE_MOTORWAY, LARGEST_OF_SEVERAL, NEAREST_POSTCODES}
            assert place.note in ours | {f"read as {place.label}"}
            assert place.areas
        case Ambiguous(candidates):
            assert len(candidates) > 1
    GAZETTEER.suggest(text, 3)
    msgspec.json.encode(resolution)


# Points


@pytest.mark.parametrize("text", ["52.24,-0.90", "52.24, -0.90", "+52.24 -0.90", " 52.240;-0.900 "])
def test_a_point_is_read_from_text_and_named_no_finer_than_its_outcode(gazetteer: Gazetteer, text: str) -> None:
    place = found(gazetteer.resolve(text))
    assert (place.label, place.kind) == ("near NN1", PlaceKind.POINT)
    assert shares_of(place, "police") == {"Northamptonshire Police": 1.0}
    outcode = found(gazetteer.resolve("NN1"))
    assert (place.latitude, place.longitude) == (outcode.latitude, outcode.longitude)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        pytest.param(53.5, 1.5, id="in the North Sea"),
        pytest.param(55.30, -2.45, id="in the hills, over 5 km from the middle of any sector"),
        pytest.param(48.85, 2.35, id="Paris"),
        pytest.param(float("nan"), 0.0, id="not a number"),
        pytest.param(float("inf"), 0.0, id="infinite"),
        pytest.param(0.0, 0.0, id="nowhere"),
    ],
)
def test_a_point_far_from_any_postcode_is_unknown(gazetteer: Gazetteer, latitude: float, longitude: float) -> None:
    assert gazetteer.resolve_point(latitude, longitude) == PlaceUnknown(EXPECTED_POINT)


def test_a_point_in_scotland_lies_outside_england(gazetteer: Gazetteer) -> None:
    assert isinstance(gazetteer.resolve_point(55.95, -3.19), OutsideEngland)


def test_every_sector_is_found_by_its_own_middle(gazetteer: Gazetteer) -> None:
    for sector in TABLES.sectors[::40]:
        resolution = gazetteer.resolve_point(*sector.point)
        assert isinstance(resolution, (Found, OutsideEngland))
        assert resolution.place.kind is PlaceKind.POINT


def test_kilometres_are_measured_on_the_globe() -> None:
    northampton, corby = (52.2405, -0.9027), (52.4964, -0.6894)
    assert kilometres(northampton, corby) == pytest.approx(31.9, abs=0.1)
    assert kilometres(corby, corby) == 0
    assert kilometres((0, 0), (0, 180)) == pytest.approx(20015, abs=1)


# As someone types


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("cor", "Cornwall", id="what begins so, largest first"),
        pytest.param("wellingb", "Wellingborough", id="nearly all of a name"),
        pytest.param("welingb", "Wellingborough", id="a slip in the beginning of a name"),
        pytest.param("York", "York", id="the very name before longer ones"),
        pytest.param("nn1", "NN1", id="outcode"),
        pytest.param("nn1 5", "NN1 5", id="sector"),
        pytest.param("nn1 5bd", "NN1", id="full postcode"),
    ],
)
def test_places_are_offered_as_someone_types(gazetteer: Gazetteer, typed: str, first: str) -> None:
    offered = gazetteer.suggest(typed, 5)
    assert offered[0].label.startswith(first)
    assert len({(place.label, place.kind) for place in offered}) == len(offered) <= 5


def test_what_begins_so_comes_before_what_nearly_does(gazetteer: Gazetteer) -> None:
    labels = [place.label for place in gazetteer.suggest("shef", 5)]
    assert labels[:2] == ["Sheffield", "Shefford"]
    assert "Shepherds Bush" in labels


@pytest.mark.parametrize("typed", ["", "  ", "...", "x" * 10_000, "12345678"])
def test_nothing_is_offered_for_nothing(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.suggest(typed, 5) == ()


def with_one_slip(name: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(name) - 1), chance.choice(string.ascii_lowercase)
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )


def test_a_town_with_one_slip_is_among_the_first_five_at_least_98_times_in_100(gazetteer: Gazetteer) -> None:
    chance = random.Random(136)
    names = chance.sample(sorted({fold(town.label) for town in TABLES.towns}), 400)
    missed = [
        name
        for name in names
        if not any(
            fold(place.label) == name or fold(place.label).startswith(name + " ")
            for place in gazetteer.suggest(with_one_slip(name, chance), 5)
        )
    ]
    assert len(missed) <= 8, missed


# Areas by name and code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Northamptonshire", ("police:E23000022",)),
        ("Leicestershire", ("police:E23000021",)),
        ("Leicestershire County Council", ("county:E10000018",)),
        ("Hull", ("council:E06000010",)),
        ("Milton Keynes", ("council:E06000042",)),
        ("Bournemouth, Christchurch and Poole", ("council:E06000058",)),
        ("City of London", ("police:E23000034",)),
        ("Bristol", ("council:E06000023",)),
        ("Greater London", ("region:E12000007",)),
        ("Yorkshire and The Humber region", ("region:E12000003",)),
        ("Northamptonshire ICB", ("icb:QPM",)),
        ("Hampshire and Isle of Wight ICB", ("icb:QRL",)),
        ("England", ("country:england",)),
        ("Great Britain", ("country:england", "country:scotland", "country:wales")),
        ("United Kingdom", ("country:england", "country:northern-ireland", "country:scotland", "country:wales")),
        ("police:E23000022", ("police:E23000022",)),
        ("icb:QPM", ("icb:QPM",)),
        ("police:E23999999", ()),
        ("Corby", ()),
        ("Atlantis", ()),
        ("", ()),
    ],
)
def test_an_area_text_of_a_service_is_read_as_codes(gazetteer: Gazetteer, text: str, codes: tuple[str, ...]) -> None:
    assert gazetteer.areas_named(text) == codes


def test_areas_have_names_for_people_and_a_middle(gazetteer: Gazetteer) -> None:
    assert gazetteer.area_name("police:E23000022") == "Northamptonshire Police"
    assert gazetteer.area_name("council:E06000010") == "Kingston upon Hull"
    assert gazetteer.area_name("country:northern-ireland") == "Northern Ireland"
    middle = gazetteer.centre_of("police:E23000022")
    assert middle is not None
    assert kilometres(middle, (52.30, -0.80)) < 5


def test_an_area_that_is_no_longer_known_keeps_its_code_and_has_no_middle(gazetteer: Gazetteer) -> None:
    assert gazetteer.area_name("council:E07000150") == "council:E07000150"
    assert gazetteer.centre_of("council:E07000150") is None
    assert gazetteer.centre_of("country:northern-ireland") is None


def test_every_area_is_found_by_its_own_name(gazetteer: Gazetteer) -> None:
    for council in TABLES.councils:
        assert gazetteer.areas_named(council.name), council.name
    for code, name in TABLES.boards:
        assert gazetteer.areas_named(f"NHS {name} ICB") == (f"icb:{code}",)


def test_every_nickname_is_a_place(gazetteer: Gazetteer) -> None:
    for nickname in TABLES.nicknames:
        if nickname.use is NicknameUse.NAME:
            assert not isinstance(gazetteer.resolve(nickname.name), PlaceUnknown), nickname.name
        else:
            assert nickname.codes


def test_the_vintage_says_that_the_boards_are_those_before_april_2026(gazetteer: Gazetteer) -> None:
    assert "ICBs: the 42 of July 2022 to March 2026" in gazetteer.vintage


def test_the_code_of_an_area_names_it_beyond_doubt(gazetteer: Gazetteer) -> None:
    force = found(gazetteer.resolve("police:E23000022"))
    assert (force.label, shares_of(force, "police")) == ("Northamptonshire Police", {"Northamptonshire Police": 1.0})
    assert found(gazetteer.resolve("police:E23000022")) is force
    assert gazetteer.resolve("police:E99999999") == gazetteer.resolve("police:e99999998")


def test_every_area_can_be_listed_and_is_found_by_its_code(gazetteer: Gazetteer) -> None:
    for area in gazetteer.areas():
        (place,) = places_in(gazetteer.resolve(area.codes[0]))
        assert (place.label, place.kind) == (area.name, area.kind)
