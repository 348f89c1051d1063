"""Taking a plan along with what its rooms hold: what is for some stays so, and its files go with it."""

import io
import json
import zipfile
from uuid import uuid4

import httpx2

from ipplan.letter.archive.checking import check
from tests.conftest import Ground
from tests.elsewhere import open_elsewhere
from tests.page.sending import paper, picture, send
from tests.page.test_diary import SECRET, room_for, share, write
from tests.page.test_files import added
from tests.page.test_taking import confirmed, part, sent
from tests.site import Site

NAMED = "Kan dere to snakke om medisinen?"
LONG = b"Mye. " * 400_000
"""More than a chunk of a file."""


async def taken(client: httpx2.AsyncClient, site: Site) -> tuple[bytes, str]:
    """The archive of Tiril's plan, and its code."""
    page = (await client.get(f"{site.plan()}/export")).text
    archive = (await client.get(f"{site.plan()}/export/plan.zip")).content
    return archive, page.partition("<code>")[2].partition("</code>")[0]


def files_in(answer: httpx2.Response) -> dict[str, bytes]:
    """The plan's files in an archive."""
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        return {name: file.read(name) for name in file.namelist() if name.startswith("files/")}


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


async def test_files_go_along_for_who_may_fetch_them(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    data = {"Plan.pdf": paper(), "plan.PDF": paper(2), "bilde.png": picture("PNG")}
    for name, content in data.items():
        here = await added(site, marte, name, content, title="")
    hidden = {"account": str(site.world.accounts["leila"])}
    assert (await marte.post(f"{here}/withholding", data=hidden)).status_code == 303
    await added(site, marte, "lønn.txt", LONG, area="economy", title="")
    told = {"files/Plan.pdf": data["Plan.pdf"], "files/plan (2).PDF": data["plan.PDF"]}
    assert files_in(await leila.get(f"{site.plan()}/export/plan.zip")) == told
    all_of = await marte.get(f"{site.plan()}/export/plan.zip")
    assert files_in(all_of) == {
        **told,
        "files/bilde.png": data["bilde.png"],
        "files/lønn.txt": LONG,
    }
    held = check(
        io.BytesIO(all_of.content),
        {site.world.house.settings.grant_issuer: site.world.house.keyring.signing["export"]},
    )
    assert len(held.files) == 4
    assert "files/bilde.png" in json.dumps(part(all_of.content, "fhir.json"))
    assert files_in(await marte.get(f"{site.plan()}/export/plan.zip?files=no")) == {}


async def test_a_file_that_stayed_behind_says_so_and_can_be_put_in_anew(site: Site, ground: Ground) -> None:
    marte = await site.client("marte")
    brought = (await added(site, marte, "bilde.png", picture("PNG"), title="")).removeprefix(site.address)
    archive, code = await taken(marte, site)
    async with open_elsewhere(ground, site) as there:
        again = await there.client("marte")
        answer = await sent(again, there.plan(), archive, code)
        assert "1 fil blir ikke med" in (await again.get(answer.headers["location"])).text
        assert (await confirmed(again, there.plan(), answer)).status_code == 303
        here = there.plan() + brought.removeprefix(site.plan().removeprefix(site.address))
        assert "Filen ble ikke med hit." in (await again.get(f"{there.plan()}/files")).text
        assert f"{brought}/picture" not in (await again.get(there.plan())).text
        for what in ("file", "picture"):
            assert (await again.get(f"{here}/{what}")).status_code == 404
        assert (await send(again, f"{here}/file", "bilde.png", picture("PNG"))).status_code == 303
        assert (await again.get(f"{here}/file")).content == picture("PNG")
