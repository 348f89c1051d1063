"""One plan with somebody in every role, another that is none of theirs, and the ids that each may ask for."""

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from ipplan.gate.founding import Founding, found_plan
from ipplan.gate.keys import invitation_token
from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.minutes import sign_minutes
from ipplan.gate.proposals import propose
from ipplan.gate.signing import Wish, sign_wishes, withdraw_all
from ipplan.gate.statements import hand_of
from ipplan.gate.viewer import viewer_of
from ipplan.gate.withholding import withhold
from ipplan.permit import Access
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.plan.meetings import call, one_meeting
from ipplan.plan.minutes import LINE, move_line, release
from ipplan.plan.points import POINT, add_point
from ipplan.plan.talks import CONVERSATION, begin
from ipplan.store.files import put_file
from ipplan.store.gatherings import put_event
from ipplan.store.items import one_item
from ipplan.store.meetings import When, Words, put_change
from ipplan.store.people import add_invitation, add_participant, change_invitation
from ipplan.store.polls import Question, Slot, put_step
from ipplan.store.sessions import hashed
from ipplan.store.spaces import Writing
from ipplan.store.spool import Spool
from ipplan.store.versions import Clear
from tests.page.asking import Place
from tests.site import Site
from tests.world import world_of

GOAL = KINDS["goal"]


@dataclass(frozen=True)
class Role:
    """Somebody in the plan of ``plan``: what she may, and the one section she holds."""

    word: str
    name: str | None
    rights: frozenset[str]
    """Of: enter, read, comment, write, manage, propose, decide, give (a mandate), help
    (a child to write its own words), keep (from a parent), network (see who is around the owner)."""
    area: str
    access: Access | None
    """``None``: no grant, but perhaps the whole plan by another right."""
    plan: str


def _role(
    word: str,
    name: str | None,
    rights: str,
    area: str,
    access: Access | None = None,
    plan: str = "tiril",
) -> Role:
    return Role(word, name, frozenset(rights.split()), area, access, plan)


DECIDES = "enter read comment write manage decide network"
ROLES = (
    _role("owner", "roar", f"{DECIDES} give", "health", plan="roar"),
    _role("representative", "marte", f"{DECIDES} help", "health"),
    _role("coordinator", "wenche", "enter read manage propose help", "needs", Access.READ),
    _role("professional who reads", "silje", "enter read help", "home", Access.READ),
    _role("professional who comments", "sindre", "enter read comment help", "leisure", Access.COMMENT),
    _role("professional who writes", "leila", "enter read comment write help keep", "health", Access.WRITE),
    _role("relative", "berit", "enter read help network", "network", Access.READ),
    _role("participant without a grant", "solveig", "", "health"),
    _role("participant whose grants were withdrawn", "kristin", "", "work"),
    _role("outsider with a plan of his own", "roar", "", "health"),
    _role("nobody", None, "", "health"),
)
SHUT, OTHER = "economy", "meetings"
"""Sections that none but who decides may open."""
SPARE = "thea"
"""A participant in every plan, for what is done to one."""
DECIDERS = {"tiril": "marte", "roar": "roar", "mehmet": "mehmet"}
COORDINATORS = {"tiril": "wenche", "roar": "grete", "mehmet": "grete"}
FOREIGN = {"tiril": "mehmet", "roar": "tiril"}
"""Another plan, in which nobody of the first one's roles takes part; and somebody who is in that alone."""
STRANGERS = {"tiril": "mehmet", "roar": "berit"}
PID = "29815900543"


async def take_the_stage(site: Site) -> None:
    """Make Mehmet's plan, and give everybody in Tiril's what her role says, and nothing else."""
    await _found(site)
    world = site.world
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        for name in ("solveig", SPARE):
            await _add(site, held, name, "tiril")
        sections, signer = world.sections["tiril"], visit.gate.signer
        for name in ("wenche", "silje", "sindre", "leila", "berit", "kristin"):
            await withdraw_all(held, visit, signer, world.accounts[name])
    wishes = [
        _wish(site, role.name, sections[role.area], role.access)
        for role in ROLES
        if role.access and role.name and role.area
    ]
    await _sign(site, "tiril", [*wishes, _wish(site, SPARE, sections["about"], Access.READ)])


