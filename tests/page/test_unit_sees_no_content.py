"""The unit never sees a plan's content: every page, file, answer and header of its room is searched for it.

In a plan in which every field of every kind, and what is written beside, holds a word that is nowhere else.
"""

import io
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from pypdf import PdfReader

from ipplan.page.door import PLAN, UNIT, Door
from ipplan.page.routes import DOORS
from ipplan.permit import INQUIRY, PAPERS, WORK
from ipplan.store import seal
from tests.journeys import pen as pens
from tests.journeys.pen import EVERY_FIELD, Pen
from tests.page.asking import Place, form_of, place_of
from tests.page.test_complaints import form as complaint
from tests.site import Site

MARK = "Zqxhemmelig"
"""The word. It is in what was written in the plan, and in nothing that the unit writes or looks for."""
OWN = [door for door in DOORS if door.path.startswith("/unit")]
LAST = f"POST {UNIT}/closing"
"""Tried after all others: a plan that is closed has other pages."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LINKS = re.compile(r'(?:href|action)="(/unit[^"#]*)"')


@dataclass
class Walk:
    """One who goes about the unit's room, and keeps all that she was given."""

    client: httpx2.AsyncClient
    given: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)

    async def ask(self, method: str, path: str, what: str, **more: Any) -> None:
        answer = await self.client.request(method, path, **more)
        name = f"{method} {path} {what}"
        self.given[name] = f"{answer.headers!r}\n{_text(answer)}"
        self.statuses[name] = answer.status_code

    async def follow(self) -> None:
        """The links that the pages have, and the links of those: of those that differ by an id alone, one."""
        seen: set[str] = set()
        while found := self._links() - seen:
            seen |= found
            shapes = {_ID.sub("*", link): link for link in sorted(found)}
            known = {_ID.sub("*", one) for one in seen - found}
            for shape in sorted(set(shapes) - known):
                await self.ask("GET", shapes[shape].replace("&amp;", "&"), "followed")

    def _links(self) -> set[str]:
        return {link for page in self.given.values() for link in LINKS.findall(page)}

    @property
    def telling(self) -> list[str]:
        return [name for name, given in self.given.items() if MARK.lower() in given.lower()]


