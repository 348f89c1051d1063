"""Scenes at the coordinating unit, and of those whose cases it has."""

from uuid import uuid4

from tests.journeys.sweep.ids import Ids, ids_in
from tests.page.appointing import agreed, asked
from tests.page.before_birth import expecting
from tests.page.case_stage import HERSELF
from tests.page.casework import at_office, employ, letter_in, set_up
from tests.page.complaint_forms import SENT
from tests.page.test_accounts import _organisation
from tests.page.test_own_case import about_roar, by_the_unit
from tests.page.test_paper import on_paper
from tests.page.test_services import address_of
from tests.site import Site


async def unit(site: Site) -> Ids:
    """The unit's own room: accounts, work-places, services, coordinators, and one who is asked."""
    ids = await ids_in(site, "tiril")
    await on_paper(site)
    client = await site.client("ingeborg")
    ids["account"] = str(site.world.accounts["silje"])
    ids["coordinator"] = str(site.world.accounts["wenche"])
    ids["organisation"] = await _organisation(site, "Lyngholt skole")
    ids["entry"] = (await address_of(site, "Avlastning")).rpartition("/")[2]
    ids["appointment"] = (await asked(site, client, "thea")).rpartition("/")[2]
    return ids


async def appointing(site: Site) -> Ids:
    """Thea's manager has agreed that she coordinates for Tiril, and she is asked."""
    unit = await site.client("ingeborg")
    path = await asked(site, unit, "thea")
    await agreed(site, unit, path)
    return {"appointment": path.rpartition("/")[2], "plan": str(site.world.spaces["tiril"])}


async def cases(site: Site) -> Ids:
    """Cases one has taken on, assessed, written about, decided and been complained about in."""
    await set_up(site, second_approver=False, county_governor="Statsforvalteren i Vestland")
    client = await site.client("silje")
    draft = str(uuid4())
    assert (await client.post(f"/inquiries/{draft}/draft", data=HERSELF)).status_code < 400
    taken, written, decided, complained = [
        await at_office(site, who) for who in ("leila", "sindre", "roar", "berit")
    ]
    for office in (written, decided, complained):
        await office.assess("no")
        await office.write("refused")
    for office in (decided, complained):
        await office.done("/decision/signature")
    berit = await site.client("berit")
    sent = await berit.post(f"/cases/{complained.case}/complaint", data=SENT | {"about-refusal": "yes"})
    assert sent.status_code == 303, sent.text
    asked, _, _ = await about_roar(site)
    await by_the_unit(site, asked, "question")
    return {
        "draft": draft,
        "asked": str(asked),
        "case": str(taken.case),
        "written": str(written.case),
        "decided": str(decided.case),
        "complained": str(complained.case),
        "number": str(await letter_in(site, decided.case)),
    }


async def approving(site: Site) -> Ids:
    """A decision that waits for a second signature: Mehmet's."""
    await set_up(site, second_approver=True)
    await employ(site, "mehmet")
    office = await at_office(site)
    await office.assess()
    await office.write()
    await office.done("/decision/signature")
    await (await office.as_another("mehmet")).done("/approver")
    return {"case": str(office.case)}


async def birth(site: Site) -> Ids:
    """A woman who expects a child has a space, and its plan is yet to be made."""
    return {"plan": str((await expecting(site)).space_id)}
