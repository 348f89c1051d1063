"""Codes to a plan's crisis page; what each wants to be told of, and what waits for her daily mail."""

from alembic import op

revision = "0028"
down_revision = "0027"

TABLES = """
CREATE TABLE crisis_code (
    space_id UUID NOT NULL REFERENCES space (space_id),
    code_id UUID NOT NULL,
    section_id UUID NOT NULL,
    secret_hash BYTEA NOT NULL UNIQUE,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    granted_by UUID NOT NULL,
    mandate_id UUID,
    consent_id UUID NOT NULL,
    token TEXT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawal TEXT,
    PRIMARY KEY (space_id, code_id)
);
CREATE UNIQUE INDEX one_crisis_code_in_force ON crisis_code (space_id) WHERE withdrawn_at IS NULL;

CREATE TABLE crisis_opening (
    space_id UUID NOT NULL,
    code_id UUID NOT NULL,
    account_id UUID NOT NULL REFERENCES account (account_id),
    hour TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, code_id, account_id, hour),
    FOREIGN KEY (space_id, code_id) REFERENCES crisis_code (space_id, code_id)
);

CREATE TABLE notice_choice (
    account_id UUID NOT NULL REFERENCES account (account_id),
    kind TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('at_once', 'daily', 'off')),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, kind)
);

CREATE TABLE notice_waiting (
    account_id UUID NOT NULL REFERENCES account (account_id),
    space_id UUID NOT NULL REFERENCES space (space_id),
    kind TEXT NOT NULL,
    mark BYTEA NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, mark)
);

CREATE TABLE notice_digest (
    account_id UUID NOT NULL REFERENCES account (account_id),
    day DATE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, day)
);
"""
RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON crisis_code, crisis_opening, notice_choice, notice_waiting, notice_digest
       TO ipplan_app;
    GRANT UPDATE (withdrawn_at, withdrawal) ON crisis_code TO ipplan_app;
    GRANT UPDATE (how, at) ON notice_choice TO ipplan_app;
    GRANT DELETE ON notice_waiting TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    for table in ("notice_digest", "notice_waiting", "notice_choice", "crisis_opening", "crisis_code"):
        op.execute(f"DROP TABLE {table}")
