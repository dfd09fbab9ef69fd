"""The tables. What was published and what was answered is only ever added to: triggers refuse anything else.

An edition holds the entries that it changed; its whole set is the newest entry of each service up to it
(docs/decisions/store-append-only.md). The migrations make the tables; a test keeps them equal to this page.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Named, TypedColumns
from sqlalchemy.engine import Dialect

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Instant(sa.TypeDecorator[datetime]):
    """An instant, kept in UTC; SQLite keeps no offset, so it is given back here."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Turn any offset into UTC; an instant without offset is a fault of ours and raises ValueError."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant with an offset")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Give the offset back."""
        return None if value is None else value.replace(tzinfo=UTC)


class _Revision(TypedColumns):
    body: Named[str] = sa.Column(sa.Text)
    body_hash: Named[str] = sa.Column(sa.String(64))
    author: Named[str] = sa.Column(sa.Text)
    reason: Named[str] = sa.Column(sa.Text)
    made_at: Named[datetime] = sa.Column(Instant)


class _ServiceRevision(_Revision):
    service_id: Named[str] = sa.Column(sa.String(80), primary_key=True)
    revision: Named[int] = sa.Column(primary_key=True, autoincrement=False)


class _NumberedRevision(_Revision):
    revision: Named[int] = sa.Column(primary_key=True, autoincrement=False)


service_revision = sa.Table("service_revision", metadata, _ServiceRevision)
policy_revision = sa.Table("policy_revision", metadata, _NumberedRevision)
holiday_revision = sa.Table("holiday_revision", metadata, _NumberedRevision)


class _Edition(TypedColumns):
    number: Named[int] = sa.Column(primary_key=True, autoincrement=False)
    previous_hash: Named[str] = sa.Column(sa.String(64), unique=True)
    hash: Named[str] = sa.Column(sa.String(64), unique=True)
    published_at: Named[datetime] = sa.Column(Instant)
    published_by: Named[str] = sa.Column(sa.Text)
    reason: Named[str] = sa.Column(sa.Text)
    policy_revision: Named[int] = sa.Column(sa.ForeignKey("policy_revision.revision"))
    holiday_revision: Named[int] = sa.Column(sa.ForeignKey("holiday_revision.revision"))
    places_vintage: Named[str] = sa.Column(sa.Text)
    rows_sha256: Named[str] = sa.Column(sa.String(64))  # over all that is stored for this edition, byte for byte


edition = sa.Table("edition", metadata, _Edition)


class _EditionEntry(TypedColumns):
    service_id: Named[str] = sa.Column(sa.String(80), primary_key=True)
    edition: Named[int] = sa.Column(sa.ForeignKey("edition.number"), primary_key=True, autoincrement=False)
    revision: Named[int | None]  # None: withdrawn in this edition


edition_entry = sa.Table(
    "edition_entry",
    metadata,
    _EditionEntry,
    sa.ForeignKeyConstraint(["service_id", "revision"], ["service_revision.service_id", "service_revision.revision"]),
)


class _Decision(TypedColumns):
    seq: Named[int] = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    decision_id: Named[str] = sa.Column(sa.Text)
    decided_at: Named[datetime] = sa.Column(Instant)
    answered_for: Named[datetime] = sa.Column(Instant)
    # No foreign key: an answer given from the shipped directory or a snapshot is logged all the same.
    edition: Named[int]
    edition_hash: Named[str] = sa.Column(sa.String(64))
    reader: Named[str] = sa.Column(sa.String(20))
    situation: Named[str] = sa.Column(sa.Text)
    capacity: Named[str] = sa.Column(sa.Text)
    answered: Named[str] = sa.Column(sa.Text)
    answer_sha256: Named[str] = sa.Column(sa.String(64))
    previous_hash: Named[str] = sa.Column(sa.String(64))
    hash: Named[str] = sa.Column(sa.String(64), unique=True)


decision = sa.Table("decision", metadata, _Decision, sa.UniqueConstraint("decision_id", "decided_at", "reader"))


class _Outcome(TypedColumns):
    seq: Named[int] = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    told_at: Named[datetime] = sa.Column(Instant)
    # No foreign keys, as in the decision log: an outcome may be told while an older edition or none is in the database.
    edition: Named[int]
    edition_hash: Named[str] = sa.Column(sa.String(64))
    reader: Named[str] = sa.Column(sa.String(20))
    decision_id: Named[str | None] = sa.Column(sa.Text)
    service_id: Named[str] = sa.Column(sa.String(80))
    outcome: Named[str] = sa.Column(sa.String(20))
    rejection: Named[str | None] = sa.Column(sa.String(40))
    told_id: Named[str | None] = sa.Column(sa.String(32), unique=True, index=True)  # told twice it is one row


outcome = sa.Table("outcome", metadata, _Outcome)


class _ChangeSet(TypedColumns):
    number: Named[int] = sa.Column(primary_key=True, autoincrement=False)
    based_on: Named[int]
    author: Named[str] = sa.Column(sa.Text)
    reason: Named[str] = sa.Column(sa.Text)
    made_at: Named[datetime] = sa.Column(Instant)
    body: Named[str] = sa.Column(sa.Text)


