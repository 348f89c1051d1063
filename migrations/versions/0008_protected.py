"""A protected address: a flag on a person, set by the coordinating unit."""

from alembic import op

revision = "0008"
down_revision = "0007"

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT UPDATE (protected) ON account TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute("ALTER TABLE account ADD COLUMN protected BOOLEAN NOT NULL DEFAULT false")
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("ALTER TABLE account DROP COLUMN protected")
