"""Without electronic id: who has none, what was signed on paper, who writes together with whom, letters."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Table, Text

from ipplan.store.tables.base import ID, MOMENT, metadata

paper = Table(
    "paper",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("paper_id", ID, primary_key=True),
    Column("not_before", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("signed_by", ID, nullable=False),
    Column("token", Text, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("withdrawal", Text),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

attestation = Table(
    "attestation",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("attestation_id", ID, primary_key=True),
    Column("made_by", ID, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("registered_at", MOMENT),
    Column("token", Text),
    Column("confirmation", Text),
    Column("answered_by", ID),
    Column("answered_at", MOMENT),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

sheet = Table(
    "sheet",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("attestation_id", ID, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("scan_sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["space_id", "attestation_id"], ["attestation.space_id", "attestation.attestation_id"]
    ),
)

assistance = Table(
    "assistance",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("assistance_id", ID, primary_key=True),
    Column("helper_id", ID, nullable=False),
    Column("not_before", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("token", Text, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("withdrawal", Text),
    ForeignKeyConstraint(["space_id"], ["space.space_id"]),
)

letter = Table(
    "letter",
    metadata,
    Column("letter_id", ID, primary_key=True),
    Column("municipality_id", Text, ForeignKey("municipality.municipality_id"), nullable=False),
    Column("space_id", ID, ForeignKey("space.space_id"), nullable=False),
    Column("account_id", ID, ForeignKey("account.account_id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("reference", ID, nullable=False),
    Column("until", MOMENT),
    Column("made_at", MOMENT, nullable=False),
    Column("state", Text, nullable=False),
    Column("printed_at", MOMENT),
    Column("printed_by", ID),
    Column("sent_at", MOMENT),
    Column("sent_by", ID),
    Index("letter_by_municipality", "municipality_id", "made_at"),
)
