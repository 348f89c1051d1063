"""One's own case: who sees it, what she can do in it, and what who sent it is told."""

from uuid import UUID, uuid4

import httpx2

from ipplan.gate.cases import enter_case, writing_case
from ipplan.letter.case.kept import as_json
from ipplan.letter.case.office import unit_of
from ipplan.letter.case.shapes import CaseLetter, MoreWanted
from ipplan.page.case.doors import DOORS
from ipplan.page.door import CASE
from ipplan.permit import PAPERS, Access
from ipplan.store.cases import case_events, file_of
from ipplan.store.municipalities import municipality_of
from ipplan.unit.acts import do
from ipplan.unit.deadlines import day_of
from tests.page.asking import Answer, Place, call
from tests.page.case_stage import BY_SERVICE, file_in, inquire, let_in, take_on
from tests.site import Site
from tests.world import PEOPLE

IN_A_CASE = [door for door in DOORS if door.path.startswith(CASE)]
ABOUT_ROAR = BY_SERVICE | {"name": PEOPLE["roar"]["name"], "pid": PEOPLE["roar"]["pid"]}
LETTER = CASE + "/letters/{number}"
HERS = frozenset({CASE, CASE + "/supplement", CASE + "/drafts/{kind}", LETTER, LETTER + ".pdf"})
"""Doors that are open to who sent an inquiry about another."""
WORDS = "Dette er bare mellom oss"


async def by_the_unit(site: Site, case: UUID, kind: str, wanted: str = "Hva sier legen?") -> int:
    """Ingeborg asks, or writes, with a letter; returns the event's number."""
    world, gate = site.world, site.world.house.gate
    async with writing_case(gate, world.actor("ingeborg"), case) as (held, visit):
        file = await file_of(held.tx, case)
        place = await municipality_of(held.tx, "fjordvik")
        assert file is not None
        assert place is not None
        today = day_of(held.now)
        body = MoreWanted((wanted,), today)
        letter = CaseLetter("nb", unit_of(place, "nb"), file.called, today, file.owner_name, body)
        permit = await visit.open(PAPERS, Access.WRITE)
        return await do(held, permit, file, kind, {"letter": as_json(letter)})


async def about_roar(
    site: Site, *, asked: bool = True
) -> tuple[UUID, httpx2.AsyncClient, httpx2.AsyncClient]:
    """Leila has sent an inquiry about Roar; the unit has it, has let him in and perhaps asked him."""
    leila, roar = await site.client("leila"), await site.client("roar")
    case = await inquire(site, leila, **ABOUT_ROAR)
    await take_on(site, case)
    await let_in(site, case, site.world.accounts["roar"], "party")
    if asked:
        await by_the_unit(site, case, "consent_asked")
    return case, roar, leila


async def refused(
    site: Site, client: httpx2.AsyncClient, case: UUID, but: frozenset[str] = frozenset()
) -> None:
    """Every door of a case answers as it does where there is none."""
    for door in IN_A_CASE:
        if door.path in but:
            continue
        anywhere = Place(*"abcdefghi").other(kind="supplement")
        places = [anywhere.other(case=str(one)) for one in (case, uuid4())]
        answers = [await call(site, client, door, place) for place in places]
        assert answers[0].status == 404, door
        assert answers[0] == answers[1], door
        if door.method == "POST":
            assert Answer.of(await client.post(places[0].path(door), data={})) == answers[1], door


async def test_whoever_has_no_part_gets_the_one_refusal_at_every_door(site: Site) -> None:
    roar = await site.client("roar")
    case = await inquire(site, roar)
    await site.world.sql("INSERT INTO municipality (municipality_id, name) VALUES ('bergvik', 'Bergvik')")
    lines = "SELECT count(*) FROM access_log WHERE space_id = :case"
    before = await site.world.sql(lines, case=case)
    for outsider in ("mehmet", "ingeborg"):
        await refused(site, await site.client(outsider), case)
    assert await site.world.sql(lines, case=case) == before, "nothing was opened"
    await take_on(site, case)
    await refused(site, await site.client("ingeborg"), case)


async def test_who_sent_it_reads_her_own_words_and_not_how_it_goes(site: Site) -> None:
    case, roar, leila = await about_roar(site)
    assert (await roar.post(f"/cases/{case}/supplement", data={"supplement": WORDS})).status_code == 303
    page = (await leila.get(f"/cases/{case}")).text.partition("<main")[2].partition("</main>")[0]
    assert "Hjemmesykepleien" in page
    file = await file_in(site, case)
    for unseen in (
        WORDS,
        "Samtykke</span>",
        "Hvor langt",
        "Svar senest",
        "Ingeborg",
        "Hvem har lest",
        "likevel",
    ):
        assert unseen not in page
    assert (await leila.get("/")).text.count("Venter på samtykke") == 0
    assert (await leila.get(f"/cases/{case}/letters/1")).status_code == 200
    assert (await leila.get(f"/cases/{case}/letters/2")).status_code == 404
    await refused(site, leila, case, HERS)
    assert (await leila.post(f"/cases/{case}/drafts/answer", data={"answer": "x"})).status_code == 404
    await site.world.sql("UPDATE case_file SET state = 'closed' WHERE space_id = :case", case=case)
    added = await leila.post(f"/cases/{case}/supplement", data={"supplement": "Hun kan ringes"})
    assert added.status_code == 303, "her words are taken in any state, and tell her nothing of it"
    assert (await leila.get(f"/cases/{case}")).text.count("Hun kan ringes") == 1
    assert (await file_in(site, case)).deadline_on == file.deadline_on


