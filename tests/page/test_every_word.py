"""No word of a page or a paper comes past the catalogues: outside of their marks is what people wrote."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from httpx2 import AsyncClient, Response
from pypdf import PdfReader

from ipplan.gate.consents import ALL
from ipplan.language import locale_of
from ipplan.page.routes import DOORS
from ipplan.rules import FILE
from tests.pseudo import PSEUDO, marked, outside, spoken
from tests.site import Site
from tests.test_words import SAME_EVERYWHERE, Shown

Left = dict[str, list[str]]
WORD = re.compile(r"[^\W\d_]{2,}")
INITIALS = re.compile("[A-ZÆØÅ]{2}")
SAME = {"kb", "org", "example", "bokmål", "nynorsk", "english", "føroyskt", "wcag"}
SAME |= {"diskrimineringsnemnda", "tilsynet", "ikt", "universell", "utforming", "løsninger", "likestillings"}
SAME |= {"diskrimineringsloven", "barnehabil"}
"""Names, units, what each language calls itself, and a name that a picture has no room for."""
APART = (
    *(".json", ".webmanifest", ".zip", ".js", "/login", "/newcomer", "/sessions", "/logout", "/healthz"),
    *("/readyz", "/info", "/offline", "/export"),
)
"""No pages, or pages with words of their own (page/info/texts)."""
OWN = (
    "SELECT name, coalesce(email, ''), title, organisation FROM account",
    "SELECT name, unit_name, unit_address, unit_email FROM municipality",
    "SELECT name, '', '', '' FROM organisation",
    "SELECT name_nb, helps_nb, whom_nb, hours_nb FROM catalogue_entry",
    "SELECT name_nn, helps_nn, whom_nn, hours_nn FROM catalogue_entry",
    "SELECT basis, '', '', '' FROM mandate",
)
"""Where people's own words stand in clear."""


def _there(start: str, holes: int) -> list[str]:
    paths = [one.path for one in DOORS if one.method == "GET" and one.path.startswith(start)]
    bare = [one for one in paths if one.count("{") == holes]
    return [one for one in bare if not any(word in one for word in APART) and one != "/"]


def _words(answer: Response) -> set[str]:
    """The words of an answer that stand in no message."""
    if answer.headers["content-type"] == "application/pdf":
        text = " ".join(one.extract_text() for one in PdfReader(BytesIO(answer.content)).pages)
    elif answer.headers["content-type"].startswith("text/html"):
        shown = Shown()
        shown.feed(re.sub(r"(?s)<(script|style)\b.*?</\1>", "", answer.text))
        text = "\n".join(shown.words)
    else:
        text = answer.text
    return {one.casefold() for one in WORD.findall(outside(text)) if not INITIALS.fullmatch(one)}


async def _own(site: Site, client: AsyncClient) -> set[str]:
    """People's own words: names, and all that stands in the plan; names of laws, months and files."""
    rows = [row for query in OWN for row in await site.world.sql(query)]
    view = (await client.get(f"{site.plan()}/view.json")).json()
    dates = locale_of(PSEUDO)
    told: list[object] = [value for row in rows for value in row]
    told += [json.dumps(view, ensure_ascii=False).replace("\\n", " "), FILE.read_text(), *SAME_EVERYWHERE]
    told += [one.text for one in ALL]
    told += [
        name
        for one in (dates.months, dates.days)
        for width in one["format"].values()
        for name in width.values()
    ]
    return {one.casefold() for one in WORD.findall(" ".join(map(str, told)))} | SAME


async def _left(site: Site, name: str, paths: list[str]) -> Left:
    client = await site.client(name)
    own = await _own(site, await site.client("marte"))
    await client.post("/settings", data={"language": PSEUDO})
    found: Left = {}
    for path in paths:
        answer = await client.get(path.replace("{plan}", str(site.world.spaces["tiril"])))
        if answer.status_code == 200 and (words := _words(answer) - own):
            found[path] = sorted(words)
    return found


async def test_no_word_of_the_main_pages_comes_past_the_catalogues(site: Site, tmp_path: Path) -> None:
    few = ["/", "/settings", "/plans/{plan}", "/plans/{plan}/sharing", "/plans/{plan}/minute/oversikt.pdf"]
    with spoken(PSEUDO, marked, tmp_path):
        assert await _left(site, "marte", few) == {}


@pytest.mark.long
@pytest.mark.parametrize("name", ["marte", "wenche", "leila", "ingeborg"])
async def test_no_word_of_any_page_comes_past_the_catalogues(site: Site, tmp_path: Path, name: str) -> None:
    with spoken(PSEUDO, marked, tmp_path):
        assert await _left(site, name, ["/", *_there("/", 0), *_there("/plans/{plan}", 1)]) == {}
