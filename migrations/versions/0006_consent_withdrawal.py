"""A consent's withdrawal is signed, as a grant's is."""

from alembic import op

revision = "0006"
down_revision = "0005"

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT UPDATE (withdrawal) ON consent TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute("ALTER TABLE consent ADD COLUMN withdrawal TEXT")
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("ALTER TABLE consent DROP COLUMN withdrawal")
