"""Coordination without a plan, and before a birth: how many spaces of which kind a person may have open."""

from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    op.execute("DROP INDEX one_open_plan")
    op.execute(
        "CREATE UNIQUE INDEX one_open_plan ON space (owner_id)"
        " WHERE kind IN ('plan', 'coordination') AND state <> 'closed'"
    )
    op.execute(
        "CREATE UNIQUE INDEX one_open_expecting ON space (owner_id)"
        " WHERE kind = 'expecting' AND state <> 'closed'"
    )


def downgrade() -> None:
    op.execute("DROP INDEX one_open_expecting")
    op.execute("DROP INDEX one_open_plan")
    op.execute(
        "CREATE UNIQUE INDEX one_open_plan ON space (owner_id) WHERE kind = 'plan' AND state <> 'closed'"
    )
