"""An intruder edits sessions, accounts and invitations in the database: nobody becomes somebody else."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from ipplan.store.sessions import hashed
from tests.site import Site
from tests.world import LEVEL, PEOPLE

NEWEST = "SELECT session_id FROM session WHERE account_id = :mehmet ORDER BY created_at DESC LIMIT 1"
MINE = f"session_id = ({NEWEST})"


@pytest.fixture
async def mehmet(site: Site) -> AsyncIterator[httpx2.AsyncClient]:
    """Logged in, with nothing in Tiril's plan, where Leila has something."""
    client = await site.client("mehmet")
    assert (await client.get("/")).status_code == 200
    assert (await client.get(site.plan())).status_code == 404
    yield client
    await client.aclose()


async def attack(site: Site, statement: str) -> None:
    names = {name: account for name, account in site.world.accounts.items() if f":{name}" in statement}
    await site.world.sql(statement, **names)


SESSION = {
    "the owner's account": "account_id = :tiril",
    "the doctor's account": "account_id = :leila",
    "the level": "acr = 'idporten-loa-higher'",
    "the time of login": "auth_time = auth_time + interval '1 hour'",
    "the time it began": "created_at = created_at + interval '1 hour'",
    "the provider": "provider = 'another'",
    "the provider's session": "sid = 'another'",
    "the sealed token": "id_token_sealed = "
    "set_byte(id_token_sealed, 20, 255 - get_byte(id_token_sealed, 20))",
}


@pytest.mark.parametrize("edit", SESSION.values(), ids=SESSION.keys())
async def test_an_edited_session_is_none(site: Site, mehmet: httpx2.AsyncClient, edit: str) -> None:
    await attack(site, f"UPDATE session SET {edit} WHERE {MINE} AND :mehmet IS NOT NULL")
    answer = await mehmet.get(site.plan())
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")


async def test_a_session_written_into_the_database_is_none(site: Site, mehmet: httpx2.AsyncClient) -> None:
    doctor = await site.client("leila")
    assert (await doctor.get(site.plan())).status_code == 200
    await attack(site, f"DELETE FROM session WHERE {MINE}")
    # Her own honest session, under the hash of his cookie.
    digest: Any = hashed_cookie(mehmet)
    await site.world.sql(
        "UPDATE session SET session_id = :digest WHERE account_id = :leila",
        digest=digest,
        leila=site.world.accounts["leila"],
    )
    assert (await mehmet.get(site.plan())).status_code == 303
    await doctor.aclose()


def hashed_cookie(client: httpx2.AsyncClient) -> bytes:
    (cookie,) = [cookie.value for cookie in client.cookies.jar if cookie.name.endswith("ipplan")]
    assert cookie
    return hashed(cookie)


ACCOUNT = {
    "his index at hers": ("UPDATE account SET pid_index = {his} WHERE account_id = :leila",),
    "his index and seal at hers": (
        "UPDATE account SET pid_index = {his}, pid_sealed = {sealed} WHERE account_id = :leila",
    ),
}


@pytest.mark.parametrize("edits", ACCOUNT.values(), ids=ACCOUNT.keys())
async def test_an_identity_number_moved_to_another_account_logs_in_to_nothing(
    site: Site, mehmet: httpx2.AsyncClient, edits: tuple[str, ...]
) -> None:
    rows = await site.world.sql(
        "SELECT pid_index, pid_sealed FROM account WHERE account_id = :who", who=site.world.accounts["mehmet"]
    )
    his, sealed = (f"'\\x{bytes(value).hex()}'::bytea" for value in rows[0])
    await attack(site, "UPDATE account SET pid_index = NULL, pid_sealed = NULL WHERE account_id = :mehmet")
    for edit in edits:
        await attack(site, edit.format(his=his, sealed=sealed))
    again = httpx2.AsyncClient(base_url=site.address)
    hint = f"testid:{PEOPLE['mehmet']['pid']}_{LEVEL}"
    answer = await again.get("/login", params={"hint": hint}, follow_redirects=True)
    assert answer.status_code == 403
    assert (await again.get(site.plan())).status_code == 303
    await again.aclose()
