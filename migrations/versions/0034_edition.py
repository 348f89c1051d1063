"""Editions: a plan as it stood when it was approved, who approved it; and the period that a plan is for."""

from alembic import op

revision = "0034"
down_revision = "0028"

TABLES = """
CREATE TABLE edition (
    space_id UUID NOT NULL REFERENCES space (space_id),
    number INTEGER NOT NULL,
    made_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    sections JSONB NOT NULL,
    coordinated BOOLEAN NOT NULL,
    PRIMARY KEY (space_id, number)
);
CREATE TABLE edition_item (
    space_id UUID NOT NULL,
    number INTEGER NOT NULL,
    item_id UUID NOT NULL,
    section_id UUID NOT NULL,
    version_id UUID NOT NULL,
    PRIMARY KEY (space_id, number, item_id),
    FOREIGN KEY (space_id, number) REFERENCES edition (space_id, number)
);
CREATE TABLE edition_answer (
    space_id UUID NOT NULL,
    number INTEGER NOT NULL,
    account_id UUID NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('decides', 'coordinator')),
    answer TEXT NOT NULL CHECK (answer IN ('approved', 'declined')),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (space_id, number, account_id),
    FOREIGN KEY (space_id, number) REFERENCES edition (space_id, number)
);
CREATE TABLE revision_notice (
    space_id UUID NOT NULL REFERENCES space (space_id),
    revise_on DATE NOT NULL,
    step TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, revise_on, step)
);
ALTER TABLE revision ADD COLUMN starts_on DATE;
ALTER TABLE revision ADD COLUMN ends_on DATE;
"""
RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON edition, edition_item, edition_answer, revision_notice TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("ALTER TABLE revision DROP COLUMN starts_on, DROP COLUMN ends_on")
    op.execute("DROP TABLE revision_notice, edition_answer, edition_item, edition")
