"""The judged corpus: ten thousand synthetic services, queries over them, and how well an order of ids answers them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from statistics import mean
from typing import Any

from directory.contact import Channel, Contact
from directory.numbers import E164Number
from directory.service import Location, Service
from tests.makers import DATA, the_gazetteer

CORPUS = DATA / "search" / "corpus_10k.csv.gz"
JUDGED = DATA / "search" / "judged_queries.json"

Row = Mapping[str, str]
Judged = Mapping[str, Any]
"""A query with what is relevant to it: kinds, and a town, council (lad), police force, or digits of a number."""


@cache
def corpus_rows() -> tuple[Row, ...]:
    """Read the corpus."""
    return tuple(csv.DictReader(io.StringIO(gzip.decompress(CORPUS.read_bytes()).decode())))


@cache
def judged_queries() -> tuple[Judged, ...]:
    """Read the judged queries over it."""
    return tuple(json.loads(JUDGED.read_text(encoding="utf-8")))


def corpus_services(rows: Iterable[Row] | None = None) -> tuple[Service, ...]:
    """Make the corpus's rows, or others like them, services: the council is the area served, the town the address."""
    areas_named = cache(the_gazetteer().areas_named)
    return tuple(
        Service(
            id=f"synth-{row['id']}",
            name=row["name"],
            kind=row["kind"],
            organization=row["organization"],
            description=row["description"],
            areas=areas_named(row["council"])[:1],
            location=Location(address=row["town"]),
            contacts=(Contact(id="main", channel=Channel.VOICE, number=E164Number(e164="+44" + row["phone"][1:])),),
        )
        for row in (corpus_rows() if rows is None else rows)
    )


def relevant_to(judged: Judged, rows: Iterable[Row] | None = None) -> frozenset[str]:
    """Give the ids of the services that the rule of the judged query calls right."""
    judged_over = corpus_rows() if rows is None else rows
    return frozenset(f"synth-{row['id']}" for row in judged_over if _is_relevant(judged, row))


def _is_relevant(judged: Judged, row: Row) -> bool:
    if judged["cls"] == "phone":
        return judged["digits"] in row["phone"]
    columns = (("town", "town"), ("lad", "council"), ("police", "police_force"))
    return row["corpus_kind"] in judged["kinds"] and all(row[column] == judged[key] for key, column in columns if key in judged)


class Relevance:
    """How well orders of ids answered judged queries, altogether or by class."""

    def __init__(self) -> None:
        """Begin with no query."""
        self._ranks: list[tuple[str, Sequence[bool], int]] = []

    def add(self, judged: Judged, ids: Sequence[str], relevant: frozenset[str]) -> None:
        """Note the first hits of a query."""
        self._ranks.append((judged["cls"], [found in relevant for found in ids[:20]], len(relevant)))

    def figures(self, of_class: str | None = None) -> dict[str, float]:
        """Return hit@1, hit@5, recall@5 and MRR, rounded to four places."""
        ranks = [(hits, count) for cls, hits, count in self._ranks if of_class in {None, cls}]
        return {
            "hit@1": round(mean(any(hits[:1]) for hits, _ in ranks), 4),
            "hit@5": round(mean(any(hits[:5]) for hits, _ in ranks), 4),
            "recall@5": round(mean(sum(hits[:5]) / min(5, count) for hits, count in ranks), 4),
            "MRR": round(mean(1 / (hits.index(True) + 1) if any(hits) else 0.0 for hits, _ in ranks), 4),
        }


def judge(find: Callable[[str], Sequence[str]], queries: Iterable[Judged], rows: Iterable[Row] | None = None) -> Relevance:
    """Ask every judged query."""
    relevance = Relevance()
    for judged in queries:
        relevance.add(judged, find(judged["q"]), relevant_to(judged, rows))
    return relevance
