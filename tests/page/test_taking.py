"""Taking a plan along: everything one sees, signed; and in another installation the same plan again."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fhir.resources.R4B.bundle import Bundle
from jsonschema import Draft202012Validator
from markupsafe import escape

from ipplan.page.plan.view_json import SCHEMA
from ipplan.store.set_aside import KEPT_FOR
from tests.conftest import Ground
from tests.elsewhere import open_elsewhere
from tests.journeys.pen import Pen
from tests.page.asking import Answer, heads
from tests.page.cast import fresh_item, fresh_meeting, fresh_point
from tests.site import Site
from tests.world import PEOPLE

PARTS = {"view.json", "plan.pdf", "fhir.json", "about.json", "manifest.json", "manifest.jws"}


async def exported(client: httpx2.AsyncClient, site: Site, owner: str) -> tuple[bytes, str, str]:
    """The archive as it is downloaded, the code on its page (empty where there is none), and all its data."""
    page = (await client.get(f"{site.plan(owner)}/export")).text
    answer = await client.get(f"{site.plan(owner)}/export/plan.zip")
    assert answer.status_code == 200, answer.text
    code = page.partition("<code>")[2].partition("</code>")[0]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert {name for name in file.namelist() if not name.startswith("files/")} == PARTS
        data = "".join(file.read(name).decode() for name in ("view.json", "fhir.json", "about.json"))
    return answer.content, code, data


async def sent(client: httpx2.AsyncClient, plan: str, archive: bytes, code: str) -> httpx2.Response:
    """The archive as it is sent in."""
    files = {"archive": ("plan.zip", archive, "application/zip")}
    return await client.post(f"{plan}/import", data={"code": code}, files=files)


async def confirmed(client: httpx2.AsyncClient, plan: str, sent_in: httpx2.Response) -> httpx2.Response:
    """The yes on the page that shows what comes."""
    assert sent_in.status_code == 303, sent_in.text
    aside = sent_in.headers["location"].partition("aside=")[2]
    return await client.post(f"{plan}/import/confirmation", data={"aside": aside})


def part(archive: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        return json.loads(file.read(name))


def below(archive: bytes, kind: str, meeting: str) -> list[Any]:
    """What stands under a meeting's agendas."""
    sections = part(archive, "view.json")["sections"]
    return [
        point
        for one in sections
        for item in one["items"]
        if item["meeting"] == meeting
        for point in item["items"]
        if point["kind"] == kind
    ]


def same(archive: bytes) -> list[Any]:
    """What two views of one plan have alike (docs/archive.md): all but people's ids, accesses, versions."""
    view, people = part(archive, "view.json"), part(archive, "about.json")["people"]
    return [
        {"section": one["section"], "title": one["title"], "items": _same(one["items"], people)}
        for one in view["sections"]
    ]


def _same(items: list[Any], people: dict[str, str]) -> list[Any]:
    kept = ("item", "kind", "status", "starts_on", "due_on", "meeting")
    return [
        {name: one[name] for name in kept}
        | {"content": {name: value for name, value in one["content"].items() if name not in ("blob", "held")}}
        | _hand(one, people)
        | {"items": _same(one["items"], people)}
        for one in items
        if one["kind"] not in ("assent", "check")
    ]


def _hand(one: Any, people: dict[str, str]) -> dict[str, Any]:
    came, own = one["origin"] or {}, one["own_words"] or {}
    return {
        "author": came.get("author") or people[own.get("written_by") or one["author"]],
        "at": came.get("at") or one["at"],
        "own_words": bool(came.get("own_words", own)),
        "responsible": people.get(one["responsible"] or "") or came.get("responsible", ""),
    }


async def fail(*_: Any) -> None:
    """In the midst of it."""
    raise RuntimeError("power cut")


