"""The place files and the table of full postcodes: exact where they can be, refused where they cannot be trusted."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

import seed.places
from directory.areas import Found, OutsideEngland, PlaceKind
from directory.errors import SourceRejected
from directory.postcodes import WrittenPostcode
from seed.places import FILES, build_postcode_table, load_gazetteer, load_place_tables, open_postcode_table


@pytest.fixture(scope="module")
def postcode_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    table = tmp_path_factory.mktemp("places") / "new" / "postcodes.table"
    assert build_postcode_table(table) > 2_600_000
    return table


def with_fault(tmp_path: Path, file: str, line: int, old: str, new: str) -> Path:
    """Copy the place files with one cell changed."""
    files = tmp_path / "places"
    shutil.copytree(FILES, files)
    lines = (files / file).read_text(encoding="utf-8").split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    (files / file).write_text("\n".join(lines), encoding="utf-8")
    return files


# Full postcodes


def test_every_council_is_reached_by_full_postcodes(postcode_table: Path) -> None:
    units = open_postcode_table(postcode_table)
    councils = {council.code for council in load_place_tables().councils if council.country != "Northern Ireland"}
    assert {units.council_codes[index] for index in units.councils} == councils


def test_the_keys_of_full_postcodes_rise_and_none_comes_twice(postcode_table: Path) -> None:
    keys = list(open_postcode_table(postcode_table).keys)
    assert all(one < other for one, other in pairwise(keys))


@pytest.mark.parametrize(
    ("postcode", "council"),
    [
        pytest.param(WrittenPostcode("NN1", "5", "BD"), "E06000062", id="Northampton"),
        pytest.param(WrittenPostcode("NN17", "1", "AA"), "E06000061", id="Corby"),
        pytest.param(WrittenPostcode("PE8", "4", "AA"), "E06000061", id="Oundle"),
        pytest.param(WrittenPostcode("HU1", "2", "AA"), "E06000010", id="Hull"),
        pytest.param(WrittenPostcode("W1A", "1", "AA"), "E09000033", id="Broadcasting House"),
        pytest.param(WrittenPostcode("SW1A", "1", "AA"), "E09000033", id="Buckingham Palace"),
        pytest.param(WrittenPostcode("EH1", "1", "YZ"), "S12000036", id="Edinburgh"),
        pytest.param(WrittenPostcode("BT1", "5", "GS"), None, id="Belfast: not open data"),
        pytest.param(WrittenPostcode("JE2", "3", "AB"), None, id="Jersey: no council"),
        pytest.param(WrittenPostcode("NN1", "5", "II"), None, id="no such postcode"),
    ],
)
def test_a_full_postcode_is_in_the_council_that_the_ons_gives(
    postcode_table: Path, postcode: WrittenPostcode, council: str | None
) -> None:
    assert open_postcode_table(postcode_table).find_council(postcode) == council


def test_with_the_table_a_full_postcode_on_a_border_has_one_police_force(postcode_table: Path) -> None:
    resolution = load_gazetteer(postcode_table).resolve("PE8 4AA")
    assert isinstance(resolution, Found)
    assert resolution.place.kind is PlaceKind.POSTCODE
    assert [(share.area, share.share) for share in resolution.place.of_type("police")] == [("police:E23000022", 1.0)]


def test_a_table_replaces_the_one_before_and_leaves_nothing_beside_it(
    postcode_table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "postcodes.table"
    target.write_bytes(b"old")
    seed.places._replace(target, postcode_table.read_bytes())
    assert len(open_postcode_table(target)) > 2_600_000

    def disk_full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr("os.fsync", disk_full)
    with pytest.raises(OSError, match="disk full"):
        seed.places._replace(target, b"half")
    assert len(open_postcode_table(target)) > 2_600_000
    assert list(tmp_path.iterdir()) == [target]


def altered(table: bytes, at: int) -> bytes:
    return table[:at] + bytes([table[at] ^ 1]) + table[at + 1 :]


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        pytest.param(lambda _: b"", None, id="empty"),
        pytest.param(lambda table: table[:20], "length", id="cut in its head"),
        pytest.param(lambda table: table[:-2], "sha256", id="cut short"),
        pytest.param(lambda table: table + b"\0", "sha256", id="longer"),
        pytest.param(lambda table: altered(table, 0), "version", id="another kind of file"),
        pytest.param(lambda table: altered(table, 8), "version", id="another version"),
        pytest.param(lambda table: altered(table, 60), "sha256", id="a bit of the head turned"),
        pytest.param(lambda table: altered(table, len(table) // 2), "sha256", id="a bit of a postcode turned"),
    ],
)
def test_a_table_that_is_not_as_it_was_built_is_refused(
    postcode_table: Path, tmp_path: Path, fault: Callable[[bytes], bytes], field: str | None
) -> None:
    broken = tmp_path / "postcodes.table"
    broken.write_bytes(fault(postcode_table.read_bytes()))
    with pytest.raises(SourceRejected, match="build it again") as refused:
        load_gazetteer(broken)
    assert (refused.value.file, refused.value.field) == ("postcodes.table", field)


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRejected, match="build it again"):
        load_gazetteer(tmp_path / "postcodes.table")


def test_a_table_of_another_machine_or_of_other_councils_is_refused(
    postcode_table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = with_fault(tmp_path, "local_authorities.csv", 2, "E06000001,H", "E06009999,H")
    for file in ("outcodes.csv", "sectors.csv", "places.csv", "aliases.csv"):
        text = (files / file).read_text(encoding="utf-8")
        (files / file).write_text(text.replace("E06000001", "E06009999"), encoding="utf-8")
    with pytest.raises(SourceRejected, match="councils"):
        load_gazetteer(postcode_table, files)
    monkeypatch.setattr("sys.byteorder", "big")
    with pytest.raises(SourceRejected, match="byteorder"):
        open_postcode_table(postcode_table)


def test_a_package_without_postcodes_makes_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed.places, "POSTCODES_PACKAGE", "pytest")
    with pytest.raises(SourceRejected, match="postcodes"):
        build_postcode_table(tmp_path / "postcodes.table")
    assert list(tmp_path.iterdir()) == []


# Place files


@pytest.mark.parametrize(
    ("file", "line", "old", "new", "field"),
    [
        pytest.param("regions.csv", 1, "code", "id", None, id="another heading"),
        pytest.param("regions.csv", 3, "North West", "", "name", id="an empty name"),
        pytest.param("regions.csv", 3, "North West", "North West,x", None, id="a cell too many"),
        pytest.param("integrated_care_boards.csv", 4, "QGH", "", "ods", id="a board without its code"),
        pytest.param("local_authorities.csv", 2, "North East", "Northeast", "region", id="an unknown region"),
        pytest.param("local_authorities.csv", 2, "QHM", "QQQ", "icb_ods", id="an unknown board"),
        pytest.param("local_authorities.csv", 2, "3500", "0", "postcodes", id="a council of no postcodes"),
        pytest.param("local_authorities.csv", 2, "3500", "many", "postcodes", id="a count in words"),
        pytest.param("local_authorities.csv", 2, "54.6816", "154.6816", "lat", id="a latitude off the map"),
        pytest.param("local_authorities.csv", 2, "-1.222", "west", "lon", id="a longitude in words"),
        pytest.param("local_authorities.csv", 2, ",1.0,,", ",1.0,QUE:x,", "other_icbs", id="a share in words"),
        pytest.param("local_authorities.csv", 2, ",1.0,,", ",1.0,QQQ:0.1,", "other_icbs", id="a share of an unknown board"),
        pytest.param("local_authorities.csv", 2, ",1.0,,", ",1.5,,", "icb_share", id="more than the whole"),
        pytest.param("outcodes.csv", 2, "AB1,", "ABX,", "outcode", id="not an outcode"),
        pytest.param("outcodes.csv", 2, "0.941", "0.541", "lad_share", id="shares that do not sum to the whole"),
        pytest.param("outcodes.csv", 2, ",S12000033", ",S99999999", "lad", id="an unknown council"),
        pytest.param("sectors.csv", 8317, "E23000022,0.97", "E23000022,0.5", "police_share", id="a force against its councils"),
        pytest.param("places.csv", 2, "E07000071", "", "lad", id="a town in no council"),
        pytest.param("places.csv", 2, "831", "8.31", "population", id="a fraction of a person"),
        pytest.param("aliases.csv", 2, "police:E23000022", "police:E99", "means", id="a nickname of nothing"),
        pytest.param("aliases.csv", 2, ",name,", ",noun,", "use", id="an unknown use"),
        pytest.param("aliases.csv", 2, ",usual", ',"usual', None, id="a quote that is not closed"),
    ],
)  # fmt: skip
def test_a_faulty_place_file_is_refused_with_file_line_and_field(
    tmp_path: Path, file: str, line: int, old: str, new: str, field: str | None
) -> None:
    files = with_fault(tmp_path, file, line, old, new)
    with pytest.raises(SourceRejected) as refused:
        load_gazetteer(files=files)
    assert (refused.value.file, refused.value.field) == (file, field)
    assert refused.value.line is not None
    assert field is None or refused.value.line == line
    assert len(new) < 4 or new not in str(refused.value)


def test_a_missing_place_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRejected, match=r"regions\.csv"):
        load_gazetteer(files=tmp_path)


def test_a_place_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    files = with_fault(tmp_path, "regions.csv", 1, "code", "code")
    (files / "regions.csv").write_bytes(b"code,name\nE1,\xff\n")
    with pytest.raises(SourceRejected, match="CSV in UTF-8"):
        load_gazetteer(files=files)


def test_a_sector_without_its_outcode_is_refused(tmp_path: Path) -> None:
    files = with_fault(tmp_path, "outcodes.csv", 2, "AB1,", "AB9,")
    with pytest.raises(SourceRejected, match="the outcodes of all sectors; 1 are missing"):
        load_gazetteer(files=files)


def test_a_town_that_was_set_right_is_where_it_is() -> None:
    # GeoNames had Loughton's people at a hamlet in Shropshire: SOURCES.md, corrections.
    resolution = load_gazetteer().resolve("Loughton")
    assert isinstance(resolution, Found)
    assert [share.name for share in resolution.place.of_type("council")] == ["Epping Forest"]


def test_no_english_town_is_hidden_by_a_place_outside_england_but_the_village_of_wales() -> None:
    gazetteer = load_gazetteer()
    english = [town.label for town in load_place_tables().towns if town.council.startswith("E")]
    assert [name for name in english if isinstance(gazetteer.resolve(name), OutsideEngland)] == ["Wales"]
