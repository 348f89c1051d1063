"""The child coordinator's five duties and the role agreement: rooms on demand, shared as any other."""

from datetime import timedelta
from uuid import uuid4

import httpx2

from ipplan.permit import Access
from ipplan.rules import standard
from tests.page.asking import Answer
from tests.page.before_birth import Space, space_of
from tests.site import Site

HEAD = "SELECT item_id, head FROM item WHERE space_id = :s AND kind = :k AND NOT closed ORDER BY position"


async def is_absent(client: httpx2.AsyncClient, path: str) -> bool:
    return Answer.of(await client.get(path)) == Answer.of(await client.get("/plans/ingenting"))


async def tirils(site: Site) -> Space:
    return await space_of(site, site.world.spaces["tiril"])


async def made(site: Site, marte: httpx2.AsyncClient, area: str, *, to: str = "wenche") -> Space:
    """Tiril's plan with a room of that area, in which the coordinator writes."""
    path = f"/plans/{site.world.spaces['tiril']}/{area}"
    assert (await marte.post(path)).headers["location"] == path
    plan = await tirils(site)
    await plan.grant("marte", to, area, Access.WRITE)
    return plan


async def items(plan: Space, kind: str) -> list[tuple[str, str]]:
    rows = await plan.site.world.sql(HEAD, s=plan.space_id, k=kind)
    return [(str(row[0]), str(row[1])) for row in rows]


async def note(client: httpx2.AsyncClient, plan: Space, duty: str, body: str, day: str = "") -> None:
    form = {"kind": "note", "item": str(uuid4()), "under": duty, "body": body, "starts_on": day}
    answer = await client.post(f"{plan.section('duties')}/items", data=form)
    assert answer.status_code == 303, answer.text


async def test_the_five_duties_are_made_once_and_looked_after_with_dates(site: Site) -> None:
    marte, wenche, leila = [await site.client(name) for name in ("marte", "wenche", "leila")]
    path = f"/plans/{site.world.spaces['tiril']}/duties"
    assert "Lag listen" in (await marte.get(path)).text
    assert path in (await marte.get(site.plan())).text
    for other in (wenche, leila):
        assert await is_absent(other, path)
        assert (await other.post(path)).status_code == 404, "who does not decide makes no rooms"
    plan = await made(site, marte, "duties")
    assert (await marte.post(path)).status_code == 303
    assert len(await items(plan, "duty")) == len(standard().duty) == 5, "made once"
    page = (await wenche.get(path)).text
    for said in standard().duty.values():
        assert said.nb in page
        assert said.source in page
    assert page.count("Ikke notert noe ennå") == 5
    (duty, head), *_ = await items(plan, "duty")
    await note(wenche, plan, duty, "Møtt familien hjemme.", day="01.11.2020")
    form = {"kind": "duty", "base": head, "due_on": "2020-12-01"}
    saved = await wenche.post(f"{plan.section('duties')}/items/{duty}", data=form)
    assert saved.status_code == 303, saved.text
    page = (await marte.get(path)).text
    assert "Sist fulgt opp 1. november 2020" in page
    assert "Møtt familien hjemme." in page
    assert "Skulle vært fulgt opp 1. desember 2020" in page
    assert page.count("Ikke fulgt opp på") == 1, "the others were written down today"
    shown = (await marte.get(site.plan())).text
    assert "Sist fulgt opp 1. november 2020" in shown
    assert shown.count("Skulle vært fulgt opp") == 1
    assert await is_absent(leila, path)
    assert "Møtt familien" not in (await leila.get(site.plan())).text


async def test_what_nobody_has_looked_after_for_long_is_said_day_by_day(site: Site) -> None:
    plan = await made(site, await site.client("marte"), "duties")
    (duty, _), *_ = await items(plan, "duty")
    site.clock.move(timedelta(days=91))
    marte, wenche = await site.client("marte"), await site.client("wenche")
    await plan.grant("marte", "wenche", "duties", Access.WRITE)
    assert (await wenche.get(site.plan())).text.count("Ikke fulgt opp på 91 dager") == 5
    # One that is dated ahead counts from the day it was written on.
    await note(wenche, plan, duty, "Skal ringe.", day="2100-01-01")
    page = (await marte.get(f"{plan.path}/duties")).text
    assert page.count("Ikke fulgt opp på 91 dager") == 4
    assert "Sist fulgt opp 1. januar 2100" not in page


