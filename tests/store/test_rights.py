"""What the application's own role may do in the database: its work, and nothing to what must stay."""

from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from ipplan.store.tables import metadata
from tests.world import World, open_world

TABLES = [table.fullname for table in metadata.sorted_tables]
STAYS = ("access_log", "change", "version", "log_leaf", "log_head")
SIGNED = {
    "access_grant": (
        "grant_id",
        "participant_id",
        "section_id",
        "access",
        "not_before",
        "expires_at",
        "granted_by",
        "mandate_id",
        "consent_id",
        "token",
    ),
    "mandate": ("mandate_id", "representative_id", "owner_id", "not_before", "expires_at", "token", "basis"),
    "consent": ("consent_id", "kind", "text_id", "text_version", "text_sha256", "given_by", "at", "token"),
    "access_state": ("space_id", "participant_id"),
    "withholding": (
        "withholding_id",
        "section_id",
        "item_id",
        "participant_id",
        "withheld_by",
        "at",
        "token",
    ),
    "keeping": ("space_id", "keeping_id", "section_id", "item_id", "participant_id", "at"),
    "age_notice": ("space_id", "age", "at"),
    "appointment": ("appointment_id", "municipality_id", "account_id", "appointed_at", "expires_at"),
    "organisation": ("organisation_id", "municipality_id", "made_at"),
    "directory_event": ("event_id", "municipality_id", "at", "actor_id", "kind", "account_id", "detail"),
    "decision": ("space_id", "decision_id", "written_by", "at", "sealed"),
    "agreement": ("space_id", "agreement_id", "signed_by", "at", "token"),
    "meeting": ("meeting_id", "number", "author_id", "at", "state", "starts_at", "sections", "sealed"),
    "meeting_answer": ("space_id", "meeting_id", "account_id"),
    "plan_word": ("space_id", "number", "word", "author_id", "on_behalf_of", "at"),
    "training": ("account_id", "point", "number", "done", "ticked_by", "at"),
    "meeting_event": ("meeting_id", "number", "kind", "author_id", "at", "due_at", "sealed"),
    "meeting_reminder": ("space_id", "meeting_id", "account_id", "starts_at", "number", "at"),
    "calendar_feed": ("account_id",),
    "poll": ("space_id", "poll_id", "number", "author_id", "at", "state", "sealed"),
    "poll_answer": ("space_id", "poll_id", "account_id", "number", "at", "sealed"),
    "pulse_notice": ("space_id", "since", "step", "at"),
    "standstill": ("space_id", "seq", "kind", "account_id", "on_behalf_of", "at", "due_on"),
    "revision": ("space_id", "seq", "revise_on", "starts_on", "ends_on", "account_id", "on_behalf_of", "at"),
    "read_mark": ("space_id", "account_id", "section_id"),
    "edition": ("space_id", "number", "made_by", "at", "sections", "coordinated"),
    "edition_item": ("space_id", "number", "item_id", "section_id", "version_id"),
    "edition_answer": ("space_id", "number", "account_id", "role", "answer", "at", "token"),
    "revision_notice": ("space_id", "revise_on", "step", "at"),
    "file_blob": ("space_id", "section_id", "blob_id", "key_id", "chunks", "size", "made_by", "at"),
    "file_chunk": ("space_id", "section_id", "blob_id", "part", "number", "sealed"),
    "conversation_mark": ("space_id", "account_id", "item_id"),
    "case_file": ("space_id", "municipality_id", "year", "number", "asked_by", "sender_id", "received_at"),
    "case_event": ("space_id", "number", "room", "kind", "author_id", "at", "due_on", "sealed"),
    "case_grant": ("space_id", "grant_id", "account_id", "role", "granted_by", "at", "expires_at"),
    "case_draft": ("space_id", "room", "kind", "author_id"),
    "inquiry_draft": ("draft_id", "account_id"),
    "catalogue_entry": ("entry_id", "number", "municipality_id", "closed", "name_nb", "author_id", "at"),
    "closing": ("space_id", "closing_id", "reason", "closed_by", "at", "copy_until", "keep_until", "token"),
    "archive": ("space_id", "at", "sealed"),
    "opening": ("space_id", "opening_id", "account_id", "decided_by", "at", "expires_at", "sealed"),
    "keyring.archive_key": ("space_id", "created_at"),
    "paper": ("space_id", "paper_id", "not_before", "expires_at", "signed_by", "token"),
    "attestation": ("space_id", "attestation_id", "made_by", "made_at", "sealed"),
    "sheet": ("space_id", "attestation_id", "sealed", "scan_sealed"),
    "assistance": ("space_id", "assistance_id", "helper_id", "not_before", "expires_at", "token"),
    "coordinator": ("municipality_id", "account_id"),
    "coordinator_appointment": ("appointment_id", "account_id", "kind", "follows", "made_by", "sealed"),
    "coordinator_event": ("number", "appointment_id", "kind", "author_id", "at", "day", "sealed"),
    "coordinator_role": ("role_id", "account_id", "kind", "not_before", "expires_at", "token"),
    "crisis_code": ("code_id", "section_id", "secret_hash", "not_before", "expires_at", "token"),
    "crisis_opening": ("space_id", "code_id", "account_id", "hour"),
    "notice_choice": ("account_id", "kind"),
    "preference": ("account_id",),
    "first_use": ("account_id",),
    "notice_waiting": ("account_id", "space_id", "kind", "mark", "at"),
    "notice_digest": ("account_id", "day", "at"),
    "letter": (
        "letter_id",
        "municipality_id",
        "space_id",
        "account_id",
        "kind",
        "reference",
        "until",
        "made_at",
    ),
    "participant": ("space_id", "account_id"),
    "space": ("space_id", "owner_id", "municipality_id", "created_at"),
    "section": ("space_id", "section_id", "area"),
    "item": ("space_id", "item_id", "section_id", "created_by", "created_at"),
    "account": ("account_id", "pid_index", "pid_sealed"),
    "session": ("session_id", "account_id", "acr", "auth_time", "created_at", "place_sealed", "kept_as"),
    "account_door": ("account_id", "provider"),
    "keyring.space_key": ("space_id",),
}
"""Columns that are written once."""
MAY_DELETE = {"clock_mark", "draft", "login_transaction", "logout_token", "presence", "set_aside"}
MAY_DELETE |= {"case_draft", "inquiry_draft", "archive", "keyring.archive_key", "calendar_feed"}
MAY_DELETE |= {"notice_waiting"}
MAY_CHANGE = {
    "consent": {"withdrawn_at", "withdrawal"},
    "mandate": {"withdrawn_at", "withdrawal"},
    "access_grant": {"withdrawn_at", "withdrawal"},
    "appointment": {"ended_at", "token"},
    "organisation": {"name", "kind", "parent_id", "state"},
    "directory_event": set(),
    "decision": {"review_asked_at"},
    "agreement": {"state", "answered_by", "answered_at"},
    "meeting": set(),
    "meeting_answer": {"number", "answer", "at"},
    "meeting_event": set(),
    "plan_word": set(),
    "training": set(),
    "meeting_reminder": set(),
    "calendar_feed": {"token_hash", "made_at", "sealed"},
    "poll": set(),
    "poll_answer": set(),
    "catalogue_entry": set(),
    "pulse_notice": set(),
    "standstill": set(),
    "revision": set(),
    "read_mark": {"seq", "before", "at"},
    "edition": set(),
    "edition_item": set(),
    "edition_answer": set(),
    "revision_notice": set(),
    "file_blob": set(),
    "file_chunk": set(),
    "conversation_mark": {"seq", "told", "at"},
    "crisis_code": {"withdrawn_at", "withdrawal"},
    "crisis_opening": set(),
    "notice_choice": {"how", "at"},
    "preference": {"reading", "colours", "contrast", "text_size", "motion", "announce", "at"},
    "first_use": {"outcome", "at"},
    "notice_waiting": set(),
    "notice_digest": set(),
    "case_event": set(),
    "case_grant": {"ended_at", "ended_by", "token"},
    "closing": {"archived_at", "destroyed_at"},
    "opening": {"ended_at", "token"},
    "keyring.archive_key": {"master_id", "wrapped"},
    "paper": {"withdrawn_at", "withdrawal"},
    "attestation": {"state", "registered_at", "token", "confirmation", "answered_by", "answered_at"},
    "sheet": set(),
    "assistance": {"withdrawn_at", "withdrawal"},
    "letter": {"state", "printed_at", "printed_by", "sent_at", "sent_by"},
    "withholding": {"lifted_at", "lifting"},
    "keeping": {"token", "assessed_by", "assessed_at", "sealed", "ended_at", "ending"},
    "age_notice": set(),
    "coordinator_appointment": set(),
    "coordinator_event": set(),
    "coordinator_role": {"withdrawn_at", "withdrawal"},
    "access_state": {"serial", "token"},
}


