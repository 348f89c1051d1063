"""Without electronic id: consent on paper, writing together with the owner, and letters by post."""

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = """
CREATE TABLE paper (
    space_id UUID NOT NULL REFERENCES space (space_id),
    paper_id UUID NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    signed_by UUID NOT NULL,
    token TEXT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawal TEXT,
    PRIMARY KEY (space_id, paper_id)
);

CREATE TABLE attestation (
    space_id UUID NOT NULL REFERENCES space (space_id),
    attestation_id UUID NOT NULL,
    made_by UUID NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('printed', 'dropped', 'registered', 'waiting', 'declined')),
    registered_at TIMESTAMP WITH TIME ZONE,
    token TEXT,
    confirmation TEXT,
    answered_by UUID,
    answered_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (space_id, attestation_id)
);

CREATE TABLE sheet (
    space_id UUID NOT NULL,
    attestation_id UUID NOT NULL,
    sealed BYTEA NOT NULL,
    scan_sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, attestation_id),
    FOREIGN KEY (space_id, attestation_id) REFERENCES attestation (space_id, attestation_id)
);

CREATE TABLE assistance (
    space_id UUID NOT NULL REFERENCES space (space_id),
    assistance_id UUID NOT NULL,
    helper_id UUID NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    token TEXT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawal TEXT,
    PRIMARY KEY (space_id, assistance_id)
);

CREATE TABLE letter (
    letter_id UUID NOT NULL PRIMARY KEY,
    municipality_id TEXT NOT NULL REFERENCES municipality (municipality_id),
    space_id UUID NOT NULL REFERENCES space (space_id),
    account_id UUID NOT NULL REFERENCES account (account_id),
    kind TEXT NOT NULL CHECK (kind IN ('paper', 'receipt', 'expiry')),
    reference UUID NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'printed', 'sent', 'dropped')),
    printed_at TIMESTAMP WITH TIME ZONE,
    printed_by UUID,
    sent_at TIMESTAMP WITH TIME ZONE,
    sent_by UUID
);

CREATE INDEX letter_by_municipality ON letter (municipality_id, made_at);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON paper, attestation, sheet, assistance, letter TO ipplan_app;
    GRANT UPDATE (withdrawn_at, withdrawal) ON paper, assistance TO ipplan_app;
    GRANT UPDATE (state, registered_at, token, confirmation, answered_by, answered_at)
      ON attestation TO ipplan_app;
    GRANT UPDATE (state, printed_at, printed_by, sent_at, sent_by) ON letter TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    for table in ("letter", "assistance", "sheet", "attestation", "paper"):
        op.execute(f"DROP TABLE {table}")
