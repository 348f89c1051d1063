"""Two municipalities on one installation: neither's unit learns anything of the other's, by any door."""

from uuid import uuid4

from ipplan.gate.archiving import tend
from ipplan.page.door import FEED, Door
from ipplan.page.routes import DOORS
from ipplan.store.letters import post
from tests.gate.test_closing import close
from tests.page.appointing import role_of
from tests.page.asking import Answer, Place, call, heads
from tests.page.case_stage import inquire, take_on
from tests.page.cast import ids_of
from tests.page.comparing import spelled
from tests.page.counting import Statements, statements
from tests.page.test_opening import decide
from tests.page.test_unit_people import appointed
from tests.site import Site
from tests.world import PEOPLE

__all__ = ["statements"]

NEIGHBOUR, OURS = "oddny", "ingeborg"
"""The lead of the other municipality's unit, and of the demo's."""
SECRETS = (FEED, "/invitations/{token}")
"""A calendar's address and an invitation's link are secrets, and no ids."""
DRAFTS = "/inquiries/{draft}"
"""What somebody writes herself, under an id that she makes."""
WITH_IDS = [
    door
    for door in DOORS
    if "{" in door.path
    and door.reach != "open"
    and door.path not in SECRETS
    and not door.path.startswith(DRAFTS)
]
"""All doors to something."""
ROOMS = [door for door in DOORS if door.method == "GET" and door.reach == "unit" and "{" not in door.path]
"""The unit's pages that list or find."""
FINDS = {"/unit", "/unit/accounts"}
PARTS = ("", "a", "e", "NAV", "%")
"""Of names, and of where people work."""
OURS_ALONE = [one for slug, one in PEOPLE.items() if slug not in (NEIGHBOUR, "odd")]
DIRECTORY = ("account", "appointment", "organisation", "directory_event", "letter", "opening", "mandate")


async def there_is(site: Site) -> Place:
    """Something of the demo's municipality for every kind of id that a door asks for."""
    world, unit = site.world, await site.client(OURS)
    await close(world, "death")
    assert await tend(world.house.gate) == 1
    assert (await decide(unit, site)).status_code == 303
    place = await ids_of(site, "roar", "health", "thea")
    async with world.house.database.begin() as tx:
        letter = await post(
            tx,
            municipality_id="fjordvik",
            space_id=world.spaces["roar"],
            account_id=world.accounts["roar"],
            kind="expiry",
            reference=uuid4(),
            until=world.clock.now(),
            now=world.clock.now(),
        )
    case = await inquire(site, await site.client("roar"))
    await take_on(site, case)
    made = {"letter": str(letter), "case": str(case), "role": await role_of(site, "grete", "roar")}
    return place.other(**made, **(await _first(site, "opening", "organisation", "catalogue_entry")))


async def _first(site: Site, *tables: str) -> dict[str, str]:
    """The id of a row of each table, by its name without what it belongs to."""
    found: dict[str, str] = {}
    for table in tables:
        name = table.rpartition("_")[2]
        rows = await site.world.sql(f"SELECT {name}_id FROM {table} LIMIT 1")
        found |= {name: str(rows[0][0])} if rows else {}
    return found


def about(site: Site, door: Door, place: Place) -> Place:
    """Of closed plans it is Tiril's, of the others Roar's."""
    return place.other(plan=str(site.world.spaces["tiril"])) if "/closed/" in door.path else place


async def test_every_door_to_what_is_the_others_is_the_door_to_nothing(
    statements: Statements, site: Site
) -> None:
    place = await there_is(site)
    ours, theirs = await site.client(OURS), await site.client(NEIGHBOUR)
    assert (await theirs.get("/unit")).status_code == 200
    opened = [
        spelled(door)
        for door in WITH_IDS
        if door.method == "GET" and (await call(site, ours, door, about(site, door, place))).status == 200
    ]
    assert {"GET /unit/plans/{plan}", "GET /unit/closed/{plan}", "GET /unit/accounts/{account}"} < set(opened)
    assert {"GET /unit/organisations/{organisation}", "GET /unit/cases/{case}"} < set(opened)
    before = await heads(site, "roar"), await _rows(site)
    refused = Answer.of(await theirs.get(f"/plans/{uuid4()}"))
    assert refused.status == 404
    for door in WITH_IDS:
        there, costs = about(site, door, place), []
        for one in (there, _nowhere(there)):
            with statements.counted() as run:
                answer = await call(site, theirs, door, one)
            costs.append(list(run))
            if door.method == "SOCKET":
                assert (answer.status, answer.body) == (403, b""), spelled(door)
            else:
                assert answer == refused, spelled(door)
        assert costs[0] == costs[1], f"{spelled(door)}: queries"
    assert (await heads(site, "roar"), await _rows(site)) == before


def _nowhere(place: Place) -> Place:
    names = ("letter", "opening", "organisation", "case", "role", "entry", "appointment")
    return place.nowhere().other(**{name: str(uuid4()) for name in names})


