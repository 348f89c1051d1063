"""Of age: mandates and the child coordinator's work end by the clock, and what is handed over is listed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.statements import unit_hand
from ipplan.permit import Access
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.store.versions import Clear
from tests.page.asking import Answer, some_item
from tests.page.test_takeover import _tiril
from tests.site import Site
from tests.world import PEOPLE

EIGHTEEN = datetime(2035, 9, 13, 22, tzinfo=UTC)
"""Tiril was born on 14 September 2017; midnight in Oslo."""


async def test_it_is_there_from_sixty_days_before_until_ninety_after(site: Site) -> None:
    await tiril_decides(site)
    for days, there in ((-61, False), (-59, True), (1, True), (89, True), (91, False)):
        be_at(site, days)
        tiril = await _tiril(site)
        assert ((await tiril.get(f"{site.plan()}/handover")).status_code == 200) is there, days
        assert ("Se hva som må overføres" in (await tiril.get(f"{site.plan()}/deciding")).text) is there, days
        assert ("se hva som må overføres" in (await tiril.get("/")).text) is there, days


async def test_it_lists_who_ends_what_they_have_to_do_and_who_sees_what(site: Site) -> None:
    await tiril_decides(site)
    be_at(site, -30)
    tiril, wenche = await _tiril(site), await site.client("wenche")
    page = (await tiril.get(f"{site.plan()}/handover")).text
    for said in ("Snart er du myndig", PEOPLE["marte"]["name"], PEOPLE["wenche"]["name"], "Kroppen min"):
        assert said in page, said
    hers = (await wenche.get(f"{site.plan()}/handover")).text
    assert "Kroppen min" not in hers, "she may see another part"
    duty = "Følge opp skolen"
    assert duty not in page
    await asked_of_marte(site, duty)
    assert duty in (await tiril.get(f"{site.plan()}/handover")).text
    assert duty in (await wenche.get(f"{site.plan()}/handover")).text
    for name in ("leila", "roar"):
        client = await site.client(name)
        refused = Answer.of(await client.get("/plans/ingenting"))
        assert Answer.of(await client.get(f"{site.plan()}/handover")) == refused


async def test_on_her_birthday_the_childs_coordinator_is_one_no_more_and_keeps_her_access(site: Site) -> None:
    await tiril_decides(site)
    be_at(site, -1)
    wenche = await site.client("wenche")
    assert (await wenche.get(f"{site.plan()}/people")).status_code == 200
    assert "Du er koordinator" in (await wenche.get("/")).text
    be_at(site, 1)
    wenche = await site.client("wenche")
    assert (await wenche.get(f"{site.plan()}/people")).status_code == 404
    assert "Du er deltaker" in (await wenche.get("/")).text
    assert (await wenche.get(site.section("home"))).status_code == 200
    assert (await wenche.get(f"{site.plan()}/handover")).status_code == 200, "she hands over"
    assert "Nå er du myndig" in (await (await _tiril(site)).get(f"{site.plan()}/handover")).text


async def test_no_row_makes_her_coordinator_for_longer_than_her_rights(site: Site) -> None:
    await tiril_decides(site)
    be_at(site, 91)
    await site.world.sql("UPDATE participant SET role_until = NULL")
    wenche = await site.client("wenche")
    assert (await wenche.get(site.section("health"))).status_code == 404


async def tiril_decides(site: Site) -> None:
    """She is seventeen, her mother helps her, and two see something at home or of her health."""
    be_at(site, -200)
    world = site.world
    gate, ends = world.house.gate, EIGHTEEN + timedelta(days=200)
    async with gate.writing(world.spaces["tiril"], world.actor("tiril")) as (held, visit):
        commission = Commission(world.accounts["marte"], "parent_of_youth", EIGHTEEN, may_grant=False)
        owner_id = visit.space.owner_id
        await sign_mandate(held, gate.signer, unit_hand(world.actor("ingeborg")), owner_id, commission)
        sections = world.sections["tiril"]
        wishes = [
            Wish(world.accounts["wenche"], sections["home"], Access.WRITE, ends),
            Wish(world.accounts["leila"], sections["health"], Access.READ, ends),
        ]
        await sign_wishes(held, visit, visit.gate.signer, wishes)


async def asked_of_marte(site: Site, title: str) -> None:
    """Under an action at home, by Tiril."""
    action, world = await some_item(site, "home", "action"), site.world
    typed = {"title": title, "responsible_id": str(world.accounts["marte"])}
    filled = fill(KINDS["responsibility"], typed, Clear("responsibility", status="asked"), {})
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("tiril")) as (held, visit):
        permit = await visit.open(world.sections["tiril"]["home"])
        await changes.create(held, permit, uuid4(), KINDS["responsibility"], UUID(action), filled)


def be_at(site: Site, days: float) -> None:
    """So many days from her birthday."""
    site.clock.move(EIGHTEEN + timedelta(days=days) - site.clock.now())
