"""Search beside SQLite FTS5 and PostgreSQL: the same services, the same judged queries, one run."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from time import perf_counter
from typing import NamedTuple

import asyncpg

from directory.reader import Role
from directory.search import search
from directory.search_index import SearchIndex, compile_index
from directory.search_query import SearchQuery
from seed.places import load_place_tables
from tests.bench.table import Chapter, percentile
from tests.bench.table import Row as Line
from tests.judged import Judged, Row, corpus_rows, corpus_services, judge, judged_queries
from tests.makers import compiled, the_gazetteer
from tests.searching import MINUTE, entries_of, the_lexicon

SEED = 136
SMALL, LARGE = 10_000, 100_000
TIMES_EACH = 5
LIMIT = 20
P95_MS = {SMALL: 10.0, LARGE: 30.0}
KEYSTROKE_MS, BUILD_S, MEMORY_MB = 40.0, 12.0, 250.0
FIGURES = {"hit@5": 0.98, "recall@5": 0.95, "MRR": 0.93}

METHOD = f"""\
The judged corpus (tests/data/search, 32 kinds in real places, numbers of an unallocated code), and the same grown to \
{LARGE:,} services in further towns; {len(judged_queries())} judged queries, relevance by their rule, each asked \
{TIMES_EACH} times. The peers index the same text (name, town, council, county, police force, organization, description, \
digits) as they come: no routing, no aliases. Memory is what the process grew by, or the size of the peer's tables. \
Keystrokes: every beginning of every query."""

Find = Callable[[str], Sequence[str]]


class Measured(NamedTuple):
    """What one engine did with so many services."""

    engine: str
    services: int
    build_s: float
    memory_mb: float
    p50_ms: float
    p95_ms: float
    figures: dict[str, float]

    def in_words(self) -> str:
        """Write the figures in one line."""
        cost = f"build {self.build_s:.1f} s, {self.memory_mb:.0f} MB, p50 {self.p50_ms:.1f} ms, p95 {self.p95_ms:.1f} ms"
        return ", ".join((cost, *(f"{name} {value:.2f}" for name, value in self.figures.items())))


def bench_search() -> Chapter:
    """Measure ours and the peers at both sizes."""
    lines: list[Line] = []
    for count in (SMALL, LARGE):
        rows = rows_of(count)
        lines += ours(rows)
        for measured in (*sqlite_peers(rows), *asyncio.run(postgres_peers(rows))):
            lines.append(Line(f"{measured.engine}, {count:,} services", measured.in_words()))
    return Chapter("Search", METHOD, tuple(lines))


def rows_of(count: int) -> tuple[Row, ...]:
    """Return the judged corpus grown to so many rows: the names it uses, in towns that it does not have."""
    rows = corpus_rows()
    chance = Random(SEED)
    tables = load_place_tables()
    councils = {council.code: council for council in tables.councils if council.country == "England"}
    taken = {row["town"] for row in rows}
    towns = sorted(
        {(town.label, town.council) for town in tables.towns if town.council in councils and town.label not in taken}
    )
    chance.shuffle(towns)
    patterns = [row for row in rows if row["town"] in row["name"]]
    by_kind = {
        kind: [row for row in patterns if row["corpus_kind"] == kind] for kind in sorted({row["corpus_kind"] for row in rows})
    }
    grown = list(rows)
    for label, code in towns:
        if len(grown) >= count:
            break
        grown += [
            _grown(len(grown) + at, chance.choice(by_kind[kind]), label, councils[code].name, chance)
            for at, kind in enumerate(by_kind)
        ]
    return tuple(grown[:count])


def _grown(row_id: int, pattern: Row, town: str, council: str, chance: Random) -> Row:
    return dict(pattern) | {
        "id": str(row_id),
        "name": pattern["name"].replace(pattern["town"], town),
        "town": town,
        "council": council,
        "county": "",
        "police_force": "",
        "phone": f"01632{chance.randrange(1_000_000):06}",
    }


