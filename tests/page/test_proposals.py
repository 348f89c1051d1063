"""Proposals: a coordinator proposes and says why; who decides ticks, changes, signs or declines."""

import asyncio
import json
from datetime import timedelta
from html import unescape

import pytest

from ipplan.page.routes import DOORS
from ipplan.permit import PROPOSALS
from ipplan.plan.areas import AREAS
from ipplan.plan.packages import packages
from tests.page.asking import Answer, call, counted, place_of, socket_to
from tests.site import Site
from tests.store.test_dump import dump

REASON = "Sindre trenger å vite hva legen har sagt om hoften."


async def test_a_proposal_is_seen_ticked_changed_and_signed(site: Site) -> None:
    proposal = await _proposed(site)
    marte, sindre = await site.client("marte"), await site.client("sindre")
    plan = unescape((await marte.get(site.plan())).text)
    assert f"/proposals/{proposal}" in plan
    assert "foreslår tilgang for Sindre Nygård" in plan
    path = f"{site.plan()}/proposals/{proposal}"
    page = (await marte.get(path)).text
    assert REASON in page
    assert 'type="checkbox"' in page
    assert "checked" not in page, "nothing is ticked beforehand"
    before = await counted(site, "access_grant")
    assert (await marte.post(f"{path}/signature", data={"period": "6m"})).status_code == 422
    assert await counted(site, "access_grant") == before
    form = {"tick-economy": "yes", "access-economy": "read", "access-home": "write", "period": "1m"}
    form |= {"tick-about": "yes", "access-about": "write"}
    assert (await marte.post(f"{path}/signature", data=form)).status_code == 303
    assert (await sindre.get(site.section("economy"))).status_code == 200
    assert (await sindre.get(site.section("home"))).status_code == 404, "what was not ticked stays closed"
    rows = await site.world.sql(
        "SELECT count(*) FROM access_grant WHERE participant_id = :w AND section_id = :s"
        " AND access = 'write'",
        w=site.world.accounts["sindre"],
        s=site.world.sections["tiril"]["about"],
    )
    assert rows[0][0] == 0, "only what was proposed is signed"
    assert f"/proposals/{proposal}" not in (await marte.get(site.plan())).text
    assert (await marte.post(f"{path}/signature", data=form)).status_code == 404, "answered once"


async def test_declining_opens_nothing_and_its_words_reach_who_proposed(site: Site) -> None:
    proposal, before = await _proposed(site), await counted(site, "access_grant")
    marte, wenche = await site.client("marte"), await site.client("wenche")
    path = f"{site.plan()}/proposals/{proposal}"
    assert (await marte.post(f"{path}/declining", data={"words": "Ikke før jul."})).status_code == 303
    assert await counted(site, "access_grant") == before
    page = (await wenche.get(f"{site.plan()}/proposals/new")).text
    assert "Ikke nå" in page
    assert "Ikke før jul." in page
    assert (await marte.post(f"{path}/declining", data={})).status_code == 404


async def test_a_proposal_to_take_access_away_is_ticked_and_signed(site: Site) -> None:
    leila, wenche, marte = [await site.client(name) for name in ("leila", "wenche", "marte")]
    assert (await leila.get(site.section("health"))).status_code == 200
    form = {"participant": str(site.world.accounts["leila"]), "access-health": "remove", "reason": REASON}
    assert (await wenche.post(f"{site.plan()}/proposals", data=form)).status_code == 303
    proposal = (await site.world.sql("SELECT proposal_id FROM proposal"))[0][0]
    path = f"{site.plan()}/proposals/{proposal}"
    assert "Ta bort tilgangen" in (await marte.get(path)).text
    assert (await leila.get(site.section("health"))).status_code == 200, "a proposal takes nothing away"
    site.clock.move(timedelta(minutes=20))  # too late to open anything: taking away waits for nothing
    signed = await marte.post(f"{path}/signature", data={"tick-health": "yes", "access-health": "remove"})
    assert signed.status_code == 303
    assert (await leila.get(site.section("health"))).status_code == 404


async def test_reading_what_is_proposed_leaves_a_line_in_the_log(site: Site) -> None:
    proposal = await _proposed(site)
    marte = await site.client("marte")
    assert (await marte.get(f"{site.plan()}/proposals/{proposal}")).status_code == 200
    rows = await site.world.sql(
        "SELECT account_id, road FROM access_log WHERE section_id = :room", room=PROPOSALS
    )
    read = {(row[0], row[1]) for row in rows}
    assert {(site.world.accounts["wenche"], "edit"), (site.world.accounts["marte"], "page")} <= read
    log = unescape((await marte.get(f"{site.plan()}/log?person=all")).text)
    assert "<p>Forslag om tilgang</p>" in log


