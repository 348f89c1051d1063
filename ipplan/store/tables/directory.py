"""Directory tables: people, sessions, spaces and who takes part; no content."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from ipplan.store.tables.base import ID, MOMENT, metadata

municipality = Table(
    "municipality",
    metadata,
    Column("municipality_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("case_weeks", Integer, nullable=False, server_default=text("4")),
    Column("second_approver", Boolean, nullable=False, server_default=text("false")),
    Column("letter_language", Text, nullable=False, server_default=text("'nb'")),
    Column("county_governor", Text, nullable=False, server_default=text("''")),
    Column("unit_name", Text, nullable=False, server_default=text("''")),
    Column("unit_address", Text, nullable=False, server_default=text("''")),
    Column("unit_phone", Text, nullable=False, server_default=text("''")),
    Column("unit_email", Text, nullable=False, server_default=text("''")),
)

account = Table(
    "account",
    metadata,
    Column("account_id", ID, primary_key=True),
    Column("municipality_id", Text, ForeignKey("municipality.municipality_id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("title", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("pid_index", LargeBinary, unique=True),
    Column("pid_sealed", LargeBinary),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("protected", Boolean, nullable=False, server_default=text("false")),
    Column("leaves_at", MOMENT),
    Column("leaves_by", ID),
    Column("leaving", Boolean, nullable=False, server_default=text("false")),
    Column("email_after", Text),
)

session = Table(
    "session",
    metadata,
    Column("session_id", LargeBinary, primary_key=True),
    Column("account_id", ID, ForeignKey("account.account_id")),
    Column("invitation_id", ID),
    Column("provider", Text, nullable=False),
    Column("sid", Text),
    Column("acr", Text, nullable=False),
    Column("auth_time", MOMENT, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("seen_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Column("id_token_sealed", LargeBinary, nullable=False),
    Column("place_sealed", LargeBinary),
    Column("kept_as", LargeBinary),
    Index("session_by_sid", "provider", "sid"),
    Index("session_by_account", "account_id"),
)

account_door = Table(
    "account_door",
    metadata,
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("set_aside_id", ID, primary_key=True),
    Column("account_id", ID, ForeignKey("account.account_id"), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

login_transaction = Table(
    "login_transaction",
    metadata,
    Column("state_hash", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", MOMENT, nullable=False),
)

logout_token = Table(
    "logout_token",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("jti", Text, primary_key=True),
    Column("at", MOMENT, nullable=False),
)

space = Table(
    "space",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("municipality_id", Text, ForeignKey("municipality.municipality_id"), nullable=False),
    Column("owner_id", ID, ForeignKey("account.account_id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("access_seq", BigInteger, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("closed_at", MOMENT),
    Index(
        "one_open_plan",
        "owner_id",
        unique=True,
        postgresql_where=text("kind IN ('plan', 'coordination') AND state <> 'closed'"),
    ),
    Index(
        "one_open_expecting",
        "owner_id",
        unique=True,
        postgresql_where=text("kind = 'expecting' AND state <> 'closed'"),
    ),
)

space_key = Table(
    "space_key",
    metadata,
    Column("space_id", ID, primary_key=True),
    Column("master_id", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    schema="keyring",
)

participant = Table(
    "participant",
    metadata,
    Column("space_id", ID, ForeignKey("space.space_id"), primary_key=True),
    Column("account_id", ID, ForeignKey("account.account_id"), primary_key=True),
    Column("role", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("added_by", ID, nullable=False),
    Column("added_at", MOMENT, nullable=False),
    Column("role_until", MOMENT),
    Column("by_work", Boolean, nullable=False, server_default=text("false")),
    Index("participant_by_account", "account_id"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("space_id", ID, ForeignKey("space.space_id"), primary_key=True),
    Column("invitation_id", ID, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("account_id", ID, ForeignKey("account.account_id")),
    Column("pid_index", LargeBinary),
    Column("pid_sealed", LargeBinary),
    Column("invited_by", ID, nullable=False),
    Column("invited_at", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
)

presence = Table(
    "presence",
    metadata,
    Column("connection_id", ID, primary_key=True),
    Column("space_id", ID, nullable=False),
    Column("account_id", ID, nullable=False),
    Column("until", MOMENT, nullable=False),
    Index("presence_by_space", "space_id"),
)

clock_mark = Table("clock_mark", metadata, Column("at", MOMENT, primary_key=True))
