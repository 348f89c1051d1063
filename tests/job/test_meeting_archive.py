"""Meetings and polls of a plan that is closed: packed as they are sealed, and gone from the tables."""

from typing import Any

from ipplan.gate.archiving import key_of, package_of
from tests.job.test_archiving import archived
from tests.page.asking import counted
from tests.page.test_polls import asked, suits
from tests.site import Site

TABLES = ("meeting", "meeting_answer", "poll", "poll_answer")


async def test_all_of_them_go_into_the_archive_and_none_is_left(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    path = await asked(site, marte, ("leila",))
    assert (await leila.post(f"{path}/answers", data=suits("yes", "no", "no"))).status_code == 303
    made = await marte.post(f"{path}/choice", data={"time": "0"})
    assert made.status_code == 303
    meeting = made.headers["location"]
    assert (await leila.post(f"{meeting}/answer", data={"answer": "yes"})).status_code == 303
    assert await counted(site, *TABLES) == {"meeting": 1, "meeting_answer": 1, "poll": 2, "poll_answer": 1}
    stood = {table: await _rows(site, table) for table in TABLES}
    await archived(site.world)
    assert await counted(site, *TABLES) == dict.fromkeys(TABLES, 0)
    gate, space_id = site.world.house.gate, site.world.spaces["tiril"]
    async with gate.database.engine.connect() as tx:
        package = await package_of(tx, await key_of(tx, gate.keyring, space_id), space_id)
    assert {table: list(package.rows[table]) for table in TABLES} == stood


async def _rows(site: Site, table: str) -> list[dict[str, Any]]:
    rows = await site.world.sql(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4")
    return [dict(row._mapping) for row in rows]