async def test_the_laws_duties_are_not_closed_nor_made_by_hand(site: Site) -> None:
    marte = await site.client("marte")
    plan = await made(site, marte, "duties")
    (duty, head), *_ = await items(plan, "duty")
    here = f"{plan.section('duties')}/items"
    assert (await marte.post(f"{here}/{duty}/closure")).status_code == 404
    assert (await marte.post(f"{here}/{duty}/undo", data={"version": head})).status_code == 404
    made_by_hand = {"kind": "duty", "item": str(uuid4()), "title": "En sjette"}
    assert (await marte.post(here, data=made_by_hand)).status_code == 404
    assert (await marte.get(f"{here}/new", params={"kind": "duty"})).status_code == 404
    forged = {"kind": "duty", "base": head, "title": "Noe annet", "key": "plan", "due_on": "2027-01-01"}
    assert (await marte.post(f"{here}/{duty}", data=forged)).status_code == 303
    assert "Noe annet" not in (await marte.get(f"{plan.path}/duties")).text
    assert len(await items(plan, "duty")) == 5


async def test_both_agree_to_the_words_on_their_screens_and_anew_when_they_change(site: Site) -> None:
    marte, wenche, leila = [await site.client(name) for name in ("marte", "wenche", "leila")]
    path = f"/plans/{site.world.spaces['tiril']}/roles"
    plan = await made(site, marte, "roles")
    await plan.grant("marte", "sindre", "roles", Access.WRITE)
    (item, head), *_ = await items(plan, "roles")
    empty = await marte.post(f"{path}/assent", data={"version": head})
    assert empty.status_code == 422
    assert "Det står ikke noe i avtalen ennå" in empty.text
    here = f"{plan.section('roles')}/items/{item}"
    words = {"kind": "roles", "base": head, "coordinator": "Ringer hver mandag.", "due_on": "2020-01-01"}
    assert (await wenche.post(here, data=words)).status_code == 303
    [(_, seen)] = await items(plan, "roles")
    stale = await marte.post(f"{path}/assent", data={"version": head})
    assert stale.status_code == 409
    assert "endret etter at du åpnet siden" in stale.text
    assert await items(plan, "assent") == []
    for client in (marte, wenche):
        assert "Jeg er enig i dette" in (await client.get(path)).text
    for client in (marte, wenche, marte):
        assert (await client.post(f"{path}/assent", data={"version": seen})).status_code == 303
    assert len(await items(plan, "assent")) == 2, "once is enough"
    page = (await marte.get(path)).text
    assert "Dere er enige om avtalen slik den står nå." in page
    assert "Jeg er enig i dette" not in page
    assert "Se på avtalen nå" in page, "the date on which it is looked at again has passed"
    # Somebody who is no party may read and write, and agrees to nothing.
    sindre = await site.client("sindre")
    assert "Jeg er enig i dette" not in (await sindre.get(path)).text
    assert (await sindre.post(f"{path}/assent", data={"version": seen})).status_code == 404
    changed = {"kind": "roles", "base": seen, "coordinator": "Ringer hver tirsdag."}
    assert (await sindre.post(here, data=changed)).status_code == 303
    page = (await wenche.get(path)).text
    assert page.count("Endret siden") == 2
    assert "Jeg er enig i dette" in page
    [(_, now)] = await items(plan, "roles")
    assert (await wenche.post(f"{path}/assent", data={"version": now})).status_code == 303
    page = (await marte.get(path)).text
    assert "Familien har ikke sagt seg enig i teksten som står nå." in page
    assert page.count("Endret siden") == 1
    assert await is_absent(leila, path)
    assert (await leila.post(f"{path}/assent", data={"version": now})).status_code == 404
    assert "Ringer hver" not in (await leila.get(site.plan())).text


async def test_nobody_agrees_for_another_or_writes_over_what_was_agreed(site: Site) -> None:
    marte, wenche = await site.client("marte"), await site.client("wenche")
    plan = await made(site, marte, "roles")
    (item, head), *_ = await items(plan, "roles")
    here = f"{plan.section('roles')}/items"
    words = {"kind": "roles", "base": head, "urgent": "Ring legevakten."}
    assert (await marte.post(f"{here}/{item}", data=words)).status_code == 303
    [(_, seen)] = await items(plan, "roles")
    assert (await wenche.post(f"{plan.path}/roles/assent", data={"version": seen})).status_code == 303
    [(assent, version)] = await items(plan, "assent")
    forged = {"kind": "assent", "item": str(uuid4()), "under": item, "version": seen}
    assert (await marte.post(here, data=forged)).status_code == 404
    for verb, form in (
        ("", {"kind": "assent", "base": version, "version": head}),
        ("/closure", {}),
        ("/undo", {"version": version}),
        ("/restoration", {"version": version}),
        ("/place", {"step": "up"}),
    ):
        assert (await marte.post(f"{here}/{assent}{verb}", data=form)).status_code == 404, verb
    # She may take her own word back.
    assert (await wenche.post(f"{here}/{assent}/closure")).status_code == 303
    assert "Ingen har sagt seg enig ennå." in (await marte.get(f"{plan.path}/roles")).text
    assert (await marte.post(f"{here}/{item}/closure")).status_code == 404, "the agreement itself stays"
