"""Help: the same way from every page, without a login; and each hard word explained where it stands."""

import re
import tomllib
from collections.abc import Mapping

import httpx2
import pytest

from ipplan.config import ROOT
from ipplan.glossary import GLOSSARY
from ipplan.page.help.help import FEW, STATEMENT
from ipplan.page.help.tasks import TASKS
from tests.site import Site

TEMPLATES = ROOT / "web/templates"
ASKED_FOR = re.compile(r"\bhelps?\(([^)]*)\)")
IN_THE_FOOT = ["/help", "/guide", "/accessibility"]


def words_in_templates() -> dict[str, set[str]]:
    """Which words each template explains; a word that is a kind of item is asked for by the kind."""
    found = {}
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text()
        named = {one for asked in ASKED_FOR.findall(source) for one in re.findall(r'"(\w+)"', asked)}
        if "help(e.kind.name)" in source:
            named |= {"goal", "action", "responsibility"}
        if named:
            found[str(path.relative_to(TEMPLATES))] = named
    return found


def test_every_word_is_explained_where_it_stands_and_no_other() -> None:
    used = set().union(*words_in_templates().values())
    assert used == set(GLOSSARY)


@pytest.mark.parametrize(
    ("template", "word"),
    [
        ("sharing/show.html", "share"),
        ("deciding/show.html", "mandate"),
        ("deciding/show.html", "consent"),
        ("item/readers.html", "withhold"),
        ("crisis/show.html", "crisis"),
        ("approving/show.html", "approve"),
        ("receipts/index.html", "receipt"),
        ("coordinating/show.html", "child_coordinator"),
        ("case/_decided.html", "decision"),
        ("complaints/new.html", "complaint"),
    ],
)
def test_the_hard_words_are_explained_on_the_pages_that_need_them(template: str, word: str) -> None:
    assert word in words_in_templates()[template]


def foot(page: str) -> list[str]:
    """The addresses of the first list in the foot."""
    return re.findall(r'href="([^"]*)"', page.partition('<nav class="help-links"')[2].partition("</nav>")[0])


async def test_help_stands_first_in_the_foot_of_every_page(shared: Site) -> None:
    nobody, marte = await shared.client(), await shared.client("marte")
    public = ("/", "/help", "/accessibility", "/info/fjordvik/easy/plan", "/logout/done", "/nowhere")
    own = ("/", "/help", "/settings", "/guide", shared.plan(), f"{shared.plan()}/sharing", "/nowhere")
    for path in public:
        assert foot((await nobody.get(path)).text) == ["/help", "/accessibility"], path
    for path in own:
        page = (await marte.get(path)).text
        assert foot(page) == IN_THE_FOOT, path
        assert page.index('class="site-end"') < page.index('class="help-links"')


async def test_the_page_has_a_person_to_call_the_tasks_and_all_words(shared: Site) -> None:
    page = (await (await shared.client()).get("/help")).text
    assert 'href="tel:00000100"' in page
    assert 'href="mailto:koordinerende.enhet@fjordvik.example.org"' in page
    assert len(TASKS) == 10 == page.count("<details id=")
    for name in GLOSSARY:
        assert f'id="word-{name}"' in page
    assert "/settings" not in page, "what needs a login is linked for who has one"
    assert "/settings" in (await (await shared.client("marte")).get("/help")).text


async def test_who_is_logged_in_is_told_her_own_municipalitys_number(site: Site) -> None:
    await site.world.sql(
        "UPDATE municipality SET unit_phone = '11 11 11 11' WHERE municipality_id = 'straumdal'"
    )
    oddny, marte = await site.client("oddny"), await site.client("marte")
    assert numbers(await oddny.get("/help")) == ["11111111"]
    assert numbers(await marte.get("/help")) == ["00000100"]
    assert set(numbers(await (await site.client()).get("/help"))) == {"11111111", "00000100"}
    values = [f"('p{n}', 'Sted {n}', '1')" for n in range(FEW)]
    await site.world.sql(
        f"INSERT INTO municipality (municipality_id, name, unit_phone) VALUES {', '.join(values)}"
    )
    site.world.house.places._until = None
    many = await (await site.client()).get("/help")
    assert numbers(many) == []
    assert "Velg kommunen din" in many.text


def numbers(answer: httpx2.Response) -> list[str]:
    return re.findall(r'href="tel:(\d+)"', answer.text)


async def test_the_statement_says_when_it_was_tested_against_what_and_where_to_complain(shared: Site) -> None:
    facts: Mapping[str, Mapping[str, str]] = tomllib.loads(STATEMENT.read_text())
    client = await shared.client()
    page = (await client.get("/accessibility")).text
    for address in ("law", "act", "tested"):
        assert facts[address]["source"] in page
    for address in ("authority", "tribunal"):
        assert facts[address]["web"] in page
    assert "WCAG 2.2 AA" in page
    assert "Ingen har ennå prøvd" in page
    assert "confirmed_by" in facts["law"]
    nynorsk = (await client.get("/accessibility", headers={"accept-language": "nn"})).text
    assert facts["law"]["name_nn"] in nynorsk
