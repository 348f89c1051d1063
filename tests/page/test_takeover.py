"""Before a child comes to decide herself: told to her and who acts for her, and to nobody else."""

import secrets
from datetime import UTC, datetime, timedelta

import httpx2

from ipplan.gate.unit import appoint
from ipplan.store.sessions import Place, create_session, hashed
from tests.page.asking import Answer
from tests.page.test_unit import UNIT, register
from tests.site import Site
from tests.world import LEVEL, PEOPLE

SIXTEEN = datetime(2033, 9, 13, 22, tzinfo=UTC)
"""Tiril was born on 14 September 2017; midnight in Oslo."""


async def test_it_is_prepared_from_sixty_days_before_on(
    site: Site,
) -> None:
    await marte_goes_on(site)
    for days, there in ((-61, False), (-59, True), (-1, True)):
        be_at(site, days)
        marte = await site.client("marte")
        assert ((await marte.get(f"{site.plan()}/takeover")).status_code == 200) is there, days
        assert ("steg for steg" in (await marte.get(f"{site.plan()}/deciding")).text) is there, days
        assert ("gå gjennom det sammen" in (await marte.get("/")).text) is there, days
    page = (await marte.get(f"{site.plan()}/takeover")).text
    for said in ("Snart bestemmer Tiril", PEOPLE["leila"]["name"], "varer i 90 dager", "14. september 2033"):
        assert said in page, said
    for name in ("wenche", "leila", "roar"):
        client = await site.client(name)
        refused = Answer.of(await client.get("/plans/ingenting"))
        assert Answer.of(await client.get(f"{site.plan()}/takeover")) == refused


async def test_when_she_decides_she_is_shown_what_to_choose_until_it_has_run_out(site: Site) -> None:
    await marte_goes_on(site)
    for days, there in ((1, True), (89, True), (91, False)):
        be_at(site, days)
        tiril = await _tiril(site)
        answer = await tiril.get(f"{site.plan()}/takeover")
        assert (answer.status_code == 200) is there, days
        if there:
            for said in ("Nå bestemmer du selv", "Velg hva som skal fortsette", "Gi noen fullmakt"):
                assert said in answer.text, said
            assert (await tiril.get(f"{site.plan()}/sharing")).status_code == 200


async def _tiril(site: Site) -> httpx2.AsyncClient:
    """The demo's provider knows no login of hers: at nine she has none."""
    world, cookie = site.world, secrets.token_urlsafe(24)
    actor, key = world.actor("tiril"), world.house.keyring.secrets["session"]
    async with world.house.database.begin() as tx:
        await create_session(
            tx,
            key,
            "a.b.c",
            Place("", ""),
            session_id=hashed(cookie),
            account_id=actor.account_id,
            invitation_id=None,
            provider="idporten",
            sid=None,
            acr=LEVEL,
            auth_time=site.clock.now(),
            created_at=site.clock.now(),
            seen_at=site.clock.now(),
        )
    client = await site.client()
    client.cookies.set("ipplan", cookie)
    return client


def be_at(site: Site, days: float) -> None:
    """So many days from her birthday."""
    site.clock.move(SIXTEEN + timedelta(days=days) - site.clock.now())


async def marte_goes_on(site: Site) -> None:
    """The unit lets her act until the birthday, and she lets Leila see until long after it."""
    site.clock.move(SIXTEEN - timedelta(days=200) - site.clock.now())
    world = site.world
    async with world.house.database.begin() as tx:
        await appoint(tx, world.house.gate.signer, world.accounts[UNIT], "fjordvik", site.clock.now())
    unit = await site.client(UNIT)
    assert (await register(unit, site, "marte", day="2033-09-13")).status_code == 303
    marte, leila = await site.client("marte"), world.accounts["leila"]
    form = {f"access-{leila}-{world.sections['tiril']['health']}": "read", f"until-{leila}": "1y"}
    assert (await marte.post(f"{site.plan()}/sharing", data=form)).status_code == 303
