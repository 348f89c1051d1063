"""Conversations: for all who may read a section or for those named alone; what is unread; what is kept."""

import re
from uuid import UUID, uuid4

import httpx2

from tests.page.asking import close_code, socket_to
from tests.site import Site


async def begin(
    site: Site, client: httpx2.AsyncClient, title: str, *names: str, area: str = "messages"
) -> str:
    """The address of a new conversation, for those who are named, or for all."""
    section = site.world.sections["tiril"][area]
    form = {"section": str(section), "item": str(uuid4()), "title": title}
    form |= {"among": "some" if names else "all"} | {
        f"with-{site.world.accounts[one]}": "yes" for one in names
    }
    made = await client.post(f"{site.plan()}/messages", data=form)
    assert made.status_code == 303, made.text
    return f"{site.address}{made.headers['location']}"


async def say(client: httpx2.AsyncClient, talk: str, body: str) -> UUID:
    item = uuid4()
    said = await client.post(talk, data={"item": str(item), "body": body})
    assert said.status_code == 303, said.text
    assert said.headers["location"].endswith(f"#item-{item}")
    return item


async def unread(site: Site, client: httpx2.AsyncClient) -> dict[str, int]:
    """What the list of conversations says of each."""
    page = (await client.get(f"{site.plan()}/messages")).text
    found = re.findall(r'talk-title">([^<]*?)(?: <span.*?)?</span>.*?</li>', page, re.S)
    rows = re.findall(r"<li class.*?</li>", page, re.S)
    counts = [re.search(r'talk-unread">(\d+)', row) for row in rows]
    return {title: int(one[1]) if one else 0 for title, one in zip(found, counts, strict=True)}


async def test_it_is_for_those_who_are_named_and_whose_plan_it_is(site: Site) -> None:
    wenche, sindre, kristin = [await site.client(one) for one in ("wenche", "sindre", "kristin")]
    talk = await begin(site, wenche, "Om medisinene", "sindre")
    item = await say(wenche, talk, "Har dere byttet dose?")
    assert "Har dere byttet dose?" in (await sindre.get(talk)).text
    assert "Om medisinene" in (await sindre.get(f"{site.plan()}/view.json")).text
    for page in ("/messages", "", "/view.json", "/messages/new"):
        seen = await kristin.get(site.plan() + page)
        assert seen.status_code == 200
        assert "Om medisinene" not in seen.text
        assert "byttet dose" not in seen.text
    inside = site.section("messages")
    hers = (f"{inside}/items/{item}/history", f"{inside}/items/{talk.rpartition('/')[2]}/history")
    for address in (talk, *hers):
        assert (await kristin.get(address)).status_code == 404
    assert (await kristin.post(talk, data={"item": str(uuid4()), "body": "Hei"})).status_code == 404
    marte = await site.client("marte")
    assert "Har dere byttet dose?" in (await marte.get(talk)).text, "she acts for whose plan it is"
    seen_as = await marte.get(f"{site.plan()}/as/{site.world.accounts['kristin']}")
    assert "Om medisinene" not in seen_as.text


async def test_each_conversation_has_its_own_unread_mark(site: Site) -> None:
    wenche, sindre = [await site.client(one) for one in ("wenche", "sindre")]
    one, two = [await begin(site, wenche, title, "sindre") for title in ("Sykkel", "Ferie")]
    for talk in (one, one, two):
        await say(wenche, talk, "Hva tenker du?")
    before = await unread(site, sindre)
    assert (before["Sykkel"], before["Ferie"]) == (2, 1)
    assert list(before)[:2] == ["Ferie", "Sykkel"], "the newest first"
    await sindre.get(one)
    now = await unread(site, sindre)
    assert (now["Sykkel"], now["Ferie"]) == (0, 1)
    await say(sindre, one, "Ja!")
    assert (await unread(site, sindre))["Sykkel"] == 0, "one's own is no news"
    assert (await unread(site, wenche))["Sykkel"] == 1
    await site.world.house.conversation_marks.settle()
    site.world.house.conversation_marks._noted.clear()
    assert await unread(site, sindre) == (now | {"Sykkel": 0}), "as another process knows it"


async def test_what_stands_in_the_section_is_its_own_conversation(site: Site) -> None:
    wenche, kristin = [await site.client(one) for one in ("wenche", "kristin")]
    section = site.world.sections["tiril"]["messages"]
    common = f"{site.plan()}/messages/{section}/{section}"
    await say(wenche, common, "Fotballen starter igjen.")
    assert "Fotballen starter igjen." in (await kristin.get(common)).text
    assert "Fotballen starter igjen." in (await kristin.get(site.plan())).text


