"""By which doors people came, from where, and what waits for a fresh login: all sealed."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = """
ALTER TABLE session ADD COLUMN place_sealed BYTEA;

CREATE TABLE account_door (
    account_id UUID NOT NULL REFERENCES account (account_id),
    provider TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (account_id, provider)
);

CREATE TABLE set_aside (
    set_aside_id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES account (account_id),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL
);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON account_door, set_aside TO ipplan_app;
    GRANT UPDATE (at, sealed) ON account_door TO ipplan_app;
    GRANT DELETE ON set_aside TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE set_aside")
    op.execute("DROP TABLE account_door")
    op.execute("ALTER TABLE session DROP COLUMN place_sealed")
