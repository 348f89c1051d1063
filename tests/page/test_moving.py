"""From a woman's own space before a birth to the child's plan: item by item, and nothing else is seen."""

from typing import Any
from uuid import UUID

import httpx2
import pytest

from ipplan.gate.withholding import withhold
from ipplan.permit import Access
from tests.page.asking import Answer
from tests.page.before_birth import (
    CHILD,
    COORDINATOR,
    MOTHER,
    OTHER,
    UNIT,
    Space,
    born,
    both_consent,
    child_form,
    expecting,
    space_of,
)
from tests.site import Site
from tests.world import PEOPLE

NOWHERE = "/plans/ingenting"
ASKED = "SELECT count(*) FROM account"


async def test_the_child_has_an_empty_plan_at_rest_until_both_have_consented(site: Site) -> None:
    own, unit = await expecting(site), await site.client(UNIT)
    plan = await born(site, unit, own)
    written = "SELECT count(*) FROM item WHERE space_id = :s"
    assert await site.world.sql(written, s=plan.space_id) == [(0,)]
    assert await site.world.sql("SELECT count(*) FROM consent WHERE space_id = :s", s=plan.space_id) == [(0,)]
    mother, other = await site.client(MOTHER), await site.client(OTHER)
    for client in (mother, other):
        shown = (await client.get(plan.path)).text
        assert CHILD in shown
        assert "Klar til å begynne" in shown
        assert (await client.post(f"{plan.path}/sections", data={"title": "Ny"})).status_code == 404
    deciding = (await mother.get(f"{plan.path}/deciding")).text
    assert "Ikke gitt" in deciding
    assert "Jeg samtykker" in deciding
    assert (await mother.post(f"{plan.path}/consents/plan")).status_code == 303
    assert "Klar til å begynne" in (await mother.get(plan.path)).text, "one of two is not enough"
    assert await site.world.sql(written, s=plan.space_id) == [(0,)]
    assert "har samtykket, og venter på deg" in (await other.get(plan.path)).text
    agreement = (await site.world.sql("SELECT agreement_id FROM agreement"))[0][0]
    assert (await other.post(f"{plan.path}/agreements/{agreement}/signature")).status_code == 303
    shown = (await mother.get(plan.path)).text
    for title in ("Om meg", "Helse", "Økonomi", "Meldinger"):
        assert title in shown
    assert "pause" not in shown
    # The other parent is none in her space, and she has moved nothing.
    assert Answer.of(await other.get(own.path)) == Answer.of(await other.get(NOWHERE))
    assert "lag barnets plan" in (await unit.get(f"/unit/plans/{own.space_id}")).text


async def test_who_has_the_responsibility_alone_consents_alone(site: Site) -> None:
    own, unit, mother = await expecting(site), await site.client(UNIT), await site.client(MOTHER)
    plan = await born(site, unit, own, alone="sole_responsibility")
    assert (await mother.post(f"{plan.path}/consents/plan")).status_code == 303
    assert "pause" not in (await mother.get(plan.path)).text
    other = await site.client(OTHER)
    assert Answer.of(await other.get(plan.path)) == Answer.of(await other.get(NOWHERE))


