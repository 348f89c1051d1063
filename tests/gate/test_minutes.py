"""The signature over locked minutes: what another key has signed, or of other minutes, is not believed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from ipplan.gate.minutes import check_minutes
from ipplan.gate.viewer import viewer_of
from ipplan.plan.approval import approval_of
from ipplan.plan.gathering import gathering_of
from ipplan.store.gatherings import Event, events_of
from tests.gate.forging import opened, part
from tests.page.minutes import Held, hold
from tests.site import Site


async def lock_of(held: Held) -> Event:
    """The event by which minutes were locked."""
    visit = await held.site.world.enter("marte")
    permit = await visit.open_meetings()
    async with held.site.world.house.database.engine.connect() as tx:
        events = await events_of(tx, permit, UUID(held.meeting_id))
    locked = approval_of(gathering_of(events)).locked
    assert locked is not None
    return locked


async def found(site: Site, locked: Event) -> str:
    visit = await site.world.enter("marte")
    permit = await visit.open_meetings()
    async with site.world.house.database.engine.connect() as tx:
        sections = viewer_of(visit).open_to
        return await check_minutes(tx, visit.gate.signer, permit, locked, sections)


@pytest.fixture
async def locked(site: Site) -> Event:
    held = await hold(site)
    for door in ("sending", "locking"):
        assert (await held.press(held.marte, door)).status_code == 303
    return await lock_of(held)


def forged(token: str, **claims: Any) -> str:
    header, signed = opened(token)
    return f"{part(header)}.{part({**signed, **claims})}.{token.rpartition('.')[2]}"


async def test_only_what_the_minutes_key_signed_of_this_meeting_is_believed(
    site: Site, locked: Event
) -> None:
    signer, token = site.world.house.gate.signer, locked.said["token"]
    header, claims = opened(token)
    assert header["typ"] == "minutes+jwt"
    assert await found(site, locked) == "holds"
    assert not {"name", "title", "words"} & set(claims), "it says nothing of what stands in them"
    wrong = {
        "nothing": "",
        "edited": forged(token, sections={}),
        "of another kind": signer.sign("receipt", {**claims, "sha256": ""}),
        "of another meeting": signer.sign("minutes", {**claims, "meeting": claims["space"]}),
        "of another space": signer.sign("minutes", {**claims, "space": claims["meeting"]}),
        "of another second": signer.sign("minutes", {**claims, "iat": claims["iat"] - 1}),
        "by another": signer.sign("minutes", {**claims, "locked_by": claims["space"]}),
        "of another shape": signer.sign("minutes", {**claims, "sections": []}),
    }
    for what, one in wrong.items():
        assert await found(site, replace(locked, said={"token": one})) == "unsigned", what
    fewer = signer.sign("minutes", {**claims, "sections": {}})
    assert await found(site, replace(locked, said={"token": fewer})) == "changed"


async def test_two_sections_and_only_those_with_something_in_them_are_signed(
    site: Site, locked: Event
) -> None:
    _, claims = opened(locked.said["token"])
    sections = site.world.sections["tiril"]
    assert set(claims["sections"]) == {str(sections["health"]), str(sections["economy"])}
