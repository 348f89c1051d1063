"""Polls: times that are proposed for a meeting, and for whom which of them suits; both sealed."""

from alembic import op

revision = "0015"
down_revision = "0014"

TABLES = """
CREATE TABLE poll (
    space_id UUID NOT NULL REFERENCES space (space_id),
    poll_id UUID NOT NULL,
    number INTEGER NOT NULL,
    author_id UUID NOT NULL,
    on_behalf_of UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'asked', 'declined', 'closed', 'called')),
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, poll_id, number)
);

CREATE TABLE poll_answer (
    space_id UUID NOT NULL REFERENCES space (space_id),
    poll_id UUID NOT NULL,
    account_id UUID NOT NULL,
    number INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, poll_id, account_id, number)
);
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON poll, poll_answer TO ipplan_app;
  END IF;
END $$;
"""

# Runs as the role that owns the tables, and does one thing; who may call it stays as it was.
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
  DELETE FROM public.meeting_answer WHERE space_id = which;
  DELETE FROM public.meeting WHERE space_id = which;
  DELETE FROM public.invitation WHERE space_id = which;
  DELETE FROM public.expiry_notice WHERE space_id = which;
  DELETE FROM keyring.space_key WHERE space_id = which;
END $$;
"""
POLLS = """DELETE FROM public.poll_answer WHERE space_id = which;
  DELETE FROM public.poll WHERE space_id = which;"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(RIGHTS)
    op.execute(EMPTY % POLLS)


def downgrade() -> None:
    op.execute(EMPTY % "")
    op.execute("DROP TABLE poll_answer")
    op.execute("DROP TABLE poll")
