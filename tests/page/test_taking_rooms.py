"""Taking a plan along with what its rooms hold: what is for some stays so, and its files go with it."""

from uuid import uuid4

import httpx2

from tests.conftest import Ground
from tests.elsewhere import open_elsewhere
from tests.page.test_diary import SECRET, room_for, share, write
from tests.page.test_taking import confirmed, part, sent
from tests.site import Site

NAMED = "Kan dere to snakke om medisinen?"


async def taken(client: httpx2.AsyncClient, site: Site) -> tuple[bytes, str]:
    """The archive of Tiril's plan, and its code."""
    page = (await client.get(f"{site.plan()}/export")).text
    archive = (await client.get(f"{site.plan()}/export/plan.zip")).content
    return archive, page.partition("<code>")[2].partition("</code>")[0]


async def audiences(site: Site) -> dict[str, list[object] | None]:
    """Whom the conversations and entries that arrived are for."""
    rows = await site.world.sql(
        "SELECT item_id, audience FROM item WHERE kind IN ('conversation', 'entry') AND item_id IN "
        "(SELECT item_id FROM version WHERE cause = 'arrived')"
    )
    return {str(row[0]): row[1] for row in rows}


async def test_what_was_for_some_is_for_nobody_more_where_it_comes_in(site: Site, ground: Ground) -> None:
    await room_for(site, wenche="comment", leila="read")
    marte, wenche = await site.client("marte"), await site.client("wenche")
    messages = str(site.world.sections["tiril"]["messages"])
    asked, common = str(uuid4()), str(uuid4())
    some = {"section": messages, "item": asked, "title": NAMED, "among": "some"}
    some[f"with-{site.world.accounts['sindre']}"] = "yes"
    every = {"section": messages, "item": common, "title": "For alle", "among": "all"}
    for form in (some, every):
        assert (await marte.post(f"{site.plan()}/messages", data=form)).status_code == 303
    own, hers = await write(site, marte), await write(site, wenche)
    assert await share(site, wenche, hers, "some", "marte") == 303
    archive, code = await taken(marte, site)
    assert all(one in str(part(archive, "view.json")) for one in (asked, own, hers))
    async with open_elsewhere(ground, site) as there:
        again = await there.client("marte")
        answer = await sent(again, there.plan(), archive, code)
        assert (await confirmed(again, there.plan(), answer)).status_code == 303
        tiril = there.world.accounts["tiril"]
        found = await audiences(there)
        assert {one: found[one] for one in (asked, common, own, hers)} == {
            asked: [tiril],
            common: None,
            own: [],
            hers: [],
        }
        for one in (asked, own, hers):
            assert one in (await again.get(f"{there.plan()}/view.json")).text, "she had it, and has it here"
        diary = (await again.get(f"{there.plan()}/diary")).text
        assert ("Lag dagbok" in diary, diary.count(SECRET)) == (True, 2), "they are not lost from sight"
        assert f"/diary/{own}/audience" not in diary, "what came was written elsewhere"
