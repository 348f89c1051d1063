"""Who decides: the unit's people, its written decisions, and what waits for a second signature."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Table, Text, text

from ipplan.store.tables.base import ID, MOMENT, metadata

appointment = Table(
    "appointment",
    metadata,
    Column("appointment_id", ID, primary_key=True),
    Column("municipality_id", Text, ForeignKey("municipality.municipality_id"), nullable=False),
    Column("account_id", ID, ForeignKey("account.account_id"), nullable=False),
    Column("appointed_at", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Column("token", Text),
    Index("one_appointment_in_force", "account_id", unique=True, postgresql_where=text("ended_at IS NULL")),
)

decision = Table(
    "decision",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("decision_id", ID, primary_key=True),
    Column("written_by", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("review_asked_at", MOMENT),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

agreement = Table(
    "agreement",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("agreement_id", ID, primary_key=True),
    Column("signed_by", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("token", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("answered_by", ID),
    Column("answered_at", MOMENT),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)
