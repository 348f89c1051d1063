"""Who can coordinate, whom the unit has asked to, and who does: no content of any plan."""

from sqlalchemy import (
    ARRAY,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from ipplan.store.tables.base import ID, MOMENT, metadata

coordinator = Table(
    "coordinator",
    metadata,
    Column("municipality_id", Text, ForeignKey("municipality.municipality_id"), primary_key=True),
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("competence", ARRAY(Text), nullable=False),
    Column("most", Integer),
    Column("manager_id", ID, ForeignKey("account.account_id")),
    Column("manager_name", Text, nullable=False),
    Column("manager_email", Text, nullable=False),
    Column("trained_at", MOMENT),
    Column("added_by", ID, nullable=False),
    Column("added_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
)

coordinator_appointment = Table(
    "coordinator_appointment",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("appointment_id", ID, primary_key=True),
    Column("account_id", ID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("starts_at", MOMENT),
    Column("ends_at", MOMENT),
    Column("follows", ID),
    Column("made_by", ID, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
    Index("coordinator_appointment_by_account", "account_id"),
)

coordinator_event = Table(
    "coordinator_event",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("appointment_id", ID),
    Column("kind", Text, nullable=False),
    Column("author_id", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("day", Date),
    Column("sealed", LargeBinary),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

coordinator_role = Table(
    "coordinator_role",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("role_id", ID, primary_key=True),
    Column("account_id", ID, nullable=False),
    Column("appointment_id", ID),
    Column("kind", Text, nullable=False),
    Column("not_before", MOMENT, nullable=False),
    Column("expires_at", MOMENT),
    Column("token", Text, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("withdrawal", Text),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
    Index("coordinator_role_by_account", "account_id"),
)
