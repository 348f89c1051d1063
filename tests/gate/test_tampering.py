"""An intruder who owns the database edits grants, mandates, consents and people: nothing more opens by it."""

from datetime import timedelta
from typing import Any

import pytest

from ipplan.permit import Refused
from tests.gate.openings import of, openings
from tests.world import World

CELL = "space_id = :space AND participant_id = :leila AND section_id = :health"


def ids(world: World, plan: str = "tiril") -> dict[str, Any]:
    """The ids that the attacks below name: people, Tiril's plan and its sections, and Roar's."""
    return {
        **world.accounts,
        **world.sections[plan],
        "space": world.spaces[plan],
        "other_space": world.spaces["roar"],
    }


async def attack(world: World, *statements: str) -> None:
    known = ids(world)
    for statement in statements:
        names = {name for name in known if f":{name}" in statement}
        await world.sql(statement, **{name: known[name] for name in names})


GRANT = {
    "another section": "section_id = :economy",
    "the whole space": "section_id = NULL",
    "a later end": "expires_at = expires_at + interval '5 years'",
    "an earlier end": "expires_at = expires_at - interval '1 hour'",
    "an earlier start": "not_before = not_before - interval '1 hour'",
    "a later start": "not_before = not_before + interval '1 hour'",
    "less access": "access = 'read'",
    "another holder": "participant_id = :berit",
    "an outsider as holder": "participant_id = :mehmet",
    "the owner as granter": "granted_by = :tiril, mandate_id = NULL",
    "another granter": "granted_by = :wenche",
    "no mandate": "mandate_id = NULL",
    "another mandate": "mandate_id = gen_random_uuid()",
    "no consent": "consent_id = NULL",
    "the wrong consent": "consent_id = (SELECT consent_id FROM consent c"
    " WHERE c.space_id = access_grant.space_id AND kind = 'plan')",
    "another id": "grant_id = gen_random_uuid()",
    "another space": "space_id = :other_space",
    "a cut token": "token = left(token, -1)",
    "a longer token": "token = token || 'A'",
    "no token": "token = ''",
    "a token in capitals": "token = upper(token)",
}


@pytest.mark.parametrize("edit", GRANT.values(), ids=GRANT.keys())
async def test_an_edited_grant_opens_nothing(mended: World, edit: str) -> None:
    before, roar = await openings(mended), await openings(mended, "roar")
    assert ("leila", "health", "write") in before
    await attack(mended, f"UPDATE access_grant SET {edit} WHERE {CELL}")
    assert await openings(mended) == before - {("leila", "health", "write")}
    assert await openings(mended, "roar") == roar


async def test_more_access_than_was_signed_opens_nothing(mended: World) -> None:
    before = await openings(mended)
    assert ("leila", "about", "read") in before
    await attack(
        mended,
        "UPDATE access_grant SET access = 'write' WHERE space_id = :space AND participant_id = :leila"
        " AND section_id = :about",
    )
    assert await openings(mended) == before - {("leila", "about", "read")}


async def test_an_expired_grant_is_not_prolonged(mended: World) -> None:
    before = await openings(mended)
    assert ("silje", "work", "comment") in before
    mended.clock.move(timedelta(days=6))
    assert await openings(mended) == before - {("silje", "work", "comment")}
    await attack(
        mended,
        "UPDATE access_grant SET expires_at = expires_at + interval '1 year'"
        " WHERE space_id = :space AND participant_id = :silje AND section_id = :work",
    )
    assert await openings(mended) == before - {("silje", "work", "comment")}


SWAP = (
    "UPDATE access_grant one SET token = other.token FROM access_grant other"
    " WHERE one.space_id = :space AND other.space_id = :space AND ({one} AND {other} OR {two} AND {more})"
)


def swapped(one: str, two: str) -> str:
    """A statement that swaps the tokens of two grants."""
    return SWAP.format(
        one=one.format("one"), other=two.format("other"), two=two.format("one"), more=one.format("other")
    )


