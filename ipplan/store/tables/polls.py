"""Polls of times: one row for each step of one, and for each answer of those who are asked."""

from sqlalchemy import Column, ForeignKeyConstraint, Integer, LargeBinary, Table, Text

from ipplan.store.tables.base import ID, MOMENT, metadata

poll = Table(
    "poll",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("poll_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("author_id", ID, nullable=False),
    Column("on_behalf_of", ID),
    Column("at", MOMENT, nullable=False),
    Column("state", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

poll_answer = Table(
    "poll_answer",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("poll_id", ID, primary_key=True),
    Column("account_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)
