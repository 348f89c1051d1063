"""The overview: its pictures are what view.json says, for each reader of her own sections and no others."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import httpx2

from ipplan.page.overview.overview import NEXT
from ipplan.plan.kinds import KINDS
from ipplan.plan.periods import OSLO
from ipplan.plan.timeline import WIDTH
from tests.page.asking import Answer
from tests.page.counting import Statements, statements
from tests.site import Site

__all__ = ["statements"]
SVG = re.compile(r"<svg class=\"chart (line|progress)\".*?</svg>", re.DOTALL)
UNSEEN, MISSING = "Kan ikke ses av deg.", "Mangler:"


async def test_the_timeline_is_what_view_json_says_for_each_reader(shared: Site) -> None:
    drawn: dict[str, set[str]] = {}
    for name in ("marte", "leila", "berit"):
        client = await shared.client(name)
        page = (await client.get(f"{shared.plan()}/overview")).text
        known = {one["item"]: one for one in await items(shared, client, "action")}
        picture = pictures(page, "line")
        bars = {one.get("data-item", ""): one for one in picture[0].iter("g")} if picture else {}
        rows = set(re.findall(r'<tr data-item="([^"]+)"', page))
        assert rows == set(known), "the table has all of them"
        assert set(bars) <= rows
        assert len(bars) + left_out(page) == len(known)
        for item, bar in bars.items():
            _check_bar(shared, bar, known[item], picture[0])
        drawn[name] = set(bars)
    assert drawn["leila"] < drawn["marte"], "there is more than she sees"
    assert drawn["berit"] < drawn["marte"]


def _check_bar(site: Site, group: ElementTree.Element, item: dict[str, Any], picture: Any) -> None:
    """Where a bar begins and ends, by the months' own lines; and whether it is late."""
    today = site.clock.now().astimezone(OSLO).date()
    bar = next(one for one in group.iter("rect") if "line-bar" in one.get("class", ""))
    first, after = frame_of(picture)
    scale = WIDTH / (after - first).days
    duties = [one for one in item["items"] if one["kind"] == "responsibility" and one["status"] != "declined"]
    dues = [date.fromisoformat(one["due_on"]) for one in duties if one["due_on"]]
    ends = date.fromisoformat(item["due_on"]) if item["due_on"] else max(dues, default=None)
    if item["starts_on"]:
        begins = min(date.fromisoformat(item["starts_on"]), ends or date.max)
        assert abs(float(bar.get("x", "")) - max((begins - first).days * scale, 0)) < 0.1
    if ends and first < ends < after:
        right = float(bar.get("x", "")) + float(bar.get("width", ""))
        assert abs(right - ((ends - first).days + 1) * scale) < 8.1, "a bar is never narrower than 8"
    open_still = item["status"] not in KINDS["action"].ended
    late = open_still and ends is not None and ends < today
    assert ("is-late" in bar.get("class", "")) == late
    assert any("line-late" in one.get("class", "") for one in group.iter("rect")) == late


async def test_each_goals_picture_counts_the_actions_that_stand_under_it(shared: Site) -> None:
    client = await shared.client("marte")
    page = (await client.get(f"{shared.plan()}/overview")).text
    counted = 0
    for goal in await items(shared, client, "goal", below=False):
        article = article_of(page, goal["item"])
        actions = [one for one in _walk(goal["items"], "action") if one["status"] != "stopped"]
        done = sum(1 for one in actions if one["status"] == "done")
        assert not actions or f"{done} av {len(actions)} tiltak er gjort." in article
        for picture in pictures(article, "progress"):
            last = [one for one in picture.iter("rect") if one.get("data-there")][-1]
            assert last.get("data-there") == str(len(actions))
            shown = [one.get("data-done") for one in picture.iter("rect") if one.get("data-done")]
            assert (shown[-1] if shown else "0") == str(done)
            counted += 1
    assert counted > 3


async def test_who_only_reads_is_told_the_same_of_a_goal_as_who_reads_its_history(shared: Site) -> None:
    told: dict[str, list[str]] = {}
    for name in ("marte", "berit"):
        client = await shared.client(name)
        page = (await client.get(f"{shared.plan()}/overview")).text
        goals = await items(shared, client, "goal", below=False)
        told[name] = [article_of(page, goal["item"]) for goal in goals]
    assert told["berit"]
    assert set(told["berit"]) < set(told["marte"])