async def test_any_section_can_have_one_and_one_shown_among_its_content_has_none(site: Site) -> None:
    leila, berit = [await site.client(one) for one in ("leila", "berit")]
    talk = await begin(site, leila, "Blodprøvene", area="health")
    await say(leila, talk, "Svarene er her.")
    assert "Blodprøvene" in (await leila.get(f"{site.plan()}/messages")).text
    assert "Blodprøvene" not in (await leila.get(site.plan())).text, "it stands in a room of its own"
    assert "Blodprøvene" not in (await berit.get(f"{site.plan()}/messages")).text
    form = {"kind": "conversation", "item": str(uuid4()), "title": "Her?"}
    assert (await leila.post(f"{site.section('health')}/items", data=form)).status_code == 404
    reader = await site.client("wenche")
    assert "Du kan lese her, men ikke skrive." in (await reader.get(talk)).text
    assert (await reader.post(talk, data={"item": str(uuid4()), "body": "x"})).status_code == 404


async def test_nothing_that_was_typed_is_lost(site: Site) -> None:
    wenche = await site.client("wenche")
    talk = await begin(site, wenche, "Sykkel", "sindre")
    empty = await wenche.post(talk, data={"item": str(uuid4()), "body": "  "})
    assert (empty.status_code, "Skriv noe her." in empty.text) == (422, True)
    item, talk_id = str(uuid4()), talk.rpartition("/")[2]
    typed = {"kind": "message", "item": item, "under": talk_id, "base": "", "body": "Halvveis i en set"}
    kept = await wenche.post(f"{site.section('messages')}/items/{item}/draft", data=typed)
    assert kept.status_code == 200
    again = (await wenche.get(talk)).text
    assert "Halvveis i en set" in again
    assert f'value="{item}"' in again
    for _ in range(2):  # sent twice, for no answer came
        await wenche.post(talk, data={"item": item, "body": "Halvveis i en setning."})
    page = (await wenche.get(talk)).text
    assert page.count("Halvveis i en setning.") == 1
    assert "Halvveis i en set<" not in page
    nobody = {"section": str(site.world.sections["tiril"]["messages"]), "item": item, "title": ""}
    refused = await wenche.post(f"{site.plan()}/messages", data=nobody | {"among": "some"})
    assert refused.status_code == 422


async def test_one_changes_and_takes_away_what_one_said_oneself(site: Site) -> None:
    wenche, sindre = [await site.client(one) for one in ("wenche", "sindre")]
    talk = await begin(site, wenche, "Sykkel", "sindre")
    item = await say(wenche, talk, "Kjl")
    here = f"{site.section('messages')}/items/{item}"
    base = re.findall(r'name="base" value="([^"]+)"', (await wenche.get(f"{here}/edit")).text)[0]
    saved = await wenche.post(here, data={"kind": "message", "base": base, "body": "Kjøl ned"})
    assert saved.headers["location"].endswith(f"{talk.removeprefix(site.address)}#item-{item}")
    assert "Kjøl ned" in (await sindre.get(talk)).text
    assert (await sindre.post(f"{here}/closure")).status_code == 404
    assert (await wenche.post(f"{here}/closure")).status_code == 303
    assert "Kjøl ned" not in (await sindre.get(talk)).text
    ended = await wenche.post(f"{site.section('messages')}/items/{talk.rpartition('/')[2]}/closure")
    assert ended.headers["location"].endswith("/messages")
    assert (await sindre.get(talk)).status_code == 404


async def test_who_loses_the_section_loses_the_conversation(site: Site) -> None:
    wenche, sindre, marte = [await site.client(one) for one in ("wenche", "sindre", "marte")]
    talk = await begin(site, wenche, "Sykkel", "sindre")
    async with socket_to(site, sindre, f"{talk.removeprefix(site.address)}/live") as screen:
        await screen.send('{"seen": {}}')
        await say(wenche, talk, "Er du der?")
        while "Er du der?" not in str(await screen.recv()):
            pass
        assert (await unread(site, sindre))["Sykkel"] == 0, "a push is a read"
        section = site.world.sections["tiril"]["messages"]
        taken = f"{site.plan()}/sharing/{site.world.accounts['sindre']}/{section}/withdrawal"
        assert (await marte.post(taken)).status_code == 303
        await say(wenche, talk, "Og nå?")
        assert await close_code(screen) == 1008
    assert (await sindre.get(talk)).status_code == 404
