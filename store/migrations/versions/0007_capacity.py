"""Reports of room, the links by which places report, and refusals; reports and refusals are only ever added to."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("capacity_report", "refusal")


def upgrade() -> None:
    """Make the tables and the triggers."""
    op.create_table(
        "capacity_report",
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("service_id", sa.String(80), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("adults_free", sa.Integer, nullable=True),
        sa.Column("under_18_free", sa.Integer, nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.Text, nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("form_id", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_capacity_report"),
        sa.UniqueConstraint("form_id", name="uq_capacity_report_form_id"),
    )
    op.create_index("ix_capacity_report_service_id_seq", "capacity_report", ["service_id", "seq"])
    op.create_table(
        "capacity_link",
        sa.Column("link_id", sa.String(16), nullable=False),
        sa.Column("service_id", sa.String(80), nullable=False),
        sa.Column("secret_sha256", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("link_id", name="pk_capacity_link"),
    )
    op.create_table(
        "refusal",
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("reader", sa.String(20), nullable=False),
        sa.Column("service_id", sa.String(80), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("decision_id", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_refusal"),
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
