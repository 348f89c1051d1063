"""How far each person has read in each section: what is new to her is reckoned from it."""

from alembic import op

revision = "0025"
down_revision = "0024"

TABLE = """
CREATE TABLE read_mark (
    space_id UUID NOT NULL,
    account_id UUID NOT NULL REFERENCES account (account_id),
    section_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    before BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, account_id, section_id),
    FOREIGN KEY (space_id, section_id) REFERENCES section (space_id, section_id) ON DELETE CASCADE
);
CREATE INDEX read_mark_by_account ON read_mark (account_id);
"""
RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON read_mark TO ipplan_app;
    GRANT UPDATE (seq, before, at) ON read_mark TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE read_mark")
