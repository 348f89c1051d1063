"""The crisis page: by its code whoever logs in reads it and nothing else; the paper bears what was chosen."""

import io
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
from pypdf import PdfReader

from tests.page.asking import Answer
from tests.page.counting import Statements, statements
from tests.page.crisis_codes import ON_PAPER, ONLINE, crisis_page
from tests.page.test_newcomers import ODD, come
from tests.site import Site

__all__ = ["statements"]


async def absent(client: httpx2.AsyncClient, path: str) -> bool:
    return Answer.of(await client.get(path)) == Answer.of(await client.get("/plans/ingenting"))


def text_of(made: bytes) -> str:
    """All that stands in a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


async def test_by_the_code_a_stranger_reads_the_page_and_nothing_else(site: Site) -> None:
    page, mehmet, nobody = await crisis_page(site), await site.client("mehmet"), await site.client()
    address = await page.code()
    assert await absent(mehmet, site.plan())
    before = await nobody.get(address)
    wrong = await nobody.get(f"{site.address}/crisis/{'a' * 24}")
    assert before.status_code == wrong.status_code == 303
    assert before.headers["location"].startswith("/login?return_to=/crisis/")
    shown = await mehmet.get(address)
    assert shown.status_code == 200
    for said in (ON_PAPER["title"], ONLINE["title"], "Ikke hold meg fast.", "Tiril"):
        assert said in shown.text
    for path in (site.plan(), f"{site.address}{page.path}", page.section, f"{site.plan()}/view.json"):
        assert await absent(mehmet, path), path
    log = (await page.marte.get(f"{site.plan()}/log")).text
    assert "Mehmet" in log
    assert "Åpnet krisesiden med koden" in log


async def test_a_code_that_is_wrong_over_or_taken_back_was_never_there(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    page, mehmet = await crisis_page(site), await site.client("mehmet")
    first = await page.code()
    assert (await mehmet.get(first)).status_code == 200
    second = await page.code("3")
    assert first != second
    assert await absent(mehmet, first), "a new one takes the old one's place"
    assert (await mehmet.get(second)).status_code == 200
    assert (await page.marte.post(f"{page.path}/code/ending")).status_code == 303
    assert await absent(mehmet, second)
    assert "Det er ingen kode nå" in (await page.marte.get(page.path)).text
    third = await page.code("1")
    assert await absent(mehmet, f"{site.address}/crisis/{'a' * 24}")
    site.clock.move(timedelta(days=33))
    assert await absent(await site.client("mehmet"), third)
    said = capsys.readouterr().out
    assert "crisis_expired" in said, "why is told the log alone"
    assert not any(address.rpartition("/")[2] in said for address in (first, second, third))


async def test_one_that_is_over_costs_what_never_was(statements: Statements, site: Site) -> None:
    page, mehmet = await crisis_page(site), await site.client("mehmet")
    gone, never, runs = await page.code(), f"{site.address}/crisis/{'a' * 24}", []
    await page.marte.post(f"{page.path}/code/ending")
    for address in (never, gone, f"{never}/standing", f"{gone}/standing"):
        statements.run.clear()
        assert (await mehmet.get(address)).status_code == 404
        runs.append(list(statements.run))
    assert runs[0] == runs[1]
    assert runs[2] == runs[3]
    assert len(runs[0]) >= 2


async def test_the_paper_bears_what_was_chosen_and_its_name_only_if_she_asks(site: Site) -> None:
    page = await crisis_page(site)
    await page.write({"title": "Mormor Berit", "phone": "912 34 567", "body": ""}, "paper", "crisis_contact")
    address = await page.code()
    answer = await page.marte.get(f"{page.path}/paper.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    paper = text_of(answer.content)
    for said in (ON_PAPER["title"], "Ikke hold meg fast.", "912 34 567"):
        assert said in paper
    assert address in "".join(paper.split())
    for unsaid in (ONLINE["title"], "Buccolam", "Tiril"):
        assert unsaid not in paper
    assert b"pdfuaid" in answer.content
    named = await page.marte.get(f"{page.path}/paper.pdf", params={"name": "yes"})
    assert "Tiril" in text_of(named.content)
    await page.marte.post(f"{page.path}/code/ending")
    assert "crisis" not in text_of((await page.marte.get(f"{page.path}/paper.pdf")).content)


async def test_what_is_taken_from_the_plan_can_be_taken_again_when_it_has_changed(site: Site) -> None:
    page, item = await crisis_page(site), str(uuid4())
    health = site.section("health")
    form = {"kind": "text", "item": item, "title": "Epilepsi", "body": "Anfall varer ett minutt."}
    assert (await page.marte.post(f"{health}/items", data=form)).status_code == 303
    assert "Epilepsi" in (await page.marte.get(f"{page.path}/picks/new")).text
    picks = {f"{site.world.sections['tiril']['health']}.{item}": "yes", "status": "paper"}
    assert (await page.marte.post(f"{page.path}/picks", data=picks)).status_code == 303
    shown = (await page.marte.get(page.path)).text
    assert "Anfall varer ett minutt." in shown
    assert "er endret siden" not in shown
    [(head,)] = await site.world.sql("SELECT head FROM item WHERE item_id = :i", i=item)
    changed = {"kind": "text", "base": str(head), "title": "Epilepsi", "body": "Anfall varer to minutter."}
    assert (await page.marte.post(f"{health}/items/{item}", data=changed)).status_code == 303
    shown = (await page.marte.get(page.path)).text
    assert "er endret siden" in shown
    assert "Anfall varer ett minutt." in shown, "nobody's paper changes by itself"
    del picks["status"]
    assert (await page.marte.post(f"{page.path}/picks", data=picks)).status_code == 303
    shown = (await page.marte.get(page.path)).text
    assert "er endret siden" not in shown
    assert shown.count("Anfall varer to minutter.") == 1
    assert (await page.marte.post(f"{page.path}/picks", data={})).status_code == 422


async def test_who_does_not_decide_gives_no_code_and_sees_none(site: Site) -> None:
    page, leila = await crisis_page(site), await site.client("leila")
    assert (await page.marte.post(f"{page.path}/code", data={"months": "2"})).status_code == 422
    await page.code()
    for path in (page.path, f"{page.path}/paper.pdf", f"{page.path}/picks/new"):
        assert await absent(leila, f"{site.address}{path}"), path
    for path in (f"{page.path}/code", f"{page.path}/code/ending", f"{page.path}/picks"):
        assert (await leila.post(path, data={"months": "1"})).status_code in (404, 422), path
    assert "ingen kode nå" not in (await page.marte.get(page.path)).text
    site.clock.move(timedelta(minutes=20))
    asked = await page.marte.post(f"{page.path}/code", data={"months": "12"})
    assert "/login?fresh=1" in asked.text, "signing asks for a login of the last quarter of an hour"


async def test_who_has_never_been_here_makes_her_account_on_the_way(site: Site) -> None:
    address = await (await crisis_page(site)).code()
    path = address[len(site.address) :]
    odd: httpx2.AsyncClient = (await come(site, path)).extensions["client"]
    made = await odd.post("/newcomer", data=ODD)
    assert (made.status_code, made.headers["location"]) == (303, path)
    assert ONLINE["title"] in (await odd.get(address)).text


async def test_what_is_withheld_from_somebody_is_withheld_by_this_road_too(site: Site) -> None:
    page = await crisis_page(site)
    address = await page.code()
    query = (
        "SELECT item_id FROM item WHERE section_id = :s AND kind = 'crisis' ORDER BY position DESC LIMIT 1"
    )
    [(item,)] = await site.world.sql(query, s=site.world.sections["tiril"]["crisis"])
    who = str(site.world.accounts["leila"])
    leila, mehmet = await site.client("leila"), await site.client("mehmet")
    assert ONLINE["title"] in (await leila.get(address)).text
    hidden = await page.marte.post(f"{page.section}/items/{item}/withholding", data={"account": who})
    assert hidden.status_code == 303, hidden.text
    shown = await leila.get(address)
    assert shown.status_code == 200
    assert ONLINE["title"] not in shown.text
    assert ONLINE["title"] in (await mehmet.get(address)).text


async def test_what_is_hidden_from_somebody_is_so_where_it_is_taken_to_the_page(site: Site) -> None:
    """Also what stands under it; and what is hidden after it was taken, when it is taken again."""
    page, leila, health = await crisis_page(site), await site.client("leila"), site.section("health")
    goal, below, text = str(uuid4()), str(uuid4()), str(uuid4())
    for form in (
        {"kind": "goal", "item": goal, "title": "Sove hele natten"},
        {"kind": "goal", "item": below, "under": goal, "title": "Ny medisin"},
        {"kind": "text", "item": text, "body": "Bare mellom oss."},
    ):
        assert (await page.marte.post(f"{health}/items", data=form)).status_code == 303
    hidden = {"account": str(site.world.accounts["leila"])}
    assert (await page.marte.post(f"{health}/items/{goal}/withholding", data=hidden)).status_code == 303
    section = site.world.sections["tiril"]["health"]
    picks = {f"{section}.{one}": "yes" for one in (below, text)}
    assert (await page.marte.post(f"{page.path}/picks", data=picks)).status_code == 303
    address = await page.code()
    shown = (await leila.get(address)).text
    assert ("Ny medisin" in shown, "Bare mellom oss." in shown) == (False, True)
    assert "Ny medisin" in (await (await site.client("mehmet")).get(address)).text
    assert (await page.marte.post(f"{health}/items/{text}/withholding", data=hidden)).status_code == 303
    assert (await page.marte.post(f"{page.path}/picks", data=picks)).status_code == 303
    assert "Bare mellom oss." not in (await leila.get(address)).text
