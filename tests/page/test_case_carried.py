"""What stands in a case is not written anew: who acts for a child in it, and whom it wishes for."""

import html
from datetime import timedelta

from ipplan.gate.unit import appoint
from tests.page.before_birth import number_born
from tests.page.case_stage import FOR_CHILD, inquire
from tests.page.casework import PLACE, UNIT, Office, at_office
from tests.site import Site
from tests.world import PEOPLE

MARTE = PEOPLE["marte"]
ACTS = {"who": "representative", "name": MARTE["name"], "email": MARTE["email"], "relation": "Mor"}
KNOWN = "Da kan feltet stå tomt."


async def _for_child(site: Site) -> Office:
    """A mother's inquiry for her child, who is known by number to the unit."""
    sent = await inquire(site, await site.client("marte"), **FOR_CHILD)
    office = Office(site, await site.client(UNIT), sent)
    await office.done("/taking")
    born = site.clock.now().date() - timedelta(days=9 * 365)
    await office.done("/parties", who="party", party_name=FOR_CHILD["name"], party_pid=number_born(born))
    return office


async def test_for_a_child_somebody_acts_before_anything_else_and_her_number_is_known(site: Site) -> None:
    office = await _for_child(site)
    assert "Registrer hvem som handler for barnet" in await office.page()
    parties = await office.page("/parties")
    assert KNOWN in parties
    assert MARTE["name"] in parties
    assert MARTE["pid"] not in parties
    other = await office.post("/parties", **ACTS | {"name": "Noen Andre"}, basis="parent")
    assert other.status_code == 422, "of nobody else it is known"
    assert 'id="pid-error"' in other.text
    await office.done("/parties", **ACTS, basis="parent")
    assert KNOWN not in await office.page("/parties"), "once"
    assert "Vurder saken" in await office.page()


async def test_letters_about_a_child_go_to_who_acts_for_it_though_it_is_let_in_itself(site: Site) -> None:
    office = await _for_child(site)
    await office.done("/parties", **ACTS, basis="parent")
    day = (site.clock.now().date() + timedelta(days=9)).isoformat()
    await office.done("/question", words="Hvilken skole?", day=day)
    letters = [line for line in (await office.page()).split('"') if "/letters/" in line]
    letter = (await office.client.get(letters[0].removesuffix("/brev.pdf"))).text
    recipient = html.unescape(letter).partition('class="letter-recipient">')[2].partition("</p>")[0]
    assert recipient.startswith(MARTE["name"])
    assert FOR_CHILD["name"] not in recipient


async def test_a_granted_case_leads_to_who_decides_then_to_a_coordinator_and_back(site: Site) -> None:
    office = await _granted(site)
    await office.done("/founding")
    page = await office.page()
    new = page.partition('href="/unit/plans/')[2].partition('"')[0]
    assert new.endswith(f"/mandates/new?case={office.case}")
    plan = f"/unit/plans/{new[:36]}"
    form = html.unescape((await office.client.get(f"/unit/plans/{new}")).text)
    assert KNOWN in form
    assert MARTE["pid"] not in form
    day = form.partition('name="day" value="')[2][:10]
    said = ACTS | {"case": str(office.case), "basis": "parent", "alone": "sole_responsibility", "day": day}
    signed = await office.client.post(f"{plan}/mandates", data=said)
    assert (signed.status_code, signed.headers.get("location")) == (303, office.path)
    assert f'href="{plan}/coordinator/new?case={office.case}">Oppnevn koordinator' in await office.page()
    asking = html.unescape((await office.client.get(f"{plan}/coordinator/new?case={office.case}")).text)
    for carried in (FOR_CHILD["phone"], FOR_CHILD["named"], MARTE["name"]):
        assert carried in asking, carried


async def test_nothing_is_carried_from_a_case_about_another_or_one_that_is_not_hers(site: Site) -> None:
    office = await _granted(site)
    await office.done("/founding")
    plan = (await office.page()).partition('href="/unit/plans/')[2][:36]
    another = await at_office(site, "berit")
    for road in ("mandates/new", "coordinator/new"):
        answer = await office.client.get(f"/unit/plans/{plan}/{road}?case={another.case}")
        assert answer.status_code == 404, road
    async with site.world.house.database.begin() as tx:
        signer, mehmet = site.world.house.gate.signer, site.world.accounts["mehmet"]
        await appoint(tx, signer, mehmet, PLACE, site.clock.now())
    colleague = await site.client("mehmet")
    assert (await colleague.get(f"/unit/plans/{plan}/mandates/new")).status_code == 200
    answer = await colleague.get(f"/unit/plans/{plan}/mandates/new?case={office.case}")
    assert answer.status_code == 404, "who has not taken it on reads nothing of it"


async def _granted(site: Site) -> Office:
    office = await _for_child(site)
    await office.done("/parties", **ACTS, basis="parent")
    await office.assess()
    parts = {f"outcome-{one}": "granted" for one in ("child_coordinator", "plan")}
    await office.done(
        "/decision",
        language="nb",
        **parts,
        **dict.fromkeys(("reason-child_coordinator", "reason-plan"), "Ja."),
    )
    await office.done("/decision/signature")
    return office
