"""The guided start: offered once, in nobody's way, and different for different people."""

import re
from uuid import UUID, uuid4

import httpx2
import pytest

from tests.page.case_stage import HERSELF
from tests.site import Site

PERSON = {
    "roar": ("decides", 5),
    "tiril": ("heard", 2),
    "ingeborg": ("unit", 2),
    "wenche": ("coordinator", 2),
}
OTHERS = {"leila": ("professional", 2), "solveig": ("relative", 2)}


async def unmet(site: Site, name: str) -> httpx2.AsyncClient:
    """Somebody as if she had never been here."""
    await site.world.sql("DELETE FROM first_use WHERE account_id = :who", who=site.world.accounts[name])
    return await site.client(name)


async def outcome(site: Site, name: str) -> str:
    rows = await site.world.sql(
        "SELECT outcome FROM first_use WHERE account_id = :who", who=site.world.accounts[name]
    )
    return str(rows[0][0]) if rows else ""


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert found
    return found[1]


async def walk(client: httpx2.AsyncClient) -> list[str]:
    """The headings of all steps, by the one prominent link of each."""
    said, path = [], "/guide"
    while True:
        page = (await client.get(path)).text.partition("<main")[2].partition("</main>")[0]
        said.append(heading(page))
        assert f"Steg {len(said)} av" in page
        assert page.count('data-variant="primary"') == 1
        following = re.search(r'"(/guide\?step=\w+)"', page.replace('class="ds-link back" href="/guide', ""))
        if 'value="done"' in page:
            assert f"Steg {len(said)} av {len(said)}" in page
            return said
        assert following
        path = following[1]


async def test_the_front_page_leads_there_once_and_then_offers_it(site: Site) -> None:
    roar = await unmet(site, "roar")
    plan = site.plan("roar").removeprefix(site.address)
    assert (await roar.get(plan)).status_code == 200, "who comes by a link goes where it goes"
    assert await outcome(site, "roar") == ""
    answer = await roar.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/guide")
    front = await roar.get("/")
    assert front.status_code == 200
    assert "Ny her?" in front.text
    assert (await roar.post("/guide/ending", data={"outcome": "skipped"})).headers["location"] == "/"
    assert await outcome(site, "roar") == "skipped"
    assert "Ny her?" not in (await roar.get("/")).text
    assert 'href="/guide"' in (await roar.get("/")).text, "and it stands in the foot"
    await roar.post("/guide/ending", data={"outcome": "done"})
    assert await outcome(site, "roar") == "done"


@pytest.mark.parametrize(
    ("name", "count"), [(name, count) for name, (_, count) in {**PERSON, **OTHERS}.items()]
)
async def test_everybody_has_steps_of_her_own(shared: Site, name: str, count: int) -> None:
    said = await walk(await shared.client(name))
    assert len(said) == count == len(set(said))


async def test_what_matters_goes_into_the_plan_and_one_comes_back(site: Site) -> None:
    roar = await site.client("roar")
    await site.world.sql("UPDATE item SET closed = true WHERE kind = 'important'")
    site.world.house.reader.forget()
    step = (await roar.get("/guide?step=matters")).text
    assert "Hva er viktig for deg?" in step
    link = re.search(r'href="([^"]*kind=important[^"]*)"', step)
    assert link
    form = (await roar.get(link[1].replace("&amp;", "&"))).text
    assert 'href="/guide?step=matters">Tilbake til Kom i gang' in form
    action = re.search(r'<form class="editor-form" method="post" action="([^"]*)"', form)
    item = re.search(r'name="item" value="([^"]*)"', form)
    assert action
    assert item
    typed = {"kind": "important", "item": item[1], "body": "Å bade hver lørdag."}
    answer = await roar.post(action[1], data=typed)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/guide?step=matters#")
    step = (await roar.get("/guide?step=matters")).text
    assert "Å bade hver lørdag." in step
    assert "Skriv en ting til" in step
    assert "Å bade hver lørdag." in (await roar.get(site.plan("roar"))).text


async def test_who_sees_what_is_told_as_it_is(site: Site) -> None:
    step = (await (await site.client("roar")).get("/guide?step=sight")).text
    assert re.search(r"Mehmet Aydin</strong>.*\s*.*Ser \d+ del", step)
    withdrawn = site.world.accounts["mehmet"]
    roar = await site.client("roar")
    assert (await roar.post(f"{site.plan('roar')}/sharing/{withdrawn}/withdrawal")).status_code == 303
    step = (await roar.get("/guide?step=sight")).text
    assert re.search(r"Mehmet Aydin</strong>.*\s*.*Ser ingenting ennå", step)


async def test_the_choices_of_the_second_step_are_kept_and_one_goes_on(site: Site) -> None:
    roar = await site.client("roar")
    form = {"back": "/guide?step=matters", "language": "nn", "reading": "plain", "text_size": "large"}
    answer = await roar.post("/settings", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/guide?step=matters")
    step = (await roar.get("/guide?step=reading")).text
    assert 'lang="nn"' in step
    assert 'data-text="large"' in step
    away = await roar.post("/settings", data={"back": "//elsewhere.example"})
    assert away.headers["location"] == "/"


async def test_who_has_no_plan_yet_is_led_to_her_case_or_to_an_inquiry(site: Site) -> None:
    who: UUID = site.world.accounts["solveig"]
    await site.world.sql("UPDATE participant SET state = 'ended' WHERE account_id = :who", who=who)
    solveig = await site.client("solveig")
    said = await walk(solveig)
    assert said[0] == "En plan er din"
    assert len(said) == 4
    step = (await solveig.get("/guide?step=case")).text
    assert 'href="/inquiries/new"' in step
    assert "matters" not in step


async def test_who_comes_back_to_what_she_has_begun_is_not_stopped(site: Site) -> None:
    thea = await unmet(site, "thea")
    typed = HERSELF | {"hard": "Mye å holde styr på"}
    assert (await thea.post(f"/inquiries/{uuid4()}/draft", data=typed)).status_code == 200
    front = await thea.get("/")
    assert front.status_code == 200
    assert "Fortsett på henvendelsen" in front.text
    assert "Ny her?" in front.text, "it is offered beside it"


async def test_a_step_that_is_not_hers_is_her_first(shared: Site) -> None:
    leila = await shared.client("leila")
    assert (await leila.get("/guide?step=sight")).text == (await leila.get("/guide")).text
    answer = await (await shared.client()).get("/guide?step=plan")
    assert answer.headers["location"].startswith("/login?return_to=/guide")
