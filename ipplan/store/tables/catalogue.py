"""The catalogue that a municipality shows to everybody: nothing confidential, and nothing about anybody."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from ipplan.store.tables.base import ID, MOMENT, metadata

catalogue_entry = Table(
    "catalogue_entry",
    metadata,
    Column("entry_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("municipality_id", Text, ForeignKey("municipality.municipality_id"), nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("name_nb", Text, nullable=False),
    Column("name_nn", Text, nullable=False),
    Column("helps_nb", Text, nullable=False),
    Column("helps_nn", Text, nullable=False),
    Column("whom_nb", Text, nullable=False),
    Column("whom_nn", Text, nullable=False),
    Column("hours_nb", Text, nullable=False),
    Column("hours_nn", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("web", Text, nullable=False),
    Column("mail", Text, nullable=False),
    Column("author_id", ID, ForeignKey("account.account_id"), nullable=False),
    Column("at", MOMENT, nullable=False),
)
Index(
    "catalogue_entry_by_municipality",
    catalogue_entry.c.municipality_id,
    catalogue_entry.c.entry_id,
    catalogue_entry.c.number.desc(),
)