# Ours


def ours(rows: Sequence[Row]) -> Iterator[Line]:
    """Measure our index, and say whether the budgets are kept."""
    entries = tuple(entries_of(compiled(corpus_services(rows))))
    lexicon, gazetteer = the_lexicon(), the_gazetteer()
    gc.collect()
    before, began = resident_mb(), perf_counter()
    index = compile_index(entries, gazetteer, lexicon)
    build_s, memory_mb = perf_counter() - began, resident_mb() - before
    measured = measure("ours", len(rows), build_s, memory_mb, lambda text: found_by(index, text), rows)
    what, figures = f"ours, {len(rows):,} services", measured.figures
    yield Line(what, measured.in_words())
    yield Line(
        f"{what}: p95", f"{measured.p95_ms:.1f} ms", f"< {P95_MS[len(rows)]:.0f} ms", measured.p95_ms < P95_MS[len(rows)]
    )
    for name, least in FIGURES.items():
        yield Line(f"{what}: {name}", f"{figures[name]:.3f}", f">= {least}", figures[name] >= least)
    phones = judge(lambda text: found_by(index, text), judged_queries(), rows).figures("phone")["hit@1"]
    yield Line(f"{what}: phone hit@1", f"{phones:.3f}", "= 1", phones == 1)
    if len(rows) == LARGE:
        typed = percentile([timed(lambda text: found_by(index, text), text) for text in keystrokes()], 0.95)
        yield Line(f"{what}: each keystroke, p95", f"{typed:.1f} ms", f"< {KEYSTROKE_MS:.0f} ms", typed < KEYSTROKE_MS)
        yield Line(f"{what}: build", f"{build_s:.1f} s", f"< {BUILD_S:.0f} s", build_s < BUILD_S)
        yield Line(f"{what}: memory", f"{memory_mb:.0f} MB", f"< {MEMORY_MB:.0f} MB", memory_mb < MEMORY_MB)


def found_by(index: SearchIndex, text: str) -> tuple[str, ...]:
    """Search as an operator, without a place set."""
    hits = search(index, SearchQuery(at=MINUTE, text=text, reader=Role.OPERATOR, limit=LIMIT)).hits
    return tuple(hit.service_id for hit in hits)


def keystrokes() -> Iterator[str]:
    """Give every beginning of every judged query."""
    for judged in judged_queries():
        yield from (judged["q"][:end] for end in range(1, len(judged["q"]) + 1))


# Measuring


def measure(engine: str, count: int, build_s: float, memory_mb: float, find: Find, rows: Sequence[Row]) -> Measured:
    """Ask an engine every judged query, for its answers and for its time."""
    queries: tuple[Judged, ...] = judged_queries()
    times = [timed(find, judged["q"]) for _ in range(TIMES_EACH) for judged in queries]
    figures = judge(find, queries, rows).figures()
    return Measured(engine, count, build_s, memory_mb, percentile(times, 0.5), percentile(times, 0.95), figures)


def timed(find: Find, text: str) -> float:
    """Return the milliseconds that a search takes."""
    began = perf_counter()
    find(text)
    return (perf_counter() - began) * 1000


