"""Finding a time: the owner's side agrees before anybody is asked, and each sees her own answers alone."""

import asyncio
from datetime import datetime, time, timedelta
from typing import Any

import httpx2
import pytest

from ipplan.gate.protecting import protect
from ipplan.gate.unit import desk_of
from ipplan.plan.periods import OSLO
from tests.page.test_meetings import PLACE, TITLE, form
from tests.site import Site
from tests.waiting import today_in_oslo
from tests.world import PEOPLE


def poll_form(
    site: Site, people: tuple[str, ...], areas: tuple[str, ...] = ("health",), times: int = 3, **more: str
) -> dict[str, str]:
    """A form that would be taken: times at 10, 11 and so on, each on the day after the one before."""
    sent = {name: value for name, value in form(site, people, areas).items() if name not in PARTS}
    for row in range(1, times + 1):
        sent[f"day-{row}"] = (today_in_oslo() + timedelta(days=9 + row)).isoformat()
        sent[f"from-{row}"], sent[f"to-{row}"] = f"{9 + row}:00", f"{9 + row}:45"
    return sent | more


PARTS = ("day", "from", "to")


async def asked(
    site: Site, client: httpx2.AsyncClient, people: tuple[str, ...], areas: tuple[str, ...] = ("health",)
) -> str:
    """The address of a poll that the client proposes."""
    made = await client.post(f"{site.plan()}/polls", data=poll_form(site, people, areas))
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


async def clients(site: Site, *names: str) -> list[httpx2.AsyncClient]:
    return [await site.client(name) for name in names]


def suits(*words: str) -> dict[str, str]:
    return {f"time-{number}": word for number, word in enumerate(words)}


async def test_a_coordinators_poll_asks_nobody_before_who_decides_has_agreed(site: Site) -> None:
    wenche, marte, leila = await clients(site, "wenche", "marte", "leila")
    path = await asked(site, wenche, ("leila", "sindre"))
    assert "Ingen er spurt ennå" in (await wenche.get(path)).text
    assert (await leila.get(path)).status_code == 404
    assert TITLE not in (await leila.get(f"{site.plan()}/meetings")).text
    assert (await leila.post(f"{path}/answers", data=suits("yes", "yes", "yes"))).status_code == 404
    for door in ("agreement", "declining", "choice"):
        assert (await wenche.post(f"{path}/{door}", data={"time": "0"})).status_code == 404, door
    assert await _mails(site) == 0
    page = (await marte.get(path)).text
    for said in (TITLE, PLACE, "Er dette greit?", PEOPLE["leila"]["name"], PEOPLE["sindre"]["name"], "10:00"):
        assert said in page
    assert (await marte.post(f"{path}/agreement")).status_code == 303
    assert await _mails(site) == 2
    assert "Du er spurt" in (await leila.get(f"{site.plan()}/meetings")).text
    assert (await marte.post(f"{path}/agreement")).status_code == 404, "once"


async def test_who_decides_agrees_by_asking(site: Site) -> None:
    (marte,) = await clients(site, "marte")
    path = await asked(site, marte, ("leila", "marte"))
    assert await _mails(site) == 2
    assert "Når passer det for deg?" in (await marte.get(path)).text


async def test_what_is_not_agreed_to_asks_nobody_ever(site: Site) -> None:
    wenche, marte, leila = await clients(site, "wenche", "marte", "leila")
    path = await asked(site, wenche, ("leila",))
    assert (await marte.post(f"{path}/declining")).status_code == 303
    assert "Ingen ble spurt" in (await wenche.get(path)).text
    assert (await leila.get(path)).status_code == 404
    assert (await marte.post(f"{path}/agreement")).status_code == 404
    assert await _mails(site) == 0


