"""First use: who has been offered the guided start, and has gone through it or not."""

from alembic import op

revision = "0038"
down_revision = "0035"

TABLE = """
CREATE TABLE first_use (
    account_id UUID PRIMARY KEY REFERENCES account (account_id),
    outcome TEXT NOT NULL CHECK (outcome IN ('offered', 'done', 'skipped')),
    at TIMESTAMP WITH TIME ZONE NOT NULL
);
"""
KNOWN = """
INSERT INTO first_use (account_id, outcome, at)
SELECT account_id, 'skipped', now() FROM account
 WHERE EXISTS (SELECT FROM account_door WHERE account_door.account_id = account.account_id);
"""
"""Who has been here before this came knows her way, and is not stopped at the door."""
RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON first_use TO ipplan_app;
    GRANT UPDATE (outcome, at) ON first_use TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute(KNOWN)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE first_use")