@pytest.mark.parametrize(
    ("one", "two", "lost"),
    [
        (
            "{0}.participant_id = :leila AND {0}.section_id = :health",
            "{0}.participant_id = :leila AND {0}.section_id = :about",
            {("leila", "health", "write"), ("leila", "about", "read")},
        ),
        (
            "{0}.participant_id = :leila AND {0}.section_id = :health",
            "{0}.participant_id = :wenche AND {0}.section_id = :health",
            {("leila", "health", "write"), ("wenche", "health", "read")},
        ),
        (
            "{0}.participant_id = :leila AND {0}.section_id = :health",
            "{0}.section_id IS NULL",
            {("leila", "health", "write")},
        ),
    ],
    ids=["one person's two sections", "two persons", "the owner's own"],
)
async def test_a_token_swapped_between_rows_opens_nothing(
    mended: World, one: str, two: str, lost: set[Any]
) -> None:
    before = await openings(mended)
    assert lost <= before
    await attack(mended, swapped(one, two))
    after = await openings(mended)
    assert after < before
    assert not after & lost


async def test_a_row_made_up_of_an_honest_token_opens_nothing(mended: World) -> None:
    before = await openings(mended)
    await attack(
        mended,
        "INSERT INTO access_grant SELECT space_id, gen_random_uuid(), :mehmet, section_id, access,"
        f" not_before, expires_at, granted_by, mandate_id, consent_id, token FROM access_grant WHERE {CELL}",
        "INSERT INTO participant VALUES (:space, :mehmet, 'participant', '', 'active', :wenche, now())",
    )
    assert await openings(mended) == before


ROLES = ("participant", "coordinator", "representative", "owner")


@pytest.mark.parametrize("role", ROLES)
async def test_a_person_written_into_a_plan_opens_no_section(mended: World, role: str) -> None:
    before = await openings(mended)
    with pytest.raises(Refused, match="not_participant"):
        await mended.enter("mehmet")
    await attack(
        mended, f"INSERT INTO participant VALUES (:space, :mehmet, '{role}', '', 'active', :wenche, now())"
    )
    assert await openings(mended) == before


@pytest.mark.parametrize("role", ROLES)
async def test_a_participant_written_into_another_role_opens_no_more(mended: World, role: str) -> None:
    before = await openings(mended)
    await attack(
        mended, f"UPDATE participant SET role = '{role}' WHERE space_id = :space AND account_id = :leila"
    )
    assert await openings(mended) == before


@pytest.mark.parametrize("owner", ["leila", "marte", "mehmet"])
async def test_another_owner_in_the_space_s_row_closes_it_for_all(mended: World, owner: str) -> None:
    assert await openings(mended)
    await attack(mended, f"UPDATE space SET owner_id = :{owner} WHERE space_id = :space")
    assert not await openings(mended)


MANDATE = {
    "another representative": "representative_id = :leila",
    "a later end": "expires_at = expires_at + interval '1 year'",
    "an earlier end": "expires_at = expires_at - interval '1 hour'",
    "an earlier start": "not_before = not_before - interval '1 hour'",
    "another owner": "owner_id = :leila",
    "another id": "mandate_id = gen_random_uuid()",
    "another space": "space_id = :other_space",
    "a grant's token": f"token = (SELECT token FROM access_grant WHERE {CELL})",
}


@pytest.mark.parametrize("edit", MANDATE.values(), ids=MANDATE.keys())
async def test_an_edited_mandate_opens_nothing_and_what_rests_on_it_closes(mended: World, edit: str) -> None:
    before = await openings(mended)
    assert of("marte", before)
    await attack(mended, f"UPDATE mandate SET {edit} WHERE space_id = :space")
    assert await openings(mended) == of("tiril", before), (
        "only the owner's right does not rest on the mandate"
    )


