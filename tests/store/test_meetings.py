"""Meetings as they are kept: words that were sealed before there was more to say open still."""

import json
from datetime import UTC, datetime, timedelta

from ipplan.store.meetings import When, _bound, changes_of
from tests.world import World


async def test_a_meeting_from_before_there_were_series_opens(world: World) -> None:
    """Its words have no such field."""
    meeting = "00000000-0000-4000-8000-0000000000aa"
    starts = datetime(2030, 1, 1, 9, tzinfo=UTC)
    when = When(starts, starts + timedelta(hours=1), frozenset({world.sections["tiril"]["health"]}))
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        permit = await visit.open_meetings()
        row = {
            "space_id": held.space_id,
            "meeting_id": meeting,
            "number": 1,
            "author_id": permit.account_id,
            "on_behalf_of": permit.on_behalf_of,
            "at": held.now,
            "state": "called",
            "starts_at": when.starts_at,
            "ends_at": when.ends_at,
            "sections": sorted(when.sections),
        }
        old = {"title": "Fra før", "place": "", "link": "", "place_in_mail": False, "asked": 1}
        old["invited"] = [str(permit.account_id)]
        sealed = permit.box.seal(json.dumps(old).encode(), _bound(row))
    names = ", ".join([*row, "sealed"])
    values = ", ".join(f":{name}" for name in [*row, "sealed"])
    await world.sql(f"INSERT INTO meeting ({names}) VALUES ({values})", **row, sealed=sealed)
    visit = await world.enter("marte")
    async with world.house.database.engine.connect() as tx:
        (found,) = (await changes_of(tx, await visit.open_meetings())).values()
    assert (found[0].words.title, found[0].words.series) == ("Fra før", None)
