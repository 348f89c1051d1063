"""How each wants pages to look and to be read."""

from sqlalchemy import Column, ForeignKey, Table, Text

from ipplan.store.tables.base import ID, MOMENT, metadata

preference = Table(
    "preference",
    metadata,
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("reading", Text, nullable=False),
    Column("colours", Text, nullable=False),
    Column("contrast", Text, nullable=False),
    Column("text_size", Text, nullable=False),
    Column("motion", Text, nullable=False),
    Column("announce", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
)
