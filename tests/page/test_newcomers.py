"""Somebody who has never been here: her number is the login's, and nothing is made before she presses."""

from datetime import timedelta
from uuid import uuid4

import httpx2

from tests.page.asking import counted
from tests.page.case_stage import inquire
from tests.page.test_login import log_in
from tests.site import Site
from tests.world import PEOPLE

MADE = ("account", "session", "account_door")
NEW = "/inquiries/new"
ODD = {"name": " Odd  Ny ", "email": "odd@example.org", "municipality": "fjordvik"}


async def come(site: Site, return_to: str = NEW) -> httpx2.Response:
    """Odd, who has no account, logs in on his way to somewhere; the client follows no redirects."""
    client = await site.client()
    answer = await log_in(site, client, "odd", follow=False, return_to=return_to)
    answer.extensions["client"] = client
    return answer


async def test_she_makes_her_account_and_goes_on_where_she_was(site: Site) -> None:
    before, draft = await counted(site, *MADE), f"/inquiries/{uuid4()}"
    answer = await come(site, draft)
    odd: httpx2.AsyncClient = answer.extensions["client"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/newcomer")
    form = await odd.get("/newcomer")
    assert "Hvem er du?" in form.text
    assert PEOPLE["odd"]["pid"] not in form.text
    assert await counted(site, *MADE) == before, "nothing is made before she presses"
    assert (await odd.get("/cases")).status_code == 303, "and she is not let in"
    bad = await odd.post("/newcomer", data={"name": "", "email": "odd@"})
    assert (bad.status_code, 'value="odd@"' in bad.text) == (422, True)
    made = await odd.post("/newcomer", data=ODD | {"pid": PEOPLE["roar"]["pid"]})
    assert (made.status_code, made.headers["location"]) == (303, draft)
    rows = await site.world.sql(
        "SELECT municipality_id, name, email, state, organisation, pid_index FROM account ORDER BY created_at"
    )
    index = site.world.house.pids.indexed(PEOPLE["odd"]["pid"])
    assert tuple(rows[-1]) == ("fjordvik", "Odd Ny", "odd@example.org", "active", "", index)
    again = await odd.post("/newcomer", data=ODD)
    assert (again.status_code, again.headers["location"]) == (303, "/inquiries"), "pressed twice"
    assert (await counted(site, "account"))["account"] == before["account"] + 1
    assert (await odd.get(f"/cases/{await inquire(site, odd)}")).status_code == 200
    back = await log_in(site, await site.client(), "odd")
    assert "Hei, Odd" in back.text, "from now on she logs in like everybody"
    assert "Ny her?" in back.text, "who has something that waits is not led away from it"
    assert "Saken din" in (await odd.get("/guide?step=case")).text


async def test_her_account_speaks_what_she_has_read_so_far(site: Site) -> None:
    odd: httpx2.AsyncClient = (await come(site)).extensions["client"]
    await odd.post("/language", data={"language": "nn", "back": "/newcomer"})
    assert (await odd.post("/newcomer", data=ODD)).status_code == 303
    assert (await site.world.sql("SELECT language FROM account WHERE name = 'Odd Ny'"))[0][0] == "nn"


async def test_what_the_login_said_is_for_that_browser_and_for_minutes(site: Site) -> None:
    answer, other = await come(site), await site.client()
    odd: httpx2.AsyncClient = answer.extensions["client"]
    before = await counted(site, "account", "session")
    rows = await site.world.sql("SELECT sealed FROM login_transaction")
    assert not [row for row in rows if PEOPLE["odd"]["pid"].encode() in bytes(row[0])]
    for stranger in (await other.get("/newcomer"), await other.post("/newcomer", data=ODD)):
        assert stranger.status_code in (303, 422)
        assert "ipplan" not in dict(other.cookies)
    site.clock.move(timedelta(minutes=10, seconds=1))
    late = await odd.post("/newcomer", data=ODD)
    assert (late.status_code, "Det gikk for lang tid" in late.text, "odd@example.org" in late.text) == (
        422,
        True,
        True,
    )
    assert (await odd.get("/newcomer")).headers["location"] == "/login?return_to=/inquiries/new"
    assert await counted(site, "account", "session") == before


async def test_she_chooses_her_municipality_where_there_are_several(site: Site) -> None:
    await site.world.sql("INSERT INTO municipality (municipality_id, name) VALUES ('bergvik', 'Bergvik')")
    odd: httpx2.AsyncClient = (await come(site)).extensions["client"]
    for chosen in ("", "oslo"):
        bad = await odd.post("/newcomer", data=ODD | {"municipality": chosen})
        assert (bad.status_code, 'id="municipality-error"' in bad.text) == (422, True)
    assert (await odd.post("/newcomer", data=ODD | {"municipality": "bergvik"})).status_code == 303
    rows = await site.world.sql("SELECT municipality_id FROM account WHERE name = 'Odd Ny'")
    assert [row[0] for row in rows] == ["bergvik"]


async def test_whoever_was_going_elsewhere_is_told_and_shown_the_way(site: Site) -> None:
    for elsewhere in ("/", "/inquiriesx", "/plans/new", "//evil.example/inquiries/new"):
        answer = await come(site, elsewhere)
        assert (answer.status_code, "/login?return_to=/inquiries/new" in answer.text) == (403, True)
        assert "ipplan-newcomer" not in answer.headers.get("set-cookie", "")
    assert (await come(site, "/inquiries?from=letter")).headers["location"] == "/newcomer"


async def test_a_closed_account_is_not_made_anew(site: Site) -> None:
    answer = await come(site)
    odd: httpx2.AsyncClient = answer.extensions["client"]
    await odd.post("/newcomer", data=ODD)
    await site.world.sql("UPDATE account SET state = 'closed' WHERE name = 'Odd Ny'")
    before = await counted(site, "account")
    answer = await come(site)
    assert (answer.status_code, "/newcomer" in answer.headers.get("location", "")) == (403, False)
    assert "return_to=/inquiries/new" not in answer.text
    assert await counted(site, "account") == before


async def test_an_account_that_was_made_meanwhile_is_hers(site: Site) -> None:
    first: httpx2.AsyncClient = (await come(site)).extensions["client"]
    second: httpx2.AsyncClient = (await come(site)).extensions["client"]
    assert (await first.post("/newcomer", data=ODD)).status_code == 303
    assert (await second.post("/newcomer", data=ODD | {"name": "Odd Annen"})).status_code == 303
    rows = await site.world.sql("SELECT name FROM account WHERE name LIKE 'Odd %'")
    assert [row[0] for row in rows] == ["Odd Ny"]
