"""Accounts and organisations: where people work, when somebody leaves, and who changed what."""

from alembic import op

revision = "0019"
down_revision = "0018"

TABLES = """
CREATE TABLE organisation (
    organisation_id UUID NOT NULL PRIMARY KEY,
    municipality_id TEXT NOT NULL REFERENCES municipality (municipality_id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('service', 'school', 'hospital', 'gp', 'nav', 'other')),
    parent_id UUID REFERENCES organisation (organisation_id),
    state TEXT NOT NULL CHECK (state IN ('active', 'closed')),
    made_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE UNIQUE INDEX one_organisation_of_a_name ON organisation (municipality_id, lower(name))
    WHERE state = 'active';

CREATE TABLE directory_event (
    event_id UUID NOT NULL PRIMARY KEY,
    municipality_id TEXT NOT NULL REFERENCES municipality (municipality_id),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor_id UUID REFERENCES account (account_id),
    kind TEXT NOT NULL,
    account_id UUID REFERENCES account (account_id),
    organisation_id UUID REFERENCES organisation (organisation_id),
    detail TEXT NOT NULL
);

CREATE INDEX directory_event_by_municipality ON directory_event (municipality_id, at);

ALTER TABLE account
    ADD COLUMN leaves_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN leaves_by UUID,
    ADD COLUMN leaving BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN email_after TEXT;
ALTER TABLE participant ADD COLUMN by_work BOOLEAN NOT NULL DEFAULT false;

UPDATE participant p SET by_work = true FROM account a
 WHERE a.account_id = p.account_id
   AND (p.role = 'coordinator' OR p.role = 'participant' AND a.organisation <> '');
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON organisation, directory_event TO ipplan_app;
    GRANT UPDATE (name, kind, parent_id, state) ON organisation TO ipplan_app;
    GRANT UPDATE (leaves_at, leaves_by, leaving, email_after) ON account TO ipplan_app;
    GRANT UPDATE (by_work) ON participant TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("ALTER TABLE participant DROP COLUMN by_work")
    for column in ("leaves_at", "leaves_by", "leaving", "email_after"):
        op.execute(f"ALTER TABLE account DROP COLUMN {column}")
    op.execute("DROP TABLE directory_event")
    op.execute("DROP TABLE organisation")
