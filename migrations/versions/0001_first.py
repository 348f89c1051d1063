"""The first schema: directory, spaces, sealed content, signed access.

Content tables lead with ``space_id``; per-space keys stand in a schema of their own, so that an ordinary
dump can leave them out and destroying them is erasure.
"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE access_log (
    log_id BIGINT GENERATED ALWAYS AS IDENTITY,
    space_id UUID NOT NULL,
    section_id UUID NOT NULL,
    account_id UUID NOT NULL,
    on_behalf_of UUID,
    grant_id UUID NOT NULL,
    road TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (log_id)
);

CREATE INDEX access_log_by_space ON access_log (space_id, log_id);

CREATE TABLE clock_mark (
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (at)
);

CREATE TABLE keyring.space_key (
    space_id UUID NOT NULL,
    master_id TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id)
);

CREATE TABLE login_transaction (
    state_hash BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (state_hash)
);

CREATE TABLE logout_token (
    issuer TEXT NOT NULL,
    jti TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (issuer, jti)
);

CREATE TABLE municipality (
    municipality_id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (municipality_id)
);

CREATE UNLOGGED TABLE presence (
    connection_id UUID NOT NULL,
    space_id UUID NOT NULL,
    account_id UUID NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (connection_id)
);

CREATE INDEX presence_by_space ON presence (space_id);

CREATE TABLE account (
    account_id UUID NOT NULL,
    municipality_id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    title TEXT NOT NULL,
    organisation TEXT NOT NULL,
    pid_index BYTEA,
    pid_sealed BYTEA,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id),
    FOREIGN KEY(municipality_id) REFERENCES municipality (municipality_id),
    UNIQUE (pid_index)
);

CREATE TABLE session (
    session_id BYTEA NOT NULL,
    account_id UUID,
    invitation_id UUID,
    provider TEXT NOT NULL,
    sid TEXT,
    acr TEXT NOT NULL,
    auth_time TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    id_token_sealed BYTEA NOT NULL,
    PRIMARY KEY (session_id),
    FOREIGN KEY(account_id) REFERENCES account (account_id)
);

CREATE INDEX session_by_account ON session (account_id);

CREATE INDEX session_by_sid ON session (provider, sid);

CREATE TABLE space (
    space_id UUID NOT NULL,
    kind TEXT NOT NULL,
    municipality_id TEXT NOT NULL,
    owner_id UUID NOT NULL,
    state TEXT NOT NULL,
    seq BIGINT NOT NULL,
    access_seq BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (space_id),
    FOREIGN KEY(municipality_id) REFERENCES municipality (municipality_id),
    FOREIGN KEY(owner_id) REFERENCES account (account_id)
);

CREATE UNIQUE INDEX one_open_plan ON space (owner_id) WHERE kind = 'plan' AND state <> 'closed';

CREATE TABLE access_grant (
    space_id UUID NOT NULL,
    grant_id UUID NOT NULL,
    participant_id UUID NOT NULL,
    section_id UUID,
    access TEXT NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    granted_by UUID NOT NULL,
    mandate_id UUID,
    consent_id UUID,
    token TEXT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawal TEXT,
    PRIMARY KEY (space_id, grant_id),
    FOREIGN KEY(space_id) REFERENCES space (space_id)
);

CREATE UNIQUE INDEX one_grant_in_force
    ON access_grant (space_id, participant_id, section_id)
    NULLS NOT DISTINCT WHERE withdrawn_at IS NULL;

CREATE TABLE access_state (
    space_id UUID NOT NULL,
    participant_id UUID NOT NULL,
    serial INTEGER NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (space_id, participant_id),
    FOREIGN KEY(space_id) REFERENCES space (space_id)
);

CREATE TABLE change (
    space_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    cause TEXT NOT NULL,
    section_id UUID,
    item_id UUID,
    version_id UUID,
    participant_id UUID,
    actor_id UUID NOT NULL,
    PRIMARY KEY (space_id, seq),
    FOREIGN KEY(space_id) REFERENCES space (space_id)
);

CREATE TABLE consent (
    space_id UUID NOT NULL,
    consent_id UUID NOT NULL,
    kind TEXT NOT NULL,
    text_id TEXT NOT NULL,
    text_version INTEGER NOT NULL,
    text_sha256 TEXT NOT NULL,
    given_by UUID NOT NULL,
    mandate_id UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    token TEXT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (space_id, consent_id),
    FOREIGN KEY(space_id) REFERENCES space (space_id)
);

CREATE UNIQUE INDEX one_consent_in_force ON consent (space_id, kind) WHERE withdrawn_at IS NULL;

CREATE TABLE invitation (
    space_id UUID NOT NULL,
    invitation_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    title TEXT NOT NULL,
    organisation TEXT NOT NULL,
    relation TEXT NOT NULL,
    state TEXT NOT NULL,
    account_id UUID,
    pid_index BYTEA,
    pid_sealed BYTEA,
    invited_by UUID NOT NULL,
    invited_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, invitation_id),
    FOREIGN KEY(space_id) REFERENCES space (space_id),
    UNIQUE (token_hash),
    FOREIGN KEY(account_id) REFERENCES account (account_id)
);

CREATE TABLE mandate (
    space_id UUID NOT NULL,
    mandate_id UUID NOT NULL,
    representative_id UUID NOT NULL,
    owner_id UUID NOT NULL,
    basis TEXT NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    signed_by UUID NOT NULL,
    token TEXT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawal TEXT,
    PRIMARY KEY (space_id, mandate_id),
    FOREIGN KEY(space_id) REFERENCES space (space_id)
);

CREATE TABLE participant (
    space_id UUID NOT NULL,
    account_id UUID NOT NULL,
    role TEXT NOT NULL,
    relation TEXT NOT NULL,
    state TEXT NOT NULL,
    added_by UUID NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (space_id, account_id),
    FOREIGN KEY(space_id) REFERENCES space (space_id),
    FOREIGN KEY(account_id) REFERENCES account (account_id)
);

CREATE INDEX participant_by_account ON participant (account_id);

CREATE TABLE section (
    space_id UUID NOT NULL,
    section_id UUID NOT NULL,
    area TEXT NOT NULL,
    head_seq BIGINT NOT NULL,
    key_id UUID NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (space_id, section_id),
    FOREIGN KEY(space_id) REFERENCES space (space_id)
);

CREATE TABLE draft (
    space_id UUID NOT NULL,
    item_id UUID NOT NULL,
    author_id UUID NOT NULL,
    section_id UUID NOT NULL,
    kind TEXT NOT NULL,
    parent_id UUID,
    base UUID,
    seq BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    key_id UUID NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, item_id, author_id),
    FOREIGN KEY(space_id, section_id) REFERENCES section (space_id, section_id)
);

CREATE TABLE item (
    space_id UUID NOT NULL,
    item_id UUID NOT NULL,
    section_id UUID NOT NULL,
    kind TEXT NOT NULL,
    parent_id UUID,
    status TEXT NOT NULL,
    closed BOOLEAN NOT NULL,
    position DOUBLE PRECISION NOT NULL,
    due_on DATE,
    starts_at TIMESTAMP WITH TIME ZONE,
    responsible_id UUID,
    head UUID NOT NULL,
    number INTEGER NOT NULL,
    created_by UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (space_id, item_id),
    FOREIGN KEY(space_id, section_id) REFERENCES section (space_id, section_id)
);

CREATE INDEX item_by_responsible ON item (responsible_id);

CREATE INDEX item_by_section ON item (space_id, section_id);

CREATE TABLE version (
    space_id UUID NOT NULL,
    item_id UUID NOT NULL,
    version_id UUID NOT NULL,
    section_id UUID NOT NULL,
    kind TEXT NOT NULL,
    parent_id UUID,
    status TEXT NOT NULL,
    closed BOOLEAN NOT NULL,
    position DOUBLE PRECISION NOT NULL,
    due_on DATE,
    starts_at TIMESTAMP WITH TIME ZONE,
    responsible_id UUID,
    number INTEGER NOT NULL,
    base UUID,
    cause TEXT NOT NULL,
    author_id UUID NOT NULL,
    on_behalf_of UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    key_id UUID NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space_id, item_id, version_id),
    FOREIGN KEY(space_id, item_id) REFERENCES item (space_id, item_id),
    UNIQUE (space_id, item_id, number)
);
"""