async def test_each_sees_her_own_answers_and_who_arranges_sees_all(site: Site) -> None:
    marte, wenche, leila, sindre = await clients(site, "marte", "wenche", "leila", "sindre")
    path = await asked(site, marte, ("leila", "sindre"))
    said = await leila.post(f"{path}/answers", data=suits("yes", "no", "maybe"))
    assert said.status_code == 303
    assert "svaret ditt er lagret" in (await leila.get(said.headers["location"])).text
    assert (await sindre.post(f"{path}/answers", data=suits("no", "yes", "yes"))).status_code == 303
    hers, his = (await leila.get(path)).text, (await sindre.get(path)).text
    for page, chosen in ((hers, ("yes", "no", "maybe")), (his, ("no", "yes", "yes"))):
        for number, word in enumerate(chosen):
            assert f'id="time-{number}-{word}" name="time-{number}" value="{word}" checked' in page
        assert page.count(" checked") == 3
    assert PEOPLE["sindre"]["name"] not in hers
    assert PEOPLE["leila"]["name"] not in his
    assert "Passer for " not in hers, "nor how many"
    assert "Velg denne tiden" not in hers
    for arranger in (marte, wenche):
        page = (await arranger.get(path)).text
        assert PEOPLE["sindre"]["name"] in page
        assert PEOPLE["leila"]["name"] in page
        assert page.count("Passer best") == 1
        best = page.partition("Passer best")[0].rpartition("<tr")[2]
        assert "12:00" in best, "a yes and a perhaps"
        assert page.count("Velg denne tiden") == 3
    assert "Du har svart" in (await leila.get(f"{site.plan()}/meetings")).text


async def test_an_answer_may_be_changed_and_the_last_one_counts(site: Site) -> None:
    marte, leila = await clients(site, "marte", "leila")
    path = await asked(site, marte, ("leila",))
    for words in (("yes", "no", "no"), ("no", "no", "yes")):
        assert (await leila.post(f"{path}/answers", data=suits(*words))).status_code == 303
    page = (await marte.get(path)).text
    assert "12:00" in page.partition("Passer for alle")[0].rpartition("<tr")[2]
    rows: Any = await site.world.sql("SELECT number FROM poll_answer ORDER BY number")
    assert [row[0] for row in rows] == [1, 2], "none is written over"


async def test_a_press_on_a_time_calls_the_meeting_at_once_also_a_coordinators(site: Site) -> None:
    wenche, marte, leila, sindre = await clients(site, "wenche", "marte", "leila", "sindre")
    path = await asked(site, wenche, ("leila", "sindre", "marte"))
    assert (await marte.post(f"{path}/agreement", data={"place_in_mail": "yes"})).status_code == 303
    assert (await leila.post(f"{path}/answers", data=suits("no", "yes", "no"))).status_code == 303
    for client in (leila, sindre):
        assert (await client.post(f"{path}/choice", data={"time": "1"})).status_code == 404
    made = await wenche.post(f"{path}/choice", data={"time": "1"})
    assert made.status_code == 303
    rows: Any = await site.world.sql(
        "SELECT state, starts_at, (SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_meeting')"
        " FROM meeting"
    )
    assert [(row[0], row[2]) for row in rows] == [("called", 3)]
    meeting = (await leila.get(made.headers["location"])).text
    for said in (TITLE, PLACE, "11:00", "Kommer du?"):
        assert said in meeting
    assert "Ingen er kalt inn ennå" not in (await marte.get(made.headers["location"])).text
    for client in (leila, sindre, marte, wenche):
        page = (await client.get(path)).text
        assert "Et tidspunkt er valgt" in page
        assert made.headers["location"] in page
        assert "Velg denne tiden" not in page
        assert "Send svar" not in page
    assert (await leila.post(f"{path}/answers", data=suits("yes", "yes", "yes"))).status_code == 404
    for door in ("choice", "ending", "agreement"):
        assert (await marte.post(f"{path}/{door}", data={"time": "0"})).status_code == 404, door
    assert TITLE in (await leila.get(f"{site.plan()}/meetings")).text


async def test_two_presses_at_once_call_one_meeting(site: Site) -> None:
    marte, wenche = await clients(site, "marte", "wenche")
    path = await asked(site, marte, ("leila",))
    pressed = [
        client.post(f"{path}/choice", data={"time": str(number)})
        for number, client in enumerate((marte, wenche))
    ]
    answers = await asyncio.gather(*pressed)
    assert sorted(one.status_code for one in answers) == [303, 404]
    assert (await site.world.sql("SELECT count(*) FROM meeting"))[0][0] == 1


async def test_it_can_end_without_a_meeting(site: Site) -> None:
    marte, wenche, leila = await clients(site, "marte", "wenche", "leila")
    path = await asked(site, marte, ("leila",))
    assert (await leila.post(f"{path}/ending")).status_code == 404
    await leila.post(f"{path}/answers", data=suits("no", "no", "maybe"))
    assert (await wenche.post(f"{path}/ending")).status_code == 303
    page = (await leila.get(path)).text
    assert "Det ble ikke kalt inn til noe møte" in page
    assert "Du svarte: Kanskje" in page
    assert TITLE not in (await leila.get(f"{site.plan()}/meetings")).text
    assert (await marte.post(f"{path}/choice", data={"time": "0"})).status_code == 404
    assert (await site.world.sql("SELECT count(*) FROM meeting"))[0][0] == 0


