"""A coordinator without a plan, and before a birth: on a consent of its own, and becoming a plan in place."""

import httpx2
import pytest

from ipplan.gate.audit import audit
from ipplan.gate.consents import APART, FIRST, newest
from ipplan.permit import Access
from tests.page.asking import Answer
from tests.page.before_birth import COORDINATOR, MOTHER, OTHER, UNIT, expecting, space_of
from tests.site import Site
from tests.world import PEOPLE

KINDS = "SELECT kind FROM space WHERE owner_id = :w AND state = 'open' ORDER BY kind"
STANDING = "SELECT kind FROM consent WHERE space_id = :s AND withdrawn_at IS NULL ORDER BY kind"


async def _kinds(site: Site, name: str) -> list[str]:
    return [row[0] for row in await site.world.sql(KINDS, w=site.world.accounts[name])]


@pytest.mark.parametrize(
    ("kind", "said", "unsaid"),
    [
        ("coordination", "Koordinering uten plan", "Økonomi"),
        ("expecting", "Koordinering før fødselen", "Om meg"),
    ],
)
async def test_it_is_made_from_one_page_on_its_own_consent_with_fewer_parts(
    site: Site, kind: str, said: str, unsaid: str
) -> None:
    mehmet = await site.client("mehmet")
    page = (await mehmet.get("/plans/new")).text
    for choice in ("Individuell plan", "Koordinator uten plan", "Jeg venter barn"):
        assert choice in page
    assert newest(kind, "nb").text in page
    made = await mehmet.post("/plans", data={"consent": kind})
    assert made.status_code == 303, made.text
    shown = (await mehmet.get(made.headers["location"])).text
    assert said in shown
    assert "Møter" in shown
    assert unsaid not in shown
    assert "Individuell plan" not in shown
    own = await space_of(site, made.headers["location"].rpartition("/")[2])
    assert [row[0] for row in await site.world.sql(STANDING, s=own.space_id)] == [kind]
    assert said.split()[0] in (await mehmet.get("/")).text
    deciding = (await mehmet.get(f"{own.path}/deciding")).text
    assert newest(kind, "nb").text in deciding
    assert "barnet ditt" not in (shown + deciding).lower()
    query = "SELECT consent_id FROM consent WHERE space_id = :s"
    receipt = (await site.world.sql(query, s=own.space_id))[0][0]
    told = (await mehmet.get(f"{own.path}/receipts/{receipt}")).text.split("<footer")[0]
    assert newest(kind, "nb").text in told
    assert "individuell plan" not in told.replace(newest(kind, "nb").text, "").replace(
        "uten en individuell plan", ""
    )


async def test_one_plan_or_one_coordination_and_one_before_a_birth_beside_it(site: Site) -> None:
    mehmet = await site.client("mehmet")
    for kind in ("coordination", "expecting"):
        assert (await mehmet.post("/plans", data={"consent": kind})).status_code == 303
    for kind in ("coordination", "plan", "expecting"):
        again = await mehmet.post("/plans", data={"consent": kind})
        assert again.status_code == 422
        assert "fra før" in again.text
    assert await _kinds(site, "mehmet") == ["coordination", "expecting"]
    assert 'name="consent"' not in (await mehmet.get("/plans/new")).text
    # Who has a plan may have one before a birth beside it, and no coordination.
    roar = await site.client("roar")
    page = (await roar.get("/plans/new")).text
    assert [kind for kind in FIRST if f'value="{kind}"' in page] == ["expecting"]
    assert (await roar.post("/plans", data={"consent": "coordination"})).status_code == 422
    assert (await roar.post("/plans", data={"consent": "noe annet"})).status_code == 422


async def test_without_its_consent_others_open_nothing_and_the_consent_to_a_plan_is_not_asked(
    site: Site,
) -> None:
    own = await expecting(site)
    await own.grant(MOTHER, "leila", "health")
    mother, leila = await site.client(MOTHER), await site.client("leila")
    assert (await leila.get(own.section("health"))).status_code == 200
    assert (await mother.post(f"{own.path}/consents/plan")).status_code == 404, "it becomes no plan"
    assert (await mother.post(f"{own.path}/consents/coordination")).status_code == 404
    assert (await mother.post(f"{own.path}/consents/expecting/withdrawal")).status_code == 303
    assert (await leila.get(own.section("health"))).status_code == 404
    assert "Koordineringen er satt på pause." in (await mother.get(own.path)).text
    assert (await mother.post(f"{own.path}/consents/expecting")).status_code == 303
    assert (await leila.get(own.section("health"))).status_code == 200


