"""Who decides here, over HTTP: two consents, each withdrawn and given for itself, and what follows."""

import json
from datetime import timedelta

import httpx2

from ipplan.gate.audit import audit
from ipplan.gate.consents import newest
from ipplan.job.expiry import notice_expiries
from ipplan.letter.verify import verify
from tests.page.asking import Answer, close_code, socket_to
from tests.site import Site
from tests.world import PEOPLE

PAUSED = "Planen er satt på pause."


async def test_the_page_says_who_decides_on_what_basis_and_until_when(site: Site) -> None:
    marte = await site.client("marte")
    page = (await marte.get(f"{site.plan()}/deciding")).text
    for said in (
        "Planen er til Tiril Aasen Vollan.",
        "Fra 14. september 2033 bestemmer Tiril Aasen Vollan selv. ",
        "Disse handler for Tiril Aasen Vollan:",
        "Ingen andre bestemmer i planen nå.",
        "Foreldreansvar, registrert i Folkeregisteret",
        PEOPLE["wenche"]["name"],
        newest("plan", "nb").text,
        newest("sharing", "nb").text,
    ):
        assert said in page, said
    roar = (await (await site.client("roar")).get(f"{site.plan('roar')}/deciding")).text
    assert "bestemmer selv. Ingen andre har fullmakt." in roar


async def test_without_the_consent_to_the_plan_others_open_nothing_and_nobody_writes(site: Site) -> None:
    marte, leila, wenche = [await site.client(name) for name in ("marte", "leila", "wenche")]
    path = f"/plans/{site.world.spaces['tiril']}/live"
    async with socket_to(site, leila, path) as screen:
        await screen.send('{"seen": {}}')
        await screen.recv()
        await _press(marte, site, "plan/withdrawal")
        assert await close_code(screen) == 1008
    nowhere = Answer.of(await leila.get("/plans/ingenting"))
    assert Answer.of(await leila.get(site.plan())) == nowhere
    assert Answer.of(await leila.get(site.section("health"))) == nowhere
    plan = (await marte.get(site.plan())).text
    assert "Kroppen min" in plan, "she reads"
    assert PAUSED in plan
    assert "edit-button" not in plan, "and writes nothing"
    assert PAUSED in (await wenche.get(site.plan())).text
    goal = {"kind": "goal", "title": "Noe nytt", "status": "active"}
    for client in (marte, leila):
        assert Answer.of(await client.post(f"{site.section('health')}/items", data=goal)).status == 404
    for form in ("people", "sections", "invitations"):
        answer = await marte.post(f"{site.plan()}/{form}", data={"title": "Ny", **_person()})
        assert answer.status_code == 404, form


