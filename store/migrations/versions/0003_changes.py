"""Change sets, and what happened to each: checked, accepted, published, dropped. Only ever added to."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("change_set", "change_event")


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "change_set",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("based_on", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_change_set"),
    )
    op.create_table(
        "change_event",
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("change", sa.Integer, nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text, nullable=True),
        sa.Column("report", sa.Text, nullable=True),
        sa.Column("edition", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_change_event"),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name="fk_change_event_change"),
        sa.ForeignKeyConstraint(["edition"], ["edition.number"], name="fk_change_event_edition"),
        sa.UniqueConstraint("edition", name="uq_change_event_edition"),
    )
    keep_append_only()


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