async def test_coordination_becomes_a_plan_in_place_and_grants_stand_on(site: Site) -> None:
    own = await expecting(site, "coordination")
    await own.write(MOTHER, "needs", "text", {"title": "", "body": "Det jeg trenger"})
    await own.grant(MOTHER, "leila", "needs", Access.WRITE)
    mother, leila, unit = await site.client(MOTHER), await site.client("leila"), await site.client(UNIT)
    before = (await leila.get(f"{own.path}/view.json")).json()
    assert before["kind"] == "coordination"
    assert "Koordinering uten plan" in (await unit.get("/unit")).text
    page = (await mother.get(f"{own.path}/deciding")).text
    assert "Jeg ønsker en plan" in page
    assert newest("plan", "nb").text in page
    assert "Jeg ønsker en plan" not in (await leila.get(f"{own.path}/deciding")).text
    assert (await leila.post(f"{own.path}/consents/plan")).status_code == 404
    assert newest(APART, "nb").text in page
    assert "en del av planen" not in page
    assert (await mother.post(f"{own.path}/consents/plan")).status_code == 303
    assert newest(APART, "nb").text in (await mother.get(f"{own.path}/deciding")).text, (
        "what was signed is what is shown"
    )
    assert [row[0] for row in await site.world.sql(STANDING, s=own.space_id)] == ["plan", "sharing"]
    after = (await leila.get(f"{own.path}/view.json")).json()
    assert after["kind"] == "plan"
    assert after["sections"] == before["sections"], "she sees the same as before, and nothing new"
    shown = (await mother.get(own.path)).text
    assert "Individuell plan" in shown
    for title in ("Om meg", "Helse", "Økonomi", "Det jeg trenger"):
        assert title in shown
    assert await _kinds(site, MOTHER) == ["plan"]
    assert "Koordinering uten plan" not in (await unit.get("/unit")).text
    receipts = (await mother.get(f"{own.path}/receipts")).text
    assert "Samtykke trukket tilbake" in receipts, "the consent to coordination has ended"
    # Nothing leads back, and the plan's own consent is the only one that counts from now on.
    assert (await mother.post(f"{own.path}/consents/coordination")).status_code == 404
    assert (await mother.post(f"{own.path}/consents/plan/withdrawal")).status_code == 303
    assert Answer.of(await leila.get(own.path)) == Answer.of(await leila.get("/plans/ingenting"))
    settings = site.world.house.settings
    report = await audit(site.world.house.database, site.world.house.keyring, settings.grant_issuer)
    assert [one for one in report.misfits if "bundet" not in one] == []


async def test_a_plan_is_asked_for_on_a_fresh_login_only(site: Site) -> None:
    from datetime import timedelta

    own = await expecting(site, "coordination")
    mother = await site.client(MOTHER)
    site.clock.move(timedelta(minutes=16))
    assert "Logg inn på nytt" in (await mother.post(f"{own.path}/consents/plan")).text
    assert await _kinds(site, MOTHER) == ["coordination"]


async def test_before_a_birth_nobody_decides_for_her(site: Site) -> None:
    own = await expecting(site)
    mother, unit = await site.client(MOTHER), await site.client(UNIT)
    assert (await mother.get(f"{own.path}/mandates/new")).status_code == 404
    assert (await unit.get(f"/unit/plans/{own.space_id}/mandates/new")).status_code == 404
    room = (await unit.get(f"/unit/plans/{own.space_id}")).text
    assert "lag barnets plan" in room
    assert "Registrer hvem som bestemmer" not in room
    for name in (OTHER, COORDINATOR, "leila"):
        client: httpx2.AsyncClient = await site.client(name)
        for form in ("silence", "consents/expecting/withdrawal"):
            assert (await client.post(f"{own.path}/{form}")).status_code == 404, name
        await client.aclose()
    assert PEOPLE[MOTHER]["name"] in (await mother.get(own.path)).text
