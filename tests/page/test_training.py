"""What coordinators have gone through: each ticks her own, the unit sees what is missing."""

from datetime import timedelta
from html import unescape

from ipplan.rules import standard
from ipplan.store.training import training_of
from tests.page.asking import Answer
from tests.site import Site
from tests.world import PEOPLE

POINTS = standard().training


async def test_she_ticks_her_own_and_the_unit_sees_what_is_missing(site: Site) -> None:
    wenche, unit = await site.client("wenche"), await site.client("ingeborg")
    assert "/training" in (await wenche.get("/")).text
    page = (await wenche.get("/training")).text
    assert all(point.nb in unescape(page) for point in POINTS.values())
    assert " checked" not in page
    answer = await wenche.post("/training", data={"done-law": "yes", "done-child": "yes", "done-hva": "yes"})
    assert answer.status_code == 303
    first = await _done(site)
    assert set(first) == {"law", "child"}
    site.clock.move(timedelta(minutes=5))
    await wenche.post("/training", data={"done-law": "yes", "done-tool": "yes"})
    now = await _done(site)
    assert set(now) == {"law", "tool"}, "a tick can be taken back"
    assert now["law"] == first["law"], "and what stands keeps its date"
    assert (await wenche.get("/training")).text.count(" checked") == 2
    page = unescape((await unit.get("/unit/training")).text)
    assert PEOPLE["wenche"]["name"] in page
    assert f"2 av {len(POINTS)}" in page
    assert PEOPLE["leila"]["name"] not in page, "she coordinates nowhere"
    rows = await site.world.sql("SELECT count(*) FROM training")
    assert rows[0][0] == 4, "nothing is written over"


async def test_only_the_unit_sees_others(shared: Site) -> None:
    for name in ("wenche", "marte"):
        client = await shared.client(name)
        absent = Answer.of(await client.get("/unit/ingenting"))
        assert Answer.of(await client.get("/unit/training")).status == 404
        assert absent.status == 404
        assert "Opplæringen din som koordinator" not in (await client.get("/")).text or name == "wenche"
        await client.aclose()


async def _done(site: Site) -> dict[str, object]:
    wenche = site.world.accounts["wenche"]
    async with site.world.house.database.engine.connect() as tx:
        return dict((await training_of(tx, [wenche]))[wenche])