CHECKS = """
ALTER TABLE account ADD CHECK (state IN ('active', 'closed'));
ALTER TABLE space ADD CHECK (kind IN ('plan', 'coordination', 'case'));
ALTER TABLE space ADD CHECK (state IN ('open', 'closed'));
ALTER TABLE participant ADD CHECK (role IN ('owner', 'representative', 'coordinator', 'participant'));
ALTER TABLE participant ADD CHECK (state IN ('active', 'ended'));
ALTER TABLE invitation ADD CHECK (state IN ('sent', 'bound', 'confirmed', 'withdrawn'));
ALTER TABLE access_grant ADD CHECK (access IN ('read', 'comment', 'write'));
ALTER TABLE access_grant ADD CHECK (expires_at > not_before);
"""

# The application's role can change no table, and no row beyond what its work asks for: what was logged,
# signed or numbered stays as it was written, nothing that must not be lost can be deleted, and no row moves
# to another space, section or owner. A later migration grants what a later table or column needs.
RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    GRANT USAGE ON SCHEMA public, keyring TO ipplan_app;
    GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public, keyring TO ipplan_app;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ipplan_app;
    GRANT DELETE ON clock_mark, draft, login_transaction, logout_token, presence TO ipplan_app;
    GRANT UPDATE ON draft, invitation, presence TO ipplan_app;
    GRANT UPDATE (name, email, title, organisation, language, state) ON account TO ipplan_app;
    GRANT UPDATE (seen_at, ended_at) ON session TO ipplan_app;
    GRANT UPDATE (kind, state, seq, access_seq, closed_at) ON space TO ipplan_app;
    GRANT UPDATE (head_seq, key_id, wrapped) ON section TO ipplan_app;
    GRANT UPDATE (master_id, wrapped) ON keyring.space_key TO ipplan_app;
    GRANT UPDATE (role, relation, state, added_by, added_at) ON participant TO ipplan_app;
    GRANT UPDATE (kind, parent_id, status, closed, position, due_on, starts_at, responsible_id, head, number,
                  seq) ON item TO ipplan_app;
    GRANT UPDATE (serial, token) ON access_state TO ipplan_app;
    GRANT UPDATE (withdrawn_at) ON consent TO ipplan_app;
    GRANT UPDATE (withdrawn_at, withdrawal) ON mandate, access_grant TO ipplan_app;
    IF to_regclass('public.alembic_version') IS NOT NULL THEN
      REVOKE INSERT ON alembic_version FROM ipplan_app;
    END IF;
  END IF;
END $$;
"""


def upgrade() -> None:
    op.execute("CREATE SCHEMA keyring")
    op.execute(TABLES)
    op.execute(CHECKS)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP SCHEMA keyring CASCADE")
    op.execute("""DROP TABLE version CASCADE;
DROP TABLE item CASCADE;
DROP TABLE draft CASCADE;
DROP TABLE section CASCADE;
DROP TABLE participant CASCADE;
DROP TABLE mandate CASCADE;
DROP TABLE invitation CASCADE;
DROP TABLE consent CASCADE;
DROP TABLE change CASCADE;
DROP TABLE access_state CASCADE;
DROP TABLE access_grant CASCADE;
DROP TABLE space CASCADE;
DROP TABLE session CASCADE;
DROP TABLE account CASCADE;
DROP TABLE presence CASCADE;
DROP TABLE municipality CASCADE;
DROP TABLE logout_token CASCADE;
DROP TABLE login_transaction CASCADE;
DROP TABLE clock_mark CASCADE;
DROP TABLE access_log CASCADE;""")
