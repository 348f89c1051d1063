"""Inquiries: drafts of one's own, sent once, and no word of whether anybody has an account here."""

import asyncio
import re
from datetime import timedelta
from uuid import UUID, uuid4

import httpx2

from ipplan.unit.deadlines import case_deadline
from tests.page.asking import counted
from tests.page.case_stage import BY_SERVICE, FOR_CHILD, HERSELF, file_in, inquire
from tests.site import Site
from tests.world import PEOPLE

MADE = ("account", "space", "case_file", "case_event", "case_grant", "inquiry_draft")
ROAR = PEOPLE["roar"]


def wrong_fields(answer: httpx2.Response) -> set[str]:
    """The fields that something is said beside."""
    return set(re.findall(r'id="([\w-]+)-error"', answer.text))


async def test_an_inquiry_about_oneself_becomes_a_case_with_a_deadline(site: Site) -> None:
    await site.world.sql("UPDATE municipality SET case_weeks = 3")
    roar = await site.client("roar")
    case = await inquire(site, roar)
    file, rules = await file_in(site, case), site.world.house.gate.rules
    assert (file.state, file.channel, file.asked_by, file.sender_id) == ("received", "online", "self", None)
    assert (file.coordinator, file.plan, file.child_coordinator) == ("asked", "asked", None)
    assert file.owner_id == site.world.accounts["roar"]
    assert file.deadline_on == case_deadline(file.received_at, 3, rules).last
    page = (await roar.get(f"/cases/{case}?sent=1")).text
    for said in (f"Sak {file.called}", "Henvendelsen er sendt", "Hjemmesykepleien", "Wenche Dahl"):
        assert said in page


async def test_what_is_typed_is_kept_and_sealed_and_nobody_elses(site: Site) -> None:
    roar, draft = await site.client("roar"), uuid4()
    typed = HERSELF | {"hard": "Dette er hemmelig ennå", "pid": ROAR["pid"], "by": "relative"}
    assert "tatt vare på" in (await roar.post(f"/inquiries/{draft}/draft", data=typed)).text
    rows = await site.world.sql("SELECT sealed FROM inquiry_draft")
    assert len(rows) == 1
    assert b"hemmelig" not in bytes(rows[0][0])
    shown = (await roar.get(f"/inquiries/{draft}")).text
    assert "Dette er hemmelig ennå" in shown
    assert 'value="Hjemmesykepleien"' in shown
    assert str(draft) in (await roar.get("/inquiries")).text
    assert "ikke er sendt" in (await roar.get("/")).text
    mehmet = await site.client("mehmet")
    assert "hemmelig" not in (await mehmet.get(f"/inquiries/{draft}")).text
    assert str(draft) not in (await mehmet.get("/inquiries")).text
    for path, data in (("draft", {"hard": "Tatt over"}), ("saving", {"hard": "Tatt over"}), ("discard", {})):
        assert (await mehmet.post(f"/inquiries/{draft}/{path}", data=data)).status_code in (200, 303)
    assert "Dette er hemmelig ennå" in (await roar.get(f"/inquiries/{draft}")).text
    assert (await roar.post(f"/inquiries/{draft}/saving", data=typed)).headers["location"] == "/inquiries"
    assert (await roar.post(f"/inquiries/{draft}/discard")).status_code == 303
    assert await counted(site, "inquiry_draft") == {"inquiry_draft": 0}


async def test_pressed_twice_it_is_one_case_and_late_words_make_no_new_draft(site: Site) -> None:
    roar, draft, before = await site.client("roar"), str(uuid4()), await counted(site, *MADE)
    await roar.post(f"/inquiries/{draft}/draft", data=HERSELF)
    cases = await asyncio.gather(*(inquire(site, roar, draft, **FOR_CHILD) for _ in range(3)))
    assert len(set(cases)) == 1
    late = await roar.post(f"/inquiries/{draft}/draft", data=HERSELF)
    assert "er sendt" in late.text
    assert (await roar.get(f"/inquiries/{draft}")).headers["location"] == f"/cases/{cases[0]}"
    again = await roar.post(f"/inquiries/{draft}", data=HERSELF)
    assert again.headers["location"] == f"/cases/{cases[0]}"
    after = await counted(site, *MADE)
    assert {name: after[name] - before[name] for name in MADE} == {
        "account": 1,
        "space": 1,
        "case_file": 1,
        "case_event": 1,
        "case_grant": 1,
        "inquiry_draft": 0,
    }


WRONG: tuple[tuple[dict[str, str], set[str]], ...] = (
    ({"by": ""}, {"by"}),
    ({"hard": " \n"}, {"hard"}),
    ({"hard": "x" * 10_001}, {"hard"}),
    ({"wish": "gull"}, {"wish"}),
    ({"phone": ""}, {"phone"}),
    ({"email": "kari"}, {"email"}),
    ({"best": "letter"}, {"address"}),
    ({"service-2": "x" * 201}, {"service-2"}),
    (FOR_CHILD | {"name": "", "born_on": ""}, {"name", "born_on"}),
    (FOR_CHILD | {"born_on": "i fjor"}, {"born_on"}),
    (FOR_CHILD | {"born_on": "2099-01-01"}, {"born_on"}),
    (FOR_CHILD | {"pid": "12345678901"}, {"pid"}),
    (FOR_CHILD | {"pid": ROAR["pid"]}, {"pid"}),
    (FOR_CHILD | {"relation": "", "knows": ""}, {"relation", "knows"}),
    (FOR_CHILD | {"expects": "yes", "expected_on": "2099-01-01"}, {"expected_on"}),
    (BY_SERVICE | {"consented": "", "organisation": ""}, {"consented", "organisation"}),
    (BY_SERVICE | {"consent_how": "", "consent_on": "2099-01-01"}, {"consent_how", "consent_on"}),
)
"""What is wrong in a form, and beside which fields that is said."""