@pytest.fixture(scope="module")
async def own(shared: Site) -> Space:
    """A space that stays as it is."""
    return await expecting(shared)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"child_name": ""}, "Skriv noe her."),
        ({"child_name": "x" * 300}, "Teksten er for lang."),
        ({"child_pid": "12345678901"}, "Fødselsnummeret stemmer ikke"),
        ({"child_pid": PEOPLE["leila"]["pid"]}, "ikke til et barn"),
        ({"child_pid": PEOPLE["tiril"]["pid"]}, "stemmer ikke med hverandre"),
        ({"child_pid": PEOPLE["tiril"]["pid"], "child_name": PEOPLE["tiril"]["name"]}, "en plan fra før"),
        ({"alone": ""}, "Velg om begge signerer"),
        ({"pid": "1"}, "Fødselsnummeret stemmer ikke"),
        ({"email": "nei"}, "Skriv en e-postadresse"),
        ({"relation": ""}, "Skriv noe her."),
        ({"name": "Noen Andre"}, "stemmer ikke med hverandre"),
        ({"name": PEOPLE[MOTHER]["name"], "pid": PEOPLE[MOTHER]["pid"]}, "samme person"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_half_done(
    own: Space, wrong: dict[str, str], said: str
) -> None:
    site, unit = own.site, await own.site.client(UNIT)
    before = await site.world.sql(f"{ASKED} UNION ALL SELECT count(*) FROM space")
    answer = await unit.post(f"/unit/plans/{own.space_id}/child", data=child_form(site, **wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert child_form(site)["relation"] in answer.text or "relation" in wrong, "what was typed is kept"
    assert await site.world.sql(f"{ASKED} UNION ALL SELECT count(*) FROM space") == before


async def test_the_childs_plan_is_made_from_such_a_space_alone_and_by_the_unit_alone(site: Site) -> None:
    own = await expecting(site)
    unit, mother = await site.client(UNIT), await site.client(MOTHER)
    roars = f"/unit/plans/{site.world.spaces['roar']}/child"
    assert (await unit.post(roars, data=child_form(site))).status_code == 404
    assert (await unit.get(f"{roars}/new")).status_code == 404
    assert (await mother.post(f"/unit/plans/{own.space_id}/child", data=child_form(site))).status_code == 404


async def test_what_she_ticks_moves_with_all_under_it_and_nothing_else_is_ever_seen(site: Site) -> None:
    own = await _furnished(site)
    plan = await born(site, await site.client(UNIT), own)
    await both_consent(site, plan)
    mother, other = await site.client(MOTHER), await site.client(OTHER)
    assert f"{own.path}/moving" in (await mother.get("/")).text
    page = (await mother.get(f"{own.path}/moving")).text
    for text in TEXTS.values():
        assert text in page or text in UNDER
    warned = page.split(f'id="eyes-{own.ids["secret"]}"')[1].split("</p>")[0]
    assert "Du har skjult dette, eller noe under det, for " + PEOPLE[OTHER]["name"] in warned
    assert PEOPLE[OTHER]["name"] in page.split(f'id="eyes-{own.ids["home"]}"')[1].split("</p>")[0]
    assert f'id="eyes-{own.ids["goal"]}"' not in page, "that he sees already"
    form = await _form(site, mother, own, "goal", "needs")
    assert (await mother.post(f"{own.path}/moving", data=form)).status_code == 303
    moved = {"goal", "action", "asked", "said"}
    shown = await _everything(other, plan)
    for word, text in TEXTS.items():
        assert (text in shown) == (word in moved), word
    assert str(own.space_id) not in shown
    view = (await mother.get(f"{own.path}/view.json")).text
    start = (await other.get("/")).text
    for word in ("foreign", "secret", "home", "closed"):
        assert TEXTS[word] not in start, word
    assert {word for word, text in TEXTS.items() if text in view} == {"secret", "home"}
    # It is hers now, in the plan: a new item without a history, and it says where it came from.
    (item,) = [one for one in await _items(other, plan, "health") if one["kind"] == "goal"]
    assert item["author"] == str(site.world.accounts[MOTHER])
    assert item["number"] == 1
    history = (await other.get(f"{plan.section('health')}/items/{item['item']}/history")).text
    assert "Flyttet fra koordineringen før fødselen" in history
    assert "Første utkast" not in history
    assert (
        "Første utkast" in (await mother.get(f"{own.section('health')}/items/{own.ids['goal']}/history")).text
    )
    # Whom a question was put to who takes no part in the plan is not named there.
    assert PEOPLE["leila"]["name"] not in shown
    assert [one["kind"] for one in item["items"]] == ["action", "comment"]
    assert [one["kind"] for one in item["items"][0]["items"]] == ["responsibility"]


async def test_what_was_moved_is_taken_back(site: Site) -> None:
    own = await _furnished(site)
    plan = await born(site, await site.client(UNIT), own)
    await both_consent(site, plan)
    mother, other = await site.client(MOTHER), await site.client(OTHER)
    before = (await mother.get(f"{own.path}/view.json")).json()["sections"]
    form = await _form(site, mother, own, "goal")
    assert (await mother.post(f"{own.path}/moving", data=form)).status_code == 303
    assert TEXTS["goal"] in await _everything(other, plan)
    again = {"into": str(plan.space_id), "section": str(own.sections["health"]), "item": str(own.ids["goal"])}
    assert "Ta tilbake" in (await mother.get(f"{own.path}/moving")).text
    assert (await mother.post(f"{own.path}/moving/back", data=again)).status_code == 303
    assert (await mother.post(f"{own.path}/moving/back", data=again)).status_code == 404, "once is once"
    view = (await other.get(f"{plan.path}/view.json")).text
    assert TEXTS["goal"] not in view
    after = (await mother.get(f"{own.path}/view.json")).json()["sections"]
    assert _texts(after) == _texts(before)
    assert TEXTS["action"] in str(after)


async def test_nothing_ticked_is_said_and_a_second_press_moves_nothing_twice(site: Site) -> None:
    own = await _furnished(site)
    plan = await born(site, await site.client(UNIT), own)
    await both_consent(site, plan)
    mother = await site.client(MOTHER)
    nothing = await mother.post(f"{own.path}/moving", data={"into": str(plan.space_id)})
    assert nothing.status_code == 422
    assert "Kryss av for det som skal flyttes." in nothing.text
    form = await _form(site, mother, own, "goal")
    nowhere = form | {f"to-{own.ids['goal']}": ""}
    unsaid = await mother.post(f"{own.path}/moving", data=nowhere)
    assert unsaid.status_code == 422
    assert "Velg hvor i planen" in unsaid.text
    assert f'name="move-{own.ids["goal"]}" value="yes" checked' in unsaid.text
    for _ in range(2):
        assert (await mother.post(f"{own.path}/moving", data=form)).status_code == 303
    assert len([one for one in await _items(mother, plan, "health") if one["kind"] == "goal"]) == 1


async def test_nobody_else_moves_anything_and_she_only_into_her_own_childs_plan(site: Site) -> None:
    own = await _furnished(site)
    plan = await born(site, await site.client(UNIT), own)
    mother = await site.client(MOTHER)
    form = await _form(site, mother, own, "goal", into=plan)
    assert (await mother.get(f"{own.path}/moving")).status_code == 404, "nobody has consented to it yet"
    assert (await mother.post(f"{own.path}/moving", data=form)).status_code == 404
    await both_consent(site, plan)
    for name in (OTHER, COORDINATOR, "leila", "marte", UNIT):
        client = await site.client(name)
        refused = Answer.of(await client.get(NOWHERE))
        assert Answer.of(await client.get(f"{own.path}/moving")) == refused, name
        assert Answer.of(await client.post(f"{own.path}/moving", data=form)) == refused, name
        await client.aclose()
    # Another plan, in which she acts too, is not her child's; nor is her own space, nor what is none.
    roar = await space_of(site, site.world.spaces["roar"])
    for into in (str(roar.space_id), str(own.space_id), "x", str(UUID(int=7))):
        assert (await mother.post(f"{own.path}/moving", data=form | {"into": into})).status_code == 404
    elsewhere = form | {f"to-{own.ids['goal']}": str(roar.sections["health"])}
    assert (await mother.post(f"{own.path}/moving", data=elsewhere)).status_code == 404
    # And from there not into hers.
    back = form | {"into": str(own.space_id)}
    assert (await mother.post(f"{plan.path}/moving", data=back)).status_code == 404
    assert TEXTS["goal"] in (await mother.get(f"{own.path}/view.json")).text


TEXTS = {
    "goal": "Trygg fødsel på sykehuset",
    "action": "Ringe avdelingen",
    "asked": "Er det mulig å ta imot oss før?",
    "foreign": "Kan du skrive henvisningen?",
    "said": "Det har jeg tenkt på lenge",
    "secret": "Dette sier jeg ikke til noen",
    "home": "Leiligheten er for liten",
    "closed": "Noe jeg har lukket",
}
UNDER = {TEXTS[word] for word in ("action", "asked", "foreign", "said", "closed")}


class Furnished(Space):
    """Her space, with something of every kind in it."""

    ids: dict[str, UUID]


async def _furnished(site: Site) -> Furnished:
    own = await expecting(site)
    plan = Furnished(own.site, own.space_id, own.sections)
    await own.grant(MOTHER, "leila", "health", Access.WRITE)
    await own.grant(MOTHER, OTHER, "health")
    goal = await own.write(MOTHER, "health", "goal", {"title": "Første utkast", "status": "active"})
    mother = await site.client(MOTHER)
    base = (await site.world.sql("SELECT head FROM item WHERE item_id = :i", i=goal))[0][0]
    saved = {"kind": "goal", "title": TEXTS["goal"], "status": "active", "base": str(base)}
    answer = await mother.post(f"{own.section('health')}/items/{goal}", data=saved)
    assert answer.status_code == 303, answer.text
    action = await own.write(
        MOTHER, "health", "action", {"title": TEXTS["action"], "status": "planned"}, goal
    )
    people = site.world.accounts
    asked = {"title": TEXTS["asked"], "responsible_id": str(people[OTHER])}
    foreign = {"title": TEXTS["foreign"], "responsible_id": str(people["leila"])}
    for values in (asked, foreign):
        await own.write(MOTHER, "health", "responsibility", values, action)
    await own.write("leila", "health", "comment", {"body": TEXTS["said"]}, goal)
    secret = await own.write(MOTHER, "health", "text", {"title": "", "body": TEXTS["secret"]})
    closed = await own.write(MOTHER, "health", "text", {"title": "", "body": TEXTS["closed"]})
    await mother.post(f"{own.section('health')}/items/{closed}/closure")
    home = await own.write(MOTHER, "home", "text", {"title": "", "body": TEXTS["home"]})
    gate, actor = site.world.house.gate, site.world.actor(MOTHER)
    async with gate.writing(own.space_id, actor) as (held, visit):
        await withhold(held, visit, await visit.open(own.sections["health"]), secret, people[OTHER])
    plan.ids = {"goal": goal, "secret": secret, "home": home}
    await mother.aclose()
    return plan


async def _form(
    site: Site,
    mother: httpx2.AsyncClient,
    own: Furnished,
    word: str,
    area: str = "health",
    into: Space | None = None,
) -> dict[str, str]:
    """Her form with one item ticked, as the page suggests it."""
    if into is not None:
        return {
            "into": str(into.space_id),
            f"move-{own.ids[word]}": "yes",
            f"to-{own.ids[word]}": str(into.sections[area]),
        }
    page = (await mother.get(f"{own.path}/moving")).text
    select = page.split(f'name="to-{own.ids[word]}"')[1].split("</select>")[0]
    return {
        "into": page.split('name="into" value="')[1].split('"')[0],
        f"move-{own.ids[word]}": "yes",
        f"to-{own.ids[word]}": select.split('" selected')[0].rpartition('value="')[2],
    }


async def _everything(client: httpx2.AsyncClient, plan: Space) -> str:
    """All that somebody is shown anywhere in a plan."""
    pages = ["", "/view.json", "/log", "/log.json", "/receipts", "/deciding", "/sharing", "/people"]
    pages += ["/sections/closed", *(f"/sections/{one}" for one in plan.sections.values())]
    texts = []
    for page in pages:
        answer = await client.get(plan.path + page)
        assert answer.status_code == 200, page
        texts.append(answer.text)
    for section in (await client.get(f"{plan.path}/view.json")).json()["sections"]:
        for item in _walk(section["items"]):
            path = f"{plan.path}/sections/{section['section']}/items/{item['item']}"
            texts += [(await client.get(f"{path}/{page}")).text for page in ("history", "readers")]
    return "\n".join(texts)


def _walk(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for item in items for one in (item, *_walk(item["items"]))]


async def _items(client: httpx2.AsyncClient, plan: Space, area: str) -> list[dict[str, Any]]:
    view = (await client.get(f"{plan.path}/view.json")).json()
    (found,) = [one for one in view["sections"] if one["section"] == str(plan.sections[area])]
    items: list[dict[str, Any]] = found["items"]
    return items


def _texts(sections: list[dict[str, Any]]) -> list[Any]:
    return [[(one["kind"], one["content"]) for one in _walk(section["items"])] for section in sections]
