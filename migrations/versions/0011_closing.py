"""Plans that are closed: the statement, the archive and its key, openings of it; and striking a version.

The application may still delete no content by itself. What it may do is two functions, each of which sees to
it that there is a record: to empty a closed plan whose archive is there, and to overwrite a version that a
change record says is struck.
"""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = """
CREATE TABLE closing (
    space_id UUID NOT NULL PRIMARY KEY REFERENCES space (space_id),
    closing_id UUID NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('wish', 'withdrawal', 'death', 'moving')),
    closed_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    copy_until TIMESTAMP WITH TIME ZONE NOT NULL,
    keep_until TIMESTAMP WITH TIME ZONE NOT NULL,
    token TEXT NOT NULL,
    archived_at TIMESTAMP WITH TIME ZONE,
    destroyed_at TIMESTAMP WITH TIME ZONE
);

CREATE TABLE archive (
    space_id UUID NOT NULL PRIMARY KEY REFERENCES space (space_id),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL
);

CREATE TABLE keyring.archive_key (
    space_id UUID NOT NULL PRIMARY KEY,
    master_id TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE opening (
    space_id UUID NOT NULL REFERENCES space (space_id),
    opening_id UUID NOT NULL,
    account_id UUID NOT NULL,
    decided_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    token TEXT,
    PRIMARY KEY (space_id, opening_id)
);

CREATE INDEX opening_by_account ON opening (account_id);
"""

# Each runs as the role that owns the tables, and does one thing.
EMPTY = """
CREATE FUNCTION empty_archived_space(which UUID) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.closing c
                   JOIN public.archive a ON a.space_id = c.space_id
                   JOIN keyring.archive_key k ON k.space_id = c.space_id
                  WHERE c.space_id = which) THEN
    RAISE EXCEPTION 'space % is not archived', which;
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
  DELETE FROM public.meeting_answer WHERE space_id = which;
  DELETE FROM public.meeting WHERE space_id = which;
  DELETE FROM public.invitation WHERE space_id = which;
  DELETE FROM public.expiry_notice WHERE space_id = which;
  DELETE FROM keyring.space_key WHERE space_id = which;
END $$;
"""

STRIKE = """
CREATE FUNCTION strike_version(which UUID, of_item UUID, one UUID, over BYTEA) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.change c WHERE c.space_id = which AND c.version_id = one
                    AND c.cause IN ('struck_others', 'struck_wrong')) THEN
    RAISE EXCEPTION 'version % is not struck', one;
  END IF;
  UPDATE public.version v SET sealed = over FROM public.item i
   WHERE v.space_id = which AND v.item_id = of_item AND v.version_id = one
     AND i.space_id = v.space_id AND i.item_id = v.item_id AND i.head <> one;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'version % cannot be struck', one;
  END IF;
END $$;
"""

RIGHTS = """
REVOKE ALL ON FUNCTION empty_archived_space(UUID) FROM PUBLIC;
REVOKE ALL ON FUNCTION strike_version(UUID, UUID, UUID, BYTEA) FROM PUBLIC;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON closing, archive, keyring.archive_key, opening TO ipplan_app;
    GRANT UPDATE (archived_at, destroyed_at) ON closing TO ipplan_app;
    GRANT UPDATE (ended_at, token) ON opening TO ipplan_app;
    GRANT UPDATE (master_id, wrapped) ON keyring.archive_key TO ipplan_app;
    GRANT DELETE ON archive, keyring.archive_key TO ipplan_app;
    GRANT EXECUTE ON FUNCTION empty_archived_space(UUID) TO ipplan_app;
    GRANT EXECUTE ON FUNCTION strike_version(UUID, UUID, UUID, BYTEA) TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(EMPTY)
    op.execute(STRIKE)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP FUNCTION strike_version(UUID, UUID, UUID, BYTEA)")
    op.execute("DROP FUNCTION empty_archived_space(UUID)")
    op.execute("DROP TABLE opening")
    op.execute("DROP TABLE keyring.archive_key")
    op.execute("DROP TABLE archive")
    op.execute("DROP TABLE closing")
