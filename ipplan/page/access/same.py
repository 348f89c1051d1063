"""The same access as another has: for who takes over from a coordinator, or stands in for her.

What it is, is read anew each time from what the other has then; who decides signs what she has read, and
nothing is opened by anybody else.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.agreeing import sign_or_wait
from ipplan.gate.consenting import text_shown
from ipplan.gate.proposals import Proposal, answer, one_proposal
from ipplan.gate.signing import BadWish, Wish
from ipplan.gate.standing import Allowed
from ipplan.gate.visit import Visit
from ipplan.gate.withholding import withhold
from ipplan.language import N_
from ipplan.page.fresh import ask_anew, is_fresh
from ipplan.page.house import house_of
from ipplan.page.plan.item import writing
from ipplan.page.respond import language_of, page, see_other, uuid_in
from ipplan.permit import Refused
from ipplan.store.accounts import names
from ipplan.store.spaces import Writing

WAITS = N_("Den ene har signert. Tilgangen åpnes når den andre som bestemmer, også har signert.")
STATES = {"open": N_("Venter på svar"), "signed": N_("Signert"), "declined": N_("Ikke nå")}
CHANGED = N_("Noe har endret seg siden du leste. Se over på nytt, og signer om du er enig.")
NOTHING = N_("Kryss av for det du vil åpne.")


@dataclass(frozen=True, slots=True)
class Same:
    """What the proposal says now: wishes, and single items that are hidden from the other."""

    wishes: tuple[Wish, ...]
    hidden: tuple[tuple[UUID, UUID], ...]
    """(section, item)."""

    @property
    def mark(self) -> str:
        """A digest of it: who signs has read this, and no other."""
        said = [(str(one.section_id), one.access, one.expires_at) for one in self.wishes]
        return hashlib.sha256(repr((sorted(said), sorted(map(str, self.hidden)))).encode()).hexdigest()


def same_of(visit: Visit, found: Proposal) -> Same:
    """What the other has now where the visitor decides; raises `Refused` for who does not decide."""
    if not visit.decides or found.like is None:
        raise Refused("decides")
    standing = visit.company().standings.get(found.like)
    if standing is None or standing.on_behalf_of:
        return Same((), ())
    wishes, hidden = [], []
    for section_id, one in standing.sections.items():
        if not isinstance(one, Allowed) or not (visit.standing.whole or visit.may(section_id)):
            continue
        ends = min(one.expires_at, found.until) if found.until else one.expires_at
        if ends > visit.at:
            wishes.append(Wish(found.participant_id, section_id, one.access, ends))
            # What was kept from her as a child's representative is no matter of hers who follows.
            nothing = frozenset[UUID]()
            withheld = standing.withheld.get(section_id, nothing) - standing.kept.get(section_id, nothing)
            hidden += [(section_id, item) for item in withheld]
    return Same(tuple(wishes), tuple(hidden))


async def review(
    request: Request, visit: Visit, found: Proposal, typed: Mapping[str, str], wrong: str, status: int
) -> Response:
    """The page: exactly what the other has, by the owner's own titles; for who proposed it, that it waits."""
    house = house_of(request)
    same, titles = Same((), ()), {}
    if visit.decides:
        same, opened = same_of(visit, found), await house.reader.outlines(await visit.open_all())
        titles = {section_id: outline.title for section_id, (_, outline) in opened.items()}
    async with house.database.engine.connect() as tx:
        known = await names(tx, [found.participant_id, *([found.like] if found.like else [])])
    order = list(titles)
    return page(
        request,
        "proposals/same.html",
        status,
        found=found,
        names=known,
        same=sorted(same.wishes, key=lambda one: order.index(one.section_id)),
        hidden=len(same.hidden),
        mark=same.mark,
        titles=titles,
        typed=typed,
        errors={"": wrong} if wrong else {},
        states=STATES,
        consent=text_shown(visit, "sharing"),
        visit=visit,
        space_id=visit.space.space_id,
    )


async def sign_same(request: Request, typed: Mapping[str, str]) -> Response:
    """Sign what was ticked, if it is what was read; the other's own access goes in the same press, where that
    is wished."""
    fresh, wrong = is_fresh(request), ""
    async with writing(request) as (held, visit):
        permit = await visit.open_proposals()
        found = await one_proposal(held.tx, permit, uuid_in(request, "proposal"))
        same = same_of(visit, found)
        if found.state != "open":
            raise Refused("proposal_answered")
        wrong = _wrong(same, typed)
        if fresh and not wrong:
            waits = await _sign(held, visit, found, same, typed)
            words = house_of(request).render.words(language_of(request), WAITS) if waits else ""
            await answer(held, permit, found.proposal_id, "signed", words)
    if wrong:
        return await review(request, visit, found, {} if wrong == CHANGED else typed, wrong, 422)
    path = f"/plans/{visit.space.space_id}"
    if not fresh:
        return await ask_anew(request, f"{path}/proposals/{found.proposal_id}", typed)
    return see_other(f"{path}/sharing#person-{found.participant_id}")


def _wrong(same: Same, typed: Mapping[str, str]) -> str:
    if typed.get("read") != same.mark:
        return CHANGED
    return "" if any(_ticked(one, typed) for one in same.wishes) else NOTHING


def _ticked(wish: Wish, typed: Mapping[str, str]) -> bool:
    return typed.get(f"same-{wish.section_id}") == "yes"


async def _sign(held: Writing, visit: Visit, found: Proposal, same: Same, typed: Mapping[str, str]) -> bool:
    """Returns whether it waits for the other of two who decide."""
    wishes = [one for one in same.wishes if _ticked(one, typed)]
    opened = {one.section_id for one in wishes}
    # Hidden before it is opened: there is no moment at which it is seen.
    for section_id, item_id in same.hidden:
        if section_id in opened:
            await withhold(held, visit, await visit.open(section_id), item_id, found.participant_id)
    taken: list[Wish] = []
    if found.takes and found.like and typed.get("takes") == "yes":
        taken = [Wish(found.like, one.section_id, None, None) for one in same.wishes]
    try:
        return await sign_or_wait(held, visit, [*wishes, *taken])
    except BadWish:
        raise Refused("bad_wish") from None