change_set = sa.Table("change_set", metadata, _ChangeSet)


class _ChangeEvent(TypedColumns):
    seq: Named[int] = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    change: Named[int] = sa.Column(sa.ForeignKey("change_set.number"))
    what: Named[str] = sa.Column(sa.String(20))
    author: Named[str] = sa.Column(sa.Text)
    reason: Named[str] = sa.Column(sa.Text)
    made_at: Named[datetime] = sa.Column(Instant)
    code: Named[str | None] = sa.Column(sa.Text)  # of the finding that was accepted
    report: Named[str | None] = sa.Column(sa.Text)  # of the check that was made
    edition: Named[int | None] = sa.Column(sa.ForeignKey("edition.number"), unique=True)  # that was published


change_event = sa.Table("change_event", metadata, _ChangeEvent)


class _CheckMade(TypedColumns):
    seq: Named[int] = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    made_at: Named[datetime] = sa.Column(Instant)
    made_by: Named[str] = sa.Column(sa.Text)
    # No foreign keys, as in the log of outcomes: the evidence stays though an entry is withdrawn.
    edition: Named[int]
    service_id: Named[str] = sa.Column(sa.String(80))
    contact_id: Named[str] = sa.Column(sa.Text)
    reached: Named[str] = sa.Column(sa.Text)  # the number, or the address, as it was
    state: Named[str] = sa.Column(sa.String(10))
    outcome: Named[str] = sa.Column(sa.String(20))
    heard: Named[str | None] = sa.Column(sa.String(20))
    note: Named[str] = sa.Column(sa.String(120))
    change: Named[int | None] = sa.Column(sa.ForeignKey("change_set.number"))


check_made = sa.Table("check_made", metadata, _CheckMade, sa.Index("ix_check_made_service_id_seq", "service_id", "seq"))


class _FindingExplained(TypedColumns):
    seq: Named[int] = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    code: Named[str] = sa.Column(sa.String(80))
    explanation: Named[str] = sa.Column(sa.String(200))
    explained_by: Named[str] = sa.Column(sa.Text)
    explained_at: Named[datetime] = sa.Column(Instant)


finding_explained = sa.Table("finding_explained", metadata, _FindingExplained)


class _ReportEvent(TypedColumns):
    seq: Named[int] = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    outcome: Named[int] = sa.Column(sa.BigInteger, sa.ForeignKey("outcome.seq"), index=True)
    what: Named[str] = sa.Column(sa.String(20))
    resolution: Named[str | None] = sa.Column(sa.String(20))
    note: Named[str | None] = sa.Column(sa.Text)
    change: Named[int | None] = sa.Column(sa.ForeignKey("change_set.number"))  # that mended the entry
    author: Named[str] = sa.Column(sa.Text)
    made_at: Named[datetime] = sa.Column(Instant)


report_event = sa.Table("report_event", metadata, _ReportEvent)


# Derived from the decision log, and made anew from it at any time (store/figures.py); so these two may change.
class _Figure(TypedColumns):
    month: Named[str] = sa.Column(sa.String(7), primary_key=True)
    figure: Named[str] = sa.Column(sa.String(40), primary_key=True)
    value: Named[str] = sa.Column(sa.String(80), primary_key=True)
    counted: Named[int] = sa.Column(sa.BigInteger)


figure = sa.Table("figure", metadata, _Figure)


class _FigureReading(TypedColumns):
    log: Named[str] = sa.Column(sa.String(20), primary_key=True)
    seq: Named[int] = sa.Column(sa.BigInteger)  # the last row that was counted
    decided_at: Named[datetime | None] = sa.Column(Instant)


figure_reading = sa.Table("figure_reading", metadata, _FigureReading)


class _SearchTally(TypedColumns):
    hour: Named[datetime] = sa.Column(Instant, primary_key=True)
    reader: Named[str] = sa.Column(sa.String(20), primary_key=True)
    ended: Named[str] = sa.Column(sa.String(20), primary_key=True)
    police: Named[str] = sa.Column(sa.String(40), primary_key=True)
    searches: Named[int] = sa.Column(sa.BigInteger)  # no words: nothing of what was typed


search_tally = sa.Table("search_tally", metadata, _SearchTally)


class _ApiKey(TypedColumns):
    key_id: Named[str] = sa.Column(sa.String(16), primary_key=True)
    secret_sha256: Named[str] = sa.Column(sa.String(64))
    role: Named[str] = sa.Column(sa.String(20))
    label: Named[str] = sa.Column(sa.Text)
    made_at: Named[datetime] = sa.Column(Instant)
    expires_at: Named[datetime | None] = sa.Column(Instant)
    revoked_at: Named[datetime | None] = sa.Column(Instant)
    last_used_at: Named[datetime | None] = sa.Column(Instant)
    remit: Named[str | None] = sa.Column(sa.Text)  # None: the whole directory
    scopes: Named[str | None] = sa.Column(sa.Text)  # None, in keys made before there were scopes: all that the role may do


