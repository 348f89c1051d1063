"""The verifiable log: which record is which leaf of the tree, and the tree's signed heads.

Change records get a number of their own over all spaces, by which the sealer finds those that are new.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
ALTER TABLE change ADD COLUMN change_id BIGINT GENERATED ALWAYS AS IDENTITY;

CREATE UNIQUE INDEX change_by_id ON change (change_id);

CREATE TABLE log_leaf (
    leaf_index BIGINT NOT NULL,
    source TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    leaf_hash BYTEA NOT NULL,
    PRIMARY KEY (leaf_index),
    UNIQUE (source, record_id),
    CHECK (source IN ('access', 'change'))
);

CREATE TABLE log_head (
    size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    peaks BYTEA NOT NULL,
    note TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (size)
);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON log_leaf, log_head TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("""
DROP TABLE log_head;
DROP TABLE log_leaf;
ALTER TABLE change DROP COLUMN change_id;""")