async def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(site: Site) -> None:
    roar, before = await site.client("roar"), await counted(site, "case_file", "account")
    for wrong, beside in WRONG:
        draft = uuid4()
        typed = HERSELF | wrong | {"named": "En jeg <stoler> på"}
        answer = await roar.post(f"/inquiries/{draft}", data=typed)
        assert (answer.status_code, wrong_fields(answer)) == (422, beside)
        for page in (answer, await roar.get(f"/inquiries/{draft}")):
            assert "En jeg &lt;stoler&gt; på" in page.text
            assert "Hjemmesykepleien" in page.text
    assert await counted(site, "case_file", "account") == before


async def test_the_sender_learns_nothing_of_who_has_an_account(site: Site) -> None:
    """A known number and name, the same number with another name, a new number, and none: one answer."""
    marte, tiril = await site.client("marte"), PEOPLE["tiril"]
    asked = BY_SERVICE | {"name": "Roar Myklebust"}
    forms = [
        asked | {"pid": ROAR["pid"]},
        asked | {"pid": tiril["pid"]},
        asked | {"pid": PEOPLE["odd"]["pid"]},
        asked,
    ]
    accounts, pages, owners = await counted(site, "account"), [], []
    for form in forms:
        case = await inquire(site, marte, **form)
        file = await file_in(site, case)
        owners.append(file.owner_id)
        seen = [(await marte.get(path)).text for path in (f"/cases/{case}", "/", f"/cases/{case}/letters/1")]
        said = "\n".join(seen).replace(str(case), "ID").replace(file.called, "NR").replace("Oppgitt", "")
        assert "Roar Myklebust" in seen[0]
        assert form.get("pid", "none") not in said
        pages.append(re.sub(r"\d\d:\d\d", "", seen[0].replace(str(case), "ID").replace(file.called, "NR")))
    assert pages[0] == pages[1] == pages[2]
    assert owners[0] == site.world.accounts["roar"]
    assert site.world.accounts["tiril"] not in owners, "a number with another's name is not believed"
    assert len(set(owners)) == 4
    assert (await counted(site, "account"))["account"] == accounts["account"] + 3
    has = await site.world.sql(
        "SELECT pid_index IS NOT NULL FROM account WHERE account_id = ANY(:ids) ORDER BY 1", ids=owners[1:]
    )
    assert [row[0] for row in has] == [False, False, True]


async def test_a_case_is_sent_to_the_municipality_that_was_chosen(site: Site) -> None:
    await site.world.sql("INSERT INTO municipality (municipality_id, name) VALUES ('bergvik', 'Bergvik')")
    roar = await site.client("roar")
    assert "Bergvik" in (await roar.get(f"/inquiries/{uuid4()}")).text
    nowhere = await roar.post(f"/inquiries/{uuid4()}", data=HERSELF | {"municipality": "oslo"})
    assert (nowhere.status_code, wrong_fields(nowhere)) == (422, {"municipality"})
    case = await inquire(site, roar, municipality="bergvik")
    assert (await file_in(site, case)).municipality_id == "bergvik"


async def test_the_day_it_comes_is_a_day_in_oslo(site: Site) -> None:
    now = site.clock.now()
    site.clock.move(now.replace(hour=23, minute=30) - now + timedelta(days=1))
    roar = await site.client("roar")
    file = await file_in(site, await inquire(site, roar))
    assert (file.deadline_on - file.received_at.date()).days >= 28


async def test_the_unit_registers_what_came_on_paper(site: Site) -> None:
    ingeborg, draft = await site.client("ingeborg"), str(uuid4())
    came = (site.clock.now() - timedelta(days=10)).date()
    typed = FOR_CHILD | {"received_on": came.isoformat(), "sent_by": "Grete Lie", "draft": draft}
    for bad in (
        {"received_on": ""},
        {"received_on": "2099-01-01"},
        {"sent_by": ""},
        {"pid": PEOPLE["ingeborg"]["pid"]},
    ):
        answer = await ingeborg.post("/unit/inquiries", data=typed | bad)
        assert (answer.status_code, wrong_fields(answer)) == (422, set(bad))
        assert "Ingen vet hva de andre gjør" in answer.text
    first, again = [await ingeborg.post("/unit/inquiries", data=typed) for _ in range(2)]
    assert first.headers["location"] == again.headers["location"]
    case = UUID(first.headers["location"].removeprefix("/unit/cases/"))
    file = await file_in(site, case)
    assert (file.channel, file.asked_by, file.sender_id) == ("paper", "relative", None)
    assert (file.assigned_to, file.owner_name) == (site.world.accounts["ingeborg"], "Jonas Test Lie")
    assert file.received_at.date() == came
    assert file.deadline_on == case_deadline(file.received_at, 4, site.world.house.gate.rules).last
    letters = await site.world.sql("SELECT kind, account_id FROM letter WHERE space_id = :case", case=case)
    assert [tuple(row) for row in letters] == [("case", file.owner_id)]
    assert (await ingeborg.get(f"/cases/{case}")).status_code == 404, "the unit has pages of its own"
