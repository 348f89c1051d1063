"""Proposals of access, sealed, and which notices of an expiry have been sent."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE proposal (
    space_id UUID NOT NULL REFERENCES space (space_id),
    proposal_id UUID NOT NULL,
    proposed_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'signed', 'declined')),
    answered_by UUID,
    answered_at TIMESTAMP WITH TIME ZONE,
    answer_sealed BYTEA,
    PRIMARY KEY (space_id, proposal_id)
);

CREATE TABLE expiry_notice (
    space_id UUID NOT NULL REFERENCES space (space_id),
    grant_id UUID NOT NULL,
    days INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, grant_id, days)
);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON proposal, expiry_notice TO ipplan_app;
    GRANT UPDATE (state, answered_by, answered_at, answer_sealed) ON proposal TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE expiry_notice")
    op.execute("DROP TABLE proposal")
