"""Plans that are closed: the statement that says so, the archive's package, and who may take a copy of it."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, LargeBinary, Table, Text

from ipplan.store.tables.base import ID, MOMENT, metadata

closing = Table(
    "closing",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("closing_id", ID, nullable=False),
    Column("reason", Text, nullable=False),
    Column("closed_by", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("copy_until", MOMENT, nullable=False),
    Column("keep_until", MOMENT, nullable=False),
    Column("token", Text, nullable=False),
    Column("archived_at", MOMENT),
    Column("destroyed_at", MOMENT),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

archive = Table(
    "archive",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

archive_key = Table(
    "archive_key",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("master_id", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    schema="keyring",
)

opening = Table(
    "opening",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("opening_id", ID, primary_key=True),
    Column("account_id", ID, nullable=False),
    Column("decided_by", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("ended_at", MOMENT),
    Column("token", Text),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
    Index("opening_by_account", "account_id"),
)
