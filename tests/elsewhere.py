"""A second installation, with a database, keys and a name of its own: to where a plan is taken."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from ipplan.letter.archive.trusted import Issuer, name_issuer
from tests.conftest import Ground
from tests.site import Site, open_site
from tests.world import make_template

ISSUER, TEMPLATE = "urn:ipplan:elsewhere", "elsewhere"
MADE: set[Path] = set()
"""Runs in which the template was made: it takes a second, and is not made for tests that stay at home."""


@asynccontextmanager
async def open_elsewhere(ground: Ground, *known: Site, **more: Any) -> AsyncIterator[Site]:
    """A seeded installation that takes plans of the sites it knows."""
    keys, folder = ground.folder / "elsewhere", ground.folder / "trusted"
    if ground.folder not in MADE:
        await make_template(ground.postgres, keys, TEMPLATE, grant_issuer=ISSUER)
        MADE.add(ground.folder)
    for site in known:
        house = site.world.house
        jwks: dict[str, Any] = house.keyring.public_jwks()
        name_issuer(folder, Issuer(house.settings.grant_issuer, "Fjordvik", jwks))
    name = ground.fresh(TEMPLATE)
    settings = ground.settings(name, keys=keys, grant_issuer=ISSUER, trusted=folder, **more)
    async with open_site(ground.postgres, name, settings) as site:
        yield site
    ground.drop(name)
