"""Checks that keepers made of contacts, and contradictions that they explained. Only ever added to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("check_made", "finding_explained")


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "check_made",
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("service_id", sa.String(80), nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("reached", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("heard", sa.String(20), nullable=True),
        sa.Column("note", sa.String(120), nullable=False),
        sa.Column("change", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_check_made"),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name="fk_check_made_change"),
    )
    op.create_index("ix_check_made_service_id_seq", "check_made", ["service_id", "seq"])
    op.create_table(
        "finding_explained",
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("explanation", sa.String(200), nullable=False),
        sa.Column("explained_by", sa.Text, nullable=False),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_finding_explained"),
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
