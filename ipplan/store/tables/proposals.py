"""Proposals of access, and which notices of an expiry have been sent."""

from sqlalchemy import Column, ForeignKeyConstraint, Integer, LargeBinary, Table, Text

from ipplan.store.tables.base import ID, MOMENT, metadata

proposal = Table(
    "proposal",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("proposal_id", ID, primary_key=True),
    Column("proposed_by", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("answered_by", ID),
    Column("answered_at", MOMENT),
    Column("answer_sealed", LargeBinary),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

age_notice = Table(
    "age_notice",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("age", Integer, primary_key=True, autoincrement=False),
    Column("at", MOMENT, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

expiry_notice = Table(
    "expiry_notice",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("grant_id", ID, primary_key=True),
    Column("days", Integer, primary_key=True),
    Column("at", MOMENT, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)
