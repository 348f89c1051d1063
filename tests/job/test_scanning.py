"""A file is held back until a real clamd has looked through it; a virus is destroyed, and told."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ipplan.job.clamd import ClamdAway, is_clean
from ipplan.job.mail import Post
from ipplan.job.queue import make_queue
from ipplan.job.worker import register
from tests.clamav import clamd
from tests.conftest import Ground
from tests.job.test_mail import _hurry, _jobs, receiving
from tests.page.asking import counted, socket_to
from tests.page.sending import EICAR, paper
from tests.page.test_files import added
from tests.site import Site, open_site

HELD = "Filen sjekkes for virus."
GONE = "Det var virus i filen. Den er slettet."


@pytest.fixture(scope="module")
async def socket(shared_folder: Path) -> AsyncIterator[str]:
    folder = shared_folder / "clamd"
    folder.mkdir(exist_ok=True)
    async with clamd(folder) as path:
        yield path


@pytest.fixture
async def checked(ground: Ground, socket: str) -> AsyncIterator[Site]:
    """A site whose files are looked through."""
    name = ground.fresh()
    async with open_site(ground.postgres, name, ground.settings(name, clamd=socket)) as site:
        yield site
    ground.drop(name)


async def work(site: Site, *, port: int = 0, clamd: str | None = None) -> None:
    """Do what waits, with the real worker."""
    house = site.world.house
    told: dict[str, object] = {"smtp_url": f"smtp://127.0.0.1:{port}"}
    settings = house.settings.model_copy(update=told | ({"clamd": clamd} if clamd else {}))
    queue = register(
        make_queue(settings.database_url),
        Post(settings, house.database, house.keyring, house.render, house.gate),
    )
    async with queue.open_async():
        await queue.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)


async def test_a_file_is_held_back_until_it_is_known_to_be_clean_and_then_comes_on_the_screens(
    checked: Site,
) -> None:
    marte, leila = await checked.client("marte"), await checked.client("leila")
    data = paper()
    here = await added(checked, marte, "plan.pdf", data, title="Skoleplan")
    for client in (marte, leila):
        assert HELD in (await client.get(checked.plan())).text
        for door in ("file", "picture"):
            assert (await client.get(f"{here}/{door}")).status_code == 404
    await work(checked, clamd="/nowhere/clamd.sock")
    assert await _jobs(checked) == [("todo", 1)], "nobody answered: it is tried again"
    assert (await leila.get(f"{here}/file")).status_code == 404
    path = checked.plan().removeprefix(checked.address) + "/live"
    async with socket_to(checked, leila, path) as screen:
        await screen.send(json.dumps({"seen": {}}))
        assert HELD in str(await asyncio.wait_for(screen.recv(), 20))
        await _hurry(checked)
        await work(checked)
        while "Last ned plan.pdf" not in str(await asyncio.wait_for(screen.recv(), 20)):
            pass
    assert (await leila.get(f"{here}/file")).content == data
    assert (await leila.get(f"{here}/picture")).status_code == 200
    assert HELD not in (await leila.get(f"{checked.plan()}/files")).text
    roads = await checked.world.sql("SELECT DISTINCT account_id FROM access_log WHERE road = 'scan'")
    assert [row[0] for row in roads] == [checked.world.accounts["marte"]], "for a named person"


async def test_a_virus_is_destroyed_and_who_sent_it_is_told_and_nobody_got_it(checked: Site) -> None:
    leila, marte = await checked.client("leila"), await checked.client("marte")
    here = await added(checked, leila, "notat.txt", EICAR, title="Notat")
    async with receiving() as receiver:
        await work(checked, port=receiver.port)
    assert await counted(checked, "file_blob", "file_chunk") == {"file_blob": 0, "file_chunk": 0}
    for page in (checked.plan(), f"{checked.plan()}/files"):
        shown = (await marte.get(page)).text
        assert GONE in shown
        assert "Last ned notat.txt" not in shown
    assert (await marte.get(f"{here}/file")).status_code == 404
    (recipients, mail), *more = receiver.mails
    assert not more
    assert len(recipients) == 1
    assert "virus" in mail.get_content()
    assert "otat" not in mail.as_string(), "nothing of which file it was"
    assert mail["Message-ID"].startswith("<file-")
    assert "notat.txt kan ikke lastes ned" in (await leila.get(f"{here}/history")).text
    # A clean one in its place is held, looked through, and fetched; the one before it stays gone.
    first = (await checked.world.sql("SELECT head FROM item WHERE item_id = :item", item=here[-36:]))[0][0]
    again = await leila.post(f"{here}/file", files={"file": ("notat.txt", b"Et notat.")})
    assert again.status_code == 303
    await work(checked)
    assert (await marte.get(f"{here}/file")).content == b"Et notat."
    await marte.post(f"{here}/restoration", data={"version": str(first)})
    assert (await marte.get(f"{here}/file")).status_code == 404
    assert GONE in (await marte.get(checked.plan())).text


async def test_a_file_that_was_moved_meanwhile_is_let_through_where_it_is_also_without_who_sent_it(
    checked: Site,
) -> None:
    leila, marte, world = await checked.client("leila"), await checked.client("marte"), checked.world
    here = await added(checked, leila, "notat.txt", b"Et notat.", title="Notat")
    home = world.sections["tiril"]["home"]
    assert (await marte.post(f"{here}/move", data={"to": str(home)})).status_code == 303
    path = f"{checked.plan()}/sharing/{world.accounts['leila']}/withdrawal"
    assert (await marte.post(path)).status_code == 303
    query = "SELECT item_id FROM item WHERE section_id = :home AND kind = 'document'"
    there = f"{checked.section('home')}/items/{(await world.sql(query, home=home))[0][0]}"
    assert (await marte.get(f"{there}/file")).status_code == 404
    await work(checked)
    assert (await marte.get(f"{there}/file")).content == b"Et notat."
    roads = await world.sql("SELECT DISTINCT account_id FROM access_log WHERE road = 'scan'")
    assert [row[0] for row in roads] == [world.accounts["tiril"]], "in the owner's name, where hers is gone"


async def test_what_clamd_does_not_say_is_no_verdict(socket: str) -> None:
    async def pieces(*some: bytes) -> AsyncIterator[bytes]:
        for one in some:
            yield one

    assert await is_clean(socket, pieces(b"Et notat."))
    assert not await is_clean(socket, pieces(EICAR[:20], EICAR[20:])), "it is looked through as a whole"
    with pytest.raises(ClamdAway):
        await is_clean(socket, pieces(*[b"x" * 2**20] * 61))
    with pytest.raises(ClamdAway):
        await is_clean("127.0.0.1:1", pieces(b"Et notat."))