async def tried(world: World, statement: str) -> None:
    """Run a statement as the application, and take it back."""
    async with (
        await psycopg.AsyncConnection.connect(world.house.settings.database_url) as connection,
        connection.transaction(force_rollback=True),
    ):
        await connection.execute(statement.encode())


async def refused(world: World, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        await tried(world, statement)


async def test_the_application_runs_as_its_own_role_with_no_powers(world: World) -> None:
    rows = await world.sql(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication FROM pg_roles"
        " WHERE rolname = 'ipplan_app'"
    )
    assert [tuple(row) for row in rows] == [(False,) * 5]
    member = "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member"
    assert (await world.sql(f"{member} WHERE r.rolname = 'ipplan_app'"))[0][0] == 0
    async with world.house.database.pool.connection() as connection:
        who: Any = await (await connection.execute("SELECT current_user")).fetchone()
    assert who == ("ipplan_app",)


@pytest.mark.parametrize("table", TABLES)
async def test_it_changes_no_table(house: World, table: str) -> None:
    await tried(house, f"SELECT count(*) FROM {table}")
    for statement in (
        f"ALTER TABLE {table} ADD COLUMN more text",
        f"ALTER TABLE {table} OWNER TO ipplan_app",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"DROP TABLE {table}",
        f"TRUNCATE {table}",
        f"CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ):
        await refused(house, statement)


@pytest.mark.parametrize("table", [table for table in TABLES if table not in MAY_DELETE])
async def test_it_deletes_nothing_that_must_not_be_lost(house: World, table: str) -> None:
    await refused(house, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", sorted(MAY_DELETE))
async def test_it_deletes_what_passes(house: World, table: str) -> None:
    await tried(house, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", STAYS)
async def test_what_was_logged_numbered_or_sealed_stays(house: World, table: str) -> None:
    for column in metadata.tables[table].columns:
        await refused(house, f"UPDATE {table} SET {column.name} = DEFAULT")


@pytest.mark.parametrize("table", SIGNED)
async def test_what_is_written_once_is_not_changed(house: World, table: str) -> None:
    for column in SIGNED[table]:
        await refused(house, f"UPDATE {table} SET {column} = DEFAULT")


@pytest.mark.parametrize("table", MAY_CHANGE)
async def test_it_changes_just_what_withdrawing_and_sealing_ask_for(house: World, table: str) -> None:
    for column in metadata.tables[table].columns:
        if column.name in MAY_CHANGE[table]:
            await tried(house, f"UPDATE {table} SET {column.name} = {column.name}")
        else:
            await refused(house, f"UPDATE {table} SET {column.name} = DEFAULT")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "DROP SCHEMA keyring CASCADE",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE alembic_version SET version_num = '0'",
        "DELETE FROM alembic_version",
        "INSERT INTO alembic_version VALUES ('9')",
        "SET ROLE ipplan_owner",
        "COPY account TO PROGRAM 'true'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT rolpassword FROM pg_authid",
    ],
)
async def test_it_makes_nothing_and_becomes_nobody_else(house: World, statement: str) -> None:
    await refused(house, statement)


@pytest.fixture(scope="module")
async def house(ground: Any) -> Any:
    """One installation for all these: nothing they try is kept."""
    name = ground.fresh()
    async with open_world(ground.postgres, name, ground.settings(name)) as world:
        yield world
    ground.drop(name)
