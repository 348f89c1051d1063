"""The coordinating unit: who works in it, what it decides, and what two sign together."""

from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = """
CREATE TABLE appointment (
    appointment_id UUID NOT NULL PRIMARY KEY,
    municipality_id TEXT NOT NULL REFERENCES municipality (municipality_id),
    account_id UUID NOT NULL REFERENCES account (account_id),
    appointed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    token TEXT
);

CREATE UNIQUE INDEX one_appointment_in_force ON appointment (account_id) WHERE ended_at IS NULL;

CREATE TABLE decision (
    space_id UUID NOT NULL REFERENCES space (space_id),
    decision_id UUID NOT NULL,
    written_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL,
    review_asked_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (space_id, decision_id)
);

CREATE TABLE agreement (
    space_id UUID NOT NULL REFERENCES space (space_id),
    agreement_id UUID NOT NULL,
    signed_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    token TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'signed', 'declined', 'withdrawn')),
    answered_by UUID,
    answered_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (space_id, agreement_id)
);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON appointment, decision, agreement TO ipplan_app;
    GRANT UPDATE (ended_at, token) ON appointment TO ipplan_app;
    GRANT UPDATE (review_asked_at) ON decision TO ipplan_app;
    GRANT UPDATE (state, answered_by, answered_at) ON agreement TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE agreement")
    op.execute("DROP TABLE decision")
    op.execute("DROP TABLE appointment")
