"""What is told has an id, so that told twice it is one row; the newest report of room is the one that was made last."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the ids, none for what is there, and an index by which the last report of a place is found."""
    for table in ("outcome", "refusal"):
        op.add_column(table, sa.Column("told_id", sa.String(32), nullable=True))
        op.create_index(f"ix_{table}_told_id", table, ["told_id"], unique=True)
    op.drop_index("ix_capacity_report_service_id_seq", "capacity_report")
    op.create_index("ix_capacity_report_service_id_reported_at_seq", "capacity_report", ["service_id", "reported_at", "seq"])
