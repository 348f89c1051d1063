"""Who alone may read an item, beside its author; and how far each has read in a conversation."""

from alembic import op

revision = "0026"
down_revision = "0025"

AUDIENCE = """
ALTER TABLE item ADD COLUMN audience UUID[];
ALTER TABLE version ADD COLUMN audience UUID[];
CREATE INDEX item_by_audience ON item (space_id) INCLUDE (section_id, item_id, created_by, audience)
 WHERE audience IS NOT NULL;
"""
MARKS = """
CREATE TABLE conversation_mark (
    space_id UUID NOT NULL,
    account_id UUID NOT NULL REFERENCES account (account_id),
    item_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    told BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, account_id, item_id),
    FOREIGN KEY (space_id, item_id) REFERENCES item (space_id, item_id) ON DELETE CASCADE
);
CREATE INDEX conversation_mark_by_account ON conversation_mark (account_id);
"""
RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT UPDATE (audience) ON item TO ipplan_app;
    GRANT SELECT, INSERT ON conversation_mark TO ipplan_app;
    GRANT UPDATE (seq, told, at) ON conversation_mark TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(AUDIENCE)
    op.execute(MARKS)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE conversation_mark")
    op.execute("DROP INDEX item_by_audience")
    op.execute("ALTER TABLE version DROP COLUMN audience")
    op.execute("ALTER TABLE item DROP COLUMN audience")
