"""Logging in and out over HTTP with the real provider: cookies, levels, idleness, sessions that end."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

import httpx2
import pytest
from websockets.exceptions import ConnectionClosedError

from ipplan.idp.clients import find_client
from ipplan.idp.desk import Desk
from ipplan.idp.endsession import tell
from ipplan.store.sessions import hashed
from tests.page.asking import close_code, cookies_of, counted, socket_to
from tests.site import Site
from tests.world import LEVEL, PEOPLE

LOW = "idporten-loa-substantial"
PAGES = (
    "/",
    "/login/callback",
    "/logout/done",
    "/invitations/0",
    "/plans/0",
    "/healthz",
    "/readyz",
    "/nowhere",
)


async def test_the_cookie_is_opaque_and_kept_from_scripts_and_other_sites(site: Site) -> None:
    client = await site.client()
    answer = await log_in(site, client, "leila", follow=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("ipplan="))
    value = cookie.split(";")[0].removeprefix("ipplan=")
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert flags == {"httponly", "samesite=lax", "path=/"}, "Secure comes with TLS, outside the demo"
    assert len(value) >= 43
    rows = await site.world.sql("SELECT session_id FROM session")
    assert hashed(value) in [bytes(row[0]) for row in rows], "only a hash of it is stored"
    assert value.encode() not in [bytes(row[0]) for row in rows]


async def test_somebody_without_an_account_gets_a_friendly_page_and_nothing_is_made(site: Site) -> None:
    before = await counted(site, "account", "session", "participant", "invitation")
    client = await site.client()
    answer = await log_in(site, client, "odd")
    assert answer.status_code == 403
    assert "Du har ingen konto her" in answer.text
    assert PEOPLE["odd"]["pid"] not in answer.text
    assert await counted(site, "account", "session", "participant", "invitation") == before
    assert "ipplan" not in dict(client.cookies)
    assert (await client.get(site.plan())).status_code == 303


async def test_a_login_below_the_level_is_refused_with_advice(site: Site) -> None:
    before = await counted(site, "session")
    client = await site.client()
    answer = await log_in(site, client, "leila", level=LOW)
    assert answer.status_code == 400
    assert "høyeste sikkerhetsnivå" in answer.text
    assert await counted(site, "session") == before


async def test_a_session_ends_after_thirty_idle_minutes_and_not_before(site: Site) -> None:
    leila = await site.client("leila")
    for _ in range(3):
        site.clock.move(timedelta(minutes=29))
        assert (await leila.get(site.plan())).status_code == 200, "use keeps it going"
    site.clock.move(timedelta(minutes=30, seconds=1))
    answer = await leila.get(site.plan())
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/login")


async def test_a_session_ends_after_a_working_day_however_much_it_is_used(site: Site) -> None:
    leila = await site.client("leila")
    for _ in range(17):
        assert (await leila.get(site.plan())).status_code == 200
        site.clock.move(timedelta(minutes=28))
    assert (await leila.get(site.plan())).status_code == 200
    site.clock.move(timedelta(minutes=4))
    assert (await leila.get(site.plan())).status_code == 303


@pytest.mark.alone
async def test_logging_out_ends_the_session_and_its_sockets_at_once(site: Site) -> None:
    leila, other = await site.client("leila"), await site.client("leila")
    planted = cookies_of(leila)
    path = f"/plans/{site.world.spaces['tiril']}/live"
    async with socket_to(site, leila, path) as socket, socket_to(site, other, path) as elsewhere:
        for one in (socket, elsewhere):
            await one.send('{"seen": {}}')
            await asyncio.wait_for(one.recv(), 20)
        answer = await leila.post("/logout")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(site.world.house.settings.issuer)
        assert await close_code(socket, 2) == 1008
        with pytest.raises(TimeoutError):
            await close_code(elsewhere, 1)
    assert 'ipplan=""' in answer.headers["set-cookie"], "the browser forgets it"
    stolen = await site.client()
    stolen.headers["cookie"] = planted
    assert (await stolen.get(site.plan())).status_code == 303, "and so does the server"
    assert (await other.get(site.plan())).status_code == 200, "her other browser stays logged in"


async def test_a_session_that_ends_by_idleness_closes_its_sockets(site: Site) -> None:
    leila, berit = await site.client("leila"), await site.client("berit")
    path = f"/plans/{site.world.spaces['tiril']}/live"
    async with socket_to(site, leila, path) as socket, socket_to(site, berit, path) as busy:
        for one in (socket, busy):
            await one.send('{"seen": {}}')
            await asyncio.wait_for(one.recv(), 20)
        site.clock.move(timedelta(minutes=20))
        assert (await berit.get(site.plan())).status_code == 200
        site.clock.move(timedelta(minutes=11))
        assert await close_code(socket) == 1008, "listening is no sign of life"
        with pytest.raises(TimeoutError):
            await close_code(busy, 1)


async def test_a_lost_socket_says_farewell_before_it_closes(site: Site) -> None:
    leila = await site.client("leila")
    async with socket_to(site, leila, f"/plans/{site.world.spaces['tiril']}/live") as socket:
        await socket.send('{"seen": {}}')
        await asyncio.wait_for(socket.recv(), 20)
        await leila.post("/logout")
        said = []
        with suppress(ConnectionClosedError):
            async for message in socket:
                said.append(json.loads(message))
    assert {"gone": True} in said
    assert socket.close_code == 1008


@pytest.mark.alone
async def test_the_providers_word_by_the_back_channel_ends_session_and_socket(site: Site) -> None:
    leila, marte = await site.client("leila"), await site.client("marte")
    path = f"/plans/{site.world.spaces['tiril']}/live"
    desk: Desk = site.provider.state.desk
    client = find_client(desk.clients, "ipplan")
    assert client is not None
    async with socket_to(site, leila, path) as socket:
        await socket.send('{"seen": {}}')
        await asyncio.wait_for(socket.recv(), 20)
        assert await tell(desk, client, await _sid(site, "leila")), "the provider is told that it is done"
        assert await close_code(socket, 2) == 1008
    assert (await leila.get(site.plan())).status_code == 303
    assert (await marte.get(site.plan())).status_code == 200


async def test_a_logout_token_counts_once_and_a_forged_one_never(site: Site) -> None:
    leila = await site.client("leila")
    desk: Desk = site.provider.state.desk
    client = find_client(desk.clients, "ipplan")
    assert client is not None
    desk.misbehaviour.alter_logout_claims = lambda claims: {**claims, "jti": "the-same"}
    sid = await _sid(site, "leila")
    assert await tell(desk, client, sid)
    assert not await tell(desk, client, sid)
    desk.misbehaviour.alter_logout_claims = lambda claims: {**claims, "aud": "somebody-else"}
    marte = await site.client("marte")
    assert not await tell(desk, client, await _sid(site, "marte"))
    assert (await marte.get(site.plan())).status_code == 200
    assert (await leila.get(site.plan())).status_code == 303


async def test_the_front_channel_ends_a_session_by_its_sid_without_cookies(site: Site) -> None:
    leila, frame = await site.client("leila"), await site.client()
    issuer = site.world.house.settings.issuer
    sid = await _sid(site, "leila")
    wrong = await frame.get("/logout/front", params={"iss": "https://evil.example", "sid": sid})
    assert wrong.status_code == 400
    assert (await leila.get(site.plan())).status_code == 200
    right = await frame.get("/logout/front", params={"iss": issuer, "sid": sid})
    assert right.status_code == 200
    assert f"frame-ancestors {issuer}" in right.headers["content-security-policy"]
    assert (await leila.get(site.plan())).status_code == 303


async def test_a_cookie_planted_before_the_login_is_not_taken_over(site: Site) -> None:
    client = await site.client()
    client.cookies.set("ipplan", "planted-by-somebody-else", domain="127.0.0.1", path="/")
    await log_in(site, client, "leila")
    values = [one.value for one in client.cookies.jar if one.name == "ipplan"]
    assert values
    assert "planted-by-somebody-else" not in values
    intruder = await site.client()
    intruder.headers["cookie"] = "ipplan=planted-by-somebody-else"
    assert (await intruder.get(site.plan())).status_code == 303


async def test_logging_in_again_gives_a_new_cookie_and_ends_the_old_one(site: Site) -> None:
    client = await site.client("leila")
    old = cookies_of(client)
    await log_in(site, client, "leila")
    assert cookies_of(client) != old
    left = await site.client()
    left.headers["cookie"] = old
    assert (await left.get(site.plan())).status_code == 303


async def test_after_the_login_one_is_where_one_was_going_on_this_site_only(site: Site) -> None:
    for asked, landed in (
        (f"/plans/{site.world.spaces['tiril']}", f"/plans/{site.world.spaces['tiril']}"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ):
        client = await site.client()
        answer = await log_in(site, client, "leila", follow=False, return_to=asked)
        assert answer.headers["location"] == landed, asked


async def test_a_closed_account_is_logged_out_and_cannotlog_in(site: Site) -> None:
    leila = await site.client("leila")
    who = site.world.accounts["leila"]
    await site.world.sql("UPDATE account SET state = 'closed' WHERE account_id = :who", who=who)
    assert (await leila.get(site.plan())).status_code == 303
    answer = await log_in(site, await site.client(), "leila")
    assert answer.status_code == 403


async def test_the_provider_down_is_said_kindly(site: Site) -> None:
    desk: Desk = site.provider.state.desk
    desk.misbehaviour.unavailable = frozenset({"/par"})
    client = await site.client()
    answer = await client.get("/login")
    assert answer.status_code == 503
    assert "Innloggingen svarer ikke" in answer.text
    assert int(answer.headers["retry-after"]) >= 1


async def test_machines_are_told_whether_it_is_up_and_ready(site: Site) -> None:
    client = await site.client()
    assert (await client.get("/healthz")).json() == {"status": "up"}
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "problems": []})
    await site.world.sql("UPDATE alembic_version SET version_num = '0001'")
    behind = await client.get("/readyz")
    assert (behind.status_code, behind.json()["problems"]) == (503, ["migrations"])
    await site.world.sql("DELETE FROM alembic_version")
    assert (await client.get("/readyz")).status_code == 503


async def test_the_key_set_shows_public_halves_only(site: Site) -> None:
    client = await site.client()
    keys = (await client.get("/.well-known/jwks.json")).json()["keys"]
    purposes = {"grant", "mandate", "withdrawal", "withholding", "state", "consent", "log", "receipt"}
    purposes |= {"appointment", "agreement", "closing", "opening"}
    purposes |= {"paper", "attestation", "confirmation", "assistance", "minutes", "case", "excerpt", "role"}
    purposes |= {"approval", "export", "crisis"}
    assert {key["purpose"] for key in keys} == purposes
    for key in keys:
        assert set(key) == {"kty", "crv", "x", "kid", "use", "alg", "purpose"}
        assert (key["kty"], key["crv"], key["alg"]) == ("OKP", "Ed25519", "Ed25519")


async def test_every_page_carries_the_shields_headers(site: Site) -> None:
    nobody, marte = await site.client(), await site.client("marte")
    plan = f"/plans/{site.world.spaces['tiril']}"
    inside = [plan, f"{plan}/sharing", f"{plan}/people", f"{plan}/view.json", f"{plan}/sections/new"]
    answers = [await nobody.get(path) for path in (*PAGES, "/static/base.css", plan)]
    answers += [await marte.get(path) for path in (*PAGES, *inside)]
    answers.append(await marte.post(f"{plan}/sections", data={"title": ""}))
    answers.append(await nobody.post("/logout", headers={"sec-fetch-site": "cross-site"}))
    for answer in answers:
        _is_shielded(answer.headers, str(answer.url.path))


def _is_shielded(headers: Mapping[str, str], path: str) -> None:
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'", path
    assert rules["script-src"] == rules["style-src"] == "'self'", path
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff", path
    assert headers["referrer-policy"] == "no-referrer", path
    assert headers["cross-origin-opener-policy"] == "same-origin", path
    assert headers["cross-origin-resource-policy"] == "same-origin", path
    assert "geolocation=()" in headers["permissions-policy"], path
    assert headers["x-request-id"], path
    assert "server" not in headers or headers["server"] == "uvicorn", path
    if not path.startswith("/static/"):
        assert headers["cache-control"] in ("no-store", "no-store, no-transform"), path


async def log_in(
    site: Site,
    client: httpx2.AsyncClient,
    name: str,
    *,
    level: str = LEVEL,
    follow: bool = True,
    return_to: str = "/",
) -> httpx2.Response:
    """Through the provider and back; without ``follow`` the app's own answer to the callback."""
    query = {"hint": f"testid:{PEOPLE[name]['pid']}_{level}", "return_to": return_to}
    if follow:
        return await client.get("/login", params=query, follow_redirects=True)
    away = await client.get("/login", params=query)
    back = await client.get(away.headers["location"])
    return await client.get(back.headers["location"])


