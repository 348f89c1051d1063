"""Codes to a plan's crisis page, and when somebody opened it by one."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Table, Text, text

from ipplan.store.tables.base import ID, MOMENT, metadata

crisis_code = Table(
    "crisis_code",
    metadata,
    Column("space_id", ID, ForeignKey("space.space_id"), primary_key=True),
    Column("code_id", ID, primary_key=True),
    Column("section_id", ID, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False, unique=True),
    Column("not_before", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("granted_by", ID, nullable=False),
    Column("mandate_id", ID),
    Column("consent_id", ID, nullable=False),
    Column("token", Text, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("withdrawal", Text),
    Index("one_crisis_code_in_force", "space_id", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
)

crisis_opening = Table(
    "crisis_opening",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("code_id", ID, primary_key=True),
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("hour", MOMENT, primary_key=True),
    ForeignKeyConstraint(["space_id", "code_id"], ["crisis_code.space_id", "crisis_code.code_id"]),
)
