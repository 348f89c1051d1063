"""Calling people to a meeting: the owner's side agrees first, and nobody learns of what she does not see."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from tests.page.asking import Answer
from tests.site import Site
from tests.waiting import today_in_oslo
from tests.world import PEOPLE

TITLE = "Møte i ansvarsgruppa"
PLACE = "Merkestua bibliotek"


def form(
    site: Site, people: tuple[str, ...], areas: tuple[str, ...] = ("health",), **more: str
) -> dict[str, str]:
    """A form that would be taken from who sees those sections. ``from_``: what is called ``from`` in it."""
    sections = site.world.sections["tiril"]
    return {
        "title": TITLE,
        "day": (today_in_oslo() + timedelta(days=10)).isoformat(),
        "from": "14:00",
        "to": "15:30",
        "place": PLACE,
        "link": "https://video.example/rom",
        **{f"section-{sections[area]}": "yes" for area in areas},
        **{f"invite-{site.world.accounts[name]}": "yes" for name in people},
        **{name.rstrip("_"): value for name, value in more.items()},
    }


async def called(
    site: Site, client: httpx2.AsyncClient, people: tuple[str, ...], areas: tuple[str, ...] = ("health",)
) -> str:
    """The address of a meeting that the client calls, or proposes."""
    made = await client.post(f"{site.plan()}/meetings", data=form(site, people, areas))
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


async def test_a_coordinators_meeting_waits_for_who_decides(site: Site) -> None:
    wenche, marte, leila = [await site.client(name) for name in ("wenche", "marte", "leila")]
    path = await called(site, wenche, ("leila", "marte"), ("health",))
    assert "Ingen er kalt inn ennå" in (await wenche.get(path)).text
    assert TITLE not in (await leila.get(f"{site.plan()}/meetings")).text, "nobody is invited yet"
    assert (await leila.get(path)).status_code == 404
    assert (await leila.post(f"{path}/answer", data={"answer": "yes"})).status_code == 404
    assert (await wenche.post(f"{path}/agreement")).status_code == 404, "she proposed it herself"
    assert await _jobs(site) == 0
    page = (await marte.get(path)).text
    for said in (TITLE, PLACE, "Er dette greit?", PEOPLE["leila"]["name"]):
        assert said in page
    assert (await marte.post(f"{path}/agreement")).status_code == 303
    assert await _jobs(site) == 2
    assert TITLE in (await leila.get(f"{site.plan()}/meetings")).text
    assert (await leila.post(f"{path}/answer", data={"answer": "maybe"})).status_code == 303
    assert "Kommer kanskje" in (await wenche.get(path)).text
    assert "Du kommer kanskje" in (await leila.get(f"{site.plan()}/meetings")).text


async def test_what_is_not_agreed_to_invites_nobody_and_what_stood_stands(site: Site) -> None:
    wenche, marte, leila = [await site.client(name) for name in ("wenche", "marte", "leila")]
    path = await called(site, marte, ("leila", "wenche"))
    assert (await leila.post(f"{path}/answer", data={"answer": "yes"})).status_code == 303
    later = form(site, ("leila", "wenche"), day=(today_in_oslo() + timedelta(days=20)).isoformat())
    assert (await wenche.post(path, data=later)).status_code == 303
    assert "venter på at planeieren sier ja" in (await wenche.get(path)).text
    before = (await leila.get(path)).text
    assert "Kommer</span>" in before
    assert "endring" not in before
    assert (await marte.post(f"{path}/declining")).status_code == 303
    assert (await leila.get(path)).text == before
    assert "ikke godtatt" in (await wenche.get(path)).text


async def test_a_meeting_that_is_moved_is_answered_anew_and_one_that_is_not_is_not(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    path = await called(site, marte, ("leila",))
    await leila.post(f"{path}/answer", data={"answer": "yes"})
    renamed = form(site, ("leila",), title="Et annet navn")
    assert (await marte.post(path, data=renamed)).status_code == 303
    assert "Har ikke svart" not in (await marte.get(path)).text
    moved = form(site, ("leila",), from_="08:00")
    assert (await marte.post(path, data=moved)).status_code == 303
    assert "Har ikke svart" in (await marte.get(path)).text


async def test_who_sees_none_of_its_sections_cannot_be_invited_and_who_loses_them_sees_it_no_more(
    site: Site,
) -> None:
    marte, leila, berit = [await site.client(name) for name in ("marte", "leila", "berit")]
    refused = await marte.post(f"{site.plan()}/meetings", data=form(site, ("leila", "berit")))
    assert refused.status_code == 422
    assert "må ha tilgang til minst én av delene" in refused.text
    assert TITLE in refused.text, "what was typed is kept"
    path = await called(site, marte, ("leila",))
    absent = Answer.of(await berit.get(f"{site.plan()}/meetings/{UUID(int=1)}"))
    assert Answer.of(await berit.get(path)) == absent
    assert Answer.of(await berit.get(f"{path}/mote.ics")) == absent
    assert TITLE not in (await berit.get(f"{site.plan()}/meetings")).text
    assert (await leila.get(path)).status_code == 200
    for area in ("health",):
        section = site.world.sections["tiril"][area]
        gone = await marte.post(f"{site.plan()}/sharing/{site.world.accounts['leila']}/{section}/withdrawal")
        assert gone.status_code == 303
    assert (await leila.get(path)).status_code == 404
    assert TITLE not in (await leila.get(f"{site.plan()}/meetings")).text


async def test_its_title_is_told_to_those_who_are_invited_and_its_sections_to_those_who_see_them(
    site: Site,
) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    opened = (await marte.get(site.section("economy"))).text
    secret = opened.partition("<h1")[2].partition(">")[2].partition("<")[0].strip()
    assert secret
    path = await called(site, marte, ("leila",), ("health", "economy"))
    assert secret in (await marte.get(path)).text
    assert secret not in (await leila.get(path)).text


async def test_cancelled_is_cancelled(site: Site) -> None:
    marte, leila, wenche = [await site.client(name) for name in ("marte", "leila", "wenche")]
    path = await called(site, marte, ("leila", "wenche"))
    assert (await wenche.post(f"{path}/cancellation")).status_code == 303, "to cancel, nobody has to agree"
    assert "Møtet er avlyst" in (await leila.get(path)).text
    assert (await leila.post(f"{path}/answer", data={"answer": "yes"})).status_code == 404
    for again in (f"{path}/cancellation", path):
        assert (await marte.post(again, data=form(site, ("leila",)))).status_code == 404
    assert (await marte.get(f"{path}/edit")).status_code == 404


async def test_two_who_answer_for_themselves_answer_for_nobody_else(site: Site) -> None:
    marte, leila, sindre = [await site.client(name) for name in ("marte", "leila", "sindre")]
    path = await called(site, marte, ("leila",))
    assert (await marte.post(f"{path}/answer", data={"answer": "yes"})).status_code == 404, (
        "she is not invited"
    )
    assert (await sindre.post(f"{path}/answer", data={"answer": "yes"})).status_code == 404
    assert (await leila.post(f"{path}/answer", data={"answer": "surely"})).status_code == 404


async def test_an_edited_row_is_no_meeting(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    path = await called(site, marte, ("leila",))
    sections = site.world.sections["tiril"]
    meeting = path.rpartition("/")[2]
    await site.world.sql(
        "UPDATE meeting SET sections = :s WHERE meeting_id = :m",
        s=[sections["health"], sections["home"]],
        m=UUID(meeting),
    )
    assert (await leila.get(path)).status_code == 404
    assert (await marte.get(path)).status_code == 404


async def test_an_answer_that_somebody_put_in_for_one_who_is_not_invited_is_not_shown(site: Site) -> None:
    marte = await site.client("marte")
    path = await called(site, marte, ("leila",))
    await site.world.sql(
        "INSERT INTO meeting_answer VALUES (:space, :m, :who, 1, 'yes', now())",
        space=site.world.spaces["tiril"],
        m=UUID(path.rpartition("/")[2]),
        who=site.world.accounts["sindre"],
    )
    assert PEOPLE["sindre"]["name"] not in (await marte.get(path)).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "Skriv hva slags møte"),
        ({"title": "x" * 201}, "for lang"),
        ({"day": "i morgen"}, "Skriv datoen"),
        ({"day": "2020-01-01"}, "ikke er passert"),
        ({"day": "2199-01-01"}, "Så langt fram"),
        ({"from": "halv to"}, "Skriv klokkeslettet"),
        ({"to": "25:00"}, "Skriv klokkeslettet"),
        ({"link": "javascript:alert(1)"}, "skal begynne med https://"),
        ({"link": "http://video.example"}, "skal begynne med https://"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(
    shared: Site, wrong: dict[str, str], said: str
) -> None:
    marte = await shared.client("marte")
    answer = await marte.post(
        f"{shared.plan()}/meetings", data=form(shared, ("leila",), ("health",), **wrong)
    )
    assert answer.status_code == 422
    assert said in answer.text
    assert PLACE in answer.text
    assert (await shared.world.sql("SELECT count(*) FROM meeting"))[0][0] == 0


@pytest.mark.parametrize("missing", ["section", "invite"])
async def test_it_is_about_something_and_somebody_comes(shared: Site, missing: str) -> None:
    marte = await shared.client("marte")
    sent = {name: value for name, value in form(shared, ("leila",)).items() if not name.startswith(missing)}
    answer = await marte.post(f"{shared.plan()}/meetings", data=sent)
    assert (answer.status_code, "Velg minst én" in answer.text) == (422, True)


async def test_one_that_ends_before_it_begins_goes_on_past_midnight(site: Site) -> None:
    marte = await site.client("marte")
    made = await marte.post(f"{site.plan()}/meetings", data=form(site, ("leila",), from_="22:00", to="01:00"))
    assert made.status_code == 303
    rows: Any = await site.world.sql("SELECT ends_at - starts_at FROM meeting")
    assert rows[0][0] == timedelta(hours=3)


async def test_whoever_neither_decides_nor_coordinates_calls_nobody(site: Site) -> None:
    leila = await site.client("leila")
    assert (await leila.get(f"{site.plan()}/meetings/new")).status_code == 404
    assert (await leila.post(f"{site.plan()}/meetings", data=form(site, ("leila",)))).status_code == 404
    assert "Kall inn" not in (await leila.get(f"{site.plan()}/meetings")).text


async def test_a_coordinator_moves_a_meeting_also_about_what_she_does_not_see(site: Site) -> None:
    marte, wenche, berit = [await site.client(name) for name in ("marte", "wenche", "berit")]
    path = await called(site, marte, ("leila", "berit"), ("health", "network"))
    hers = (await wenche.get(f"{path}/edit")).text
    network = site.world.sections["tiril"]["network"]
    assert f"section-{network}" not in hers
    later = form(site, ("leila", "berit"), from_="15:00", to="16:00")
    assert (await wenche.post(path, data=later)).status_code == 303
    assert (await marte.post(f"{path}/agreement")).status_code == 303
    page = (await berit.get(path)).text
    assert "15:00" in page, "what was not hers to see stayed as it was, and who was invited for it"


async def test_what_is_over_is_agreed_to_no_more(site: Site) -> None:
    marte, wenche = await site.client("marte"), await site.client("wenche")
    path = await called(site, wenche, ("leila",))
    site.clock.move(timedelta(days=11))
    marte = await site.client("marte")
    assert (await marte.post(f"{path}/agreement")).status_code == 404
    assert await _jobs(site) == 0


async def _jobs(site: Site) -> int:
    rows = await site.world.sql("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_meeting'")
    return int(rows[0][0])


async def test_the_plan_says_what_meetings_ask_of_whom_and_no_more_when_they_have_answered(
    site: Site,
) -> None:
    wenche, marte, leila = [await site.client(name) for name in ("wenche", "marte", "leila")]
    before = (await leila.get(site.plan())).text
    path = await called(site, wenche, ("leila", "wenche"))
    asked = (await marte.get(site.plan())).text
    assert "Er møtet greit?" in asked
    assert TITLE in asked
    assert TITLE not in (await leila.get(site.plan())).text
    assert (await marte.post(f"{path}/agreement")).status_code == 303
    assert "Er møtet greit?" not in (await marte.get(site.plan())).text
    told = (await leila.get(site.plan())).text
    assert "Kommer du?" in told
    assert TITLE in told
    assert (await leila.post(f"{path}/answer", data={"answer": "yes"})).status_code == 303
    assert (await leila.get(site.plan())).text == before
    kristin = await site.client("kristin")
    assert TITLE not in (await kristin.get(site.plan())).text
