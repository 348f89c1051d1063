"""From a candidate to a coordinator: asked, agreed, said yes to, signed; nothing of the plan on the way."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from ipplan.permit import APPOINTMENTS
from ipplan.store import seal
from tests.page.appointing import (
    CONTACT,
    UNIT,
    agreed,
    appointed,
    asked,
    called,
    day,
    role_of,
    room,
    said,
)
from tests.page.asking import Answer
from tests.site import Site
from tests.world import PEOPLE

OTHERS = ("marte", "wenche", "leila", "roar")


async def test_the_register_shows_how_much_each_has_and_takes_new_ones(site: Site) -> None:
    unit = await site.client(UNIT)
    shown = (await unit.get("/unit/coordinators")).text
    assert called("wenche") in shown
    assert "Har 1, ønsker høyst 8" in shown
    person = {name: PEOPLE["kristin"][name] for name in ("name", "pid", "email", "title")}
    form = {**person, "competence-children": "yes", "most": "x", "manager_name": ""}
    wrong = await unit.post("/unit/coordinators", data=form)
    assert wrong.status_code == 422
    for words in ("Skriv et tall", "Skriv hvem som er lederen", person["email"]):
        assert words in wrong.text, words
    form |= {"most": "1", "manager_name": called(UNIT), "manager_email": PEOPLE[UNIT]["email"]}
    assert (await unit.post("/unit/coordinators", data=form)).status_code == 303
    one = f"/unit/coordinators/{site.world.accounts['kristin']}"
    assert 'value="1"' in (await unit.get(one)).text
    assert (await unit.post(one, data={"manager_name": "Tor Vik", "trained": "yes"})).status_code == 303
    assert "Tor Vik" in (await unit.get(one)).text
    assert (await unit.post(f"{one}/ending")).status_code == 303
    assert called("kristin") not in (await unit.get("/unit/coordinators")).text
    assert (await unit.get(one)).status_code == 404


async def test_candidates_are_sorted_by_what_they_know_and_by_the_persons_wish(site: Site) -> None:
    unit, new = await site.client(UNIT), f"{room(site)}/coordinator/new"

    async def first(**query: str) -> str:
        page = (await unit.get(new, params=query)).text
        found = {name: page.find(called(name) + ",") for name in ("grete", "sindre", "thea")}
        return min(found, key=lambda name: found[name])

    assert await first(**{"competence-elderly": "yes"}) == "grete"
    assert await first(**{"competence-children": "yes", "competence-habilitation": "yes"}) == "sindre"
    assert await first(wish="Thea Eriksen, som vi kjenner") == "thea"


async def test_one_is_asked_with_her_managers_yes_and_begins_when_the_unit_has_signed(site: Site) -> None:
    unit, thea = await site.client(UNIT), await site.client("thea")
    path = await asked(site, unit, "thea")
    assert "Vil du være" not in (await thea.get("/")).text, "her manager comes first"
    assert (await said(thea, path)).status_code == 404
    assert (await unit.post(f"{path}/appointment")).status_code == 422
    await agreed(site, unit, path)
    assert "Vil du være barnekoordinator?" in (await thea.get("/")).text
    page = (await thea.get(f"/appointments/{path.rpartition('/')[2]}")).text
    for words in (called("tiril"), "90 00 00 00", "Fjordvik kommune"):
        assert words in page, words
    assert "Om meg" not in page
    assert (await thea.get(site.plan())).status_code == 404
    assert (await said(thea, path)).status_code == 303
    assert (await thea.get(site.plan())).status_code == 404, "the unit has not signed"
    assert (await unit.post(f"{path}/appointment")).status_code == 303
    start = (await thea.get("/")).text
    assert "Du er koordinator" in start
    assert "skriv når dere har vært i kontakt" in start
    own = (await thea.get(f"{site.plan()}/coordinator")).text
    for words in ("90 00 00 00", "Om meg", "ikke åpen for deg", "Deltakere og inviterte"):
        assert words in own, words
    assert "åpen for deg" not in own.replace("ikke åpen for deg", "")
    assert "Kroppen min" not in own, "the owner's own titles are not hers to see"
    plan = (await thea.get(site.plan())).text
    assert "Ingen deler er åpne for deg nå." in plan
    assert "Kroppen min" not in plan
    shown = (await unit.get(path)).text
    for words in ("Tor Vik sa ja, som leder", f"{called('thea')} sa ja", f"{called(UNIT)} oppnevnte"):
        assert words in shown, words


async def test_she_says_no_and_why_and_the_unit_asks_another(site: Site) -> None:
    unit, thea = await site.client(UNIT), await site.client("thea")
    path = await asked(site, unit, "thea")
    await agreed(site, unit, path)
    mute = await said(thea, path, answer="no")
    assert (mute.status_code, "Skriv kort hvorfor" in mute.text) == (422, True)
    assert (await said(thea, path, answer="no", reason="Jeg kjenner familien.")).status_code == 303
    page = (await unit.get(path)).text
    assert "Jeg kjenner familien." in page
    assert "Spør en annen" in page
    assert (await unit.post(f"{path}/appointment")).status_code == 422
    for name in ("marte", "wenche"):
        own = (await (await site.client(name)).get(f"{site.plan()}/coordinator")).text
        assert "kjenner familien" not in own


async def test_a_manager_with_an_account_says_yes_herself_and_learns_of_no_plan(site: Site) -> None:
    unit, grete = await site.client(UNIT), await site.client("grete")
    path = await asked(site, unit, "grete")
    address = f"/appointments/{path.rpartition('/')[2]}"
    start = (await unit.get("/")).text
    assert f"Kan {called('grete')} være koordinator for en til?" in start
    page = (await unit.get(address)).text
    assert called("tiril") not in page
    assert "90 00 00 00" not in page
    assert (await grete.get(address)).status_code == 404
    assert (await unit.post(f"{address}/answer", data={"answer": "yes"})).status_code == 404
    assert (await unit.post(f"{address}/agreement")).status_code == 303
    assert (await said(grete, path)).status_code == 303


async def test_what_is_asked_of_one_is_there_for_nobody_else(site: Site) -> None:
    unit = await site.client(UNIT)
    path = await asked(site, unit, "thea")
    await agreed(site, unit, path)
    address = f"/appointments/{path.rpartition('/')[2]}"
    for name in OTHERS:
        client = await site.client(name)
        refused = Answer.of(await client.get(f"/appointments/{uuid4()}"))
        assert refused.status == 404
        assert Answer.of(await client.get(address)) == refused
        for step in ("answer", "agreement"):
            form = {"answer": "yes"}
            assert Answer.of(await client.post(f"{address}/{step}", data=form)) == refused
        assert (await client.get(path)).status_code == 404
        assert (await client.get("/unit/coordinators")).status_code == 404
    assert CONTACT.split("\n")[1] in (await (await site.client("thea")).get(address)).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"account": ""}, "Velg hvem som skal spørres."),
        ({"kind": ""}, "Velg hva det gjelder."),
        ({"contact": " "}, "Skriv hvordan den som spørres"),
        ({"account": "marte"}, "Velg en som ikke er med i planen"),
        ({"account": "leila"}, "Velg en som ikke er med i planen"),
        ({"kind": "deputy"}, "Velg hvem vikaren er for."),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    shared: Site, wrong: dict[str, str], words: str
) -> None:
    unit, accounts = await shared.client(UNIT), shared.world.accounts
    form = {"account": "thea", "kind": "coordinator", "contact": "Ring 91 23 45 67"} | wrong
    form["account"] = str(accounts[form["account"]]) if form["account"] else ""
    answer = await unit.post(f"{room(shared)}/coordinator", data=form)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert "91 23 45 67" in answer.text or not form["contact"].strip()
    adult = {**form, "account": str(accounts["thea"]), "kind": "child_coordinator", "contact": "x"}
    grown = await unit.post(f"{room(shared, 'roar')}/coordinator", data=adult)
    assert (grown.status_code, "Planeieren er myndig" in grown.text) == (422, True)


async def test_nobody_appoints_herself_and_a_candidate_must_stand_in_the_register(site: Site) -> None:
    unit = await site.client(UNIT)
    person = {name: PEOPLE[UNIT][name] for name in ("name", "pid", "email", "title")}
    form = {**person, "manager_name": "Tor Vik"}
    assert (await unit.post("/unit/coordinators", data=form)).status_code == 303
    path = await asked(site, unit, UNIT)
    await agreed(site, unit, path)
    assert (await said(unit, path)).status_code == 303
    assert (await unit.post(f"{path}/appointment")).status_code == 404
    assert (await unit.post(f"{path}/taking_back")).status_code == 303
    assert "Tatt tilbake" in (await unit.get(path)).text
    assert (await unit.post(f"{path}/taking_back")).status_code == 422


async def test_first_contact_is_written_by_her_and_missed_by_the_unit(site: Site) -> None:
    unit, thea, _ = await appointed(site, "thea")
    late = "Første kontakt er ikke registrert"
    assert late not in (await unit.get(room(site))).text
    site.clock.move(timedelta(days=15))
    unit, thea = await site.client(UNIT), await site.client("thea")
    assert late in (await unit.get(room(site))).text
    own = f"{site.plan()}/coordinator"
    assert "Det er over tiden." in (await thea.get(own)).text
    ahead = await thea.post(f"{own}/telling", data={"what": "contacted", "day": day(site, 1)})
    assert (ahead.status_code, "Skriv dagen dere var i kontakt" in ahead.text) == (422, True)
    form = {"what": "contacted", "day": day(site, -1)}
    assert (await thea.post(f"{own}/telling", data=form)).status_code == 303
    assert late not in (await unit.get(room(site))).text
    assert (await (await site.client("marte")).post(f"{own}/telling", data=form)).status_code == 404


async def test_who_decides_sees_who_coordinates_and_may_wish_another(site: Site) -> None:
    marte, unit, wenche = [await site.client(name) for name in ("marte", UNIT, "wenche")]
    own = f"{site.plan()}/coordinator"
    page = (await marte.get(own)).text
    for words in (called("wenche"), "Barnekoordinator", PEOPLE["wenche"]["email"], "Siden "):
        assert words in page, words
    empty = await marte.post(f"{own}/wish", data={"wish": " "})
    assert (empty.status_code, "Skriv hva du ønsker." in empty.text) == (422, True)
    assert (await marte.post(f"{own}/wish", data={"wish": "Helst en mann."})).status_code == 303
    assert "Ønsket er sendt" in (await marte.get(own)).text
    assert "Helst en mann." in (await unit.get(room(site))).text
    assert "Helst en mann." not in (await wenche.get(own)).text
    assert (await wenche.post(f"{own}/wish", data={"wish": "x"})).status_code == 404
    assert (await (await site.client("leila")).get(own)).status_code == 404


async def test_the_unit_ends_a_role_and_the_plan_stays_open_where_the_owner_has_granted(site: Site) -> None:
    unit, wenche = await site.client(UNIT), await site.client("wenche")
    role = await role_of(site, "wenche")
    assert (await unit.post(f"{room(site)}/roles/{uuid4()}/ending")).status_code == 404
    assert (await unit.post(f"{room(site)}/roles/{role}/ending", data={"day": ""})).status_code == 303
    assert (await wenche.get(f"{site.plan()}/people")).status_code == 404
    assert "Du er deltaker" in (await wenche.get("/")).text
    assert (await wenche.get(site.section("home"))).status_code == 200
    assert (
        "Ingen er koordinator" in (await (await site.client("marte")).get(f"{site.plan()}/coordinator")).text
    )
    assert (await unit.post(f"{room(site)}/roles/{role}/ending")).status_code == 404


async def test_the_unit_opens_what_it_has_written_itself_and_nothing_else_of_the_plan(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit, _, path = await appointed(site, "thea", follows=await role_of(site, "wenche"))
    opened: list[UUID] = []
    real = seal.SectionBox.open

    def watched(self: seal.SectionBox, key_id: UUID, *args: bytes) -> bytes:
        opened.append(key_id)
        return real(self, key_id, *args)

    monkeypatch.setattr(seal.SectionBox, "open", watched)
    for address in ("/unit/coordinators", room(site), path, f"{room(site)}/coordinator/new"):
        assert (await unit.get(address)).status_code == 200
    assert set(opened) == {APPOINTMENTS}
    marte = await site.client("marte")
    await marte.get(site.plan())
    assert len(set(opened)) > 1, "the spy sees more where there is a right to it"