async def test_the_plan_is_taken_up_again_as_it_was(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    before = (await leila.get(site.section("health"))).text
    for _ in range(2):
        await _press(marte, site, "plan/withdrawal")
        assert PEOPLE["leila"]["name"] in (await marte.get(f"{site.plan()}/deciding")).text
        await _press(marte, site, "plan")
    assert (await leila.get(site.section("health"))).text == before
    assert PAUSED not in (await marte.get(site.plan())).text
    assert "edit-button" in (await marte.get(site.plan())).text


async def test_without_the_consent_to_share_every_grant_is_withdrawn_for_good(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    await _press(marte, site, "sharing/withdrawal")
    assert (await leila.get(site.plan())).status_code == 404
    left = "SELECT count(*) FROM access_grant WHERE space_id = :s AND section_id IS NOT NULL"
    left += " AND (withdrawn_at IS NULL OR withdrawal IS NULL)"
    assert (await site.world.sql(left, s=site.world.spaces["tiril"]))[0][0] == 0
    assert "edit-button" in (await marte.get(site.plan())).text, "she writes as before"
    await _press(marte, site, "sharing")
    assert (await leila.get(site.plan())).status_code == 404, "to share again is not to give back"
    await _grant(marte, site)
    assert (await leila.get(site.section("health"))).status_code == 200


async def test_nothing_is_shared_before_one_has_consented_again(site: Site) -> None:
    marte = await site.client("marte")
    for kind, said in (("plan", PAUSED), ("sharing", "Samtykket til å dele er trukket tilbake.")):
        await _press(marte, site, f"{kind}/withdrawal")
        assert said in (await marte.get(f"{site.plan()}/sharing")).text
        for form in ("sharing/review", "sharing"):
            refused = await marte.post(f"{site.plan()}/{form}", data=_wish(site))
            assert refused.status_code == 422
            assert said in refused.text
        await _press(marte, site, kind)


async def test_each_act_has_a_receipt_that_anybody_can_verify(site: Site) -> None:
    marte = await site.client("marte")
    jwks = (await marte.get("/.well-known/jwks.json")).text
    for kind in ("plan", "sharing"):
        for act, title in (
            ("/withdrawal", "Kvittering for at samtykke er trukket tilbake"),
            ("", "Kvittering for samtykke"),
        ):
            await _press(marte, site, kind + act)
            page = (await marte.get(f"{site.plan()}/deciding")).text
            card = page.split(f'id="consent-{kind}"')[1].split("</section>")[0]
            path = card.split(f"/plans/{site.world.spaces['tiril']}/receipts/")[1].split('"')[0]
            receipt = (await marte.get(f"{site.plan()}/receipts/{path}")).text
            assert title in receipt
            assert newest(kind, "nb").text in receipt
            data = (await marte.get(f"{site.plan()}/receipts/{path}.json")).json()
            finding = verify(json.dumps(data), jwks)
            assert finding.holds, finding.wrong
            events = {one["event_type"] for one in data["receipt"]["events"]}
            assert ("consent_withdrawn" in events) == bool(act)
            assert (await marte.get(f"{site.plan()}/receipts/{path}.pdf")).status_code == 200
            site.clock.move(timedelta(seconds=1))


async def test_only_who_decides_withdraws_or_gives_and_twice_does_no_harm(site: Site) -> None:
    marte = await site.client("marte")
    for name in ("wenche", "leila", "roar"):
        client = await site.client(name)
        nowhere = Answer.of(await client.get("/plans/ingenting"))
        for path in ("plan/withdrawal", "sharing/withdrawal", "plan", "sharing"):
            assert Answer.of(await client.post(f"{site.plan()}/consents/{path}")) == nowhere
        if name != "wenche":
            assert Answer.of(await client.get(f"{site.plan()}/deciding")) == nowhere
    assert (await marte.post(f"{site.plan()}/consents/noe/withdrawal")).status_code == 404
    count = "SELECT count(*) FROM consent WHERE space_id = :s"
    before = (await site.world.sql(count, s=site.world.spaces["tiril"]))[0][0]
    for path in ("plan", "plan/withdrawal", "plan/withdrawal", "plan", "plan"):
        await _press(marte, site, path)
    assert (await site.world.sql(count, s=site.world.spaces["tiril"]))[0][0] == before + 1
    world = site.world
    report = await audit(world.house.database, world.house.keyring, world.house.settings.grant_issuer)
    assert [one for one in report.misfits if "bundet" not in one] == []


async def test_a_withdrawal_mark_that_is_deleted_brings_nothing_back(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    await _press(marte, site, "plan/withdrawal")
    await site.world.sql("UPDATE consent SET withdrawn_at = NULL, withdrawal = NULL")
    assert (await leila.get(site.plan())).status_code == 404
    assert "edit-button" not in (await marte.get(site.plan())).text
    world = site.world
    report = await audit(world.house.database, world.house.keyring, world.house.settings.grant_issuer)
    assert [one for one in report.misfits if "Tilbaketrekkingen er slettet" in one]


async def test_nobody_is_sent_anything_about_a_plan_at_rest(site: Site) -> None:
    marte = await site.client("marte")
    await _grant(marte, site)
    site.clock.move(timedelta(days=2))
    marte = await site.client("marte")
    await _press(marte, site, "plan/withdrawal")
    found = "SELECT count(*) FROM expiry_notice WHERE space_id = :s"
    await notice_expiries(site.world.house.gate)
    assert (await site.world.sql(found, s=site.world.spaces["tiril"]))[0][0] == 0
    await _press(marte, site, "plan")
    await notice_expiries(site.world.house.gate)
    assert (await site.world.sql(found, s=site.world.spaces["tiril"]))[0][0] > 0


async def _press(client: httpx2.AsyncClient, site: Site, path: str) -> None:
    answer = await client.post(f"{site.plan()}/consents/{path}")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].endswith("/deciding")


def _wish(site: Site) -> dict[str, str]:
    who, section = site.world.accounts["leila"], site.world.sections["tiril"]["health"]
    return {f"access-{who}-{section}": "read", f"until-{who}": "1m"}


async def _grant(client: httpx2.AsyncClient, site: Site) -> None:
    assert (await client.post(f"{site.plan()}/sharing", data=_wish(site))).status_code == 303


def _person() -> dict[str, str]:
    return {"name": "Eva Moen", "email": "eva@example.org", "title": "Tante", "pid": "29815900543"}
