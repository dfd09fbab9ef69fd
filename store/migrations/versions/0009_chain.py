"""One chain through everything that happened, with links for what is there already; and what happened to keys."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("key_event", "chain_link")

CHAINED = ("edition", "change_set", "change_event", "outcome", "key_event")
"""Tables that may have had rows before there was a chain; later ones have a link for every row from the first."""


def upgrade() -> None:
    """Make the tables, write down what is known of the keys, link what is there, then let nothing be changed."""
    op.create_table(
        "key_event",
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_key_event"),
    )
    op.create_table(
        "chain_link",
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("of_table", sa.String(40), nullable=False),
        sa.Column("of_row", sa.BigInteger, nullable=False),
        sa.Column("row_hash", sa.String(64), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_chain_link"),
        sa.UniqueConstraint("hash", name="uq_chain_link_hash"),
        sa.UniqueConstraint("of_table", "of_row", name="uq_chain_link_of_table_of_row"),
    )
    write_down_keys(op.get_bind())
    link_what_is_there(op.get_bind())
    keep_append_only()


def write_down_keys(bind: sa.Connection) -> None:
    """Write down for every key that it was made, and revoked if it was."""
    keys, events = read_table(bind, "api_key"), read_table(bind, "key_event")
    rows = []
    for key in bind.execute(sa.select(keys).order_by(keys.c.made_at, keys.c.key_id)).mappings():
        said = {name: in_utc(value) for name, value in key.items() if name not in {"revoked_at", "last_used_at"}}
        rows.append({"key_id": key["key_id"], "what": "made", "at": key["made_at"], "said": msgspec.json.encode(said).decode()})
        if key["revoked_at"] is not None:
            rows.append({"key_id": key["key_id"], "what": "revoked", "at": key["revoked_at"], "said": None})
    for seq, row in enumerate(rows, start=1):
        bind.execute(sa.insert(events).values(seq=seq, **row))


def link_what_is_there(bind: sa.Connection) -> None:
    """Link every row, table by table, and the last decision, which stands for all before it."""
    links, previous = read_table(bind, "chain_link"), ""
    for seq, (table, number, hashed) in enumerate(rows_to_link(bind), start=1):
        said = (seq, table, number, hashed, previous)
        previous = sha256(msgspec.json.encode(said)).hexdigest()
        bind.execute(sa.insert(links).values((*said, previous)))


def rows_to_link(bind: sa.Connection) -> Iterator[tuple[str, int, str]]:
    """Yield table, number and hash of every row to be linked; one at a time, for a change may be large."""
    for name in (*CHAINED, "decision"):
        table = read_table(bind, name)
        (key,) = table.primary_key.columns
        numbers = bind.scalars(sa.select(key).order_by(key)).all()
        for number in numbers[-1:] if name == "decision" else numbers:
            said = [in_utc(value) for value in bind.execute(sa.select(table).where(key == number)).one()]
            while said[-1] is None:
                said.pop()
            yield name, number, sha256(msgspec.json.encode(said)).hexdigest()


def read_table(bind: sa.Connection, name: str) -> "sa.Table[Any]":
    return sa.Table(name, sa.MetaData(), autoload_with=bind)


def in_utc(value: object) -> object:
    """Give an instant its offset: SQLite keeps none."""
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def keep_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
