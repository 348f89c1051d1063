"""Content tables: every one leads with ``space_id`` and is joined within one space only."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
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

section = Table(
    "section",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("section_id", ID, primary_key=True),
    Column("area", Text, nullable=False),
    Column("head_seq", BigInteger, nullable=False),
    Column("key_id", ID, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)


def clear_columns() -> list[Column[object]]:
    """What scheduling needs in clear; bound into every seal, so that an edited row does not open."""
    return [
        Column("kind", Text, nullable=False),
        Column("parent_id", ID),
        Column("status", Text, nullable=False),
        Column("closed", Boolean, nullable=False),
        Column("position", Double, nullable=False),
        Column("due_on", Date),
        Column("starts_at", MOMENT),
        Column("responsible_id", ID),
        Column("audience", ARRAY(ID)),
    ]


item = Table(
    "item",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("section_id", ID, nullable=False),
    *clear_columns(),
    Column("head", ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("created_by", ID, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("seq", BigInteger, nullable=False),
    ForeignKeyConstraint(["space_id", "section_id"], ["section.space_id", "section.section_id"]),
    Index("item_by_section", "space_id", "section_id"),
    Index("item_by_responsible", "responsible_id"),
    Index(
        "item_by_audience",
        "space_id",
        postgresql_include=["section_id", "item_id", "created_by", "audience"],
        postgresql_where=text("audience IS NOT NULL"),
    ),
)

version = Table(
    "version",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("version_id", ID, primary_key=True),
    Column("section_id", ID, nullable=False),
    *clear_columns(),
    Column("number", Integer, nullable=False),
    Column("base", ID),
    Column("cause", Text, nullable=False),
    Column("author_id", ID, nullable=False),
    Column("on_behalf_of", ID),
    Column("at", MOMENT, nullable=False),
    Column("key_id", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["space_id", "item_id"], ["item.space_id", "item.item_id"]),
    UniqueConstraint("space_id", "item_id", "number"),
)

draft = Table(
    "draft",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("author_id", ID, primary_key=True),
    Column("section_id", ID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent_id", ID),
    Column("base", ID),
    Column("seq", BigInteger, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("key_id", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["space_id", "section_id"], ["section.space_id", "section.section_id"]),
)

change = Table(
    "change",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("cause", Text, nullable=False),
    Column("section_id", ID),
    Column("item_id", ID),
    Column("version_id", ID),
    Column("participant_id", ID),
    Column("actor_id", ID, nullable=False),
    Column("change_id", BigInteger, Identity(always=True), nullable=False),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
    Index("change_by_id", "change_id", unique=True),
)