async def _sid(site: Site, name: str) -> str:
    rows = await site.world.sql(
        "SELECT sid FROM session WHERE account_id = :who AND ended_at IS NULL ORDER BY created_at DESC",
        who=site.world.accounts[name],
    )
    return str(rows[0][0])


async def test_the_provider_is_asked_to_speak_the_persons_language(site: Site) -> None:
    leila = await site.client("leila")
    for language in ("nn", "en", "nb"):
        await site.world.sql(
            "UPDATE account SET language = :language WHERE account_id = :who",
            language=language,
            who=site.world.accounts["leila"],
        )
        assert (await leila.get("/login", params={"fresh": "1"})).status_code == 303
        desk: Desk = site.provider.state.desk
        assert [asked.locale for _, asked in desk.pushed][-1] == language


async def test_tabs_that_begin_at_once_in_a_new_browser_have_each_their_own_login(site: Site) -> None:
    browser = await site.client()
    hint = {"hint": f"testid:{PEOPLE['leila']['pid']}_{LEVEL}"}
    # Neither request had a cookie when it was sent; both answers' cookies are kept.
    away = [await (await site.client()).get("/login", params=hint) for _ in range(2)]
    for answer in away:
        for cookie in answer.cookies.jar:
            browser.cookies.jar.set_cookie(cookie)
    back = [(await browser.get(answer.headers["location"])).headers["location"] for answer in away]
    assert [(await browser.get(address)).status_code for address in back] == [303, 303]
    assert not [one.name for one in browser.cookies.jar if one.name.startswith("ipplan-login")]


