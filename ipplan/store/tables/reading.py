"""How far each person has read."""

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, Index, Table

from ipplan.store.tables.base import ID, MOMENT, metadata

read_mark = Table(
    "read_mark",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("section_id", ID, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("before", BigInteger, nullable=False),
    Column("at", MOMENT, nullable=False),
    ForeignKeyConstraint(
        ["space_id", "section_id"], ["section.space_id", "section.section_id"], ondelete="CASCADE"
    ),
    Index("read_mark_by_account", "account_id"),
)

conversation_mark = Table(
    "conversation_mark",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("told", BigInteger, nullable=False),
    Column("at", MOMENT, nullable=False),
    ForeignKeyConstraint(["space_id", "item_id"], ["item.space_id", "item.item_id"], ondelete="CASCADE"),
    Index("conversation_mark_by_account", "account_id"),
)
