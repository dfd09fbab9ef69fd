"""From everything that is published no count of 1 to 4 can be worked out, by adding up and taking away either."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.suppression import Counted, as_published, is_safe, publish, span_of

TOTAL = ("totals", "answers")


def a_month(**tables: Mapping[str, int]) -> tuple[Counted, ...]:
    """Return a total and tables that each divide it."""
    totals = Counted(name="totals", cells={"answers": max(sum(cells.values()) for cells in tables.values())})
    return totals, *(Counted(name=name, cells=cells, whole=TOTAL) for name, cells in tables.items())


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1_002, 1_000), (1_003, 1_005)],
)
def test_small_counts_are_not_told_and_others_rounded_to_the_nearest_five(number: int, shown: int | None) -> None:
    assert as_published(number, 5) == shown


@given(number=st.integers(0, 3_000), step=st.sampled_from([5, 10, 20, 50, 100]))
def test_what_is_published_says_exactly_which_counts_it_may_be(number: int, step: int) -> None:
    shown = as_published(number, step)
    least, most = span_of(shown, step)
    assert least <= number <= most
    assert as_published(least, step) == as_published(most, step) == shown
    assert shown == 0 or as_published(most + 1, step) != shown
    assert least == 0 or as_published(least - 1, step) != shown


def test_a_total_is_rounded_by_itself_and_its_parts_need_not_add_up_to_it() -> None:
    found = publish(a_month(caller={"police": 1_002, "amhp": 2, "custody": 3}))
    assert found.tables["totals"] == {"answers": 1_005}
    assert found.tables["caller"] == {"police": 1_000, "amhp": None, "custody": None}


def test_where_a_total_would_give_the_small_counts_away_everything_is_rounded_wider() -> None:
    # 7 in all, rounded to 5, is 5 to 7: with one part of at least 5, the two others could only be 1 each.
    tables = a_month(caller={"police": 5, "amhp": 1, "custody": 1})
    assert not is_safe({table.name: table for table in tables}, 5)
    assert publish(tables).step == 10
    assert publish(tables).tables["caller"] == {"police": 10, "amhp": None, "custody": None}


def test_another_table_of_the_same_answers_gives_no_small_count_away_either() -> None:
    assert publish(a_month(reader={"police": 7}, caller={"police": 5, "amhp": 1, "custody": 1})).step > 5


def test_what_is_itself_fewer_than_five_is_not_divided() -> None:
    last = Counted(name="last", cells={"yes": 4, "no": 96}, whole=TOTAL)
    by_force = Counted(name="by force", cells=dict.fromkeys("abcd", 1), whole=("last", "yes"))
    by_day = Counted(name="by day", cells={"monday": 1}, whole=("by force", "a"))
    found = publish((*a_month(caller={"police": 100}), last, by_force, by_day))
    assert (found.tables["by force"], found.tables["by day"]) == (None, None)
    assert found.tables["last"] == {"yes": None, "no": 95}


def test_a_part_tells_what_it_is_part_of_and_only_that() -> None:
    # At least 1 in Avon's last resort is at least 1 in Avon; of Devon nothing else was counted.
    force = Counted(name="force", cells={"Avon": 3, "Kent": 97}, whole=TOTAL)
    last = Counted(name="last", cells={"Avon": 2, "Devon": 60}, within="force")
    found = publish((*a_month(caller={"police": 100}), force, last))
    assert found.tables["last"] == {"Avon": None, "Devon": 60}
    alone = publish((last,))
    assert alone.tables["last"] == found.tables["last"]


def test_nothing_counted_is_nothing_published() -> None:
    assert publish(a_month(caller={})).tables == {"totals": {"answers": 0}, "caller": {}}


def test_however_many_small_counts_there_are_a_step_is_found() -> None:
    found = publish(a_month(council={f"council {number}": 1 for number in range(317)}))
    assert set((found.tables["council"] or {}).values()) == {None}
    assert found.step == 10  # 315 would have been 313 to 317: one each, and nothing else


World = dict[tuple[str, str], int]


def possible(tables: tuple[Counted, ...], step: int) -> dict[tuple[str, str], set[int]]:
    """Return what every cell can be, by trying all there is; this knows nothing of how a step is chosen."""
    worlds: list[World] = [{}]
    for table in tables:
        refs = [(table.name, cell) for cell in table.cells]
        spans = [span_of(as_published(number, step), step) for number in table.cells.values()]
        tried = [
            dict(zip(refs, numbers, strict=True)) for numbers in product(*(range(least, most + 1) for least, most in spans))
        ]
        worlds = [world | more for world in worlds for more in tried if fits(table, world | more)]
    return {ref: {world[ref] for world in worlds} for ref in worlds[0]}


def fits(table: Counted, world: World) -> bool:
    """Say whether a table agrees with the cell that it divides and with the table that it is part of."""
    if table.whole is not None and sum(world[table.name, cell] for cell in table.cells) != world[table.whole]:
        return False
    return table.within is None or all(world[table.name, cell] <= world[table.within, cell] for cell in table.cells)


SMALL = st.integers(0, 7)


@settings(max_examples=100, deadline=None)
@given(first=st.lists(SMALL, min_size=1, max_size=2), parts=st.data())
def test_no_small_count_can_be_worked_out_from_all_that_is_published(first: list[int], parts: st.DataObject) -> None:
    answers = sum(first)
    police = parts.draw(st.integers(0, answers))
    amhp = parts.draw(st.integers(0, answers - police))
    inner = tuple(parts.draw(st.integers(0, number)) for number in first)
    by_force = {f"force {index}": number for index, number in enumerate(first)}
    last = {f"force {index}": number for index, number in enumerate(inner)}
    tables = (
        Counted(name="totals", cells={"answers": answers}),
        Counted(name="force", cells=by_force, whole=TOTAL),
        Counted(name="caller", cells={"police": police, "amhp": amhp, "carer": answers - police - amhp}, whole=TOTAL),
        Counted(name="last", cells={"yes": sum(inner), "no": answers - sum(inner)}, whole=TOTAL),
        Counted(name="last by force", cells=last, whole=("last", "yes"), within="force"),
    )
    found = publish(tables)
    shown = tuple(table for table in tables if found.tables[table.name] is not None)
    if found.step > 5:  # too many worlds to try; that a wider step was needed is what the smaller one's test says
        assert not is_safe({table.name: table for table in shown}, 5)
        return
    for (name, cell), numbers in possible(shown, found.step).items():
        cells = found.tables[name]
        assert cells is not None
        assert cells[cell] is not None or len(numbers) > 1
