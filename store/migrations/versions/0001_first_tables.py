"""The first tables, and the triggers that keep what was published and answered as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("service_revision", "policy_revision", "holiday_revision", "edition", "edition_entry", "decision")


def upgrade() -> None:
    """Make the tables and their triggers."""
    make_revisions()
    make_editions()
    make_decisions()
    make_keys()
    keep_append_only()


def instant(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def revision_columns() -> "tuple[sa.Column[object], ...]":
    return (
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("body_hash", sa.String(64), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        instant("made_at"),
    )


def make_revisions() -> None:
    op.create_table(
        "service_revision",
        *revision_columns(),
        sa.Column("service_id", sa.String(80), nullable=False),
        sa.Column("revision", sa.Integer, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("service_id", "revision", name="pk_service_revision"),
    )
    for name in ("policy_revision", "holiday_revision"):
        op.create_table(
            name,
            *revision_columns(),
            sa.Column("revision", sa.Integer, autoincrement=False, nullable=False),
            sa.PrimaryKeyConstraint("revision", name=f"pk_{name}"),
        )


def make_editions() -> None:
    op.create_table(
        "edition",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        instant("published_at"),
        sa.Column("published_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("policy_revision", sa.Integer, nullable=False),
        sa.Column("holiday_revision", sa.Integer, nullable=False),
        sa.Column("places_vintage", sa.Text, nullable=False),
        sa.Column("rows_sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_edition"),
        sa.UniqueConstraint("hash", name="uq_edition_hash"),
        sa.UniqueConstraint("previous_hash", name="uq_edition_previous_hash"),
        sa.ForeignKeyConstraint(["policy_revision"], ["policy_revision.revision"], name="fk_edition_policy_revision"),
        sa.ForeignKeyConstraint(["holiday_revision"], ["holiday_revision.revision"], name="fk_edition_holiday_revision"),
    )
    op.create_table(
        "edition_entry",
        sa.Column("service_id", sa.String(80), nullable=False),
        sa.Column("edition", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("service_id", "edition", name="pk_edition_entry"),
        sa.ForeignKeyConstraint(["edition"], ["edition.number"], name="fk_edition_entry_edition"),
        sa.ForeignKeyConstraint(
            ["service_id", "revision"],
            ["service_revision.service_id", "service_revision.revision"],
            name="fk_edition_entry_service_id_revision",
        ),
    )


def make_decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.Text, nullable=False),
        instant("decided_at"),
        instant("answered_for"),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("edition_hash", sa.String(64), nullable=False),
        sa.Column("reader", sa.String(20), nullable=False),
        sa.Column("situation", sa.Text, nullable=False),
        sa.Column("capacity", sa.Text, nullable=False),
        sa.Column("answered", sa.Text, nullable=False),
        sa.Column("answer_sha256", sa.String(64), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_decision"),
        sa.UniqueConstraint("decision_id", "decided_at", "reader", name="uq_decision_decision_id_decided_at_reader"),
        sa.UniqueConstraint("hash", name="uq_decision_hash"),
    )


def make_keys() -> None:
    op.create_table(
        "api_key",
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("secret_sha256", sa.String(64), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        instant("made_at"),
        instant("expires_at", nullable=True),
        instant("revoked_at", nullable=True),
        instant("last_used_at", nullable=True),
        sa.PrimaryKeyConstraint("key_id", name="pk_api_key"),
    )


def keep_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
