"""The week plan: what each may see on its day, clashes in words, and forms that say what is wrong."""

import re
from datetime import date, timedelta
from uuid import uuid4

import httpx2

from tests.page.test_meetings import TITLE, called
from tests.site import Site

MONDAY = date(2031, 3, 3)


async def made(site: Site, client: httpx2.AsyncClient, area: str = "health", **fields: str) -> str:
    """An appointment; its id."""
    item = str(uuid4())
    values = {"kind": "appointment", "item": item, "title": "Fysioterapi", "starts_on": str(MONDAY)}
    answer = await client.post(f"{site.section(area)}/items", data=values | fields)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].endswith(f"/week?item={item}")
    return item


def day_of(page: str, day: date) -> str:
    """What a page shows on one day of its week."""
    parts = re.split(r'<li class="week-day', page)
    return parts[1 + day.weekday()]


async def test_a_week_shows_meetings_appointments_and_dates_on_their_days(site: Site) -> None:
    marte = await site.client("marte")
    day = date.today() + timedelta(days=10)
    meeting = await called(site, marte, ("marte", "leila"))
    until = (day + timedelta(days=20)).isoformat()
    await made(
        site,
        marte,
        title="Svømming",
        starts_on=day.isoformat(),
        begins="15",
        ends="16.00",
        place="Bassenget",
        weekdays=("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()],
        until=until,
    )
    page = (await marte.get(f"{site.plan()}/week", params={"day": str(day)})).text
    shown = day_of(page, day)
    for said in (TITLE, "14:00–15:30", f'href="{meeting}"', "Svømming", "15:00–16:00", "Bassenget"):
        assert said in shown
    assert "Svømming (kl. 15:00–16:00) er samtidig" in page, "the clash is said in words"
    after = (await marte.get(f"{site.plan()}/week", params={"day": str(day + timedelta(days=7))})).text
    assert "Svømming" in day_of(after, day + timedelta(days=7))
    assert "er samtidig" not in after
    month = (await marte.get(f"{site.plan()}/month", params={"day": str(day)})).text
    assert "Noe er samtidig" in month
