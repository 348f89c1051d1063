"""Language and looks: chosen once, and they follow the person."""

import re

import pytest

from tests.site import Site


def looks(page: str) -> dict[str, str]:
    """What the page's root says of how it looks."""
    root = re.search(r"<html ([^>]*)>", page)
    assert root
    return dict(re.findall(r'([\w-]+)="([^"]*)"', root[1]))


async def test_what_one_chooses_is_kept_and_follows_to_every_device(site: Site) -> None:
    phone, desk = await site.client("marte"), await site.client("marte")
    form = {"language": "nn", "reading": "easy", "colours": "dark", "text_size": "large"}
    assert (await phone.post("/settings", data=form)).status_code == 303
    page = (await desk.get("/settings")).text
    assert looks(page) == {
        "lang": "nn",
        "data-color-scheme": "dark",
        "data-contrast": "auto",
        "data-text": "large",
        "data-reading": "easy",
        "data-motion": "auto",
        "data-announce": "on",
    }
    for chosen in ("language-nn", "reading-easy", "colours-dark", "text_size-large", "contrast-auto"):
        assert re.search(f'id="{chosen}"[^>]* checked', page), chosen


async def test_a_page_that_is_kept_ready_changes_too(site: Site) -> None:
    marte = await site.client("marte")
    assert looks((await marte.get(site.plan())).text)["data-color-scheme"] == "auto"
    await marte.post("/settings", data={"colours": "dark"})
    assert looks((await marte.get(site.plan())).text)["data-color-scheme"] == "dark"


async def test_who_reads_easily_has_one_picture_beside_each_thing(site: Site) -> None:
    marte = await site.client("marte")
    await marte.post("/settings", data={"reading": "easy"})
    page = (await marte.get(site.plan())).text
    goals = page.count('<article class="item goal')
    assert goals == page.count("signs.svg#goal") > 0


async def test_what_is_none_of_the_choices_is_told_and_nothing_is_kept(site: Site) -> None:
    marte = await site.client("marte")
    answer = await marte.post("/settings", data={"colours": "pink", "motion": "less"})
    assert answer.status_code == 422
    assert 'id="colours-error"' in answer.text
    assert re.search('id="motion-less"[^>]* checked', answer.text)
    assert await site.world.sql("SELECT 1 FROM preference") == []


async def test_a_language_is_chosen_before_login_and_remembered_at_the_provider(site: Site) -> None:
    nobody = await site.client()
    assert looks((await nobody.get("/")).text)["lang"] == "nb"
    answer = await nobody.post("/language", data={"language": "nn", "back": "/info?page=plan"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/info?page=plan")
    assert looks((await nobody.get("/")).text)["lang"] == "nn"
    asked = await nobody.post("/language", data={"language": "xx", "back": "https://elsewhere.example/"})
    assert asked.headers["location"] == "/"
    assert looks((await nobody.get("/")).text)["lang"] == "nn"


async def test_who_is_on_her_way_by_an_invitation_is_so_in_another_language_too(shared: Site) -> None:
    nobody = await shared.client()
    page = (await nobody.get("/login?return_to=/invitations/abc%26x&provider=none&more=1")).text
    assert (
        '<input type="hidden" name="back" value="/login?provider=none&amp;return_to=/invitations/abc%26x">'
        in page
    )
    away = (await nobody.get("/login?return_to=//elsewhere.example/&provider=none")).text
    assert '<input type="hidden" name="back" value="/login?provider=none&amp;return_to=/">' in away


async def test_the_footer_changes_a_persons_own_language(site: Site) -> None:
    marte = await site.client("marte")
    await marte.post("/language", data={"language": "en", "back": "/"})
    assert looks((await (await site.client("marte")).get("/")).text)["lang"] == "en"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("nn-NO,nn;q=0.9,nb;q=0.8", "nn"), ("no", "nb"), ("en-GB,en;q=0.9", "en"), ("de,fr", "nb"), ("*", "nb")],
)
async def test_who_has_chosen_nothing_is_met_in_what_the_browser_reads(
    shared: Site, accepted: str, language: str
) -> None:
    answer = await (await shared.client()).get("/", headers={"accept-language": accepted})
    assert looks(answer.text)["lang"] == language
