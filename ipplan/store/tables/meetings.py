"""Meetings: one row for each change of one, and the answers of those who are invited."""

from sqlalchemy import ARRAY, Column, ForeignKeyConstraint, Integer, LargeBinary, Table, Text

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
