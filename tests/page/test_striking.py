"""Striking a version from the page of its history: asked first, said in words, gone from every page."""

from uuid import UUID

import pytest

from tests.page.asking import heads
from tests.page.cast import earlier_version, fresh_item
from tests.page.test_fresh_login import ASKED, OLD, log_in_anew
from tests.site import Site
from tests.world import PEOPLE

FIRST, NEWEST = "Et mål", "Et annet"
GONE = "Teksten er slettet for godt"


@pytest.fixture
async def item(site: Site) -> tuple[str, str]:
    """Address of a goal that was written anew, and the version that stood before."""
    item_id = await fresh_item(site, "tiril", "health")
    first = await earlier_version(site, "tiril", "health", item_id)
    return f"{site.section('health')}/items/{item_id}", first


async def test_it_is_gone_from_the_history_and_what_is_left_says_by_whom_and_why(
    site: Site, item: tuple[str, str]
) -> None:
    path, first = item
    marte, leila = await site.client("marte"), await site.client("leila")
    page = (await marte.get(f"{path}/history")).text
    assert f"{FIRST}</p>" in page
    assert page.count("Slett denne teksten for godt …") == 1
    assert "må det først stå noe annet her" in page
    answer = await marte.post(f"{path}/striking", data={"version": first, "why": "others"})
    assert answer.status_code == 303
    for client in (marte, leila):
        after = (await client.get(f"{path}/history")).text
        assert f"{FIRST}</p>" not in after
        assert GONE in after
        assert f"av {PEOPLE['marte']['name']}: den handler om noen andre." in after
        assert f"{NEWEST}</p>" in after
        # Neither is it offered to bring it back.
        for gone in (
            "Hent tilbake denne",
            "Angre denne endringen",
            "Ingenting er borte",
            "Slett denne teksten",
        ):
            assert gone not in after, gone
    assert NEWEST in (await marte.get(f"{site.plan()}/view.json")).text
    for door, form in (("restoration", {"version": first}), ("undo", {"after": first})):
        assert (await marte.post(f"{path}/{door}", data=form)).status_code == 404


async def test_nothing_is_struck_without_a_reason_or_of_what_stands_there_now(
    site: Site, item: tuple[str, str]
) -> None:
    path, first = item
    marte = await site.client("marte")
    head = (
        await site.world.sql("SELECT head FROM item WHERE item_id = :i", i=UUID(path.rpartition("/")[2]))
    )[0][0]
    before = await heads(site)
    for form, said in (
        ({"version": first}, "Velg hvorfor teksten skal slettes for godt."),
        ({"version": first, "why": "derfor"}, "Velg hvorfor teksten skal slettes for godt."),
        ({"version": str(head), "why": "wrong"}, "Denne teksten gjelder nå. Skriv en ny først"),
    ):
        answer = await marte.post(f"{path}/striking", data=form)
        assert answer.status_code == 422
        assert said in answer.text
    assert await heads(site) == before


async def test_who_may_write_but_does_not_decide_is_not_offered_it(site: Site, item: tuple[str, str]) -> None:
    path, first = item
    leila = await site.client("leila")
    page = (await leila.get(f"{path}/history")).text
    assert f"{FIRST}</p>" in page
    assert "/striking" not in page
    assert (await leila.post(f"{path}/striking", data={"version": first, "why": "wrong"})).status_code == 404


async def test_on_an_old_login_one_logs_in_anew_and_what_one_chose_is_kept(
    site: Site, item: tuple[str, str]
) -> None:
    path, first = item
    marte = await site.client("marte")
    site.clock.move(OLD)
    asked = await marte.post(f"{path}/striking", data={"version": first, "why": "wrong"})
    assert ASKED in asked.text
    back = await log_in_anew(site, marte, asked.text)
    assert f'id="why-wrong-{first}" name="why" value="wrong" checked' in back.text
    assert GONE not in back.text


async def test_a_draft_begun_from_it_is_not_kept_any_more(site: Site, item: tuple[str, str]) -> None:
    path, first = item
    leila, marte = await site.client("leila"), await site.client("marte")
    form = {"kind": "goal", "title": f"{FIRST} til", "status": "active", "base": first}
    assert (await leila.post(f"{path}/draft", data=form)).status_code == 200
    assert f"{FIRST} til" in (await leila.get(f"{path}/edit")).text
    assert (await marte.post(f"{path}/striking", data={"version": first, "why": "wrong"})).status_code == 303
    assert f"{FIRST} til" not in (await leila.get(f"{path}/edit")).text
    assert (await leila.post(f"{path}/draft", data=form)).status_code == 404
    # Her own words are still in her editor, beside what stands; nothing of them is stored.
    stale = await leila.post(path, data=form)
    assert stale.status_code == 409
    assert f"{FIRST} til" in stale.text
    assert f"{FIRST} til" not in (await marte.get(f"{path}/history")).text
