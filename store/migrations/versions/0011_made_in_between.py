"""What databases lack that were made on 28 November 2026, while the migrations before this one were put in order.

For some minutes 0007 followed 0003 and 0009 followed 0007: a database made then says that it has what came between, and has
not. And what was kept before there was a chain has its link in tables that 0009 does not name.
"""

from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import context, op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MADE_BY = {"session": "0004", "check_made": "0006", "report_event": "0008"}
"""A table of each migration that may be missing."""

CHAINED = ("check_made", "finding_explained", "capacity_report", "refusal", "report_event")
"""Tables whose rows 0009 does not link."""


def upgrade() -> None:
    """Make what is missing, then link the rows of tables that have no link at all: they are from before the chain."""
    there = sa.inspect(op.get_bind()).get_table_names()
    for table, number in MADE_BY.items():
        if table not in there:
            migration(number).upgrade()
    link_what_is_there(op.get_bind())


def migration(number: str) -> Any:
    return context.script.get_revision(number).module


def link_what_is_there(bind: sa.Connection) -> None:
    """Lengthen the chain as 0009 began it."""
    chain = migration("0009")
    links = chain.read_table(bind, "chain_link")
    for name in CHAINED:
        if bind.scalar(sa.select(sa.func.count()).where(links.c.of_table == name)):
            continue
        table = chain.read_table(bind, name)
        for row in bind.execute(sa.select(table).order_by(table.c.seq)).all():
            newest = bind.execute(sa.select(links.c.seq, links.c.hash).order_by(links.c.seq.desc()).limit(1))
            seq, previous = newest.one_or_none() or (0, "")
            values = [chain.in_utc(value) for value in row]
            while values[-1] is None:
                values.pop()
            said = (seq + 1, name, row.seq, hash_of(values), previous)
            bind.execute(sa.insert(links).values((*said, hash_of(said))))


def hash_of(values: object) -> str:
    return sha256(msgspec.json.encode(values)).hexdigest()
