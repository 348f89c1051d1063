"""A single item can be withheld from one participant: who was hidden what, by whom, from when until when.

The rows are the record and the receipt. What is hidden *now* stands in each participant's signed access
state: a row that somebody deletes or edits shows nothing to anybody.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLE = """
CREATE TABLE withholding (
    space_id UUID NOT NULL,
    withholding_id UUID NOT NULL,
    section_id UUID NOT NULL,
    item_id UUID NOT NULL,
    participant_id UUID NOT NULL,
    withheld_by UUID NOT NULL,
    mandate_id UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    token TEXT NOT NULL,
    lifted_at TIMESTAMP WITH TIME ZONE,
    lifting TEXT,
    PRIMARY KEY (space_id, withholding_id),
    FOREIGN KEY(space_id, item_id) REFERENCES item (space_id, item_id)
);

CREATE UNIQUE INDEX one_withholding_in_force
    ON withholding (space_id, participant_id, item_id) WHERE lifted_at IS NULL;
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON withholding TO ipplan_app;
    GRANT UPDATE (lifted_at, lifting) ON withholding TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE withholding")
