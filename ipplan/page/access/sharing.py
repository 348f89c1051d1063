"""Who sees what: the owner goes through participant × section, reads what she signs, signs, withdraws."""

from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.agreeing import agreements, sign_or_wait
from ipplan.gate.consenting import blocked_by, text_shown
from ipplan.gate.records import acts
from ipplan.gate.signing import BadWish, Wish, sign_wishes, withdraw_all
from ipplan.gate.standing import Allowed, Standing
from ipplan.language import N_
from ipplan.page.access.receipts import newest
from ipplan.page.access.wishes import Row, Table, digest, in_words, read_wishes, renewed
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.periods import OSLO, PERIODS, latest
from ipplan.store.accounts import names
from ipplan.store.doors import doors_of


@signed_in
async def show(request: Request) -> Response:
    """The table as it stands."""
    return await _page(request, await _table(request), {}, {})


@signed_in
async def review(request: Request) -> Response:
    """What the table as filled in would change, in plain words, before anything is signed."""
    typed = await typed_in(request)
    table = await _table(request)
    if "renewal" in typed:
        typed = renewed(table, typed["renewal"])
    return await _reviewed(request, table, typed)


@signed_in
async def resume(request: Request) -> Response:
    """Back from a fresh login, to what one was about to sign; to the table where nothing was."""
    table, typed = await _table(request), await set_aside_for(request)
    if not typed:
        return see_other(f"/plans/{table.visit.space.space_id}/sharing")
    return await _reviewed(request, table, typed)


async def _reviewed(request: Request, table: Table, typed: Mapping[str, str]) -> Response:
    wishes, errors = read_wishes(table, typed)
    if errors or not wishes:
        if not errors:
            errors = {"": N_("Du har ikke endret noe.")}
        return await _page(request, table, typed, errors, 422)
    if table.blocked and any(wish.access is not None for wish in wishes):
        return await _page(request, table, typed, {}, 422)
    return _review(request, table, wishes, typed)


@signed_in
async def change(request: Request) -> Response:
    """Back from reading, to change more: what was chosen is kept."""
    return await _page(request, await _table(request), await typed_in(request), {})


@signed_in
async def sign(request: Request) -> Response:
    """Sign what was read. On an old login, what is taken away is taken at once; the rest waits."""
    typed = await typed_in(request)
    table = await _table(request)
    wishes, errors = read_wishes(table, typed)
    if errors or (table.blocked and any(wish.access is not None for wish in wishes)):
        return await _page(request, table, typed, errors, 422)
    if typed.get("read", mark := digest(table, wishes)) != mark:
        return _review(request, table, wishes, typed, 409)
    waiting = [] if is_fresh(request) else [wish for wish in wishes if wish.access is not None]
    at_once = [wish for wish in wishes if wish not in waiting]
    if at_once:
        taken_only = all(wish.access is None for wish in at_once)
        async with writing(request, paused=taken_only) as (held, visit):
            try:
                await sign_or_wait(held, visit, at_once)
            except BadWish:
                raise Refused("bad_wish") from None
    path = f"/plans/{table.visit.space.space_id}/sharing"
    if waiting:
        return await ask_anew(request, f"{path}/review", typed, done=bool(at_once))
    return see_other(path)


@signed_in
async def withdrawal(request: Request) -> Response:
    """Withdraw all of one participant's grants, or the one to a section: at once, with one press."""
    participant_id = uuid_in(request, "account")
    async with writing(request, paused=True) as (held, visit):
        if "section" in request.path_params:
            wish = Wish(participant_id, uuid_in(request, "section"), None, None)
            await sign_wishes(held, visit, visit.gate.signer, [wish])
        else:
            await withdraw_all(held, visit, visit.gate.signer, participant_id)
    return see_other(f"/plans/{visit.space.space_id}/sharing#person-{participant_id}")


def _review(
    request: Request, table: Table, wishes: list[Wish], typed: Mapping[str, str], status: int = 200
) -> Response:
    return page(
        request,
        "sharing/review.html",
        status,
        table=table,
        wishes=in_words(table, wishes),
        typed={name: value for name, value in typed.items() if value and name != "read"},
        mark=digest(table, wishes),
        changed=status == 409,
        consent=text_shown(table.visit, "sharing"),
        space_id=table.visit.space.space_id,
        withdraws_only=all(wish.access is None for wish in wishes),
    )


async def _table(request: Request) -> Table:
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    if not visit.decides or visit.standing.closed:
        raise Refused("decides")
    opened = await house.reader.outlines(await visit.open_all())
    company = visit.company()
    async with house.database.engine.connect() as tx:
        signed = await acts(tx, visit)
        receipts = newest(signed)
        waiting = await agreements(tx, visit)
        signers = await names(tx, {one.signed_by for one in waiting})
        people = [one.account_id for one in company.people]
        doors = await doors_of(tx, house.keyring.secrets["session"], people)
    rows = [
        Row(
            one,
            _now(company.standings.get(one.account_id)),
            receipts.get(one.account_id),
            doors.get(one.account_id, ()),
        )
        for one in company.people
        if one.role != "owner" and not _decides_all(company.standings.get(one.account_id))
    ]
    rows.sort(key=lambda row: row.person.account.name)
    sections = tuple(outline for _, outline in opened.values())
    today = visit.at.astimezone(OSLO).date()
    return Table(
        visit,
        sections,
        tuple(rows),
        today,
        blocked_by(visit, signed),
        tuple((one, signers.get(one.signed_by, "")) for one in waiting),
    )


def _decides_all(standing: Standing | None) -> bool:
    """Somebody who acts for the owner in everything is given nothing more."""
    return standing is not None and standing.on_behalf_of is not None and standing.whole


def _now(standing: Standing | None) -> dict[UUID, Allowed]:
    verdicts = standing.sections if standing else {}
    return {section: one for section, one in verdicts.items() if isinstance(one, Allowed)}


async def _page(
    request: Request, table: Table, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    return page(
        request,
        "sharing/show.html",
        status,
        table=table,
        title=house_of(request).providers.title,
        typed=typed,
        errors=errors,
        periods=PERIODS,
        latest=latest(table.today),
        space_id=table.visit.space.space_id,
    )