async def ids_of(site: Site, plan: str, area: str, name: str | None = None) -> Place:
    """A fresh item, proposal and invitation of a plan, and what else its doors ask for.

    The receipt is that of ``name``'s grant, where she has one.
    """
    world = site.world
    section = world.sections[plan][area]
    receipt = await receipt_of(site, plan, name or SPARE) or await receipt_of(site, plan, SPARE)
    return Place(
        plan=str(world.spaces[plan]),
        section=str(section),
        item=await fresh_item(site, plan, area),
        account=str(world.accounts[SPARE]),
        invitation=await fresh_invitation(site, plan),
        elsewhere=str(world.sections[plan][SHUT]),
        receipt=receipt,
        proposal=await fresh_proposal(site, plan),
        mandate=await fresh_mandate(site, plan),
        meeting=await fresh_meeting(site, plan, area, name),
        poll=await fresh_poll(site, plan, area, name),
        talk=await fresh_talk(site, plan, area),
        me=str(world.accounts[name]) if name else "",
        contact=await fresh_contact(site, plan),
    )


async def fresh_talk(site: Site, plan: str, area: str, *, alone: bool = False) -> str:
    """A conversation begun by who decides, for all who may read the section; or for the owner alone."""
    world, item_id = site.world, uuid4()
    audience = (world.accounts[plan],) if alone else None
    filled = fill(CONVERSATION, {"title": "Sykkel"}, Clear(CONVERSATION.name), {})
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        await begin(held, await visit.open(world.sections[plan][area]), item_id, filled, audience)
    return str(item_id)


async def fresh_mandate(site: Site, plan: str) -> str:
    """Of the spare person's, over nothing: signed by who decides."""
    world = site.world
    commission = Commission(
        world.accounts[SPARE], "power_of_attorney", world.clock.now() + timedelta(days=9), (), False
    )
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        owner_id = visit.space.owner_id
        return str(await sign_mandate(held, visit.gate.signer, hand_of(visit), owner_id, commission))


async def fresh_meeting(
    site: Site, plan: str, area: str, name: str | None, *, days: int = 20, on: bool = False, after: int = 0
) -> str:
    """Called by who decides, about one section; a change of it waits. ``name`` is invited, or `SPARE`.

    ``days``: in how many it is, at the soonest in an hour; ``on``: it has begun; ``after``: it was held, and
    so many steps were taken after it: its end, the sending and the locking of its minutes.
    """
    world = site.world
    starts = world.clock.now() + timedelta(days=days, hours=1)
    invited = frozenset({world.accounts[name or SPARE]})
    when = When(starts, starts + timedelta(hours=1), frozenset({world.sections[plan][area]}))
    words = Words("Møte i ansvarsgruppa", "Rådhuset", "", False, invited, 1)
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        permit = await visit.open_meetings()
        made = await call(held, permit, viewer_of(visit), when, words)
        await put_change(held, permit, made.meeting_id, 2, "proposed", when, made.words)
        if on or after:
            await put_event(held, permit, made.meeting_id, "begun")
        if after:
            await put_event(held, permit, made.meeting_id, "ended")
        if after > 1:
            to = {"to": " ".join(map(str, invited))}
            due = held.now + timedelta(days=7)
            await put_event(held, permit, made.meeting_id, "sent", to, due_at=due)
        if after > 2:
            token = {"token": await sign_minutes(held, visit, permit, made.meeting_id)}
            await put_event(held, permit, made.meeting_id, "locked", token, due_at=due)
    return str(made.meeting_id)


