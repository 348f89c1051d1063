"""What a person's device keeps of hers stays hers when she logs in anew in the same browser."""

from alembic import op

revision = "0036"
down_revision = "0038"


def upgrade() -> None:
    op.execute("ALTER TABLE session ADD COLUMN kept_as BYTEA")


def downgrade() -> None:
    op.execute("ALTER TABLE session DROP COLUMN kept_as")