async def test_a_login_counts_once_and_in_the_browser_that_began_it(site: Site) -> None:
    browser, other = await site.client(), await site.client()
    hint = {"hint": f"testid:{PEOPLE['leila']['pid']}_{LEVEL}"}
    back = await _nearly_back(browser, hint)
    stolen = await other.get(back)
    assert (stolen.status_code, "ipplan" in dict(other.cookies)) == (400, False), "begun elsewhere"
    assert (await browser.get(back)).status_code == 400, "and used up by that"
    back = await _nearly_back(browser, hint)
    assert (await browser.get(back)).status_code == 303
    again = await browser.get(back)
    assert (again.status_code, "Du er allerede logget inn" in again.text) == (200, True)
    assert (await other.get(back)).status_code == 400
    late = await _nearly_back(other, hint)
    site.clock.move(timedelta(minutes=10, seconds=1))
    assert (await other.get(late)).status_code == 400


async def test_operations_see_outcome_and_address_and_never_a_number(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    await log_in(site, await site.client(), "leila")
    await log_in(site, await site.client(), "leila", level=LOW)
    await log_in(site, await site.client(), "odd")
    leila = await site.client()
    await log_in(site, leila, "leila")
    await leila.post("/logout")
    said = capsys.readouterr().out
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    logins = [line for line in lines if line["event"] == "login"]
    assert [line["outcome"] for line in logins] == ["in", "refused", "no_account", "in"]
    assert logins[1]["reason"] == "acr"
    assert all(line["address"] == "127.0.0.1" for line in logins)
    assert logins[0]["sid"]
    assert [line["road"] for line in lines if line["event"] == "logout"] == ["own"]
    for name in ("leila", "odd"):
        assert PEOPLE[name]["pid"] not in said
        assert PEOPLE[name]["name"] not in said


async def test_a_part_of_a_page_is_told_that_the_login_has_ended_and_stays(site: Site) -> None:
    nobody = await site.client()
    nobody.headers["hx-request"] = "true"
    answer = await nobody.post(f"{site.plan()}/sections", data={"title": "x"}, follow_redirects=True)
    assert answer.status_code == 401
    assert "Logg inn i en ny fane" in answer.text
    assert "<html" not in answer.text
    del nobody.headers["hx-request"]
    page = await nobody.post(f"{site.plan()}/sections", data={"title": "x"}, follow_redirects=True)
    assert (page.status_code, "Innloggingen din er avsluttet" in page.text) == (401, True)


async def _nearly_back(client: httpx2.AsyncClient, query: dict[str, str]) -> str:
    away = await client.get("/login", params=query)
    back = await client.get(away.headers["location"])
    return str(back.headers["location"])
