"""Files: what is kept of each, and its bytes, sealed piece by piece."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from ipplan.store.tables.base import ID, MOMENT, metadata

file_blob = Table(
    "file_blob",
    metadata,
    Column("space_id", ID, ForeignKey("space.space_id"), primary_key=True),
    Column("section_id", ID, primary_key=True),
    Column("blob_id", ID, primary_key=True),
    Column("key_id", ID, nullable=False),
    Column("chunks", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("made_by", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
)

file_chunk = Table(
    "file_chunk",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("section_id", ID, primary_key=True),
    Column("blob_id", ID, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["space_id", "section_id", "blob_id"],
        ["file_blob.space_id", "file_blob.section_id", "file_blob.blob_id"],
    ),
)
