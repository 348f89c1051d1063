"""The code of a crisis page against whoever has the database: what is edited or deleted opens nothing."""

from datetime import timedelta
from typing import cast
from uuid import UUID, uuid4

import pytest
from joserfc.jwk import OKPKey

from ipplan.gate.audit import audit
from ipplan.gate.consenting import give_consent, withdraw_consent
from ipplan.gate.crisis import end_codes, open_by_code, sign_code
from ipplan.gate.keys import crisis_token
from ipplan.gate.rooms import make_room
from ipplan.gate.sealer import Sealer
from ipplan.permit import Access, Refused
from ipplan.store.sessions import hashed
from tests.gate.forging import opened as parts_of
from tests.gate.forging import signed
from tests.world import World

STRANGER = "mehmet"
DAYS = 30
OWN = "mine" * 6
"""A secret that somebody with the database would put in."""


async def code(world: World) -> tuple[UUID, str]:
    """A code of Marte's to Tiril's page: (its id, the secret of its address)."""
    gate, space = world.house.gate, world.spaces["tiril"]
    async with gate.writing(space, world.actor("marte")) as (held, visit):
        section = await make_room(held, visit, "crisis")
    async with gate.writing(space, world.actor("marte")) as (held, visit):
        code_id = await sign_code(held, visit, section, held.now + timedelta(days=DAYS))
    world.sections["tiril"]["crisis"] = section
    return code_id, crisis_token(gate.keyring, code_id)


async def reason(world: World, secret: str, name: str = STRANGER) -> str:
    """Why it is refused; empty: it opens."""
    try:
        opened = await open_by_code(world.house.gate, world.actor(name), secret)
    except Refused as refused:
        return refused.reason
    assert opened.permit.section_id == world.sections["tiril"]["crisis"]
    assert (opened.permit.access, opened.permit.road) == (Access.READ, "crisis")
    return ""


async def end(world: World) -> None:
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte"), paused=True) as (h, v):
        await end_codes(h, v)


EDITS = {
    "it runs longer": "UPDATE crisis_code SET expires_at = expires_at + interval '1 year'",
    "it began earlier": "UPDATE crisis_code SET not_before = not_before - interval '1 day'",
    "another section": "UPDATE crisis_code SET section_id = :health",
    "another secret": "UPDATE crisis_code SET secret_hash = :own",
    "another's word": "UPDATE crisis_code SET granted_by = :leila",
    "no mandate": "UPDATE crisis_code SET mandate_id = NULL",
    "another consent": "UPDATE crisis_code SET consent_id = gen_random_uuid()",
    "an emptied token": "UPDATE crisis_code SET token = ''",
    "no row": "WITH gone AS (DELETE FROM crisis_opening) DELETE FROM crisis_code",
}
BESIDE = {
    "the mandate is gone": "DELETE FROM mandate WHERE space_id = :space",
    "the owner's state is gone": "DELETE FROM access_state WHERE participant_id = :owner",
}


def known(world: World) -> dict[str, object]:
    return {
        "health": world.sections["tiril"]["health"],
        "own": hashed(OWN),
        "leila": world.accounts["leila"],
        "space": world.spaces["tiril"],
        "owner": world.accounts["tiril"],
    }


async def edit(world: World, said: str) -> None:
    values = {name: value for name, value in known(world).items() if f":{name}" in said}
    await world.sql(said, **values)


async def test_a_row_that_somebody_edits_opens_nothing(world: World) -> None:
    _, secret = await code(world)
    await world.sql("CREATE TABLE kept AS SELECT * FROM crisis_code")
    for what, said in EDITS.items():
        assert await reason(world, secret) == "", what
        await edit(world, said)
        assert await reason(world, OWN if ":own" in said else secret) != "", what
        await world.sql("DELETE FROM crisis_opening")
        await world.sql("DELETE FROM crisis_code")
        await world.sql("INSERT INTO crisis_code SELECT * FROM kept")


@pytest.mark.parametrize("what", BESIDE)
async def test_nor_does_it_without_what_it_rests_on(world: World, what: str) -> None:
    _, secret = await code(world)
    assert await reason(world, secret) == ""
    await edit(world, BESIDE[what])
    assert await reason(world, secret) != ""


async def test_one_taken_back_stays_so_whatever_marks_are_deleted_and_the_audit_finds_it(
    world: World,
) -> None:
    _, secret = await code(world)
    await end(world)
    assert await reason(world, secret) == "crisis_row"
    await world.sql("UPDATE crisis_code SET withdrawn_at = NULL, withdrawal = NULL")
    assert await reason(world, secret) == "crisis_not_in_state"
    house = world.house
    await Sealer(house.database, house.keyring, house.settings.grant_issuer).seal()
    report = await audit(house.database, house.keyring, house.settings.grant_issuer)
    assert [one for one in report.misfits if "krisekoden" in one]
    assert len(report.misfits) == 1


async def test_a_token_of_another_kind_or_key_is_none(world: World) -> None:
    code_id, secret = await code(world)
    [(token,)] = await world.sql("SELECT token FROM crisis_code")
    header, claims = parts_of(token)
    assert header["typ"] == "plan-crisis+jwt"
    assert {
        "jti",
        "iat",
        "nbf",
        "exp",
        "space",
        "section",
        "granted_by",
        "mandate",
        "acr",
        "auth_time",
    } < set(claims)
    assert claims["jti"] == str(code_id)
    assert secret not in token
    signing = world.house.keyring.signing
    own, grants = (cast(OKPKey, signing[one].keys[0]) for one in ("crisis", "grant"))
    forged = signed({**header, "kid": grants.kid}, claims, grants)
    for other in (forged, signed({**header, "typ": "plan-grant+jwt"}, claims, own)):
        await world.sql("UPDATE crisis_code SET token = :t", t=other)
        assert (await reason(world, secret)).startswith("crisis_token_")


async def test_it_ends_by_the_clock_and_with_the_consent_it_rests_on(world: World) -> None:
    _, secret = await code(world)
    gate, space = world.house.gate, world.spaces["tiril"]
    async with gate.writing(space, world.actor("marte")) as (held, visit):
        await withdraw_consent(held, visit, "sharing")
    assert await reason(world, secret) == "crisis_no_sharing_consent"
    async with gate.writing(space, world.actor("marte")) as (held, visit):
        await give_consent(held, visit, "sharing")
    assert await reason(world, secret) == "crisis_no_sharing_consent", "for good"
    _, secret = await code(world)
    assert await reason(world, secret) == ""
    world.clock.move(timedelta(days=DAYS, seconds=1))
    assert await reason(world, secret) == "crisis_expired"


async def test_only_who_decides_over_it_signs_and_takes_back(world: World) -> None:
    await code(world)
    gate, section = world.house.gate, world.sections["tiril"]["crisis"]
    for name in ("leila", "wenche", "berit"):
        with pytest.raises(Refused):
            async with gate.writing(world.spaces["tiril"], world.actor(name)) as (held, visit):
                await sign_code(held, visit, section, held.now + timedelta(days=1))
        with pytest.raises(Refused):
            async with gate.writing(world.spaces["tiril"], world.actor(name)) as (held, visit):
                await end_codes(held, visit)


async def test_one_that_never_was_costs_the_same_as_one_that_is_over(world: World) -> None:
    _, secret = await code(world)
    await end(world)
    assert await reason(world, secret) == "crisis_row"
    assert await reason(world, uuid4().hex[:24]) == "no_space"
