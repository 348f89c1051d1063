"""The next meeting: proposed where one has been and none is to come, on a day that the plan's rhythm says."""

from datetime import date, timedelta

import httpx2

from tests.page.test_meetings import PLACE, TITLE, called, form
from tests.site import Site
from tests.waiting import today_in_oslo
from tests.world import PEOPLE

OFFER = "Foreslå neste møte"


async def held(site: Site, *days: int) -> str:
    """Meetings on those days from now, all of them over; the address of the last."""
    marte = await site.client("marte")
    for day in days:
        sent = form(site, ("leila", "wenche"), day=(today_in_oslo() + timedelta(days=day)).isoformat())
        made = await marte.post(f"{site.plan()}/meetings", data=sent)
        assert made.status_code == 303, made.text
    site.clock.move(timedelta(days=days[-1] + 1))
    return str(made.headers["location"])


def typed_in(page: str, name: str) -> str:
    return page.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


async def test_the_form_is_as_the_last_one_was_and_says_why_that_day(site: Site) -> None:
    path = await held(site, 3, 31, 59)
    wenche = await site.client("wenche")
    assert OFFER in (await wenche.get(path)).text
    page = (await wenche.get(f"{path}/next")).text
    assert typed_in(page, "title") == TITLE
    assert typed_in(page, "place") == PLACE
    assert typed_in(page, "link") == "https://video.example/rom"
    assert (typed_in(page, "from"), typed_in(page, "to")) == ("14:00", "15:30")
    assert typed_in(page, "day") == (today_in_oslo() + timedelta(days=59 + 28)).isoformat()
    assert "Det har vanligvis gått 4 uker mellom møtene." in page
    for name in ("leila", "wenche"):
        box = page.partition(f'id="invite-{site.world.accounts[name]}"')[2].partition(">")[0]
        assert "checked" in box, PEOPLE[name]["name"]
    assert 'action="' + path.rpartition("/")[0].removeprefix(site.address) in page, "it is a new one"


async def test_after_a_single_meeting_it_says_that(site: Site) -> None:
    path = await held(site, 3)
    page = (await (await site.client("marte")).get(f"{path}/next")).text
    assert "bare ett møte å gå ut fra" in page
    assert typed_in(page, "day") == (today_in_oslo() + timedelta(days=3 + 84)).isoformat()


async def test_a_day_that_has_passed_is_put_off_and_that_is_said(site: Site) -> None:
    path = await held(site, 3, 10)
    site.clock.move(timedelta(days=30))
    page = (await (await site.client("marte")).get(f"{path}/next")).text
    assert "gått en uke mellom møtene" in page
    assert "Den dagen er passert." in page
    day = date.fromisoformat(typed_in(page, "day"))
    today = today_in_oslo() + timedelta(days=41)
    assert today < day <= today + timedelta(days=7)
    assert day.weekday() == (today_in_oslo() + timedelta(days=10)).weekday()


async def test_it_is_offered_for_the_last_that_has_been_alone_and_to_who_arranges(site: Site) -> None:
    first = await held(site, 3)
    marte, leila = await site.client("marte"), await site.client("leila")
    assert OFFER in (await marte.get(first)).text
    assert OFFER not in (await leila.get(first)).text
    assert (await leila.get(f"{first}/next")).status_code == 404
    sent = form(site, ("leila",), day=(site.clock.now().date() + timedelta(days=7)).isoformat())
    coming = (await marte.post(f"{site.plan()}/meetings", data=sent)).headers["location"]
    assert OFFER not in (await marte.get(first)).text, "one is to come"
    assert OFFER not in (await marte.get(coming)).text, "it has not been"
    assert (await marte.post(f"{coming}/cancellation")).status_code == 303
    assert OFFER in (await marte.get(first)).text
    assert OFFER not in (await marte.get(coming)).text
    assert (await marte.get(f"{coming}/next")).status_code == 200


async def test_a_meeting_that_was_cancelled_is_no_beat_of_the_rhythm(site: Site) -> None:
    marte = await site.client("marte")
    off = await called(site, marte, ("leila",))
    await marte.post(f"{off}/cancellation")
    path = await held(site, 3, 17)
    page = (await (await site.client("marte")).get(f"{path}/next")).text
    assert "2 uker" in page
    assert typed_in(page, "day") == (today_in_oslo() + timedelta(days=31)).isoformat()


async def test_what_it_proposes_is_taken(site: Site) -> None:
    path = await held(site, 3, 17)
    marte: httpx2.AsyncClient = await site.client("marte")
    page = (await marte.get(f"{path}/next")).text
    sent = form(site, ("leila",), day=typed_in(page, "day"))
    assert (await marte.post(f"{site.plan()}/meetings", data=sent)).status_code == 303