async def test_an_ended_mandate_is_not_prolonged(mended: World) -> None:
    assert of("marte", await openings(mended))
    mended.clock.move(timedelta(days=370))
    assert not of("marte", await openings(mended))
    await attack(mended, "UPDATE mandate SET expires_at = expires_at + interval '5 years'")
    assert not of("marte", await openings(mended))


CONSENT = {
    "the other's kind": "UPDATE consent SET kind = kind || '?' WHERE space_id = :space AND kind = 'plan'",
    "another text": "UPDATE consent SET text_sha256 = repeat('0', 64) WHERE space_id = :space",
    "another giver": "UPDATE consent SET given_by = :leila WHERE space_id = :space AND kind = 'sharing'",
    "another id": "UPDATE consent SET consent_id = gen_random_uuid()"
    " WHERE space_id = :space AND kind = 'sharing'",
    "removed": "DELETE FROM consent WHERE space_id = :space AND kind = 'sharing'",
    "removed: the plan's": "DELETE FROM consent WHERE space_id = :space AND kind = 'plan'",
    "withdrawn": "UPDATE consent SET withdrawn_at = now() WHERE space_id = :space AND kind = 'sharing'",
    "another plan's token": "UPDATE consent SET token = (SELECT token FROM consent c WHERE c.space_id ="
    " :other_space AND c.kind = 'sharing') WHERE space_id = :space AND kind = 'sharing'",
    "the other kind's token": "UPDATE consent SET token = (SELECT token FROM consent c WHERE c.space_id ="
    " :space AND c.kind = 'plan') WHERE space_id = :space AND kind = 'sharing'",
}


@pytest.mark.parametrize("edit", CONSENT.values(), ids=CONSENT.keys())
async def test_without_the_consent_that_was_given_no_grant_opens(mended: World, edit: str) -> None:
    before = await openings(mended)
    assert of("leila", before)
    await attack(mended, edit)
    after, own = await openings(mended), of("tiril", before) | of("marte", before)
    assert {opening[:2] for opening in after} == {opening[:2] for opening in own}
    # Where the consent to the plan does not read either, they may only read.
    assert after in (own, {(*opening[:2], "read") for opening in own})


async def test_a_consent_from_another_plan_does_not_stand_in(mended: World) -> None:
    before = await openings(mended)
    await attack(
        mended,
        "DELETE FROM consent WHERE space_id = :space AND kind = 'sharing'",
        "UPDATE consent SET space_id = :space WHERE space_id = :other_space AND kind = 'sharing'",
    )
    assert await openings(mended) == of("tiril", before) | of("marte", before)


KEYS = {
    "both columns": "key_id = other.key_id, wrapped = other.wrapped",
    "the wrapped key": "wrapped = other.wrapped",
    "the id": "key_id = other.key_id",
}


@pytest.mark.parametrize("columns", KEYS.values(), ids=KEYS.keys())
async def test_a_key_swapped_between_sections_opens_neither(mended: World, columns: str) -> None:
    before = await openings(mended)
    assert {("leila", "health", "write"), ("leila", "about", "read")} <= before
    await attack(
        mended,
        f"UPDATE section one SET {columns} FROM section other WHERE one.space_id = :space AND other.space_id"
        " = :space AND (one.area, other.area) IN (('health', 'about'), ('about', 'health'))",
    )
    after = await openings(mended)
    assert after == {opening for opening in before if opening[1] not in ("health", "about")}
    with pytest.raises(Refused, match="key"):
        await mended.open("tiril", "health")


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE keyring.space_key one SET wrapped = other.wrapped FROM keyring.space_key other"
        " WHERE one.space_id <> other.space_id",
        "UPDATE keyring.space_key SET master_id = 'none'",
        "DELETE FROM keyring.space_key",
    ],
    ids=["swapped between spaces", "another master", "removed"],
)
async def test_without_its_own_key_a_space_opens_to_nobody(mended: World, edit: str) -> None:
    assert await openings(mended)
    await attack(mended, edit)
    assert not await openings(mended)
    assert not await openings(mended, "roar")
    with pytest.raises(Refused):
        await mended.open("tiril", "health")
