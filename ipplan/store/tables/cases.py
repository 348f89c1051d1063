"""Cases of the coordinating unit: their files in clear, what happened in each, sealed, and who reads it."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ipplan.store.tables.base import ID, MOMENT, metadata

case_file = Table(
    "case_file",
    metadata,
    Column("space_id", ID, ForeignKey("space.space_id"), primary_key=True),
    Column("municipality_id", Text, ForeignKey("municipality.municipality_id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("sender_id", ID, ForeignKey("account.account_id")),
    Column("assigned_to", ID, ForeignKey("account.account_id")),
    Column("received_at", MOMENT, nullable=False),
    Column("deadline_on", Date, nullable=False),
    Column("warned_on", Date),
    Column("decided_at", MOMENT),
    Column("closed_at", MOMENT),
    Column("coordinator", Text),
    Column("child_coordinator", Text),
    Column("plan", Text),
    Column("team", Boolean, nullable=False, server_default=text("false")),
    Column("complaint_at", MOMENT),
    Column("complaint_outcome", Text),
    Column("complaint_by", Date),
    Column("first_decided_at", MOMENT),
    UniqueConstraint("municipality_id", "year", "number"),
    Index("case_file_by_office", "municipality_id", "state"),
)

case_event = Table(
    "case_event",
    metadata,
    Column("space_id", ID, ForeignKey("space.space_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("room", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("author_id", ID, nullable=False),
    Column("on_behalf_of", ID),
    Column("at", MOMENT, nullable=False),
    Column("due_on", Date),
    Column("sealed", LargeBinary, nullable=False),
)

case_grant = Table(
    "case_grant",
    metadata,
    Column("space_id", ID, ForeignKey("space.space_id"), primary_key=True),
    Column("grant_id", ID, primary_key=True),
    Column("account_id", ID, ForeignKey("account.account_id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("granted_by", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Column("ended_by", ID),
    Column("token", Text),
    Index("case_grant_by_account", "account_id", postgresql_where=text("ended_at IS NULL")),
)

case_draft = Table(
    "case_draft",
    metadata,
    Column("space_id", ID, ForeignKey("space.space_id"), primary_key=True),
    Column("room", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("author_id", ID, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

inquiry_draft = Table(
    "inquiry_draft",
    metadata,
    Column("draft_id", ID, primary_key=True),
    Column("account_id", ID, ForeignKey("account.account_id"), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("inquiry_draft_by_account", "account_id"),
)
