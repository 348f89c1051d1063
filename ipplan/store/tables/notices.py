"""What each wants to be told of, and what waits for her daily mail: counts, and no content."""

from sqlalchemy import Column, Date, ForeignKey, LargeBinary, Table, Text

from ipplan.store.tables.base import ID, MOMENT, metadata

notice_choice = Table(
    "notice_choice",
    metadata,
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("how", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
)

notice_waiting = Table(
    "notice_waiting",
    metadata,
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("space_id", ID, ForeignKey("space.space_id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("mark", LargeBinary, primary_key=True),
    Column("at", MOMENT, nullable=False),
)

notice_digest = Table(
    "notice_digest",
    metadata,
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("at", MOMENT, nullable=False),
)
