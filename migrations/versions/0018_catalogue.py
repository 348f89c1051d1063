"""The municipality's catalogue of services and user organisations: every version of each entry is a row."""

from alembic import op

revision = "0018"
down_revision = "0017"

TABLE = """
CREATE TABLE catalogue_entry (
    entry_id UUID NOT NULL,
    number INTEGER NOT NULL,
    municipality_id TEXT NOT NULL REFERENCES municipality (municipality_id),
    closed BOOLEAN NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('service', 'organisation')),
    area TEXT NOT NULL,
    name_nb TEXT NOT NULL,
    name_nn TEXT NOT NULL,
    helps_nb TEXT NOT NULL,
    helps_nn TEXT NOT NULL,
    whom_nb TEXT NOT NULL,
    whom_nn TEXT NOT NULL,
    hours_nb TEXT NOT NULL,
    hours_nn TEXT NOT NULL,
    phone TEXT NOT NULL,
    web TEXT NOT NULL,
    mail TEXT NOT NULL,
    author_id UUID NOT NULL REFERENCES account (account_id),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (entry_id, number),
    CHECK (name_nb <> '' OR name_nn <> '')
);

CREATE INDEX catalogue_entry_by_municipality ON catalogue_entry (municipality_id, entry_id, number DESC);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON catalogue_entry TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TABLE catalogue_entry")