api_key = sa.Table("api_key", metadata, _ApiKey)


class _CapacityReport(TypedColumns):
    seq: Named[int] = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    service_id: Named[str] = sa.Column(sa.String(80))
    status: Named[str] = sa.Column(sa.String(20))
    adults_free: Named[int | None]  # None: not said
    under_18_free: Named[int | None]
    reported_at: Named[datetime] = sa.Column(Instant)
    received_at: Named[datetime] = sa.Column(Instant)
    reported_by: Named[str] = sa.Column(sa.Text)
    how: Named[str] = sa.Column(sa.String(20))
    form_id: Named[str | None] = sa.Column(sa.String(32), unique=True)  # a form that is sent twice is one report


capacity_report = sa.Table("capacity_report", metadata, _CapacityReport, sa.Index(None, "service_id", "reported_at", "seq"))


class _CapacityLink(TypedColumns):
    link_id: Named[str] = sa.Column(sa.String(16), primary_key=True)
    service_id: Named[str] = sa.Column(sa.String(80))
    secret_sha256: Named[str] = sa.Column(sa.String(64))
    made_at: Named[datetime] = sa.Column(Instant)
    made_by: Named[str] = sa.Column(sa.Text)
    expires_at: Named[datetime] = sa.Column(Instant)
    revoked_at: Named[datetime | None] = sa.Column(Instant)
    revoked_by: Named[str | None] = sa.Column(sa.Text)


capacity_link = sa.Table("capacity_link", metadata, _CapacityLink)


class _Refusal(TypedColumns):
    seq: Named[int] = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    told_at: Named[datetime] = sa.Column(Instant)
    edition: Named[int]  # no foreign key, as in the decision log
    reader: Named[str] = sa.Column(sa.String(20))
    service_id: Named[str] = sa.Column(sa.String(80))
    reason: Named[str] = sa.Column(sa.String(40))
    decision_id: Named[str | None] = sa.Column(sa.Text)
    told_id: Named[str | None] = sa.Column(sa.String(32), unique=True, index=True)  # told twice it is one row


refusal = sa.Table("refusal", metadata, _Refusal)


class _KeyEvent(TypedColumns):
    seq: Named[int] = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    key_id: Named[str] = sa.Column(sa.String(16))
    what: Named[str] = sa.Column(sa.String(20))
    at: Named[datetime] = sa.Column(Instant)
    said: Named[str | None] = sa.Column(sa.Text)  # what a key was made to prove, as JSON


key_event = sa.Table("key_event", metadata, _KeyEvent)


class _ChainLink(TypedColumns):
    seq: Named[int] = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    of_table: Named[str] = sa.Column(sa.String(40))
    of_row: Named[int] = sa.Column(sa.BigInteger)
    row_hash: Named[str] = sa.Column(sa.String(64))
    previous_hash: Named[str] = sa.Column(sa.String(64))
    hash: Named[str] = sa.Column(sa.String(64), unique=True)


chain_link = sa.Table("chain_link", metadata, _ChainLink, sa.UniqueConstraint("of_table", "of_row"))


class _Session(TypedColumns):
    # Of whoever reads the database none can be taken up: the token itself is only in the browser.
    token_sha256: Named[str] = sa.Column(sa.String(64), primary_key=True)
    role: Named[str] = sa.Column(sa.String(20))
    name: Named[str] = sa.Column(sa.Text)
    remit: Named[str | None] = sa.Column(sa.Text)
    made_at: Named[datetime] = sa.Column(Instant)
    last_seen_at: Named[datetime] = sa.Column(Instant)
    ends_at: Named[datetime] = sa.Column(Instant)


session = sa.Table("session", metadata, _Session)


class _SignIn(TypedColumns):
    state_sha256: Named[str] = sa.Column(sa.String(64), primary_key=True)
    browser_sha256: Named[str] = sa.Column(sa.String(64))
    nonce: Named[str] = sa.Column(sa.String(64))
    verifier: Named[str] = sa.Column(sa.String(64))
    page: Named[str] = sa.Column(sa.Text)
    ends_at: Named[datetime] = sa.Column(Instant)


sign_in = sa.Table("sign_in", metadata, _SignIn)

APPEND_ONLY = (
    service_revision,
    policy_revision,
    holiday_revision,
    edition,
    edition_entry,
    decision,
    outcome,
    change_set,
    change_event,
    report_event,
    capacity_report,
    refusal,
    key_event,
    chain_link,
    check_made,
    finding_explained,
)

CHAINED = (
    edition,
    change_set,
    change_event,
    outcome,
    key_event,
    check_made,
    finding_explained,
    capacity_report,
    refusal,
    report_event,
)
"""Every row of these has its link in the chain (store/chain.py); each is known by one whole number, counted from 1.

A column that such a table gets later stands after its others and may be null: rows from before it keep their hashes.
"""
