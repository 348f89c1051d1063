"""Access tables: signed grants, mandates, consents, access states, and the log."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ipplan.store.tables.base import ID, MOMENT, metadata

access_grant = Table(
    "access_grant",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("grant_id", ID, primary_key=True),
    Column("participant_id", ID, nullable=False),
    Column("section_id", ID),
    Column("access", Text, nullable=False),
    Column("not_before", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("granted_by", ID, nullable=False),
    Column("mandate_id", ID),
    Column("consent_id", ID),
    Column("token", Text, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("withdrawal", Text),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
    Index(
        "one_grant_in_force",
        "space_id",
        "participant_id",
        "section_id",
        unique=True,
        postgresql_where=text("withdrawn_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    ),
)

mandate = Table(
    "mandate",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("mandate_id", ID, primary_key=True),
    Column("representative_id", ID, nullable=False),
    Column("owner_id", ID, nullable=False),
    Column("basis", Text, nullable=False),
    Column("not_before", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("signed_by", ID, nullable=False),
    Column("token", Text, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("withdrawal", Text),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

access_state = Table(
    "access_state",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("participant_id", ID, primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("token", Text, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

consent = Table(
    "consent",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("consent_id", ID, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("text_id", Text, nullable=False),
    Column("text_version", Integer, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("given_by", ID, nullable=False),
    Column("mandate_id", ID),
    Column("at", MOMENT, nullable=False),
    Column("token", Text, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("withdrawal", Text),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
    Index(
        "one_consent_in_force",
        "space_id",
        "kind",
        unique=True,
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
)

withholding = Table(
    "withholding",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("withholding_id", ID, primary_key=True),
    Column("section_id", ID, nullable=False),
    Column("item_id", ID, nullable=False),
    Column("participant_id", ID, nullable=False),
    Column("withheld_by", ID, nullable=False),
    Column("mandate_id", ID),
    Column("at", MOMENT, nullable=False),
    Column("token", Text, nullable=False),
    Column("lifted_at", MOMENT),
    Column("lifting", Text),
    ForeignKeyConstraint(["space_id", "item_id"], ["item.space_id", "item.item_id"]),
    Index(
        "one_withholding_in_force",
        "space_id",
        "participant_id",
        "item_id",
        unique=True,
        postgresql_where=text("lifted_at IS NULL"),
    ),
)

keeping = Table(
    "keeping",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("keeping_id", ID, primary_key=True),
    Column("section_id", ID, nullable=False),
    Column("item_id", ID, nullable=False),
    Column("participant_id", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("token", Text, nullable=False),
    Column("assessed_by", ID),
    Column("assessed_at", MOMENT),
    Column("sealed", LargeBinary),
    Column("ended_at", MOMENT),
    Column("ending", Text),
    ForeignKeyConstraint(["space_id", "item_id"], ["item.space_id", "item.item_id"]),
    Index(
        "one_keeping_in_force",
        "space_id",
        "participant_id",
        "item_id",
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
)

access_log = Table(
    "access_log",
    metadata,
    Column("log_id", BigInteger, Identity(always=True), primary_key=True),
    Column("space_id", ID, nullable=False),
    Column("section_id", ID, nullable=False),
    Column("account_id", ID, nullable=False),
    Column("on_behalf_of", ID),
    Column("grant_id", ID, nullable=False),
    Column("road", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("until", MOMENT),
    Index("access_log_by_space", "space_id", "log_id"),
)

log_leaf = Table(
    "log_leaf",
    metadata,
    Column("leaf_index", BigInteger, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("record_id", BigInteger, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    UniqueConstraint("source", "record_id"),
)

log_head = Table(
    "log_head",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
)
