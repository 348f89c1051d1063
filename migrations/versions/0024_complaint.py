"""A complaint has a time limit of its own and may be withdrawn; a first decision's day is kept."""

from alembic import op

revision = "0024"
down_revision = "0023"

OUTCOMES = """
ALTER TABLE case_file DROP CONSTRAINT case_file_complaint_outcome_check;
ALTER TABLE case_file ADD CONSTRAINT case_file_complaint_outcome_check
    CHECK (complaint_outcome IN ({outcomes}));
"""
COLUMNS = """
ALTER TABLE case_file ADD COLUMN complaint_by DATE;
ALTER TABLE case_file ADD COLUMN first_decided_at TIMESTAMP WITH TIME ZONE;
"""
RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT UPDATE (complaint_by, first_decided_at) ON case_file TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(OUTCOMES.format(outcomes="'upheld', 'changed', 'forwarded', 'withdrawn'"))
    op.execute(COLUMNS)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("UPDATE case_file SET complaint_outcome = NULL WHERE complaint_outcome = 'withdrawn'")
    op.execute(OUTCOMES.format(outcomes="'upheld', 'changed', 'forwarded'"))
    op.execute("ALTER TABLE case_file DROP COLUMN complaint_by, DROP COLUMN first_decided_at")
