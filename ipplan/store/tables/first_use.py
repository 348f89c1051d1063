"""Who has been offered the guided start, and what became of it."""

from sqlalchemy import Column, ForeignKey, Table, Text

from ipplan.store.tables.base import ID, MOMENT, metadata

first_use = Table(
    "first_use",
    metadata,
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
)
