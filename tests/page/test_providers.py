"""Several login providers side by side: one chooses, one account whatever the door, nothing mixed up."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from ipplan.idp.clients import find_client
from ipplan.idp.endsession import tell
from tests.conftest import Ground
from tests.page.asking import counted
from tests.page.two_doors import HPR, TwoDoors, two_doors


@pytest.fixture
async def two(ground: Ground, tmp_path: Path) -> AsyncIterator[TwoDoors]:
    async with two_doors(ground, tmp_path) as found:
        yield found


async def test_one_chooses_and_what_one_was_going_to_is_kept(two: TwoDoors) -> None:
    client = await two.site.client()
    answer = await client.get("/login", params={"return_to": "/plans/new"})
    assert answer.status_code == 200
    for words in ("ID-porten", "For alle", "HelseID", "For helsepersonell"):
        assert words in answer.text
    assert "/login?return_to=/plans/new&amp;provider=helseid" in answer.text
    for name in ("unknown", ""):
        assert (await client.get("/login", params={"provider": name})).status_code == 200
    away = await client.get("/login", params={"provider": "helseid"})
    assert away.headers["location"].startswith(two.helseid.issuer)


async def test_a_person_who_comes_by_two_doors_is_one_and_the_plan_says_by_which(two: TwoDoors) -> None:
    before = await counted(two.site, "account")
    first, second = await two.site.client(), await two.site.client()
    assert "Leila" in (await two.log_in(first, "leila", "idporten")).text
    marte = await two.site.client()
    await two.log_in(marte, "marte", "idporten")
    people = f"{two.site.plan()}/people"
    assert HPR not in (await marte.get(people)).text
    assert "Leila" in (await two.log_in(second, "leila", "helseid")).text
    assert await counted(two.site, "account") == before
    for address in (people, f"{two.site.plan()}/sharing"):
        page = (await marte.get(address)).text
        assert f"Logget inn med HelseID, HPR {HPR}" in page
    assert "Leila" in (await two.log_in(first, "leila", "idporten")).text
    assert f"Logget inn med ID-porten. HPR {HPR}, ifølge HelseID" in (await marte.get(people)).text
    rows = await two.site.world.sql(
        "SELECT provider FROM session WHERE account_id = :who ORDER BY created_at",
        who=two.site.world.accounts["leila"],
    )
    assert [row[0] for row in rows] == ["idporten", "helseid", "idporten"]
    await two.site.world.sql(
        "UPDATE account_door SET account_id = :who WHERE account_id = :leila AND provider = 'helseid'",
        who=two.site.world.accounts["sindre"],
        leila=two.site.world.accounts["leila"],
    )
    assert HPR not in (await marte.get(people)).text, "a door moved to another person is nobody's"


async def test_each_provider_has_its_own_level(two: TwoDoors) -> None:
    client = await two.site.client()
    low = await two.log_in(client, "leila", "helseid", level="idporten-loa-substantial")
    assert low.status_code == 400
    assert "høyeste sikkerhetsnivå" in low.text


async def test_a_login_begun_at_one_is_not_finished_at_the_other(two: TwoDoors) -> None:
    """Mix-up (RFC 9207): the attacker's provider hands the honest one's answer on, or the other way round."""
    for begun, other in (("idporten", two.helseid), ("helseid", two.idporten)):
        client = await two.site.client()
        params = await _callback(client, begun)
        assert (await _finished(client, params | {"iss": other.issuer})).status_code == 400
        params = await _callback(client, begun)
        assert (await _finished(client, {k: v for k, v in params.items() if k != "iss"})).status_code == 400
        swapped = await _callback(client, "helseid" if begun == "idporten" else "idporten")
        mine = await _callback(client, begun)
        assert (await _finished(client, mine | {"code": swapped["code"]})).status_code == 400
        assert (await _finished(client, await _callback(client, begun))).status_code == 303


async def test_a_provider_that_does_not_name_itself_is_not_one_of_several(two: TwoDoors) -> None:
    silent = {"authorization_response_iss_parameter_supported": False}
    two.helseid.misbehaviour.alter_discovery = lambda document: document | silent
    two.helseid.misbehaviour.alter_callback = lambda params: {k: v for k, v in params.items() if k != "iss"}
    provider = two.site.world.house.providers.named("helseid")
    assert provider is not None
    provider._metadata = None
    client = await two.site.client()
    answer = await two.log_in(client, "leila", "helseid")
    assert answer.status_code == 400


async def test_each_provider_ends_its_own_sessions_and_no_others(two: TwoDoors) -> None:
    by_idporten, by_helseid = await two.site.client(), await two.site.client()
    await two.log_in(by_idporten, "leila", "idporten")
    await two.log_in(by_helseid, "leila", "helseid")
    client = find_client(two.helseid.clients, "ipplan")
    assert client is not None
    sids = dict(tuple(row) for row in await two.site.world.sql("SELECT provider, sid FROM session"))
    assert await tell(two.helseid, client, sids["idporten"]), "a token of its own, about a stranger's session"
    assert (await by_idporten.get(two.site.plan())).status_code == 200
    assert await tell(two.helseid, client, sids["helseid"])
    assert (await by_helseid.get(two.site.plan())).status_code == 303
    front = {"iss": two.idporten.issuer, "sid": sids["idporten"]}
    assert (await by_helseid.get("/logout/front", params=front | {"iss": "x"})).status_code == 400
    assert (await by_helseid.get("/logout/front", params=front)).status_code == 200
    assert (await by_idporten.get(two.site.plan())).status_code == 303


async def test_forms_may_lead_to_all_providers_and_to_where_they_send_people_on(two: TwoDoors) -> None:
    client = await two.site.client()
    for one in two.site.world.house.providers.all:
        await one.metadata()
    policy = (await client.get("/")).headers["content-security-policy"]
    assert f"form-action 'self' {' '.join(sorted((two.idporten.issuer, two.helseid.issuer)))}" in policy
    elsewhere = {"end_session_endpoint": "http://logout.example/end"}
    two.idporten.misbehaviour.alter_discovery = lambda document: document | elsewhere
    two.site.world.house.providers.all[0]._metadata = None
    await two.site.world.house.providers.all[0].metadata()
    assert " http://logout.example;" in (await client.get("/")).headers["content-security-policy"]


async def _callback(client: httpx2.AsyncClient, door: str) -> dict[str, str]:
    """Off to a provider and nearly back: the parameters of the callback."""
    hint = "testid:leila-hosseini_idporten-loa-high"
    away = await client.get("/login", params={"provider": door, "hint": hint})
    back = await client.get(away.headers["location"])
    return dict(parse_qsl(urlsplit(back.headers["location"]).query))


async def _finished(client: httpx2.AsyncClient, params: dict[str, str]) -> httpx2.Response:
    return await client.get("/login/callback", params=params)