async def fresh_point(site: Site, plan: str, area: str, meeting_id: str) -> str:
    """A point of a meeting's agenda, in a section."""
    world, item_id = site.world, uuid4()
    filled = fill(POINT, {"title": "En sak"}, Clear("point", status="proposed"), {})
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        viewer, room = viewer_of(visit), await visit.open_meetings()
        meeting = await one_meeting(held.tx, room, viewer, UUID(meeting_id))
        permit = await visit.open(world.sections[plan][area])
        await add_point(held, permit, viewer, meeting, item_id, filled)
    return str(item_id)


async def fresh_poll(site: Site, plan: str, area: str, name: str | None, *, asked: bool = True) -> str:
    """Of two times, about one section: ``name`` is asked, or `SPARE`; or it waits for who decides."""
    world = site.world
    first, invited = world.clock.now() + timedelta(days=20), frozenset({world.accounts[name or SPARE]})
    slots = tuple(Slot(first + timedelta(days=n), first + timedelta(days=n, hours=1)) for n in range(2))
    sections = frozenset({world.sections[plan][area]})
    question = Question("Møte i ansvarsgruppa", "Rådhuset", "", False, sections, invited, slots)
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        permit = await visit.open_meetings()
        made = await put_step(held, permit, uuid4(), 1, "asked" if asked else "proposed", question)
    return str(made.poll_id)


async def fresh_line(
    site: Site, plan: str, area: str, meeting_id: str, point: str, *, moved_to: str | None = None
) -> str:
    """A line under a point, by who decides; what is left of it if it was moved to another section."""
    world, item_id = site.world, uuid4()
    filled = fill(LINE, {"body": "Vi ble enige."}, Clear("line", status=LINE.first_status), {})
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        viewer, room = viewer_of(visit), await visit.open_meetings()
        meeting = await one_meeting(held.tx, room, viewer, UUID(meeting_id))
        permit = await visit.open(world.sections[plan][area])
        await release(held, permit, viewer, meeting, item_id, UUID(point), filled)
        if moved_to:
            there = await visit.open(world.sections[plan][moved_to])
            await move_line(held, permit, there, meeting, await one_item(held.tx, permit, item_id))
    return str(item_id)


async def receipt_of(site: Site, plan: str, name: str) -> str:
    """The newest grant of somebody's; empty where she never had one."""
    rows = await site.world.sql(
        "SELECT grant_id FROM access_grant WHERE participant_id = :who AND space_id = :space"
        " ORDER BY withdrawn_at DESC NULLS FIRST, grant_id",
        who=site.world.accounts[name],
        space=site.world.spaces[plan],
    )
    return str(rows[0][0]) if rows else ""


async def fresh_item(site: Site, plan: str, area: str, *, hidden_from: str | None = None) -> str:
    """A new goal, withheld from somebody if that is said."""
    world, item_id = site.world, uuid4()
    filled = fill(GOAL, {"title": "Et mål", "status": "active"}, Clear("goal", status="active"), {})
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        permit = await visit.open(world.sections[plan][area])
        await changes.create(held, permit, item_id, GOAL, None, filled)
        if hidden_from:
            await withhold(held, visit, permit, item_id, world.accounts[hidden_from])
    return str(item_id)


async def fresh_file(site: Site, plan: str, area: str) -> str:
    """A new file, of a kind that there is a small picture of."""
    world, item_id, kind = site.world, uuid4(), KINDS["document"]
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        permit = await visit.open(world.sections[plan][area])
        with closing(Spool(permit, None, 100)) as spool:
            spool.write(b"Noe.")
            spool.end()
            about = {"name": "a.pdf", "media_type": "application/pdf", "size": "4", "small": "yes"}
            filled = fill(kind, {"title": "En fil"}, Clear("document"), {})
            content = {**filled.content, **about, "blob": str(spool.blob_id)}
            await changes.create(held, permit, item_id, kind, None, replace(filled, content=content))
            await put_file(held, permit, spool, b"Et bilde.")
    return str(item_id)