async def test_the_nine_contents_say_nothing_of_what_a_reader_does_not_see(site: Site) -> None:
    marte, berit = await site.client("marte"), await site.client("berit")
    path = f"{site.plan()}/overview"
    own, before = (await marte.get(path)).text, (await berit.get(path)).text
    assert own.count('class="check is-') == before.count('class="check is-') == 9
    assert MISSING in own
    assert UNSEEN not in own
    assert MISSING not in before
    assert UNSEEN in before
    goal = {"item": str(uuid4()), "kind": "goal", "title": "Bare for familien", "status": "active"}
    assert (await marte.post(f"{site.section('economy')}/items", data=goal)).status_code == 303
    late = (site.clock.now() - timedelta(days=9)).date().isoformat()
    action = {"item": str(uuid4()), "kind": "action", "title": "Budsjett", "how": "Nøye", "due_on": late}
    action |= {"under": goal["item"], "status": "ongoing", "extent": "Mye"}
    assert (await marte.post(f"{site.section('economy')}/items", data=action)).status_code == 303
    assert "Budsjett" in (await marte.get(path)).text
    assert (await berit.get(path)).text == before, "nothing of hers has changed"


async def test_the_day_of_revision_puts_the_seventh_in_its_place(site: Site) -> None:
    marte = await site.client("marte")
    lacks = "en dag planen skal gås gjennom på nytt"
    assert lacks in (await marte.get(f"{site.plan()}/overview")).text
    day = (site.clock.now() + timedelta(days=60)).date().isoformat()
    assert (await marte.post(f"{site.plan()}/revision", data={"day": day})).status_code == 303
    page = (await marte.get(f"{site.plan()}/overview")).text
    assert lacks not in page
    berit = (await (await site.client("berit")).get(f"{site.plan()}/overview")).text
    for one in (page, berit):
        seventh = one[one.index("Planperioden, og når") :].partition("</li>")[0]
        assert "Er med." in seventh
        assert f"{site.plan().removeprefix(site.address)}/approval" in seventh


async def test_it_costs_a_fixed_number_of_statements_and_next_meetings_are_few(
    statements: Statements, site: Site
) -> None:
    marte, path = await site.client("marte"), f"{site.plan()}/overview"
    for number in range(NEXT + 1):
        assert (await call_meeting(site, marte, number)).status_code == 303
    await marte.get(path)
    with statements.counted() as few:
        page = (await marte.get(path)).text
    assert page.count("Samarbeidsmøte") == NEXT
    with statements.counted() as minute:
        await marte.get(f"{site.plan()}/minute")
    assert len(few) < 25, few
    assert len(minute) < 30, minute
    for number in range(3):
        form = {"item": str(uuid4()), "kind": "goal", "title": f"Mål {number}", "status": "active"}
        assert (await marte.post(f"{site.section('health')}/items", data=form)).status_code == 303
    await marte.get(path)
    with statements.counted() as more:
        await marte.get(path)
    assert len(more) == len(few)


async def test_it_is_not_there_for_those_for_whom_the_plan_is_not(shared: Site) -> None:
    for name in ("solveig", "ingeborg"):
        client = await shared.client(name)
        for path in ("overview", "minute", "minute/oversikt.pdf", "minute/summary"):
            refused = Answer.of(await client.get(f"/plans/{uuid4()}/{path}"))
            assert refused.status == 404
            assert Answer.of(await client.get(f"{shared.plan()}/{path}")) == refused, (name, path)


async def call_meeting(site: Site, client: httpx2.AsyncClient, number: int) -> httpx2.Response:
    """A meeting about health in some days."""
    day = (site.clock.now() + timedelta(days=3 + number)).date().isoformat()
    form = {"title": f"Samarbeidsmøte {number}", "day": day, "from": "10:00", "to": "11:00"}
    form |= {f"section-{site.world.sections['tiril']['health']}": "yes"}
    form |= {f"invite-{site.world.accounts['leila']}": "yes"}
    return await client.post(f"{site.plan()}/meetings", data=form)


async def items(
    site: Site, client: httpx2.AsyncClient, kind: str, *, below: bool = True
) -> list[dict[str, Any]]:
    """Of view.json; ``below``: those too that stand under something."""
    view = (await client.get(f"{site.plan()}/view.json")).json()
    tops = [one for section in view["sections"] for one in section["items"]]
    return list(_walk(tops, kind)) if below else [one for one in tops if one["kind"] == kind]


def _walk(found: list[dict[str, Any]], kind: str) -> Iterator[dict[str, Any]]:
    for one in found:
        if one["kind"] == kind:
            yield one
        yield from _walk(one["items"], kind)


def pictures(page: str, name: str) -> list[ElementTree.Element]:
    """The page's drawings of that name, parsed: what is no XML fails here."""
    return [ElementTree.fromstring(one.group()) for one in SVG.finditer(page) if one.group(1) == name]


def article_of(page: str, goal: str) -> str:
    """What the page says of one goal."""
    return page[page.index(f'id="goal-{goal}"') :].partition("</article>")[0]


def frame_of(picture: ElementTree.Element) -> tuple[date, date]:
    """From when until when a timeline is, as the drawing itself says."""
    first, after = picture.get("data-first", ""), picture.get("data-after", "")
    return date.fromisoformat(first), date.fromisoformat(after)


def left_out(page: str) -> int:
    found = re.search(r"(\d+) tiltak har ikke plass på tidslinjen", page)
    return int(found.group(1)) if found else 0
