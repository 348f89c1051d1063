"""Series: called by one press, agreed to by one, and cancelled or changed from one of them on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest

from ipplan.plan.periods import OSLO
from tests.page.test_meetings import PLACE, TITLE, form
from tests.site import Site
from tests.waiting import today_in_oslo

FIRST = today_in_oslo() + timedelta(days=10)


async def series(
    site: Site, client: httpx2.AsyncClient, step: str = "1w", times: int = 4, **more: str
) -> list[str]:
    """The addresses of a series that the client calls, in its order."""
    sent = form(site, ("leila", "marte"), ("health",), repeat=step, times=str(times), **more)
    made = await client.post(f"{site.plan()}/meetings", data=sent)
    assert made.status_code == 303, made.text
    found = await addresses(site)
    assert made.headers["location"] == found[0].removeprefix(site.address)
    return found


async def addresses(site: Site) -> list[str]:
    rows = await site.world.sql("SELECT meeting_id FROM meeting WHERE number = 1 ORDER BY starts_at")
    return [f"{site.plan()}/meetings/{row[0]}" for row in rows]


async def now(site: Site) -> list[tuple[str, datetime]]:
    """State and beginning of each meeting, as of its last change, by its first beginning."""
    rows: Any = await site.world.sql(
        "SELECT m.state, m.starts_at FROM meeting m JOIN meeting f USING (space_id, meeting_id)"
        " WHERE f.number = 1 AND m.number = (SELECT max(number) FROM meeting o"
        " WHERE o.meeting_id = m.meeting_id) ORDER BY f.starts_at"
    )
    return [(row[0], row[1].astimezone(OSLO)) for row in rows]


async def test_a_series_is_called_at_once_by_who_decides(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    paths = await series(site, marte, "2w", 3)
    assert [(state, at.date(), at.hour) for state, at in await now(site)] == [
        ("called", FIRST + timedelta(weeks=2 * number), 14) for number in range(3)
    ]
    assert (await leila.get(f"{site.plan()}/meetings")).text.count(TITLE) == 3
    assert await _mails(site) == 6, "one for each meeting and person"
    page = (await leila.get(paths[1])).text
    assert "Møte 2 av 3 i en serie" in page
    for path in (paths[0], paths[2]):
        assert path.removeprefix(site.address) in page


async def test_one_that_does_not_come_again_is_of_no_series(site: Site) -> None:
    marte = await site.client("marte")
    for more in ({}, {"repeat": "no", "times": "5"}):
        made = await marte.post(f"{site.plan()}/meetings", data=form(site, ("leila",)) | more)
        assert "i en serie" not in (await marte.get(made.headers["location"])).text
    assert len(await addresses(site)) == 2


async def test_one_yes_is_a_yes_to_all_of_it(site: Site) -> None:
    wenche, marte, leila = [await site.client(name) for name in ("wenche", "marte", "leila")]
    paths = await series(site, wenche)
    assert {state for state, _ in await now(site)} == {"proposed"}
    assert await _mails(site) == 0
    assert (await wenche.post(f"{paths[0]}/series/agreement")).status_code == 404
    assert (await leila.post(f"{paths[0]}/series/agreement")).status_code == 404
    page = (await marte.get(paths[2])).text
    assert "4 av møtene venter på at du sier ja" in page
    sent = {"place_in_mail": "yes"}
    assert (await marte.post(f"{paths[2]}/series/agreement", data=sent)).status_code == 303
    assert {state for state, _ in await now(site)} == {"called"}
    assert await _mails(site) == 8
    assert (await marte.post(f"{paths[2]}/series/agreement")).status_code == 404, "nothing waits"
    assert PLACE in (await leila.get(f"{paths[3]}/mote.ics")).text


async def test_she_may_also_say_yes_to_one_of_it(site: Site) -> None:
    wenche, marte = await site.client("wenche"), await site.client("marte")
    paths = await series(site, wenche)
    assert (await marte.post(f"{paths[0]}/agreement")).status_code == 303
    assert [state for state, _ in await now(site)] == ["called", "proposed", "proposed", "proposed"]
    assert "3 av møtene venter" in (await marte.get(paths[1])).text
    assert "Ja til alle" not in (await wenche.get(paths[1])).text


@pytest.mark.parametrize(("scope", "off"), [("", {1}), ("later", {1, 2, 3}), ("all", {1})])
async def test_cancelling_asks_how_much(site: Site, scope: str, off: set[int]) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    paths = await series(site, marte)
    assert "Ja, avlys dette og alle 2 etter" in (await marte.get(paths[1])).text
    assert "og alle" not in (await marte.get(paths[3])).text
    before = await _mails(site, "send_cancellation")
    assert (await marte.post(f"{paths[1]}/cancellation", data={"scope": scope})).status_code == 303
    states = [state for state, _ in await now(site)]
    assert {number for number, state in enumerate(states) if state == "cancelled"} == off
    assert await _mails(site, "send_cancellation") - before == 2 * len(off)
    assert (await leila.get(paths[0])).text.count("Avlyst") == len(off)


async def test_a_new_time_of_day_for_this_and_all_after(site: Site) -> None:
    marte = await site.client("marte")
    paths = await series(site, marte)
    assert "Dette og alle etter i serien" in (await marte.get(f"{paths[1]}/edit")).text
    assert "Dette og alle etter" not in (await marte.get(f"{paths[3]}/edit")).text
    day = (FIRST + timedelta(weeks=1)).isoformat()
    sent = form(
        site, ("leila", "marte"), day=day, from_="09:00", to="10:00", place="Kulturhuset", scope="later"
    )
    assert (await marte.post(paths[1], data=sent)).status_code == 303
    assert [(at.date(), at.hour) for _, at in await now(site)] == [
        (FIRST + timedelta(weeks=number), 14 if number == 0 else 9) for number in range(4)
    ]
    assert "Kulturhuset" in (await marte.get(paths[3])).text
    assert PLACE in (await marte.get(paths[0])).text
    assert "Møte 4 av 4" in (await marte.get(paths[3])).text, "it is of the series still"


async def test_a_new_time_for_this_one_alone(site: Site) -> None:
    marte = await site.client("marte")
    paths = await series(site, marte)
    day = (FIRST + timedelta(days=8)).isoformat()
    sent = form(site, ("leila", "marte"), day=day, from_="09:00", to="10:00")
    assert (await marte.post(paths[1], data=sent)).status_code == 303
    assert [at.hour for _, at in await now(site)] == [14, 9, 14, 14]
    assert "Møte 2 av 4" in (await marte.get(paths[1])).text


async def test_a_coordinators_change_of_all_after_waits_and_is_agreed_to_by_one_press(site: Site) -> None:
    marte, wenche = await site.client("marte"), await site.client("wenche")
    paths = await series(site, marte)
    sent = form(site, ("leila", "marte"), from_="08:00", to="09:00", scope="later")
    assert (await wenche.post(paths[0], data=sent)).status_code == 303
    assert [state for state, _ in await now(site)] == ["proposed"] * 4
    assert (await marte.post(f"{paths[0]}/series/agreement")).status_code == 303
    assert [(state, at.hour) for state, at in await now(site)] == [("called", 8)] * 4


async def test_the_time_of_day_is_oslos_on_both_sides_of_a_change_of_the_clocks(site: Site) -> None:
    marte, spring = await site.client("marte"), _spring(site)
    await series(site, marte, "1w", 3, day=(spring - timedelta(days=8)).isoformat())
    starts = [at for _, at in await now(site)]
    assert [at.hour for at in starts] == [14, 14, 14]
    assert [at.astimezone(UTC).hour for at in starts] == [13, 13, 12]


async def test_a_time_that_is_not_there_on_one_of_its_days_is_said_with_the_day(site: Site) -> None:
    marte, spring = await site.client("marte"), _spring(site)
    first = {"day": (spring - timedelta(days=14)).isoformat(), "repeat": "1w", "times": "4"}
    sent = form(site, ("leila",), from_="02:30", to="03:30") | first
    answer = await marte.post(f"{site.plan()}/meetings", data=sent)
    assert answer.status_code == 422
    said = answer.text.partition('id="from-error"')[2].partition("</p>")[0]
    assert f"finnes ikke {spring.day}. mars {spring.year}" in said
    assert '<option value="1w" selected>' in answer.text
    assert '<option value="4" selected>' in answer.text
    assert await addresses(site) == [], "nothing is half done"


async def test_a_move_into_it_says_the_same_and_moves_nothing(site: Site) -> None:
    marte, spring = await site.client("marte"), _spring(site)
    first = (spring - timedelta(days=7)).isoformat()
    paths = await series(site, marte, "1w", 3, day=first)
    before = await now(site)
    sent = form(site, ("leila", "marte"), day=first, from_="02:30", to="03:30", scope="later")
    answer = await marte.post(paths[0], data=sent)
    assert answer.status_code == 422
    assert f"finnes ikke {spring.day}. mars" in answer.text
    assert 'value="later" checked' in answer.text
    assert await now(site) == before


@pytest.mark.parametrize(
    ("wrong", "said", "where"),
    [
        ({"repeat": "daily"}, "Velg ett av valgene", "repeat"),
        ({"times": "1"}, "fra 2 til 12", "times"),
        ({"times": "13"}, "fra 2 til 12", "times"),
        ({"times": "mange"}, "fra 2 til 12", "times"),
        ({"times": ""}, "fra 2 til 12", "times"),
        ({"repeat": "3m", "times": "12", "day": "far"}, "Så langt fram", "times"),
        ({"title": ""}, "Skriv hva slags", "title"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    site: Site, wrong: dict[str, str], said: str, where: str
) -> None:
    marte = await site.client("marte")
    sent = form(site, ("leila",), repeat="1w", times="3") | wrong
    if sent["day"] == "far":
        sent["day"] = (today_in_oslo() + timedelta(days=900)).isoformat()
    answer = await marte.post(f"{site.plan()}/meetings", data=sent)
    assert answer.status_code == 422
    assert said in answer.text.partition(f'id="{where}-error"')[2].partition("</p>")[0]
    assert await addresses(site) == []


async def test_who_sees_some_of_its_meetings_alone_learns_of_no_other(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    paths = await series(site, marte)
    sent = form(site, ("marte",), day=(FIRST + timedelta(weeks=2)).isoformat())
    assert (await marte.post(paths[2], data=sent)).status_code == 303
    page = (await leila.get(paths[0])).text
    assert "Møte 1 av 3 i en serie" in page
    assert paths[2].rpartition("/")[2] not in page
    assert (await leila.get(paths[2])).status_code == 404


def _spring(site: Site) -> date:
    """The next day on which the clocks are put forward, three weeks on at least."""
    today = site.clock.now().date() + timedelta(days=21)
    for year in (today.year, today.year + 1):
        last = date(year, 3, 31)
        found = last - timedelta(days=(last.weekday() + 1) % 7)
        if found > today:
            return found
    raise AssertionError("a year has a spring")


async def _mails(site: Site, job: str = "send_meeting") -> int:
    rows = await site.world.sql("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :job", job=job)
    return int(rows[0][0])