async def test_a_plan_goes_to_another_installation_and_is_the_same_there(
    site: Site, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    roar = await site.client("roar")
    archive, code, _ = await exported(roar, site, "roar")
    async with open_elsewhere(ground, site) as there:
        again = await there.client("roar")
        assert (await again.post(f"{there.plan('roar')}/closing", data={"sure": "yes"})).status_code == 303
        made = await again.post("/plans", data={"consent": "plan"})
        plan = there.address + made.headers["location"]
        answer = await sent(again, plan, archive, code)
        shown = await again.get(answer.headers["location"])
        for said in ("Fila er ekte.", "Fjordvik kommune", PEOPLE["roar"]["name"], "Hent inn"):
            assert said in shown.text, said
        before = part((await again.get(f"{plan}/export/plan.zip")).content, "view.json")
        assert not any(one["items"] for one in before["sections"]), "nothing is written before the yes"
        with monkeypatch.context() as broken:
            broken.setattr("ipplan.gate.arriving.call_again", fail)
            assert (await confirmed(again, plan, answer)).status_code == 500
        after = part((await again.get(f"{plan}/export/plan.zip")).content, "view.json")
        assert [one["section"] for one in after["sections"]] == [one["section"] for one in before["sections"]]
        assert (await confirmed(again, plan, answer)).status_code == 303
        assert not await there.world.sql("SELECT 1 FROM set_aside"), "it is not kept for longer"
        back = (await again.get(f"{plan}/export/plan.zip")).content
        assert same(back) == same(archive)
        assert sum(len(one["items"]) for one in same(back)) > 5
        twice = await sent(again, plan, archive, code)
        assert twice.status_code == 422
        assert "hentet inn i planen fra før" in twice.text
        page = (await again.get(plan)).text
        assert "Hentet inn" in page
        log = (await again.get(f"{plan}/log?person=all")).text
        assert "Lastet ned en kopi" in log
    Bundle.model_validate(part(back, "fhir.json"))


@pytest.mark.parametrize("more", [False, pytest.param(True, marks=pytest.mark.long)])
async def test_a_plan_comes_beside_what_is_there_and_is_open_to_who_decides_alone(
    site: Site, ground: Ground, more: bool
) -> None:
    """A child's, by her mother; ``more``: with everything that can be written in every field there is."""
    marte = await site.client("marte")
    if more:
        await Pen(site, marte, str(site.world.accounts["leila"])).write_everything()
    meeting = await fresh_meeting(site, "tiril", "health", "marte")
    await fresh_point(site, "tiril", "health", meeting)
    await site.world.coordinates("grete")
    grete = await site.client("grete")
    assert "/export" not in (await grete.get(site.plan())).text
    assert (await grete.get(f"{site.plan()}/export")).status_code == 404, "nothing is open to her yet"
    archive, code, _ = await exported(marte, site, "tiril")
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(part(archive, "view.json"))
    Bundle.model_validate(part(archive, "fhir.json"))
    async with open_elsewhere(ground, site) as there:
        again, leila = await there.client("marte"), await there.client("leila")
        plan, seen = there.plan(), (await leila.get(f"{there.plan()}/view.json")).json()["sections"]
        assert (await confirmed(again, plan, await sent(again, plan, archive, code))).status_code == 303
        back, _, _ = await exported(again, there, "tiril")
        ids = {one["section"] for one in same(archive)}
        assert [one for one in same(back) if one["section"] in ids] == same(archive)
        assert (await leila.get(f"{plan}/view.json")).json()["sections"] == seen, "it is open to nobody else"
        page = (await again.get(plan)).text
        assert "Hentet inn" in page
        assert "er ikke spurt her" in page
        for kind, status in (("message", 404), ("text", 200)):
            where = next(
                f"{plan}/sections/{one['section']}/items/{item['item']}/edit"
                for one in same(archive)
                for item in one["items"]
                if item["kind"] == kind
            )
            assert (await again.get(where)).status_code == status, f"a {kind} that came"
        met, meetings = part(archive, "about.json")["meetings"], (await again.get(f"{plan}/meetings")).text
        assert met
        for one in met:
            assert escape(one["title"]) in meetings
            room = (await again.get(f"{plan}/meetings/{one['meeting']}")).text
            points = [node["content"]["title"] for node in below(archive, "point", one["meeting"])]
            assert all(escape(title) in room for title in points), "its agenda is there too"


@pytest.fixture(scope="module")
async def there(ground: Ground, shared: Site) -> AsyncIterator[Site]:
    """Another installation, for all that it does not take."""
    async with open_elsewhere(ground, shared) as site:
        yield site


async def test_a_participant_takes_along_what_she_sees_and_it_becomes_nobodys_plan(
    shared: Site, there: Site
) -> None:
    leila, marte = await shared.client("leila"), await shared.client("marte")
    item = await fresh_item(shared, "tiril", "health")
    kept = {"account": str(shared.world.accounts["leila"])}
    assert item in (await exported(leila, shared, "tiril"))[2]
    held = await marte.post(f"{shared.section('health')}/items/{item}/withholding", data=kept)
    assert held.status_code == 303
    archive, code, everything = await exported(leila, shared, "tiril")
    assert code == ""
    assert item not in everything
    whole = part((await exported(marte, shared, "tiril"))[0], "view.json")
    shown = {one["section"] for one in part(archive, "view.json")["sections"]}
    hidden = [one for one in whole["sections"] if one["section"] not in shown]
    assert shown
    assert hidden
    for one in hidden:
        assert one["section"] not in everything
        for below in one["items"]:
            assert below["item"] not in everything
    kinds = {one["resource"]["resourceType"] for one in part(archive, "fhir.json")["entry"]}
    assert "Consent" not in kinds, "who sees what is for who decides"
    for code in ("", "AAAA-AAAA-AAAA-AAAA"):
        answer = await sent(await there.client("marte"), there.plan(), archive, code)
        assert answer.status_code == 422
        assert "Bare en fil som planeieren" in answer.text


async def test_a_stolen_file_with_or_without_its_code_is_nobody_elses_plan(shared: Site, there: Site) -> None:
    """With the code, another; without it, who acts for her whose plan it is."""
    archive, code, _ = await exported(await shared.client("marte"), shared, "tiril")
    for who, owner, typed in (("roar", "roar", code), ("marte", "tiril", "ABCD-EFGH-IJKL-MNOP")):
        client, before = await there.client(who), await heads(there, owner)
        answer = await sent(client, there.plan(owner), archive, typed)
        assert answer.status_code == 422
        assert "Koden passer ikke" in answer.text
        assert typed in answer.text, "what was typed is kept"
        assert await heads(there, owner) == before


async def test_who_does_not_decide_brings_nothing_in_and_who_is_outside_takes_nothing(shared: Site) -> None:
    for name in ("roar", "ingeborg"):
        client = await shared.client(name)
        refused = Answer.of(await client.get("/plans/ingenting"))
        for door in ("/export", "/export/plan.zip", "/import"):
            assert Answer.of(await client.get(shared.plan() + door)) == refused, (name, door)
    leila = await shared.client("leila")
    refused = Answer.of(await leila.get("/plans/ingenting"))
    assert Answer.of(await leila.get(f"{shared.plan()}/import")) == refused
    assert Answer.of(await sent(leila, shared.plan(), b"", "")) == refused


async def test_what_is_no_archive_or_of_somebody_unknown_is_told_and_nothing_is_kept(
    shared: Site, there: Site
) -> None:
    archive, code, _ = await exported(await shared.client("roar"), shared, "roar")
    # Where it comes from, the other installation is a stranger.
    foreign, other, _ = await exported(await there.client("roar"), there, "roar")
    roar, plan = await shared.client("roar"), shared.plan("roar")
    for data, typed, said in (
        (b"", code, "Velg fila"),
        (b"noe annet", code, "Fila er ikke hel"),
        (archive[:-100], code, "Fila er ikke hel"),
        (archive, code, "hentet inn i planen fra før"),
        (foreign, other, "kjenner ikke den som har signert fila"),
    ):
        answer = await sent(roar, plan, data, typed)
        assert answer.status_code == 422, said
        assert said in answer.text
    assert not await shared.world.sql("SELECT 1 FROM set_aside")


async def test_what_was_set_aside_is_hers_alone_and_gone_after_half_an_hour(
    site: Site, ground: Ground
) -> None:
    archive, code, _ = await exported(await site.client("roar"), site, "roar")
    async with open_elsewhere(ground, site) as there:
        roar, before = await there.client("roar"), await heads(there, "roar")
        answer = await sent(roar, there.plan("roar"), archive, code)
        assert answer.status_code == 303
        grete = await there.client("grete")
        assert (await grete.get(answer.headers["location"])).status_code == 404
        rows = await there.world.sql("SELECT sealed FROM set_aside")
        assert rows
        assert not any(PEOPLE["roar"]["name"].encode() in row[0] for row in rows)
        there.clock.move(KEPT_FOR + timedelta(minutes=1))
        late = await confirmed(await there.client("roar"), there.plan("roar"), answer)
        assert late.status_code == 422
        assert "Velg den på nytt." in late.text
        assert await heads(there, "roar") == before
