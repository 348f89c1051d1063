"""Files, sealed piece by piece, and the two ways in which they are destroyed."""

from alembic import op

revision = "0027"
down_revision = "0026"

# No foreign key to the section: an archived plan's files outlast its rows, sealed under keys that only the
# archive holds, until that is destroyed.
TABLES = """
CREATE TABLE file_blob (
    space_id UUID NOT NULL REFERENCES space (space_id),
    section_id UUID NOT NULL,
    blob_id UUID NOT NULL,
    key_id UUID NOT NULL,
    chunks INTEGER NOT NULL CHECK (chunks > 0),
    size BIGINT NOT NULL CHECK (size > 0),
    made_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, section_id, blob_id)
);
CREATE TABLE file_chunk (
    space_id UUID NOT NULL,
    section_id UUID NOT NULL,
    blob_id UUID NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('whole', 'small')),
    number INTEGER NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, section_id, blob_id, part, number),
    FOREIGN KEY (space_id, section_id, blob_id) REFERENCES file_blob (space_id, section_id, blob_id)
);
ALTER TABLE file_chunk ALTER COLUMN sealed SET STORAGE EXTERNAL;
"""

# Each runs as the role that owns the tables, and does one thing.
DESTROY = """
CREATE FUNCTION destroy_file(which UUID, of_section UUID, one UUID) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.change c WHERE c.space_id = which AND c.section_id = of_section
                    AND c.version_id = one AND c.cause IN ('file_infected', 'file_struck')) THEN
    RAISE EXCEPTION 'file % is not to be destroyed', one;
  END IF;
  DELETE FROM public.file_chunk WHERE space_id = which AND section_id = of_section AND blob_id = one;
  DELETE FROM public.file_blob WHERE space_id = which AND section_id = of_section AND blob_id = one;
END $$;
"""
EMPTY = """
CREATE FUNCTION destroy_archived_files(which UUID) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM keyring.archive_key WHERE space_id = which)
     OR EXISTS (SELECT FROM keyring.space_key WHERE space_id = which) THEN
    RAISE EXCEPTION 'the keys of space % are not destroyed', which;
  END IF;
  DELETE FROM public.file_chunk WHERE space_id = which;
  DELETE FROM public.file_blob WHERE space_id = which;
END $$;
"""
RIGHTS = """
REVOKE ALL ON FUNCTION destroy_file(UUID, UUID, UUID) FROM PUBLIC;
REVOKE ALL ON FUNCTION destroy_archived_files(UUID) FROM PUBLIC;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT SELECT, INSERT ON file_blob, file_chunk TO ipplan_app;
    GRANT EXECUTE ON FUNCTION destroy_file(UUID, UUID, UUID) TO ipplan_app;
    GRANT EXECUTE ON FUNCTION destroy_archived_files(UUID) TO ipplan_app;
  END IF;
END $$;
"""


def upgrade() -> None:
    for statements in (TABLES, DESTROY, EMPTY, RIGHTS):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP FUNCTION destroy_archived_files(UUID)")
    op.execute("DROP FUNCTION destroy_file(UUID, UUID, UUID)")
    op.execute("DROP TABLE file_chunk")
    op.execute("DROP TABLE file_blob")
