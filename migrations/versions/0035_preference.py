"""Preferences: how each wants pages to look and to be read."""

from alembic import op

revision = "0035"
down_revision = "0034"

TABLE = """
CREATE TABLE preference (
    account_id UUID PRIMARY KEY REFERENCES account (account_id),
    reading TEXT NOT NULL CHECK (reading IN ('plain', 'easy')),
    colours TEXT NOT NULL CHECK (colours IN ('auto', 'light', 'dark')),
    contrast TEXT NOT NULL CHECK (contrast IN ('auto', 'more')),
    text_size TEXT NOT NULL CHECK (text_size IN ('normal', 'large', 'larger')),
    motion TEXT NOT NULL CHECK (motion IN ('auto', 'less')),
    announce TEXT NOT NULL CHECK (announce IN ('on', 'off')),
    at TIMESTAMP WITH TIME ZONE NOT NULL
);
"""
RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON preference TO ipplan_app;
    GRANT UPDATE (reading, colours, contrast, text_size, motion, announce, at) ON preference TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE preference")
