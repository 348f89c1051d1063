"""Meetings: one row for each change of one, the answers of those who are invited; reminders and feeds."""

from sqlalchemy import (
    ARRAY,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from ipplan.store.tables.base import ID, MOMENT, metadata

meeting = Table(
    "meeting",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("meeting_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("author_id", ID, nullable=False),
    Column("on_behalf_of", ID),
    Column("at", MOMENT, nullable=False),
    Column("state", Text, nullable=False),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("sections", ARRAY(ID), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
    Index("meeting_by_start", "starts_at"),
)

meeting_answer = Table(
    "meeting_answer",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("meeting_id", ID, primary_key=True),
    Column("account_id", ID, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

meeting_event = Table(
    "meeting_event",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("meeting_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("author_id", ID, nullable=False),
    Column("on_behalf_of", ID),
    Column("at", MOMENT, nullable=False),
    Column("due_at", MOMENT),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

meeting_reminder = Table(
    "meeting_reminder",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("meeting_id", ID, primary_key=True),
    Column("account_id", ID, primary_key=True),
    Column("starts_at", MOMENT, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("at", MOMENT, nullable=False),
    ForeignKeyConstraint(
        ["space_id", "meeting_id", "number"],
        ["meeting.space_id", "meeting.meeting_id", "meeting.number"],
        ondelete="CASCADE",
    ),
)

calendar_feed = Table(
    "calendar_feed",
    metadata,
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("made_at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