async def test_who_decides_sees_it_live(site: Site) -> None:
    marte = await site.client("marte")
    async with socket_to(site, marte, f"/plans/{site.world.spaces['tiril']}/live") as socket:
        await socket.send(json.dumps({"seen": {}}))
        await asyncio.wait_for(socket.recv(), 20)
        proposal = await _proposed(site)
        async with asyncio.timeout(20):
            while f"/proposals/{proposal}" not in str(await socket.recv()):
                pass


async def test_the_coordinator_never_sees_the_owners_own_names(site: Site) -> None:
    wenche, marte = await site.client("wenche"), await site.client("marte")
    view = (await marte.get(f"{site.plan()}/view.json")).json()
    proposal = await _proposed(site)
    seen = (await wenche.get(f"{site.plan()}/view.json")).json()
    hidden = {one["title"] for one in view["sections"]} - {one["title"] for one in seen["sections"]}
    hidden -= set(AREAS.values())
    assert hidden, "there is something that she may not see"
    for path in ("/proposals/new", "/proposals/new?package=fastlege", f"/proposals/{proposal}"):
        page = unescape((await wenche.get(site.plan() + path)).text)
        assert not [title for title in hidden if title in page], path


async def test_a_package_is_a_suggestion_and_chooses_nothing(site: Site) -> None:
    wenche = await site.client("wenche")
    page = (await wenche.get(f"{site.plan()}/proposals/new?package=fastlege")).text
    assert "Vanlig for Fastlege: Kan skrive" in page
    chosen = page.split('<form class="ds-card form-card"')[1]
    assert chosen.count(" selected>Foreslår ikke") == chosen.count('name="access-') > 5
    assert "checked" not in page
    assert {"fastlege", "fysioterapeut", "laerer", "nav", "parorende"} <= set(packages())


async def test_nobody_else_reads_answers_or_proposes(site: Site) -> None:
    place = (await place_of(site)).other(proposal=await _proposed(site))
    for name in ("leila", "berit", "roar", "mehmet"):
        client = await site.client(name)
        refused = Answer.of(await client.get("/plans/ingenting"))
        doors = [door for door in DOORS if "/proposals" in door.path]
        assert len(doors) == 5
        for door in doors:
            assert await call(site, client, door, place) == refused, (name, door)
        assert f"/proposals/{place.proposal}" not in (await client.get(site.plan())).text
    wenche = await site.client("wenche")
    for verb in ("signature", "declining"):
        path = f"{site.plan()}/proposals/{place.proposal}/{verb}"
        form = {"tick-economy": "yes", "access-economy": "read", "period": "1m"}
        assert (await wenche.post(path, data=form)).status_code == 404, "who proposes does not answer"


async def test_what_is_missing_is_said_and_what_was_typed_stays(site: Site) -> None:
    wenche, before = await site.client("wenche"), await counted(site, "proposal")
    page = await wenche.post(f"{site.plan()}/proposals", data={"reason": REASON})
    assert page.status_code == 422
    for said in ("Velg hvem det gjelder.", "Velg minst én del.", "Velg hvor lenge.", REASON):
        assert said in page.text
    assert await counted(site, "proposal") == before


async def test_a_stolen_database_shows_nothing_of_it_and_an_edited_row_is_not_there(site: Site) -> None:
    proposal = await _proposed(site)
    assert "hoften" not in dump(site.world)
    marte, wenche = await site.client("marte"), await site.client("wenche")
    await site.world.sql("UPDATE proposal SET proposed_by = :b", b=site.world.accounts["berit"])
    for client in (marte, wenche):
        assert (await client.get(f"{site.plan()}/proposals/{proposal}")).status_code == 404
    assert (await marte.get(site.plan())).status_code == 200


@pytest.mark.parametrize("word", ["own", "root", ""])
async def test_an_access_that_there_is_not_is_refused(site: Site, word: str) -> None:
    marte, proposal = await site.client("marte"), await _proposed(site)
    form = {"tick-economy": "yes", "access-economy": word, "period": "1m"}
    answer = await marte.post(f"{site.plan()}/proposals/{proposal}/signature", data=form)
    assert answer.status_code == 404


async def _proposed(site: Site) -> str:
    """A proposal of the coordinator's: economy and home, for the physiotherapist."""
    wenche = await site.client("wenche")
    form = {
        "participant": str(site.world.accounts["sindre"]),
        "access-economy": "read",
        "access-home": "read",
        "period": "6m",
        "reason": REASON,
    }
    made = await wenche.post(f"{site.plan()}/proposals", data=form)
    assert made.status_code == 303, made.text
    await wenche.aclose()
    return str((await site.world.sql("SELECT proposal_id FROM proposal"))[0][0])
