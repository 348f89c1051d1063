"""Meetings: each change of one is a row of its own, its words sealed; and who has answered what."""

from alembic import op

revision = "0013"
down_revision = "0012"

TABLES = """
CREATE TABLE meeting (
    space_id UUID NOT NULL REFERENCES space (space_id),
    meeting_id UUID NOT NULL,
    number INTEGER NOT NULL,
    author_id UUID NOT NULL,
    on_behalf_of UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'called', 'declined', 'cancelled')),
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL CHECK (ends_at > starts_at),
    sections UUID[] NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, meeting_id, number)
);

CREATE TABLE meeting_answer (
    space_id UUID NOT NULL REFERENCES space (space_id),
    meeting_id UUID NOT NULL,
    account_id UUID NOT NULL,
    number INTEGER NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'maybe')),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, meeting_id, account_id)
);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON meeting, meeting_answer TO ipplan_app;
    GRANT UPDATE (number, answer, at) ON meeting_answer TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE meeting_answer")
    op.execute("DROP TABLE meeting")