async def fresh_contact(site: Site, plan: str, *, hidden_from: str | None = None) -> str:
    """Somebody on the map, withheld from somebody if that is said."""
    world, item_id, kind = site.world, uuid4(), KINDS["contact"]
    typed = {"title": "Tante Ås", "sector": "family", "closeness": "near"}
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        permit = await visit.open(world.sections[plan]["network"])
        await changes.create(held, permit, item_id, kind, None, fill(kind, typed, Clear("contact"), {}))
        if hidden_from:
            await withhold(held, visit, permit, item_id, world.accounts[hidden_from])
    return str(item_id)


async def earlier_version(site: Site, plan: str, area: str, item_id: str) -> str:
    """Write the item anew; the version that stood until then."""
    world = site.world
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        permit = await visit.open(world.sections[plan][area])
        item = await one_item(held.tx, permit, UUID(item_id))
        filled = fill(GOAL, {"title": "Et annet", "status": "active"}, item.clear, item.content)
        await changes.save(held, permit, item, item.head.version_id, filled)
    return str(item.head.version_id)


async def fresh_invitation(site: Site, plan: str, *, state: str = "bound") -> str:
    """An invitation that somebody has come by, or one that was taken back."""
    world, pids, invitation_id = site.world, site.world.house.pids, uuid4()
    actor = world.actor(DECIDERS[plan])
    async with world.house.gate.writing(world.spaces[plan], actor) as (held, _):
        names = {"name": "Eva Moen", "email": "eva@example.org", "title": "Tante"}
        values = {**names, "organisation": "", "relation": "", "invitation_id": invitation_id}
        values |= {"invited_by": actor.account_id, "expires_at": held.now + timedelta(days=30)}
        await add_invitation(held, token_hash=_link(site, invitation_id), values=values)
        bound = {"pid_index": pids.indexed(PID), "pid_sealed": pids.sealed(PID, _link(site, invitation_id))}
        await change_invitation(held.tx, invitation_id, state=state, **(bound if state == "bound" else {}))
    return str(invitation_id)


async def fresh_proposal(site: Site, plan: str) -> str:
    """What the coordinator proposes for `SPARE`."""
    world = site.world
    actor = world.actor(COORDINATORS[plan])
    async with world.house.gate.writing(world.spaces[plan], actor) as (held, visit):
        made = await propose(
            held,
            await visit.open_proposals(),
            participant_id=world.accounts[SPARE],
            period="6m",
            areas={"health": Access.READ},
            reason="Til opptreningen.",
        )
    return str(made)


def _link(site: Site, invitation_id: UUID) -> bytes:
    return hashed(invitation_token(site.world.house.keyring, invitation_id))


async def _found(site: Site) -> None:
    world, house = site.world, site.world.house
    mehmet, unit = world.actor("mehmet"), world.actor("grete")
    founding = Founding("fjordvik", mehmet.account_id, unit.account_id)
    async with house.database.begin() as tx:
        held = await found_plan(house.gate, tx, unit, mehmet, founding, now=world.clock.now())
        await _add(site, held, SPARE, "mehmet")
        await held.finish()
    fresh = await world_of(house, world.clock, world.postgres, world.owner_url.rpartition("/")[2])
    world.spaces, world.sections = fresh.spaces, fresh.sections
    await _sign(site, "mehmet", [_wish(site, SPARE, world.sections["mehmet"]["about"], Access.READ)])


async def _add(site: Site, held: Writing, name: str, plan: str) -> None:
    who, by = site.world.accounts[name], site.world.accounts[DECIDERS[plan]]
    await add_participant(held, account_id=who, role="participant", relation="", added_by=by)


def _wish(site: Site, name: str, section_id: UUID, access: Access) -> Wish:
    end = site.clock.now() + timedelta(days=90)
    return Wish(site.world.accounts[name], section_id, access, end)


async def _sign(site: Site, plan: str, wishes: list[Wish]) -> None:
    world = site.world
    async with world.house.gate.writing(world.spaces[plan], world.actor(DECIDERS[plan])) as (held, visit):
        await sign_wishes(held, visit, visit.gate.signer, wishes)
