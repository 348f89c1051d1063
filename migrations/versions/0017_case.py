"""Cases: inquiries to the coordinating unit and what follows from them; what a municipality has set for it.

A case is a space of its own. What is written in it is sealed, event by event; who reads it does so on a
signed part in the case. In clear stands what an inbox, deadlines and statistics need.
"""

from alembic import op

revision = "0017"
down_revision = "0016"

TABLES = """
ALTER TABLE municipality
    ADD COLUMN case_weeks INTEGER NOT NULL DEFAULT 4 CHECK (case_weeks BETWEEN 1 AND 26),
    ADD COLUMN second_approver BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN letter_language TEXT NOT NULL DEFAULT 'nb' CHECK (letter_language IN ('nb', 'nn')),
    ADD COLUMN county_governor TEXT NOT NULL DEFAULT '',
    ADD COLUMN unit_name TEXT NOT NULL DEFAULT '',
    ADD COLUMN unit_address TEXT NOT NULL DEFAULT '',
    ADD COLUMN unit_phone TEXT NOT NULL DEFAULT '',
    ADD COLUMN unit_email TEXT NOT NULL DEFAULT '';

CREATE TABLE case_file (
    space_id UUID NOT NULL REFERENCES space (space_id),
    municipality_id TEXT NOT NULL REFERENCES municipality (municipality_id),
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('online', 'paper')),
    asked_by TEXT NOT NULL CHECK (asked_by IN ('self', 'relative', 'service')),
    sender_id UUID REFERENCES account (account_id),
    assigned_to UUID REFERENCES account (account_id),
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    deadline_on DATE NOT NULL,
    warned_on DATE,
    decided_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    coordinator TEXT CHECK (coordinator IN ('asked', 'granted', 'refused')),
    child_coordinator TEXT CHECK (child_coordinator IN ('asked', 'granted', 'refused')),
    plan TEXT CHECK (plan IN ('asked', 'granted', 'refused')),
    team BOOLEAN NOT NULL DEFAULT false,
    complaint_at TIMESTAMP WITH TIME ZONE,
    complaint_outcome TEXT CHECK (complaint_outcome IN ('upheld', 'changed', 'forwarded')),
    PRIMARY KEY (space_id),
    UNIQUE (municipality_id, year, number)
);

CREATE INDEX case_file_by_office ON case_file (municipality_id, state);

CREATE TABLE case_event (
    space_id UUID NOT NULL REFERENCES space (space_id),
    number INTEGER NOT NULL,
    room TEXT NOT NULL CHECK (room IN ('inquiry', 'papers', 'work')),
    kind TEXT NOT NULL,
    author_id UUID NOT NULL,
    on_behalf_of UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_on DATE,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, number)
);

CREATE TABLE case_grant (
    space_id UUID NOT NULL REFERENCES space (space_id),
    grant_id UUID NOT NULL,
    account_id UUID NOT NULL REFERENCES account (account_id),
    role TEXT NOT NULL,
    granted_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_by UUID,
    token TEXT,
    PRIMARY KEY (space_id, grant_id)
);

CREATE INDEX case_grant_by_account ON case_grant (account_id) WHERE ended_at IS NULL;

CREATE TABLE case_draft (
    space_id UUID NOT NULL REFERENCES space (space_id),
    room TEXT NOT NULL,
    kind TEXT NOT NULL,
    author_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, room, kind, author_id)
);

CREATE TABLE inquiry_draft (
    draft_id UUID NOT NULL,
    account_id UUID NOT NULL REFERENCES account (account_id),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (draft_id)
);

CREATE INDEX inquiry_draft_by_account ON inquiry_draft (account_id);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON case_file, case_event, case_grant, case_draft, inquiry_draft TO ipplan_app;
    GRANT UPDATE (state, assigned_to, deadline_on, warned_on, decided_at, closed_at, coordinator,
                  child_coordinator, plan, team, complaint_at, complaint_outcome) ON case_file TO ipplan_app;
    GRANT UPDATE (ended_at, ended_by, token) ON case_grant TO ipplan_app;
    GRANT UPDATE (at, sealed) ON case_draft, inquiry_draft TO ipplan_app;
    GRANT DELETE ON case_draft, inquiry_draft TO ipplan_app;
    GRANT UPDATE (case_weeks, second_approver, letter_language, county_governor, unit_name, unit_address,
                  unit_phone, unit_email) ON municipality TO ipplan_app;
  END IF;
END $$;
"""

BACK = """
DROP TABLE inquiry_draft;
DROP TABLE case_draft;
DROP TABLE case_grant;
DROP TABLE case_event;
DROP TABLE case_file;
ALTER TABLE municipality
    DROP COLUMN case_weeks,
    DROP COLUMN second_approver,
    DROP COLUMN letter_language,
    DROP COLUMN county_governor,
    DROP COLUMN unit_name,
    DROP COLUMN unit_address,
    DROP COLUMN unit_phone,
    DROP COLUMN unit_email;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute(BACK)
