"""What is kept from who acts for a child, until when somebody coordinates, and notice ahead of birthdays."""

from alembic import op

revision = "0012"
down_revision = "0011"

TABLES = """
CREATE TABLE keeping (
    space_id UUID NOT NULL,
    keeping_id UUID NOT NULL,
    section_id UUID NOT NULL,
    item_id UUID NOT NULL,
    participant_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    token TEXT NOT NULL,
    assessed_by UUID,
    assessed_at TIMESTAMP WITH TIME ZONE,
    sealed BYTEA,
    ended_at TIMESTAMP WITH TIME ZONE,
    ending TEXT,
    PRIMARY KEY (space_id, keeping_id),
    FOREIGN KEY (space_id, item_id) REFERENCES item (space_id, item_id)
);

CREATE UNIQUE INDEX one_keeping_in_force
    ON keeping (space_id, participant_id, item_id) WHERE ended_at IS NULL;

CREATE TABLE age_notice (
    space_id UUID NOT NULL REFERENCES space (space_id),
    age INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, age)
);

ALTER TABLE participant ADD COLUMN role_until TIMESTAMP WITH TIME ZONE;
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON keeping, age_notice TO ipplan_app;
    GRANT UPDATE (token, assessed_by, assessed_at, sealed, ended_at, ending) ON keeping TO ipplan_app;
    GRANT UPDATE (role_until) ON participant TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("ALTER TABLE participant DROP COLUMN role_until")
    op.execute("DROP TABLE age_notice")
    op.execute("DROP TABLE keeping")
