"""The organisations that people work in, and the log of who changed what in the directory."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, func, text

from ipplan.store.tables.base import ID, MOMENT, metadata

organisation = Table(
    "organisation",
    metadata,
    Column("organisation_id", ID, primary_key=True),
    Column("municipality_id", Text, ForeignKey("municipality.municipality_id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent_id", ID, ForeignKey("organisation.organisation_id")),
    Column("state", Text, nullable=False),
    Column("made_at", MOMENT, nullable=False),
)
Index(
    "one_organisation_of_a_name",
    organisation.c.municipality_id,
    func.lower(organisation.c.name),
    unique=True,
    postgresql_where=text("state = 'active'"),
)

directory_event = Table(
    "directory_event",
    metadata,
    Column("event_id", ID, primary_key=True),
    Column("municipality_id", Text, ForeignKey("municipality.municipality_id"), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("actor_id", ID, ForeignKey("account.account_id")),
    Column("kind", Text, nullable=False),
    Column("account_id", ID, ForeignKey("account.account_id")),
    Column("organisation_id", ID, ForeignKey("organisation.organisation_id")),
    Column("detail", Text, nullable=False),
    Index("directory_event_by_municipality", "municipality_id", "at"),
)