async def test_no_word_of_a_plan_is_on_any_page_of_the_units(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write_everywhere(site, monkeypatch)
    place = await place_of(site)
    walk = Walk(await site.client("ingeborg"))
    place = place.other(letter=str(await a_letter(site)), case=await a_case(site, walk.client))
    opened = _watched(monkeypatch)
    for door in sorted(OWN, key=lambda one: f"{one.method} {one.path}" == LAST):
        await _go(walk, door, place)
    await walk.follow()
    for time in ("12m", "2026", "x"):
        await walk.ask("GET", f"/unit/oversight.csv?time={time}", "")
    assert walk.telling == []
    assert opened <= {INQUIRY, PAPERS, WORK}, "nothing was even opened but its own cases"
    _was_everywhere(walk)


@pytest.mark.long
async def test_where_content_stands_the_walk_finds_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above would say nothing: she who may read it is given every word by the same means."""
    pen = await write_everywhere(site, monkeypatch)
    walk = Walk(await site.client("marte"))
    for path in ("", "/view.json", "/proposals/new", "/meetings", "/log"):
        await walk.ask("GET", f"{site.plan()}{path}", "")
    links = re.findall(r'href="(/plans/[^"#]*/(?:meetings|polls|proposals)/[^"#]*)"', str(walk.given))
    for link in sorted(set(links)):
        await walk.ask("GET", link, "")
    whole = " ".join(walk.given.values())
    told = {f"{kind}.{name}" for kind, name in EVERY_FIELD if f"{kind}.{name} {MARK}" in whole}
    assert told == {f"{kind}.{name}" for kind, name in pen.written}
    assert EVERY_FIELD - set(pen.written) == {("responsibility", "reason")}, "written with the answer, below"
    for beside in ("meeting", "place", "poll", "reason", "answer"):
        assert f"{beside} {MARK}" in whole, beside


async def write_everywhere(site: Site, monkeypatch: pytest.MonkeyPatch) -> Pen:
    """The word in every field of every kind, in the names of all sections, and in what goes beside a plan."""
    monkeypatch.setattr(pens, "groups", lambda: [MARK])
    monkeypatch.setattr(pens, "PAYLOADS", (MARK,))
    marte, wenche = await site.client("marte"), await site.client("wenche")
    pen = Pen(site, marte, str(site.world.accounts["marte"]))
    await pen.write_everything()
    for section in site.world.sections["tiril"].values():
        rows = await site.world.sql("SELECT head FROM item WHERE item_id = :i", i=section)
        form = {"title": f"section.title {MARK}", "base": str(rows[0][0])}
        path = f"{site.plan()}/sections/{section}/items/{section}"
        assert (await marte.post(path, data=form)).status_code == 303
    place = (await place_of(site, who="leila")).other(me=str(site.world.accounts["marte"]))
    meeting = form_of(_door(PLAN + "/meetings"), place) | {
        "title": f"meeting {MARK}",
        "place": f"place {MARK}",
    }
    poll = form_of(_door(PLAN + "/polls"), place) | {"title": f"poll {MARK}", "place": f"place {MARK}"}
    wish = form_of(_door(PLAN + "/proposals"), place) | {"reason": f"reason {MARK}"}
    draft = {"kind": "goal", "title": f"draft {MARK}"}
    room = f"{site.plan()}/sections/{place.section}/items"
    answer = {"status": "declined", "reason": f"answer {MARK}"}
    duty = pen.made["responsibility"][0]
    for client, path, form in (
        (marte, f"{site.plan()}/meetings", meeting),
        (marte, f"{site.plan()}/polls", poll),
        (wenche, f"{site.plan()}/proposals", wish),
        (marte, f"{room}/{uuid4()}/draft", draft),
        (marte, f"{room}/{duty}/answer", answer),
    ):
        done = await client.post(path, data=form)
        assert done.status_code in (200, 303), (path, done.text)
    await wenche.aclose()
    return pen


async def a_case(site: Site, unit: httpx2.AsyncClient) -> str:
    """Somebody complains that this very plan stands still, and one of the unit has the case."""
    typed = complaint(site) | {"about-standstill": "yes"}
    del typed["about-refusal"]
    sent = await (await site.client("marte")).post(f"{site.plan()}/complaint", data=typed)
    assert sent.status_code == 303, sent.text
    case = sent.headers["location"].rpartition("/")[2].partition("?")[0]
    assert (await unit.post(f"/unit/cases/{case}/taking")).status_code == 303
    return case


async def a_letter(site: Site) -> Any:
    """One that tells the owner of a grant, as those without electronic id are told."""
    rows = await site.world.sql(
        "INSERT INTO letter"
        " (letter_id, municipality_id, space_id, account_id, kind, reference, made_at, state)"
        " SELECT gen_random_uuid(), s.municipality_id, s.space_id, s.owner_id, 'receipt', g.grant_id, now(),"
        " 'waiting' FROM space s JOIN access_grant g ON g.space_id = s.space_id AND g.section_id IS NOT NULL"
        " WHERE s.space_id = :s ORDER BY g.not_before LIMIT 1 RETURNING letter_id",
        s=site.world.spaces["tiril"],
    )
    return rows[0][0]


async def _go(walk: Walk, door: Door, place: Place) -> None:
    """As a browser would; and with nothing in the form, and with nonsense in every field."""
    path = place.path(door)
    if door.method == "GET":
        await walk.ask("GET", path, "")
        return
    form = form_of(door, place)
    await walk.ask("POST", path, "empty", data={})
    if not path.startswith("/unit/cases/"):  # where it would be said again is the unit's own
        await walk.ask("POST", path, "nonsense", data=dict.fromkeys(form, "?"))
    await walk.ask("POST", path, "whole", data=form)


def _watched(monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """The keys by which anything is opened from now on: those of cases are called as their rooms."""
    opened, real = set[UUID](), seal.SectionBox.open

    def told(self: seal.SectionBox, key_id: UUID, *rest: Any) -> bytes:
        opened.add(key_id)
        return real(self, key_id, *rest)

    monkeypatch.setattr(seal.SectionBox, "open", told)
    return opened


def _was_everywhere(walk: Walk) -> None:
    """That the walk did come in: every page was shown, a PDF and the file were read, forms were refused."""
    shown = {name for name, status in walk.statuses.items() if status == 200}
    for door in OWN:
        if door.method == "GET" and "{" not in door.path:
            assert f"GET {door.path} " in shown, door.path
    assert [name for name in shown if name.startswith("GET /unit/plans/")]
    assert [name for name in shown if name.startswith("GET /unit/cases/")]
    assert [name for name in shown if name.startswith("GET /unit/closed/")], "the plan was closed at last"
    assert [given for given in walk.given.values() if "application/pdf" in given and "ipplan" in given]
    assert [given for given in walk.given.values() if "text/csv" in given]
    assert list(walk.statuses.values()).count(422) > 5


def _text(answer: httpx2.Response) -> str:
    if answer.headers.get("content-type", "").startswith("application/pdf"):
        reader = PdfReader(io.BytesIO(answer.content))
        inside = [page.extract_text() for page in reader.pages]
        attached = [data.decode() for files in reader.attachments.values() for data in files]
        whole = " ".join([*inside, *attached, *map(str, (reader.metadata or {}).values())])
        return whole + re.sub(r"[\s\u00ad-]", "", whole)  # a word may be on two lines
    return answer.text


def _door(path: str) -> Door:
    return next(door for door in DOORS if (door.method, door.path) == ("POST", path))
