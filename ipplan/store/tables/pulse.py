"""Whether plans move: what was sent of those that do not, what their owners say, when they are to be revised.

Rows are added and never changed; the change record of each is in the log's tree.
"""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, ForeignKeyConstraint, Table, Text

from ipplan.store.tables.base import ID, MOMENT, metadata

pulse_notice = Table(
    "pulse_notice",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("since", MOMENT, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("at", MOMENT, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

standstill = Table(
    "standstill",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("account_id", ID, ForeignKey("account.account_id"), nullable=False),
    Column("on_behalf_of", ID),
    Column("at", MOMENT, nullable=False),
    Column("due_on", Date),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

revision = Table(
    "revision",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("revise_on", Date, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("account_id", ID, ForeignKey("account.account_id"), nullable=False),
    Column("on_behalf_of", ID),
    Column("at", MOMENT, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)
