"""What was done with problems that were told, only ever added to; and the counts of figures, which may change."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = "report_event"


def upgrade() -> None:
    """Make the tables, and the triggers of the one that is only added to."""
    op.create_table(
        APPEND_ONLY,
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.BigInteger, nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("resolution", sa.String(20), nullable=True),
        sa.Column("note", sa.Text, nullable=True),
        sa.Column("change", sa.Integer, nullable=True),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_report_event"),
        sa.ForeignKeyConstraint(["outcome"], ["outcome.seq"], name="fk_report_event_outcome"),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name="fk_report_event_change"),
    )
    op.create_index("ix_report_event_outcome", APPEND_ONLY, ["outcome"])
    keep_append_only()
    make_figures()


def make_figures() -> None:
    op.create_table(
        "figure",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("figure", sa.String(40), nullable=False),
        sa.Column("value", sa.String(80), nullable=False),
        sa.Column("counted", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("month", "figure", "value", name="pk_figure"),
    )
    op.create_table(
        "figure_reading",
        sa.Column("log", sa.String(20), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("log", name="pk_figure_reading"),
    )
    op.create_table(
        "search_tally",
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reader", sa.String(20), nullable=False),
        sa.Column("ended", sa.String(20), nullable=False),
        sa.Column("police", sa.String(40), nullable=False),
        sa.Column("searches", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("hour", "reader", "ended", "police", name="pk_search_tally"),
    )


def keep_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {APPEND_ONLY}_no_{change.lower()} BEFORE {change} ON {APPEND_ONLY}"
                f" BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {APPEND_ONLY}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {APPEND_ONLY}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
