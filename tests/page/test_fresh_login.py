"""Signing on an old login asks for a fresh one, and nothing is lost; taking away never waits."""

import re
from datetime import timedelta
from html import unescape

import httpx2

from tests.page.asking import counted, some_item
from tests.site import Site, log_in
from tests.world import LEVEL, PEOPLE

OLD = timedelta(minutes=15, seconds=1)
ASKED = "Logg inn på nytt for å signere"


def wish(site: Site, name: str, area: str, word: str) -> dict[str, str]:
    who, section = site.world.accounts[name], site.world.sections["tiril"][area]
    return {f"access-{who}-{section}": word} | ({f"until-{who}": "6m"} if word != "none" else {})


async def log_in_anew(
    site: Site, client: httpx2.AsyncClient, page: str, name: str = "marte"
) -> httpx2.Response:
    """Follow the page's link to the provider as somebody, and back."""
    found = re.search(r'href="(/login\?fresh=1[^"]*)"', page)
    assert found, page
    away = await client.get(unescape(found[1]) + f"&hint=testid:{PEOPLE[name]['pid']}_{LEVEL}")
    assert "fresh" not in away.headers["location"]
    back = await client.get(away.headers["location"])
    landed = await client.get(back.headers["location"])
    assert landed.status_code == 303, landed.text
    return await client.get(landed.headers["location"])


async def test_until_a_quarter_of_an_hour_one_signs_at_once(site: Site) -> None:
    marte, before = await site.client("marte"), await counted(site, "access_grant")
    site.clock.move(OLD - timedelta(seconds=30))
    answer = await marte.post(f"{site.plan()}/sharing", data=wish(site, "leila", "economy", "read"))
    assert answer.status_code == 303
    assert (await counted(site, "access_grant"))["access_grant"] == before["access_grant"] + 1


async def test_signing_later_asks_for_a_login_and_then_shows_what_one_was_about_to_sign(site: Site) -> None:
    marte, before = await site.client("marte"), await counted(site, "access_grant")
    site.clock.move(OLD)
    typed = wish(site, "leila", "economy", "read")
    asked = await marte.post(f"{site.plan()}/sharing", data=typed)
    assert (asked.status_code, ASKED in asked.text) == (200, True)
    assert await counted(site, "access_grant") == before
    sealed = await site.world.sql("SELECT sealed FROM set_aside")
    assert len(sealed) == 1
    assert b"access-" not in bytes(sealed[0][0])
    review = await log_in_anew(site, marte, asked.text)
    assert str(review.url.path).endswith("/sharing/review")
    for name, value in typed.items():
        assert f'name="{name}" value="{value}"' in review.text
    assert (await marte.post(f"{site.plan()}/sharing", data=typed)).status_code == 303
    rows = await site.world.sql(
        "SELECT auth_time FROM session WHERE ended_at IS NULL AND account_id = :who",
        who=site.world.accounts["marte"],
    )
    assert [site.clock.now() - row[0] < timedelta(minutes=1) for row in rows] == [True]
    assert (await counted(site, "access_grant"))["access_grant"] == before["access_grant"] + 1


async def test_an_old_login_at_the_provider_does_not_do(site: Site) -> None:
    marte = await site.client()
    await log_in(marte, "marte")
    site.clock.move(OLD)
    asked = await marte.post(f"{site.plan()}/sharing", data=wish(site, "leila", "economy", "read"))
    site.provider.state.desk.misbehaviour.ignore_prompt_login = True
    found = re.search(r'href="(/login\?fresh=1[^"]*)"', asked.text)
    assert found
    away = await marte.get(unescape(found[1]))
    back = await marte.get(away.headers["location"])
    refused = await marte.get(back.headers["location"])
    assert refused.status_code == 400
    assert "vise hvem du er på nytt" in refused.text
    assert "fresh=1" in refused.text, "trying again asks for the same"


