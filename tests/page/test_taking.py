"""Taking a plan along: everything one sees, signed; and in another installation the same plan again."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fhir.resources.R4B.bundle import Bundle
from jsonschema import Draft202012Validator

from ipplan.page.plan.view_json import SCHEMA
from ipplan.store.set_aside import KEPT_FOR
from tests.conftest import Ground
from tests.elsewhere import open_elsewhere
from tests.journeys.pen import Pen
from tests.page.asking import Answer, heads
from tests.site import Site
from tests.world import PEOPLE

PARTS = {"view.json", "plan.pdf", "fhir.json", "about.json", "manifest.json", "manifest.jws"}


async def exported(client: httpx2.AsyncClient, site: Site, owner: str) -> tuple[bytes, str]:
    """The archive as it is downloaded, and the code on its page; empty where there is none."""
    page = (await client.get(f"{site.plan(owner)}/export")).text
    answer = await client.get(f"{site.plan(owner)}/export/plan.zip")
    assert answer.status_code == 200, answer.text
    code = page.partition("<code>")[2].partition("</code>")[0]
    return answer.content, code


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


def same(archive: bytes) -> list[Any]:
    """What two views of one plan have alike (docs/archive.md): all but people's ids, accesses, versions."""
    view, people = part(archive, "view.json"), part(archive, "about.json")["people"]
    return [
        {"section": one["section"], "title": one["title"], "items": _same(one["items"], people)}
        for one in view["sections"]
    ]


def _same(items: list[Any], people: dict[str, str]) -> list[Any]:
    kept = ("item", "kind", "status", "starts_on", "due_on", "meeting", "content")
    return [
        {name: one[name] for name in kept} | _hand(one, people) | {"items": _same(one["items"], people)}
        for one in items
        if one["kind"] != "assent"
    ]


def _hand(one: Any, people: dict[str, str]) -> dict[str, Any]:
    came, own = one["origin"] or {}, one["own_words"] or {}
    return {
        "author": came.get("author") or people[own.get("written_by") or one["author"]],
        "at": came.get("at") or one["at"],
        "own_words": bool(came.get("own_words", own)),
        "responsible": people.get(one["responsible"] or "") or came.get("responsible", ""),
    }


async def test_a_plan_goes_to_another_installation_and_is_the_same_there(site: Site, ground: Ground) -> None:
    roar = await site.client("roar")
    archive, code = await exported(roar, site, "roar")
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
        assert (await confirmed(again, plan, answer)).status_code == 303
        back = (await again.get(f"{plan}/export/plan.zip")).content
        assert same(back) == same(archive)
        assert sum(len(one["items"]) for one in same(back)) > 5
        twice = await sent(again, plan, archive, code)
        assert twice.status_code == 422
        assert "hentet inn i planen fra før" in twice.text
        page = (await again.get(plan)).text
        assert "Hentet inn av" in page
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
    archive, code = await exported(marte, site, "tiril")
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(part(archive, "view.json"))
    Bundle.model_validate(part(archive, "fhir.json"))
    async with open_elsewhere(ground, site) as there:
        again, leila = await there.client("marte"), await there.client("leila")
        plan, seen = there.plan(), (await leila.get(f"{there.plan()}/view.json")).json()["sections"]
        assert (await confirmed(again, plan, await sent(again, plan, archive, code))).status_code == 303
        back, _ = await exported(again, there, "tiril")
        ids = {one["section"] for one in same(archive)}
        assert [one for one in same(back) if one["section"] in ids] == same(archive)
        assert (await leila.get(f"{plan}/view.json")).json()["sections"] == seen, "it is open to nobody else"
        for address in ("", "/meetings"):
            assert (await again.get(plan + address)).status_code == 200, address


async def test_a_participant_takes_along_what_she_sees_and_it_becomes_nobodys_plan(
    site: Site, ground: Ground
) -> None:
    leila, marte = await site.client("leila"), await site.client("marte")
    archive, code = await exported(leila, site, "tiril")
    assert code == ""
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        assert set(file.namelist()) == PARTS
        everything = b"".join(file.read(name) for name in ("view.json", "fhir.json", "about.json"))
    own, whole = part(archive, "view.json"), part((await exported(marte, site, "tiril"))[0], "view.json")
    shown = {one["section"] for one in own["sections"]}
    hidden = [one for one in whole["sections"] if one["section"] not in shown]
    assert shown
    assert hidden
    for one in hidden:
        assert one["section"].encode() not in everything
        for item in one["items"]:
            assert item["item"].encode() not in everything
    kinds = {one["resource"]["resourceType"] for one in part(archive, "fhir.json")["entry"]}
    assert "Consent" not in kinds, "who sees what is for who decides"
    async with open_elsewhere(ground, site) as there:
        for code in ("", "AAAA-AAAA-AAAA-AAAA"):
            answer = await sent(await there.client("marte"), there.plan(), archive, code)
            assert answer.status_code == 422
            assert "Bare en fil som planeieren" in answer.text


@pytest.mark.parametrize(
    ("who", "owner", "said"),
    [("roar", "roar", "Koden passer ikke"), ("marte", "tiril", "Koden passer ikke")],
)
async def test_a_stolen_file_with_or_without_its_code_is_nobody_elses_plan(
    site: Site, ground: Ground, who: str, owner: str, said: str
) -> None:
    """With the code, another; without it, she whose plan it is."""
    marte = await site.client("marte")
    archive, code = await exported(marte, site, "tiril")
    async with open_elsewhere(ground, site) as there:
        thief, before = await there.client(who), await heads(there, owner)
        wrong = code if who == "roar" else "ABCD-EFGH-IJKL-MNOP"
        answer = await sent(thief, there.plan(owner), archive, wrong)
        assert answer.status_code == 422
        assert said in answer.text
        assert wrong in answer.text, "what was typed is kept"
        assert await heads(there, owner) == before


async def test_who_does_not_decide_brings_nothing_in_and_who_is_outside_takes_nothing(
    site: Site, ground: Ground
) -> None:
    for name in ("roar", "ingeborg"):
        client = await site.client(name)
        refused = Answer.of(await client.get("/plans/ingenting"))
        for door in ("/export", "/export/plan.zip", "/import"):
            assert Answer.of(await client.get(site.plan() + door)) == refused, (name, door)
    leila = await site.client("leila")
    refused = Answer.of(await leila.get("/plans/ingenting"))
    assert Answer.of(await leila.get(f"{site.plan()}/import")) == refused
    assert Answer.of(await sent(leila, site.plan(), b"", "")) == refused


async def test_of_whom_the_installation_does_not_know_nothing_is_taken(site: Site, ground: Ground) -> None:
    archive, code = await exported(await site.client("marte"), site, "tiril")
    async with open_elsewhere(ground) as there:
        for path in there.world.house.settings.trusted.glob("*.json"):
            path.unlink()
        answer = await sent(await there.client("marte"), there.plan(), archive, code)
        assert answer.status_code == 422
        assert "kjenner ikke den som har signert fila" in answer.text


async def test_what_was_set_aside_is_hers_alone_and_gone_after_half_an_hour(
    site: Site, ground: Ground
) -> None:
    archive, code = await exported(await site.client("roar"), site, "roar")
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
