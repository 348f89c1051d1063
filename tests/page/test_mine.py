"""The child's own page: from seven until she decides, for her alone; her words stand in the plan as hers."""

from datetime import UTC, datetime, timedelta

import httpx2

from tests.gate.family import CHILD, family
from tests.gate.test_takeover import SIXTEEN
from tests.page.asking import Answer
from tests.page.test_takeover import _tiril
from tests.site import Site
from tests.world import PEOPLE

SEVEN = datetime(2024, 9, 13, 22, tzinfo=UTC)


async def test_it_says_who_helps_what_is_worked_on_and_who_decides(site: Site) -> None:
    await family(site.world)
    tiril = await _tiril(site)
    assert f'href="/plans/{site.world.spaces[CHILD]}/mine"' in (await tiril.get("/")).text
    assert "Min side" in (await tiril.get(site.plan())).text
    page = (await tiril.get(f"{site.plan()}/mine")).text
    for said in (
        "Hei, Tiril",
        PEOPLE["sindre"]["name"],
        PEOPLE["marte"]["name"],
        "bestemmer hvem som får lese planen din",
        "Når du fyller 16, bestemmer du selv",
        "Dette jobber vi med",
        "Det jeg har skjult",
    ):
        assert said in page, said
    assert "Ikke vis for en forelder" in (await tiril.get(site.plan())).text


async def test_it_is_for_the_child_alone_from_seven_until_she_decides(site: Site) -> None:
    for name in ("marte", "leila", "wenche"):
        client = await site.client(name)
        refused = Answer.of(await client.get("/plans/ingenting"))
        assert Answer.of(await client.get(f"{site.plan()}/mine")) == refused, name
        answer = await client.post(f"{site.plan()}/mine/disagreement", data={"body": "Nei"})
        assert Answer.of(answer) == refused, name
    assert "Min side" not in (await client.get(site.plan())).text
    page = (await (await _tiril(site)).get(f"{site.plan()}/mine")).text
    assert "Ikke vis for en forelder" not in page, "she is nine"
    roar = await site.client("roar")
    assert (await roar.get(f"{site.plan('roar')}/mine")).status_code == 404
    for at, status in ((SIXTEEN - timedelta(seconds=9), 200), (SIXTEEN, 404)):
        site.clock.move(at - site.clock.now())
        tiril = await _tiril(site)
        assert (await tiril.get(f"{site.plan()}/mine")).status_code == status, at
    assert "Min side" not in (await tiril.get(site.plan())).text


async def test_what_she_wishes_stands_in_the_plan_as_her_own_words(site: Site) -> None:
    tiril, marte = await _tiril(site), await site.client("marte")
    about = site.section("about")
    page = (await tiril.get(f"{site.plan()}/mine")).text
    link = page.split("/items/new?kind=text&amp;title=")[1].split('"')[0]
    form = (await tiril.get(f"{about}/items/new?kind=text&title={link}")).text
    assert 'value="Det jeg ønsker"' in form
    item = form.split('name="item" value="')[1].split('"')[0]
    wish = {"kind": "text", "item": item, "title": "Det jeg ønsker", "body": "Å sykle til skolen."}
    saved = await tiril.post(f"{about}/items", data=wish)
    assert (saved.status_code, saved.headers["location"]) == (303, f"/plans/{_plan(site)}/mine")
    assert "Å sykle til skolen." in (await tiril.get(f"{site.plan()}/mine")).text
    shown = (await marte.get(site.plan())).text
    assert "Å sykle til skolen." in shown
    assert "Tiril sine egne ord" in shown
    rows = await site.world.sql("SELECT head FROM item WHERE item_id = :item", item=item)
    await marte.post(f"{about}/items/{item}", data=wish | {"body": "Å gå.", "base": str(rows[0][0])})
    shown = (await marte.get(site.plan())).text
    assert "Å gå." in shown
    assert "Tiril sine egne ord" not in _item(shown, item), "these are her mother's"


async def test_that_she_does_not_agree_is_written_and_the_coordinator_is_told(site: Site) -> None:
    tiril = await _tiril(site)
    empty = await _disagree(tiril, site, " ")
    assert empty.status_code == 422
    assert "Skriv noe her." in empty.text
    assert (await _promised(site)) == 0
    assert (await _disagree(tiril, site, "Jeg vil ikke bytte skole.")).status_code == 303
    shown = (await (await site.client("marte")).get(site.plan())).text
    assert "Jeg vil ikke bytte skole." in shown
    assert "Jeg er ikke enig" in shown
    assert (await _promised(site)) == 1


async def _disagree(client: httpx2.AsyncClient, site: Site, body: str) -> httpx2.Response:
    return await client.post(f"{site.plan()}/mine/disagreement", data={"body": body})


async def _promised(site: Site) -> int:
    query = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_disagreement'"
    return int((await site.world.sql(query))[0][0])


def _plan(site: Site) -> str:
    return str(site.world.spaces[CHILD])


def _item(page: str, item: str) -> str:
    return page.split(f'id="item-{item}"')[1].split("</article>")[0]
