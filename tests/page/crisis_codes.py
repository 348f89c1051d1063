"""A crisis page with a code, as Marte makes it for Tiril."""

from dataclasses import dataclass
from uuid import uuid4

import httpx2

from tests.site import Site

ON_PAPER = {"title": "Slik roer du meg", "body": "Snakk lavt.\nIkke hold meg fast."}
ONLINE = {"title": "Medisiner i skapet", "body": "Buccolam 10 mg ved anfall over fem minutter."}


@dataclass
class Page:
    """The page, for who decides."""

    site: Site
    marte: httpx2.AsyncClient
    path: str
    section: str

    async def write(self, words: dict[str, str], status: str, kind: str = "crisis") -> str:
        """Something on it; returns its id."""
        item = str(uuid4())
        form = {"kind": kind, "item": item, "under": "", "status": status, **words}
        made = await self.marte.post(f"{self.section}/items", data=form)
        assert made.status_code == 303, made.text
        return item

    async def code(self, months: str = "1") -> str:
        """The address of a new code."""
        made = await self.marte.post(f"{self.path}/code", data={"months": months})
        assert (made.status_code, made.headers["location"]) == (303, f"{self.path}#code"), made.text
        shown = (await self.marte.get(self.path)).text
        return shown.partition('qr-address">')[2].partition("<")[0]


async def crisis_page(site: Site) -> Page:
    """The page with one thing on the paper and one behind the code."""
    marte, path = await site.client("marte"), f"/plans/{site.world.spaces['tiril']}/crisis"
    assert (await marte.post(path)).headers["location"] == path
    query = "SELECT section_id FROM section WHERE space_id = :s AND area = 'crisis'"
    [(section,)] = await site.world.sql(query, s=site.world.spaces["tiril"])
    site.world.sections["tiril"]["crisis"] = section
    made = Page(site, marte, path, site.section("crisis"))
    await made.write(ON_PAPER, "paper")
    await made.write(ONLINE, "online")
    return made