async def test_who_loses_all_its_sections_sees_it_no_more_and_neither_counts_nor_is_invited(
    site: Site,
) -> None:
    marte, leila, sindre = await clients(site, "marte", "leila", "sindre")
    path = await asked(site, marte, ("leila", "sindre"))
    await leila.post(f"{path}/answers", data=suits("yes", "no", "no"))
    await sindre.post(f"{path}/answers", data=suits("no", "yes", "no"))
    account, section = site.world.accounts["leila"], site.world.sections["tiril"]["health"]
    assert PEOPLE["leila"]["name"] in (await marte.get(path)).text
    assert (await marte.post(f"{site.plan()}/sharing/{account}/{section}/withdrawal")).status_code == 303
    assert (await leila.get(path)).status_code == 404
    assert (await leila.post(f"{path}/answers", data=suits("yes", "yes", "yes"))).status_code == 404
    assert TITLE not in (await leila.get(f"{site.plan()}/meetings")).text
    page = (await marte.get(path)).text
    assert PEOPLE["leila"]["name"] not in page
    assert "11:00" in page.partition("Passer for alle")[0].rpartition("<tr")[2]
    made = await marte.post(f"{path}/choice", data={"time": "0"})
    assert made.status_code == 303
    assert PEOPLE["leila"]["name"] not in (await marte.get(made.headers["location"])).text


async def test_where_nobody_is_left_no_time_is_chosen(site: Site) -> None:
    (marte,) = await clients(site, "marte")
    path = await asked(site, marte, ("leila",))
    account, section = site.world.accounts["leila"], site.world.sections["tiril"]["health"]
    await marte.post(f"{site.plan()}/sharing/{account}/{section}/withdrawal")
    assert "Velg denne tiden" not in (await marte.get(path)).text
    assert (await marte.post(f"{path}/choice", data={"time": "0"})).status_code == 404


async def test_a_section_that_she_does_not_see_is_not_named_to_her(site: Site) -> None:
    marte, leila = await clients(site, "marte", "leila")
    opened = (await marte.get(site.section("economy"))).text
    secret = opened.partition("<h1")[2].partition(">")[2].partition("<")[0].strip()
    path = await asked(site, marte, ("leila",), ("health", "economy"))
    assert secret
    assert secret in (await marte.get(path)).text
    assert secret not in (await leila.get(path)).text


async def test_times_that_have_begun_are_neither_answered_nor_chosen(site: Site) -> None:
    marte, leila = await clients(site, "marte", "leila")
    path = await asked(site, marte, ("leila",))
    await leila.post(f"{path}/answers", data=suits("yes", "yes", "no"))
    noon = datetime.combine(today_in_oslo() + timedelta(days=10), time(12), OSLO)
    site.clock.move(noon - site.clock.now())
    marte, leila = await clients(site, "marte", "leila")
    page = (await leila.get(path)).text
    assert [f'name="time-{number}"' in page for number in range(3)] == [False, True, True]
    assert (await leila.post(f"{path}/answers", data=suits("no"))).status_code == 422, "two are to come"
    assert (await leila.post(f"{path}/answers", data=suits("no", "maybe", "maybe"))).status_code == 303
    assert (await marte.post(f"{path}/choice", data={"time": "0"})).status_code == 404
    page = (await marte.get(path)).text
    first = page.partition("<tbody")[2].partition("</tr>")[0]
    assert "Passert" in first
    assert 'class="yes"' in first, "what was answered of it stands"
    site.clock.move(timedelta(days=5))
    marte, leila = await clients(site, "marte", "leila")
    assert "Alle tidene er passert" in (await leila.get(path)).text
    assert (await leila.post(f"{path}/answers", data=suits())).status_code == 404
    assert TITLE not in (await leila.get(f"{site.plan()}/meetings")).text


async def test_what_is_over_is_agreed_to_no_more(site: Site) -> None:
    (wenche,) = await clients(site, "wenche")
    path = await asked(site, wenche, ("leila",))
    site.clock.move(timedelta(days=15))
    (marte,) = await clients(site, "marte")
    assert (await marte.post(f"{path}/agreement")).status_code == 404
    assert await _mails(site) == 0