async def test_the_person_says_yes_and_whether_who_sent_it_may_follow(site: Site) -> None:
    case, roar, leila = await about_roar(site)
    page = (await roar.get(f"/cases/{case}")).text
    for said in ("Vil du at saken skal behandles?", "Leila Hosseini", "Ingen ennå", "Hvem har lest saken?"):
        assert said in page
    assert "Ingeborg" in page, "who has it has read it"
    nothing = await roar.post(f"/cases/{case}/consent", data={"follower": "yes"})
    assert (nothing.status_code, "Velg ja eller nei." in nothing.text) == (422, True)
    assert 'name="follower" value="yes" checked' in nothing.text
    given = await roar.post(f"/cases/{case}/consent", data={"consent": "yes", "follower": "yes"})
    assert (given.status_code, (await file_in(site, case)).state) == (303, "assessing")
    hers = (await leila.get(f"/cases/{case}")).text
    assert "Hvor langt" in hers
    assert "saksbehandler vurderer saken" in hers
    assert "Sa ja" not in hers
    await refused(site, leila, case, HERS)
    again = await roar.post(f"/cases/{case}/consent", data={"consent": "no"})
    assert (again.status_code, "gått videre" in again.text) == (409, True)
    assert (await roar.post(f"/cases/{case}/follower", data={"follower": "no"})).status_code == 303
    assert "Hvor langt" not in (await leila.get(f"/cases/{case}")).text, "withdrawn is gone at once"


async def test_a_no_ends_the_case_and_nobody_follows_it(site: Site) -> None:
    case, roar, leila = await about_roar(site)
    await roar.post(f"/cases/{case}/consent", data={"consent": "no", "follower": "yes"})
    assert (await file_in(site, case)).state == "withdrawn"
    assert "Hvor langt" not in (await leila.get(f"/cases/{case}")).text
    assert "Legg til noe" not in (await roar.get(f"/cases/{case}")).text
    late = await roar.post(f"/cases/{case}/supplement", data={"supplement": WORDS})
    assert (late.status_code, WORDS in late.text, "gått videre" in late.text) == (409, True, True)


async def test_she_answers_what_is_asked_with_a_draft_kept_on_the_way(site: Site) -> None:
    roar = await site.client("roar")
    case = await inquire(site, roar)
    await take_on(site, case)
    number = await by_the_unit(site, case, "question")
    kept = await roar.post(f"/cases/{case}/drafts/answer", data={"answer": WORDS})
    assert "tatt vare på" in kept.text
    rows = await site.world.sql("SELECT sealed FROM case_draft")
    assert [WORDS.encode() in bytes(row[0]) for row in rows] == [False]
    page = (await roar.get(f"/cases/{case}")).text
    assert WORDS in page
    assert f"/cases/{case}/letters/{number}" in page
    for path in (f"/cases/{case}/letters/{number}", f"/cases/{case}/letters/{number}.pdf"):
        assert (await roar.get(path)).status_code == 200
    assert "Hva sier legen?" in (await roar.get(f"/cases/{case}/letters/{number}")).text
    for bad in ("  ", "x" * 10_001):
        wrong = await roar.post(f"/cases/{case}/answer", data={"answer": bad})
        assert (wrong.status_code, 'id="answer-error"' in wrong.text) == (422, True)
    assert (await roar.post(f"/cases/{case}/answer", data={"answer": WORDS})).status_code == 303
    assert (await file_in(site, case)).state == "assessing"
    assert await site.world.sql("SELECT 1 FROM case_draft") == []
    twice = await roar.post(f"/cases/{case}/answer", data={"answer": "En gang til"})
    assert (twice.status_code, "En gang til" in twice.text) == (409, True)


async def test_she_who_acts_for_another_reads_and_answers_in_her_place(site: Site) -> None:
    case, _, leila = await about_roar(site, asked=False)
    await let_in(site, case, site.world.accounts["berit"], "representative")
    await by_the_unit(site, case, "consent_asked")
    berit = await site.client("berit")
    assert "Skal saken behandles?" in (await berit.get(f"/cases/{case}")).text
    assert (await berit.post(f"/cases/{case}/consent", data={"consent": "yes"})).status_code == 303
    gate, actor = site.world.house.gate, site.world.actor("ingeborg")
    visit = await enter_case(gate, actor, case)
    async with gate.database.engine.connect() as tx:
        events = await case_events(tx, await visit.open(PAPERS))
    said = events[-1]
    roar = site.world.accounts["roar"]
    assert (said.kind, said.author_id, said.on_behalf_of) == (
        "consent_given",
        site.world.accounts["berit"],
        roar,
    )
    assert "Hvor langt" not in (await leila.get(f"/cases/{case}")).text, "no tick, no insight"


async def test_she_withdraws_what_she_sent(site: Site) -> None:
    roar = await site.client("roar")
    case = await inquire(site, roar)
    assert "Ja, trekk henvendelsen" in (await roar.get(f"/cases/{case}")).text
    assert (await roar.post(f"/cases/{case}/withdrawal")).status_code == 303
    page = (await roar.get(f"/cases/{case}")).text
    assert "Henvendelsen er trukket" in page
    assert "Ja, trekk henvendelsen" not in page
    assert (await roar.post(f"/cases/{case}/withdrawal")).status_code == 409
    assert "Trukket" in (await roar.get("/cases")).text
