"""Reminders of meetings, once each; and the secret addresses that people's own calendars fetch from."""

from alembic import op

revision = "0014"
down_revision = "0013"

# What a reminder was of goes with the meeting: an archived plan leaves none behind.
TABLES = """
CREATE TABLE meeting_reminder (
    space_id UUID NOT NULL,
    meeting_id UUID NOT NULL,
    account_id UUID NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    number INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, meeting_id, account_id, starts_at),
    FOREIGN KEY (space_id, meeting_id, number)
        REFERENCES meeting (space_id, meeting_id, number) ON DELETE CASCADE
);

CREATE INDEX meeting_by_start ON meeting (starts_at);

CREATE TABLE calendar_feed (
    account_id UUID PRIMARY KEY REFERENCES account (account_id),
    token_hash BYTEA NOT NULL UNIQUE,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL
);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON meeting_reminder, calendar_feed TO ipplan_app;
    GRANT UPDATE (token_hash, made_at, sealed) ON calendar_feed TO ipplan_app;
    GRANT DELETE ON calendar_feed TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE calendar_feed")
    op.execute("DROP INDEX meeting_by_start")
    op.execute("DROP TABLE meeting_reminder")
