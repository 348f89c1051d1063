"""A diary is its author's alone: not even who decides sees it, before it is shared, entry by entry."""

import re
from uuid import uuid4

import httpx2

from tests.page.asking import some_item
from tests.site import Site

SECRET = "Jeg var redd i dag"


async def room_for(site: Site, **grants: str) -> None:
    """Marte makes the room, and lets people in."""
    marte = await site.client("marte")
    assert (await marte.post(f"{site.plan()}/diary")).status_code == 303
    query = "SELECT section_id FROM section WHERE area = 'diary' AND space_id = :space"
    section = (await site.world.sql(query, space=site.world.spaces["tiril"]))[0][0]
    site.world.sections["tiril"]["diary"] = section
    for name, access in grants.items():
        who = site.world.accounts[name]
        wish = {f"access-{who}-{section}": access, f"until-{who}": "6m"}
        assert (await marte.post(f"{site.plan()}/sharing", data=wish)).status_code == 303
    await marte.aclose()


async def write(site: Site, client: httpx2.AsyncClient, body: str = SECRET) -> str:
    form = {"item": str(uuid4()), "body": body, "starts_on": "2026-11-20"}
    made = await client.post(f"{site.plan()}/diary/entries", data=form)
    assert made.status_code == 303, made.text
    return form["item"]


async def share(site: Site, client: httpx2.AsyncClient, item: str, among: str, *names: str) -> int:
    form = {"among": among} | {f"with-{site.world.accounts[one]}": "yes" for one in names}
    return (await client.post(f"{site.plan()}/diary/{item}/audience", data=form)).status_code


async def sees(site: Site, client: httpx2.AsyncClient, words: str = SECRET) -> bool:
    """Whether the words stand on the diary's page; then they do as data, too, and else nowhere."""
    diary, data, plan = [
        words in (await client.get(site.plan() + page)).text for page in ("/diary", "/view.json", "")
    ]
    assert diary is data
    assert not plan, "it is shown in a room of its own"
    return diary


async def test_it_is_hers_alone_until_she_shares_it_and_again_when_she_takes_that_back(site: Site) -> None:
    await room_for(site, wenche="comment", leila="read")
    marte, wenche, leila = [await site.client(one) for one in ("marte", "wenche", "leila")]
    item = await write(site, wenche)
    assert await sees(site, wenche)
    for other in (marte, leila):
        assert not await sees(site, other)
    hers = site.section("diary") + f"/items/{item}"
    for way in ("history", "edit", "readers"):
        assert (await marte.get(f"{hers}/{way}")).status_code == 404
    assert SECRET not in (await marte.get(site.section("diary"))).text
    assert SECRET not in (await marte.get(f"{site.plan()}/as/{site.world.accounts['wenche']}")).text
    assert await share(site, marte, item, "all") == 404
    for among, names, shown in (
        ("some", ["leila"], {"leila"}),
        ("some", ["marte"], {"marte"}),
        ("all", [], {"leila", "marte"}),
        ("none", [], set()),
    ):
        assert await share(site, wenche, item, among, *names) == 303
        found = {name for name, one in (("leila", leila), ("marte", marte)) if await sees(site, one)}
        assert found == shown, among
    assert await share(site, wenche, item, "some") == 422
    assert (await leila.post(f"{site.plan()}/diary/entries", data={"item": item})).status_code == 404


async def test_what_is_shared_shows_no_earlier_words_and_no_older_text_shares_it_anew(site: Site) -> None:
    await room_for(site, wenche="comment", leila="write")
    wenche, leila = [await site.client(one) for one in ("wenche", "leila")]
    item = await write(site, wenche)
    hers = site.section("diary") + f"/items/{item}"
    first = re.findall(r'name="base" value="([^"]+)"', (await wenche.get(f"{hers}/edit")).text)[0]
    await wenche.post(hers, data={"base": first, "body": "En stille dag", "starts_on": "2026-11-20"})
    await share(site, wenche, item, "all")
    assert await sees(site, leila, "En stille dag")
    for way in ("history", "edit"):
        assert (await leila.get(f"{hers}/{way}")).status_code == 404
    assert (await leila.post(f"{hers}/closure")).status_code == 404
    assert await share(site, wenche, item, "none") == 303
    rows = await site.world.sql("SELECT version_id FROM version WHERE item_id = :i ORDER BY number", i=item)
    restored = await wenche.post(f"{hers}/restoration", data={"version": str(rows[2][0])})
    assert restored.headers["location"].endswith(f"/diary#item-{item}")
    assert not await sees(site, leila, "En stille dag"), "the text comes back, and not whom it was for"
    undone = await wenche.post(f"{hers}/undo", data={"version": str(rows[1][0])})
    assert undone.status_code == 303
    assert not await sees(site, leila)
    assert await sees(site, wenche)


async def test_a_day_that_was_begun_is_kept_and_a_plan_without_the_room_has_none(site: Site) -> None:
    wenche = await site.client("wenche")
    assert (await wenche.get(f"{site.plan()}/diary")).status_code == 404
    await room_for(site, wenche="comment")
    item = str(uuid4())
    typed = {"kind": "entry", "item": item, "base": "", "body": "Halv", "starts_on": "2026-11-20"}
    kept = await wenche.post(f"{site.section('diary')}/items/{item}/draft", data=typed)
    assert kept.status_code == 200
    assert f"/diary/new?item={item}" in (await wenche.get(f"{site.plan()}/diary")).text
    assert "Halv" in (await wenche.get(f"{site.plan()}/diary/new?item={item}")).text
    wrong = {"item": item, "body": "Hel", "starts_on": "i går"}
    answer = await wenche.post(f"{site.plan()}/diary/entries", data=wrong)
    assert (answer.status_code, "Hel" in answer.text) == (422, True)
    elsewhere = {**typed, "starts_on": "2026-11-20"}
    assert (await wenche.post(f"{site.section('home')}/items", data=elsewhere)).status_code == 404
    comment = {"kind": "comment", "item": str(uuid4()), "under": await some_item(site, "home"), "body": "x"}
    assert (await wenche.post(f"{site.section('home')}/items", data=comment)).status_code == 303
