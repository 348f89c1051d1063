"""Whether a process is ready: not on an older schema, and still on the next, so that upgrades can roll."""

import httpx2
import pytest

from ipplan.page.system import MIGRATIONS, older_revisions
from tests.site import Site


async def ready(site: Site) -> tuple[int, list[str]]:
    async with httpx2.AsyncClient(base_url=site.address) as client:
        answer = await client.get("/readyz")
        return answer.status_code, answer.json()["problems"]


async def test_a_process_is_ready_on_its_own_schema_and_on_a_later_one(site: Site) -> None:
    assert await ready(site) == (200, [])
    await site.world.sql("UPDATE alembic_version SET version_num = 'later'")
    assert await ready(site) == (200, [])


@pytest.mark.parametrize("version", sorted(older_revisions(MIGRATIONS)))
async def test_a_process_is_not_ready_on_an_older_schema(site: Site, version: str) -> None:
    await site.world.sql("UPDATE alembic_version SET version_num = :v", v=version)
    assert await ready(site) == (503, ["migrations"])


async def test_a_process_is_not_ready_on_no_schema(site: Site) -> None:
    await site.world.sql("DELETE FROM alembic_version")
    assert await ready(site) == (503, ["migrations"])


async def test_a_process_is_not_ready_without_its_database(site: Site) -> None:
    await site.world.sql("ALTER TABLE alembic_version RENAME TO elsewhere")
    assert (await ready(site))[0] == 503
