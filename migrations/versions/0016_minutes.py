"""What happens at a meeting and with its minutes: each event is a row of its own, its words sealed."""

from alembic import op

revision = "0016"
down_revision = "0015"

TABLE = """
CREATE TABLE meeting_event (
    space_id UUID NOT NULL REFERENCES space (space_id),
    meeting_id UUID NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    author_id UUID NOT NULL,
    on_behalf_of UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, meeting_id, number)
);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON meeting_event TO ipplan_app;
  END IF;
END $$;
"""

# What is sealed of an archived plan is emptied, the new table's rows too.
EMPTY = """
CREATE OR REPLACE FUNCTION empty_archived_space(which UUID) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.closing c
                   JOIN public.archive a ON a.space_id = c.space_id
                   JOIN keyring.archive_key k ON k.space_id = c.space_id
                  WHERE c.space_id = which) THEN
    RAISE EXCEPTION 'space %% is not archived', which;
  END IF;
  DELETE FROM public.draft WHERE space_id = which;
  DELETE FROM public.keeping WHERE space_id = which;
  DELETE FROM public.age_notice WHERE space_id = which;
  DELETE FROM public.withholding WHERE space_id = which;
  DELETE FROM public.version WHERE space_id = which;
  DELETE FROM public.item WHERE space_id = which;
  DELETE FROM public.section WHERE space_id = which;
  DELETE FROM public.proposal WHERE space_id = which;
  DELETE FROM public.decision WHERE space_id = which;
  DELETE FROM public.sheet WHERE space_id = which;
  DELETE FROM public.attestation WHERE space_id = which;
  %s
  DELETE FROM public.poll_answer WHERE space_id = which;
  DELETE FROM public.poll WHERE space_id = which;
  DELETE FROM public.meeting_answer WHERE space_id = which;
  DELETE FROM public.meeting WHERE space_id = which;
  DELETE FROM public.invitation WHERE space_id = which;
  DELETE FROM public.expiry_notice WHERE space_id = which;
  DELETE FROM keyring.space_key WHERE space_id = which;
END $$;
"""
EVENTS = "DELETE FROM public.meeting_event WHERE space_id = which;"


def upgrade() -> None:
    op.execute(TABLE)
    op.execute(RIGHTS)
    op.execute(EMPTY % EVENTS)


def downgrade() -> None:
    op.execute(EMPTY % "")
    op.execute("DROP TABLE meeting_event")