@pytest.mark.parametrize("words", [("yes", "", "no"), ()], ids=["one", "all"])
async def test_each_time_is_to_be_answered_and_what_was_chosen_is_kept(
    site: Site, words: tuple[str, ...]
) -> None:
    marte, leila = await clients(site, "marte", "leila")
    path = await asked(site, marte, ("leila",))
    answer = await leila.post(f"{path}/answers", data=suits(*words))
    assert answer.status_code == 422
    assert answer.text.count(">Velg ett av svarene.</p>") == 3 - sum(map(bool, words))
    assert answer.text.count(" checked") == sum(map(bool, words))
    assert (await site.world.sql("SELECT count(*) FROM poll_answer"))[0][0] == 0


@pytest.mark.parametrize("words", [("yes", "surely", "no"), ("1", "2", "3")])
async def test_words_that_are_no_answers_are_refused(site: Site, words: tuple[str, ...]) -> None:
    marte, leila = await clients(site, "marte", "leila")
    path = await asked(site, marte, ("leila",))
    assert (await leila.post(f"{path}/answers", data=suits(*words))).status_code == 404
    for number in ("", "-1", "3", "x", "²", "00000000001", "1.0"):
        assert (await marte.post(f"{path}/choice", data={"time": number})).status_code == 404, number
    assert (await site.world.sql("SELECT count(*) FROM meeting"))[0][0] == 0


async def test_no_place_where_the_owners_address_is_protected(site: Site) -> None:
    marte, wenche = await clients(site, "marte", "wenche")
    path = await asked(site, marte, ("leila",))
    assert PLACE in (await wenche.get(path)).text
    desk = await desk_of(site.world.house.gate, site.world.actor("ingeborg"))
    async with site.world.house.database.begin() as tx:
        await protect(tx, desk, site.world.accounts["tiril"], protected=True)
    leila = await site.client("leila")
    for client in (wenche, leila):
        answer = await client.get(path)
        assert (answer.status_code, PLACE in answer.text) == (200, False)
    assert 'name="place"' not in (await wenche.get(f"{site.plan()}/polls/new")).text


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE poll SET state = 'asked'",
        "UPDATE poll SET author_id = on_behalf_of, on_behalf_of = NULL",
        "UPDATE poll SET at = at + interval '1 minute'",
        "UPDATE poll SET number = 2",
    ],
)
async def test_an_edited_row_is_no_poll(site: Site, edit: str) -> None:
    wenche, marte = await clients(site, "wenche", "marte")
    path = await asked(site, wenche, ("leila",))
    assert (await marte.get(path)).status_code == 200
    if "author_id" in edit:
        edit = f"UPDATE poll SET author_id = '{site.world.accounts['marte']}'"
    await site.world.sql(edit)
    assert (await marte.get(path)).status_code == 404
    assert (await wenche.get(path)).status_code == 404


async def test_an_answer_that_is_given_to_somebody_else_in_the_database_is_no_answer(site: Site) -> None:
    marte, leila = await clients(site, "marte", "leila")
    path = await asked(site, marte, ("leila", "sindre"))
    await leila.post(f"{path}/answers", data=suits("yes", "yes", "yes"))
    assert "Passer for 1" in " ".join((await marte.get(path)).text.split())
    await site.world.sql("UPDATE poll_answer SET account_id = :who", who=site.world.accounts["sindre"])
    page = (await marte.get(path)).text
    assert "Passer for 0" in page
    assert "Passer best" not in page


async def _mails(site: Site) -> int:
    rows = await site.world.sql("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_poll'")
    return int(rows[0][0])


async def test_the_plan_says_whose_word_a_poll_waits_for(site: Site) -> None:
    wenche, marte, leila = await clients(site, "wenche", "marte", "leila")
    before = (await leila.get(site.plan())).text
    path = await asked(site, wenche, ("leila",))
    assert "Er tidene greie?" in (await marte.get(site.plan())).text
    assert (await leila.get(site.plan())).text == before
    assert (await marte.post(f"{path}/agreement")).status_code == 303
    assert "Er tidene greie?" not in (await marte.get(site.plan())).text
    assert "Når passer det?" in (await leila.get(site.plan())).text
    assert (await leila.post(f"{path}/answers", data=suits("yes", "no", "maybe"))).status_code == 303
    assert (await leila.get(site.plan())).text == before
