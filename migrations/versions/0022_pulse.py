"""Plan pulse: notices of plans that stand still, what an owner says of hers, when plans are to be revised."""

from alembic import op

revision = "0022"
down_revision = "0021"

TABLES = """
CREATE TABLE pulse_notice (
    space_id UUID NOT NULL REFERENCES space (space_id),
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    step TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, since, step)
);

CREATE TABLE standstill (
    space_id UUID NOT NULL REFERENCES space (space_id),
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('said', 'answered')),
    account_id UUID NOT NULL REFERENCES account (account_id),
    on_behalf_of UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_on DATE,
    PRIMARY KEY (space_id, seq)
);

CREATE TABLE revision (
    space_id UUID NOT NULL REFERENCES space (space_id),
    seq BIGINT NOT NULL,
    revise_on DATE NOT NULL,
    account_id UUID NOT NULL REFERENCES account (account_id),
    on_behalf_of UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, seq)
);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON pulse_notice, standstill, revision TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE revision")
    op.execute("DROP TABLE standstill")
    op.execute("DROP TABLE pulse_notice")
