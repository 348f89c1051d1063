"""The form in which times are proposed: what is wrong is said, and who may not ask has no such form."""

from uuid import UUID

import pytest

from tests.page.asking import Answer
from tests.page.test_meetings import PLACE, TITLE
from tests.page.test_polls import PARTS, asked, clients, poll_form
from tests.site import Site


async def test_only_who_sees_something_of_it_can_be_asked_or_learns_that_it_is_there(site: Site) -> None:
    marte, berit = await clients(site, "marte", "berit")
    refused = await marte.post(f"{site.plan()}/polls", data=poll_form(site, ("leila", "berit")))
    assert refused.status_code == 422
    assert "må ha tilgang til minst én av delene" in refused.text
    path = await asked(site, marte, ("leila",))
    absent = Answer.of(await berit.get(f"{site.plan()}/polls/{UUID(int=1)}"))
    assert Answer.of(await berit.get(path)) == absent
    assert TITLE not in (await berit.get(f"{site.plan()}/meetings")).text


@pytest.mark.parametrize(
    ("wrong", "said", "where"),
    [
        ({"title": " "}, "Skriv hva slags møte", "title"),
        ({"link": "http://video.example"}, "skal begynne med https://", "link"),
        ({"day-2": "i morgen"}, "Skriv datoen", "day-2"),
        ({"day-2": "2020-01-01"}, "ikke er passert", "day-2"),
        ({"day-2": "2199-01-01"}, "Så langt fram", "day-2"),
        ({"day-3": ""}, "Skriv datoen", "day-3"),
        ({"from-3": "halv to"}, "Skriv klokkeslettet", "from-3"),
        ({"to-7": "12:00"}, "Skriv datoen", "day-7"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(
    site: Site, wrong: dict[str, str], said: str, where: str
) -> None:
    (marte,) = await clients(site, "marte")
    answer = await marte.post(f"{site.plan()}/polls", data=poll_form(site, ("leila",)) | wrong)
    assert answer.status_code == 422
    assert said in answer.text.partition(f'id="{where}-error"')[2].partition("</p>")[0]
    assert PLACE in answer.text
    assert 'name="from-1" type="time" value="10:00"' in answer.text
    assert ('<details class="more-slots" open' in answer.text) is ("to-7" in wrong)
    assert (await site.world.sql("SELECT count(*) FROM poll"))[0][0] == 0


async def test_there_are_two_times_at_least_and_none_of_them_twice(site: Site) -> None:
    (marte,) = await clients(site, "marte")
    for times in (0, 1):
        answer = await marte.post(f"{site.plan()}/polls", data=poll_form(site, ("leila",), times=times))
        assert (answer.status_code, "Foreslå minst to tidspunkter." in answer.text) == (422, True)
    sent = poll_form(site, ("leila",))
    twice = {f"{part}-3": sent[f"{part}-1"] for part in PARTS}
    answer = await marte.post(f"{site.plan()}/polls", data=sent | twice)
    assert (answer.status_code, "står her to ganger" in answer.text) == (422, True)


async def test_eight_times_are_taken_and_a_ninth_is_not_there(site: Site) -> None:
    marte, leila = await clients(site, "marte", "leila")
    made = await marte.post(f"{site.plan()}/polls", data=poll_form(site, ("leila",), times=9))
    assert made.status_code == 303
    assert (await leila.get(made.headers["location"])).text.count("<fieldset") == 8


async def test_whoever_neither_decides_nor_coordinates_asks_nobody(site: Site) -> None:
    (leila,) = await clients(site, "leila")
    assert (await leila.get(f"{site.plan()}/polls/new")).status_code == 404
    assert (await leila.post(f"{site.plan()}/polls", data=poll_form(site, ("leila",)))).status_code == 404
    assert "Finn et tidspunkt" not in (await leila.get(f"{site.plan()}/meetings")).text


async def test_a_coordinator_cannot_let_the_place_stand_in_mails(site: Site) -> None:
    wenche, marte = await clients(site, "wenche", "marte")
    sent = poll_form(site, ("leila",), place_in_mail="yes")
    path = (await wenche.post(f"{site.plan()}/polls", data=sent)).headers["location"]
    assert 'value="yes" checked' not in (await marte.get(path)).text
