"""That somebody does not want a plan now, by her own word; what a coordinator has gone through."""

from alembic import op

revision = "0021"
down_revision = "0020"

TABLES = """
SET LOCAL lock_timeout = '5s';
CREATE TABLE plan_word (
    space_id UUID NOT NULL REFERENCES space (space_id),
    number INTEGER NOT NULL,
    word TEXT NOT NULL,
    author_id UUID NOT NULL,
    on_behalf_of UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, number)
);
CREATE TABLE training (
    account_id UUID NOT NULL REFERENCES account (account_id),
    point TEXT NOT NULL,
    number INTEGER NOT NULL,
    done BOOLEAN NOT NULL,
    ticked_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, point, number)
);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON plan_word, training TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE training, plan_word")