async def test_what_is_taken_away_is_taken_at_once_and_the_rest_waits(site: Site) -> None:
    marte = await site.client("marte")
    site.clock.move(OLD)
    typed = wish(site, "leila", "health", "none") | wish(site, "leila", "economy", "read")
    leila = await site.client("leila")
    assert (await leila.get(site.section("health"))).status_code == 200
    asked = await marte.post(f"{site.plan()}/sharing", data=typed)
    assert "er tatt bort allerede" in asked.text
    assert (await leila.get(site.section("health"))).status_code == 404
    assert (await leila.get(site.section("economy"))).status_code == 404
    review = await log_in_anew(site, marte, asked.text)
    assert "kan lese" in review.text
    assert "mister tilgang" not in review.text
    assert (await marte.post(f"{site.plan()}/sharing", data=typed)).status_code == 303
    assert (await leila.get(site.section("economy"))).status_code == 200


async def test_withdrawing_and_hiding_take_one_press_however_old_the_login(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    site.clock.move(timedelta(minutes=29))
    who, item = site.world.accounts["leila"], await some_item(site, "health")
    hidden = f"{site.section('health')}/items/{item}"
    assert (await marte.post(f"{hidden}/withholding", data={"account": str(who)})).status_code == 303
    shown = await marte.post(f"{hidden}/lifting", data={"account": str(who)})
    assert ASKED in shown.text, "to show again is to open"
    assert (
        await marte.post(f"{site.plan()}/sharing", data=wish(site, "leila", "health", "none"))
    ).status_code == 303
    assert (await marte.post(f"{site.plan()}/sharing/{who}/withdrawal")).status_code == 303
    assert (await leila.get(site.section("health"))).status_code == 404


async def test_a_proposal_and_a_plan_of_ones_own_wait_for_a_fresh_login_too(site: Site) -> None:
    wenche, marte, odd = await site.client("wenche"), await site.client("marte"), await site.client("sindre")
    form = {
        "participant": str(site.world.accounts["sindre"]),
        "access-economy": "read",
        "period": "6m",
        "reason": "Til søknaden.",
    }
    assert (await wenche.post(f"{site.plan()}/proposals", data=form)).status_code == 303
    proposal = (await site.world.sql("SELECT proposal_id FROM proposal"))[0][0]
    path = f"{site.plan()}/proposals/{proposal}"
    site.clock.move(OLD)
    typed = {"tick-economy": "yes", "access-economy": "comment", "period": "1y"}
    before = await counted(site, "access_grant", "space")
    asked = await marte.post(f"{path}/signature", data=typed)
    assert ASKED in asked.text
    again = await log_in_anew(site, marte, asked.text)
    assert 'name="tick-economy" value="yes" checked' in again.text
    assert '<option value="comment" selected>' in again.text
    refused = await wenche.post(f"{path}/signature", data=typed)
    assert refused.status_code == 404, "who may not sign is not asked to log in"
    plan = await odd.post("/plans", data={"consent": "plan"})
    assert ASKED in plan.text
    assert "checked" in (await log_in_anew(site, odd, plan.text, "sindre")).text
    assert await counted(site, "access_grant", "space") == before
    assert (await marte.post(f"{path}/signature", data=typed)).status_code == 303


async def test_what_was_set_aside_is_its_owners_alone_on_its_own_page_and_for_half_an_hour(
    site: Site,
) -> None:
    marte = await site.client("marte")
    site.clock.move(OLD)
    typed = wish(site, "leila", "economy", "read")
    asked = await marte.post(f"{site.plan()}/sharing", data=typed)
    name = (await site.world.sql("SELECT set_aside_id FROM set_aside"))[0][0]
    review = f"{site.plan()}/sharing/review?aside={name}"
    field = next(iter(typed))
    assert f'name="{field}" value="read"' in (await marte.get(review)).text
    assert (await marte.get(f"{site.plan()}/sharing/review")).status_code == 303, "nothing to sign"
    assert "checked" not in (await marte.get(f"/plans/new?aside={name}")).text
    stranger = await log_in_anew(site, await site.client(), asked.text, "leila")
    assert stranger.status_code == 404
    site.clock.move(timedelta(minutes=20))
    await marte.get("/")
    site.clock.move(timedelta(minutes=11))
    assert (await marte.get(review)).status_code in (303, 422)
    await site.world.sql("UPDATE set_aside SET account_id = :who", who=site.world.accounts["leila"])
