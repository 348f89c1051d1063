"""The front page tells of all plans what may be seen in each, at a cost that does not grow with them."""

import re

import httpx2

from tests.page.cast import fresh_item
from tests.page.counting import Statements, statements
from tests.page.many_plans import Owner, owner_with
from tests.page.test_editions import approve
from tests.page.test_meetings import TITLE, called
from tests.page.test_talks import begin, say
from tests.site import Site

__all__ = ["statements"]
GUEST = "thea"


async def read(site: Site, client: httpx2.AsyncClient, *plans: str) -> None:
    """She has read these plans, an hour ago by her marks: her login would not last that long."""
    for plan in plans:
        assert (await client.get(plan)).status_code == 200
    await site.world.house.read_marks.settle()
    await site.world.sql("UPDATE read_mark SET at = at - interval '1 hour' RETURNING 1")


def part(page: str, heading: str) -> str:
    """One section of the page as text; empty where it is not there."""
    found = re.search(rf'<section[^>]*aria-labelledby="{heading}".*?</section>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


async def test_it_tells_what_is_new_in_each_plan_and_nothing_that_she_may_not_see(site: Site) -> None:
    anne, bo = await owner_with(site, GUEST, "Anne Sund"), await owner_with(site, GUEST, "Bo Sund")
    guest = await site.client(GUEST)
    assert part((await guest.get("/")).text, "fresh-heading") == "", "she has read nothing yet"
    await read(site, guest, anne.space.path, bo.space.path)
    await anne.write("health", "Trygg i vannet", "Lære å svømme")
    await bo.write("work", "Lese en bok")
    await bo.write("economy", "Kvittere ut gjeld")
    told = part((await guest.get("/")).text, "fresh-heading")
    assert "Anne Sund 2 endringer" in told
    assert "Bo Sund 1 endring " in told
    path = anne.space.path.removeprefix(site.address)
    assert f'href="{path}/minute"' in (await guest.get("/")).text
    for title in ("Trygg i vannet", "Lære å svømme", "Lese en bok"):
        assert title in told
    assert "gjeld" not in told
    await read(site, guest, anne.space.path)
    told = part((await guest.get("/")).text, "fresh-heading")
    assert "Anne" not in told
    assert "Bo Sund" in told


async def test_what_is_withheld_is_not_counted(site: Site) -> None:
    leila = await site.client("leila")
    await read(site, leila, site.plan())
    await fresh_item(site, "tiril", "health")
    await fresh_item(site, "tiril", "health", hidden_from="leila")
    await fresh_item(site, "tiril", "economy")
    assert "1 endring " in part((await leila.get("/")).text, "fresh-heading")
    marte = await site.client("marte")
    assert part((await marte.get("/")).text, "fresh-heading") == "", (
        "what she wrote herself is not new to her"
    )


async def test_meetings_and_duties_come_by_the_day_and_what_is_asked_stands_first(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    path = await called(site, marte, ("leila", "marte"))
    page = (await leila.get("/")).text
    assert f"{TITLE} Planen til Tiril Aasen Vollan" in part(page, "asked-heading").replace(
        "Individuell plan for", "Planen til"
    )
    assert f'href="{path}"' in page
    assert page.index('id="asked-heading"') < page.index('id="coming-heading"') < page.index('id="plans-')
    assert (await leila.post(f"{path}/answer", data={"answer": "yes"})).status_code == 303
    page = (await leila.get("/")).text
    assert TITLE not in part(page, "asked-heading")
    assert TITLE in part(page, "coming-heading")
    assert (await leila.post(f"{path}/answer", data={"answer": "no"})).status_code == 303
    assert TITLE not in (await leila.get("/")).text
    berit = (await (await site.client("berit")).get("/")).text
    assert "Vaffelrøre og en ekstra voksen i huset" in part(berit, "coming-heading")
    assert TITLE not in berit, "she is not invited"


async def test_who_coordinates_is_asked_to_approve_and_nobody_else(site: Site) -> None:
    marte, wenche, leila = [await site.client(name) for name in ("marte", "wenche", "leila")]
    asked = "Vil du godkjenne planen?"
    assert asked not in (await wenche.get("/")).text
    assert (await approve(site, marte)).status_code == 303
    page, path = (await wenche.get("/")).text, site.plan().removeprefix(site.address)
    assert f"{asked} Planen til Tiril" in part(page, "asked-heading")
    assert f'href="{path}/approval#waiting-heading"' in page
    assert page.count(asked) == 1
    for other in (marte, leila):
        assert asked not in (await other.get("/")).text
    assert (await marte.post(f"{path}/approval/1/answer", data={"answer": "approved"})).status_code == 404
    assert asked in (await wenche.get("/")).text
    assert (await wenche.post(f"{path}/approval/1/answer", data={"answer": "declined"})).status_code == 303
    assert asked not in (await wenche.get("/")).text
    await approve(site, marte)
    assert asked in (await wenche.get("/")).text
    assert (await marte.post(f"{path}/silence")).status_code == 303
    assert asked not in (await wenche.get("/")).text, "it is silent for her"


async def test_messages_that_are_unread_stand_with_the_plan(site: Site) -> None:
    wenche, sindre, kristin = [await site.client(one) for one in ("wenche", "sindre", "kristin")]
    talk = await begin(site, wenche, "Treningen", "sindre")
    for body in ("Skal vi bytte dag?", "Tirsdag?"):
        await say(wenche, talk, body)
    assert "2 uleste meldinger" in (await sindre.get("/")).text
    for other in (wenche, kristin):
        assert "ulest" not in (await other.get("/")).text
    await sindre.get(talk)
    assert "ulest" not in (await sindre.get("/")).text
    await site.world.house.conversation_marks.settle()
    assert "ulest" not in (await sindre.get("/")).text


async def test_twelve_plans_cost_as_many_statements_as_three(statements: Statements, site: Site) -> None:
    guest = await site.client(GUEST)
    costs: dict[str, list[int]] = {"cold": [], "warm": [], "plans": []}
    made: list[Owner] = []
    for count in (3, 12):
        made += [await owner_with(site, GUEST, f"Eier Nummer{n}") for n in range(len(made), count)]
        await read(site, guest, *(one.space.path for one in made))
        for one in made:
            await one.write("health", "Noe nytt")
        site.world.house.reader.forget()
        for state in ("cold", "warm"):
            with statements.counted() as run:
                page = (await guest.get("/")).text
            costs[state].append(len(run))
        assert part(page, "fresh-heading").count("1 endring ") == count
        costs["plans"].append(page.count('class="ds-card plan-card"'))
    assert costs["plans"] == [4, 13], "one she had before"
    assert costs["cold"][0] == costs["cold"][1], costs
    assert costs["warm"][0] == costs["warm"][1] < costs["cold"][0], costs
    assert 'name="q"' in page
    found = (await guest.get("/", params={"q": "nummer11"})).text
    assert found.count('class="ds-card plan-card"') == 1
    assert "1 plan funnet" in found
    assert "Ingen av planene dine passer" in (await guest.get("/", params={"q": "<b>x"})).text
    assert "<b>x" not in (await guest.get("/", params={"q": "<b>x"})).text
