"""A plan as it stood when it was approved: which version of which item, and who approved it.

Nothing of it is content. Rows are added and never changed.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from ipplan.store.tables.base import ID, MOMENT, metadata

edition = Table(
    "edition",
    metadata,
    Column("space_id", ID, ForeignKey("space.space_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("made_by", ID, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("sections", JSONB, nullable=False),
    Column("coordinated", Boolean, nullable=False),
)

edition_item = Table(
    "edition_item",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("item_id", ID, primary_key=True),
    Column("section_id", ID, nullable=False),
    Column("version_id", ID, nullable=False),
    ForeignKeyConstraint(["space_id", "number"], ["edition.space_id", "edition.number"]),
)

edition_answer = Table(
    "edition_answer",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("account_id", ID, primary_key=True),
    Column("role", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("token", Text, nullable=False),
    ForeignKeyConstraint(["space_id", "number"], ["edition.space_id", "edition.number"]),
    CheckConstraint("role IN ('decides', 'coordinator')", name="edition_answer_role_check"),
    CheckConstraint("answer IN ('approved', 'declined')", name="edition_answer_answer_check"),
)

revision_notice = Table(
    "revision_notice",
    metadata,
    Column("space_id", ID, ForeignKey("space.space_id"), primary_key=True),
    Column("revise_on", Date, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("at", MOMENT, nullable=False),
)