async def test_no_page_of_the_others_lists_or_finds_anybody_or_anything_of_ours(site: Site) -> None:
    await there_is(site)
    ours, theirs = await site.client(OURS), await site.client(NEIGHBOUR)
    places = [row[0] for row in await site.world.sql("SELECT name FROM organisation")]
    words = [one["name"] for one in OURS_ALONE] + places + ["Fjordvik"]
    seen = ""
    for door in ROOMS:
        for part in PARTS if door.path in FINDS else ("",):
            page = await theirs.get(door.path, params={"name": part} if part else {})
            assert page.status_code == 200, door.path
            assert not [word for word in words if word in page.text], (door.path, part)
            seen += (await ours.get(door.path, params={"name": part} if part else {})).text
    assert [one["name"] for one in OURS_ALONE if one["name"] not in seen] == [], "there is something to find"
    assert all(place in seen for place in places)
    assert "Fjordvik" not in (await theirs.get("/")).text
    assert PEOPLE[NEIGHBOUR]["name"] not in seen


async def test_a_name_with_its_number_tells_the_other_unit_nothing_but_that_it_is_not_theirs(
    site: Site,
) -> None:
    theirs = await site.client(NEIGHBOUR)
    silje, nobody = PEOPLE["silje"], {"name": "Silje Hovden", "pid": PEOPLE["odd"]["pid"]}
    before = await _rows(site)
    for path, more in (("/unit/protection", {"protected": "yes"}), ("/unit/people", {"role": "lead"})):
        answers = []
        for one in (silje, nobody):
            typed = {"name": one["name"], "pid": one["pid"], **more}
            answer = await theirs.post(path, data=typed)
            answers.append((answer.status_code, answer.text.replace(one["pid"], "")))
        assert answers[0] == answers[1], path
        assert answers[0][0] == 422
    person = silje | {"email": "a@example.org", "title": "Lege"}
    listed = {name: person[name] for name in ("name", "pid", "email", "title")}
    listed |= {"competence-children": "yes", "manager_name": "Tor Vik"}
    both = [
        await theirs.post("/unit/coordinators", data=listed | {"name": n})
        for n in ("Noen Andre", silje["name"])
    ]
    assert both[0].status_code == both[1].status_code == 422
    assert both[0].text.replace("Noen Andre", silje["name"]) == both[1].text
    other = {"name": "Noen Andre", "email": "a@example.org", "title": "Lege", "pid": silje["pid"]}
    wrong, right = [
        await theirs.post("/unit/accounts", data=other | {"name": n}) for n in ("Noen Andre", silje["name"])
    ]
    assert wrong.status_code == right.status_code == 422
    assert wrong.text.replace("Noen Andre", silje["name"]) == right.text
    assert await _rows(site) == before
    assert (await (await site.client("silje")).get(site.plan())).status_code == 200


async def test_who_belongs_to_the_other_may_take_part_and_stays_theirs(site: Site) -> None:
    """A hospital serves several municipalities: she takes part by identity, and her account is not ours."""
    wenche, ours = await site.client("wenche"), await site.client(OURS)
    one, who = PEOPLE[NEIGHBOUR], site.world.accounts[NEIGHBOUR]
    typed = {name: one[name] for name in ("name", "pid", "email", "title", "organisation")}
    assert (await wenche.post(f"{site.plan()}/people", data=typed)).status_code == 303
    assert one["name"] in (await wenche.get(f"{site.plan()}/people")).text
    assert one["name"] not in (await ours.get("/unit/accounts", params={"name": "Oddny"})).text.replace(
        'value="Oddny"', ""
    )
    nowhere = Answer.of(await ours.get(f"/plans/{uuid4()}"))
    for act, form in (("", typed), ("/leaving", {"when": "now"}), ("/closing", {"reason": "misuse"})):
        answer = await ours.post(f"/unit/accounts/{who}{act}", data=form)
        assert Answer.of(answer) == nowhere, act
    assert (await appointed(ours, NEIGHBOUR)).status_code == 422
    theirs = await site.client(NEIGHBOUR)
    assert PEOPLE["tiril"]["name"] not in (await theirs.get("/unit")).text
    assert (await theirs.get(f"/unit/plans/{site.world.spaces['tiril']}")).status_code == 404


def test_every_form_of_the_unit_is_tried() -> None:
    tried = {"/unit/protection", "/unit/people", "/unit/accounts", "/unit/coordinators"}
    own = {"/unit/organisations", "/unit/services", "/unit/settings", "/unit/inquiries"}
    posts = {
        door.path for door in DOORS if door.method == "POST" and door.reach == "unit" and "{" not in door.path
    }
    assert posts == tried | own, "a new one that names people is tried above; others write what is one's own"


async def _rows(site: Site) -> list[str]:
    """A mark of every row of the directory but logins."""
    query = " UNION ALL ".join(
        f"SELECT '{table}:' || count(*) || coalesce(bit_xor(hash_record_extended(t, 7)), 0) FROM {table} t"
        for table in DIRECTORY
    )
    return sorted(row[0] for row in await site.world.sql(query))