def resident_mb() -> float:
    """Return what the process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def text_of(row: Row) -> str:
    """Write a row as one text."""
    columns = ("name", "town", "council", "county", "police_force", "organization", "description", "phone")
    return " ".join(row[column] for column in columns)


def words_of(text: str) -> list[str]:
    """Part a query into words that no engine reads as an operator."""
    return re.findall(r"[a-z0-9]+", text.lower())


# SQLite


def sqlite_peers(rows: Sequence[Row]) -> Iterator[Measured]:
    """Measure FTS5 with both its tokenizers: any of the words, the best by bm25."""
    for tokenizer, least in (("trigram", 3), ("porter", 1)):
        began = perf_counter()
        base = sqlite3.connect(":memory:")
        base.execute(f"CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, body, tokenize = '{tokenizer}')")
        base.executemany("INSERT INTO found VALUES (?, ?)", ((f"synth-{row['id']}", text_of(row)) for row in rows))
        build_s = perf_counter() - began
        (pages,) = base.execute("PRAGMA page_count").fetchone()
        (page_size,) = base.execute("PRAGMA page_size").fetchone()
        find = fts_finder(base, least)
        yield measure(f"SQLite FTS5 {tokenizer}", len(rows), build_s, pages * page_size / 1e6, find, rows)
        base.close()


def fts_finder(base: sqlite3.Connection, least: int) -> Find:
    """Ask FTS5 for any of the words of a query that are long enough for its tokenizer."""

    def find(text: str) -> list[str]:
        words = [f'"{word}"' for word in words_of(text) if len(word) >= least]
        if not words:
            return []
        asked = base.execute("SELECT id FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?", (" OR ".join(words), LIMIT))
        return [found_id for (found_id,) in asked]

    return find


# PostgreSQL

DATABASE = "crisis_search_bench"
TRIGRAMS = "SELECT id FROM search_bench WHERE $1 <% body ORDER BY word_similarity($1, body) DESC, id LIMIT 20"
LEXEMES = """\
SELECT id FROM search_bench, to_tsquery('english', $1) AS asked
WHERE lexemes @@ asked ORDER BY ts_rank(lexemes, asked) DESC, id LIMIT 20"""


async def postgres_peers(rows: Sequence[Row]) -> tuple[Measured, ...]:
    """Measure pg_trgm and tsvector on the server of CRISIS_TEST_POSTGRES; nothing where there is none."""
    address = os.environ.get("CRISIS_TEST_POSTGRES")
    if address is None:
        return ()
    server = await asyncpg.connect(address, database="postgres")
    await server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
    await server.execute(f"CREATE DATABASE {DATABASE}")
    try:
        base = await asyncpg.connect(address, database=DATABASE)
        await base.execute("CREATE EXTENSION pg_trgm")
        measured = (
            await postgres_peer(base, rows, "pg_trgm", "gin (body gin_trgm_ops)", TRIGRAMS, " ".join),
            await postgres_peer(base, rows, "tsvector", "gin (lexemes)", LEXEMES, " | ".join),
        )
        await base.close()
        return measured
    finally:
        await server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        await server.close()


async def postgres_peer(
    base: asyncpg.Connection, rows: Sequence[Row], name: str, index: str, question: str, write: Callable[[list[str]], str]
) -> Measured:
    """Fill a table of its own, ask every query, and measure."""
    began = perf_counter()
    await base.execute("DROP TABLE IF EXISTS search_bench")
    await base.execute(
        "CREATE TEMPORARY TABLE search_bench (id text, body text,"
        " lexemes tsvector GENERATED ALWAYS AS (to_tsvector('english', body)) STORED)"
    )
    await base.copy_records_to_table(
        "search_bench", records=[(f"synth-{row['id']}", text_of(row).lower()) for row in rows], columns=("id", "body")
    )
    await base.execute(f"CREATE INDEX ON search_bench USING {index}")
    await base.execute("ANALYZE search_bench")
    build_s = perf_counter() - began
    size = await base.fetchval("SELECT pg_total_relation_size('search_bench')")
    answers: dict[str, list[str]] = {}
    times = []
    for judged in judged_queries():
        asked = write(words_of(judged["q"]))
        started = perf_counter()
        answers[judged["q"]] = [record["id"] for record in await base.fetch(question, asked)]
        times.append((perf_counter() - started) * 1000)
    figures = judge(answers.__getitem__, judged_queries(), rows).figures()
    return Measured(
        f"PostgreSQL {name}", len(rows), build_s, size / 1e6, percentile(times, 0.5), percentile(times, 0.95), figures
    )
