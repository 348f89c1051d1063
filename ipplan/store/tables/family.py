"""What a person has said of having a plan; what a coordinator has gone through."""

from sqlalchemy import Boolean, Column, ForeignKey, ForeignKeyConstraint, Integer, Table, Text

from ipplan.store.tables.base import ID, MOMENT, metadata

plan_word = Table(
    "plan_word",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("word", Text, nullable=False),
    Column("author_id", ID, nullable=False),
    Column("on_behalf_of", ID),
    Column("at", MOMENT, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

training = Table(
    "training",
    metadata,
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("point", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("done", Boolean, nullable=False),
    Column("ticked_by", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
)
