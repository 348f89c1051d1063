"""Who can coordinate, whom the unit has asked to, and the signed role of who does."""

from alembic import op

revision = "0020"
down_revision = "0019"

TABLES = """
CREATE TABLE coordinator (
    municipality_id TEXT NOT NULL REFERENCES municipality (municipality_id),
    account_id UUID NOT NULL REFERENCES account (account_id),
    competence TEXT[] NOT NULL,
    most INTEGER,
    manager_id UUID REFERENCES account (account_id),
    manager_name TEXT NOT NULL,
    manager_email TEXT NOT NULL,
    trained_at TIMESTAMP WITH TIME ZONE,
    added_by UUID NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (municipality_id, account_id)
);
CREATE TABLE coordinator_appointment (
    space_id UUID NOT NULL REFERENCES space (space_id),
    appointment_id UUID NOT NULL,
    account_id UUID NOT NULL,
    kind TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE,
    ends_at TIMESTAMP WITH TIME ZONE,
    follows UUID,
    made_by UUID NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, appointment_id)
);
CREATE INDEX coordinator_appointment_by_account ON coordinator_appointment (account_id);
CREATE TABLE coordinator_event (
    space_id UUID NOT NULL REFERENCES space (space_id),
    number INTEGER NOT NULL,
    appointment_id UUID,
    kind TEXT NOT NULL,
    author_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    day DATE,
    sealed BYTEA,
    PRIMARY KEY (space_id, number)
);
CREATE TABLE coordinator_role (
    space_id UUID NOT NULL REFERENCES space (space_id),
    role_id UUID NOT NULL,
    account_id UUID NOT NULL,
    appointment_id UUID,
    kind TEXT NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    token TEXT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawal TEXT,
    PRIMARY KEY (space_id, role_id)
);
CREATE INDEX coordinator_role_by_account ON coordinator_role (account_id);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON coordinator, coordinator_appointment, coordinator_event, coordinator_role
       TO ipplan_app;
    GRANT UPDATE (competence, most, manager_id, manager_name, manager_email, trained_at, added_by, added_at,
                  ended_at) ON coordinator TO ipplan_app;
    GRANT UPDATE (withdrawn_at, withdrawal) ON coordinator_role TO ipplan_app;
  END IF;
END $$;
"""

# What is sealed of an archived plan is emptied, the new tables' rows too: lines added to the function as it
# stands, before the last that it deletes.
LAST = "DELETE FROM keyring.space_key WHERE space_id = which;"
LINES = (
    "DELETE FROM public.coordinator_event WHERE space_id = which; "
    "DELETE FROM public.coordinator_appointment WHERE space_id = which; "
)
CHANGED = """
DO $do$ BEGIN
  EXECUTE replace(pg_get_functiondef('public.empty_archived_space(uuid)'::regprocedure), $old${old}$old$,
                  $new${new}$new$);
END $do$;
"""

# A letter may say who coordinates: one kind more, beside those that there are.
KINDS = """
DO $do$ DECLARE told TEXT; BEGIN
  SELECT pg_get_constraintdef(oid) INTO told FROM pg_constraint WHERE conname = 'letter_kind_check';
  ALTER TABLE letter DROP CONSTRAINT letter_kind_check;
  EXECUTE 'ALTER TABLE letter ADD CONSTRAINT letter_kind_check '
       || replace(told, $old${old}$old$, $new${new}$new$);
END $do$;
"""
LETTER, WITH_ROLE = "'expiry'::text", "'expiry'::text, 'coordinator'::text"


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)
    op.execute(_changed(LAST, LINES + LAST))
    op.execute(KINDS.format(old=LETTER, new=WITH_ROLE))


def downgrade() -> None:
    op.execute(_changed(LINES, ""))
    op.execute("DELETE FROM letter WHERE kind = 'coordinator'")
    op.execute(KINDS.format(old=WITH_ROLE, new=LETTER))
    op.execute("DROP TABLE coordinator_role, coordinator_event, coordinator_appointment, coordinator")


def _changed(old: str, new: str) -> str:
    return CHANGED.format(old=old, new=new)
