"""An inquiry while it is written: a draft of one's own, kept as one types, till it is sent or thrown away."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.gate.cases import enter_case
from ipplan.language import N_
from ipplan.page.case.form import kept, read_inquiry
from ipplan.page.case.sending import Inquiry, case_of, send_inquiry
from ipplan.page.device.unsent import check_newest
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, text, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.accounts import accounts, pid_of
from ipplan.store.case_drafts import drop_inquiry, inquiry_kept_at, keep_inquiry, kept_inquiries
from ipplan.store.municipalities import Municipality, all_municipalities
from ipplan.unit import inquiry as words
from ipplan.unit.deadlines import day_of

ROWS = 3
"""Lines for services that stand open; more are folded away."""


@signed_in
async def index(request: Request) -> Response:
    """One's inquiries that are not sent, and the way to a new one."""
    house, who = house_of(request), who_of(request)
    async with house.database.engine.connect() as tx:
        drafts = await kept_inquiries(tx, house.keyring.secrets["session"], who.account_id)
    return page(request, "case/inquiries.html", drafts=drafts)


@signed_in
async def new(request: Request) -> Response:
    """An empty one. Nothing is kept before something is written."""
    return see_other(f"/inquiries/{uuid4()}")


@signed_in
async def show(request: Request) -> Response:
    """The form, as far as it was written; where it was sent, the case that it became."""
    sent = await _sent(request)
    if sent is not None:
        return see_other(f"/cases/{sent}")
    house, who, draft_id = house_of(request), who_of(request), uuid_in(request, "draft")
    async with house.database.engine.connect() as tx:
        drafts = await kept_inquiries(tx, house.keyring.secrets["session"], who.account_id)
    typed = next((typed for one, _, typed in drafts if one == draft_id), {})
    return await form_page(request, typed, {})


@signed_in
async def draft(request: Request) -> Response:
    """Keep what has been typed so far."""
    if not await _keep(request, kept(await typed_in(request))):
        return HTMLResponse(text(request, "case/_sent_already.html"))
    return HTMLResponse(text(request, "item/_draft_kept.html"))


@signed_in
async def saving(request: Request) -> Response:
    """The same by a button: to go on another day."""
    await _keep(request, kept(await typed_in(request)))
    return see_other("/inquiries")


@signed_in
async def discard(request: Request) -> Response:
    """Throw it away, on purpose. Twice does no harm."""
    async with house_of(request).database.begin() as tx:
        await drop_inquiry(tx, who_of(request).account_id, uuid_in(request, "draft"))
    return see_other("/inquiries")


@signed_in
async def send(request: Request) -> Response:
    """Send it: it becomes a case of the unit's. Where something is wrong, all that was typed is kept."""
    sent = await _sent(request)
    if sent is not None:
        return see_other(f"/cases/{sent}")
    house, who, typed = house_of(request), who_of(request), await typed_in(request)
    async with house.database.engine.connect() as tx:
        own_pid, places = await pid_of(tx, house.pids, who.account_id), await all_municipalities(tx)
        home = (await accounts(tx, [who.account_id]))[who.account_id].municipality_id
    today = day_of(house.clock.now())
    said, pid, errors = read_inquiry(typed, today, own_name=who.name, own_pid=own_pid)
    wanted = typed.get("municipality", home)
    place = next((one for one in by_name(places) if one.municipality_id == wanted), None)
    if place is None:
        errors["municipality"] = N_("Velg ett av valgene.")
    if errors or place is None:
        await _keep(request, kept(typed))
        return await form_page(request, typed, errors, 422)
    ready = Inquiry(uuid_in(request, "draft"), place, said, pid)
    return see_other(f"/cases/{await send_inquiry(house, who.actor, ready)}?sent=1")


async def form_page(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    """The form as it was filled in, and what is wrong with it."""
    house, who = house_of(request), who_of(request)
    async with house.database.engine.connect() as tx:
        places = await all_municipalities(tx)
        me = (await accounts(tx, [who.account_id]))[who.account_id]
    home = next((one.letter_language for one in places if one.municipality_id == me.municipality_id), "nb")
    known: dict[str, str] = {"municipality": me.municipality_id, "email": me.email or "", "language": home}
    return page(
        request,
        "case/inquiry.html",
        status,
        path=f"/inquiries/{uuid_in(request, 'draft')}",
        typed=known | dict(typed),
        errors=errors,
        me=me,
        places=by_name(places),
        today=day_of(house.clock.now()),
        rows=rows_of(typed),
        paper=False,
        words=words,
    )


def rows_of(typed: Mapping[str, str]) -> int:
    """How many lines for services stand open: those that are written on, and one more."""
    used = [
        row
        for row in range(1, words.MOST_SERVICES + 1)
        if typed.get(f"service-{row}") or typed.get(f"contact-{row}")
    ]
    return min(words.MOST_SERVICES, max([ROWS, *(row + 1 for row in used)]))


def by_name(places: list[Municipality]) -> list[Municipality]:
    """In the order of the alphabet, without those that have no name yet."""
    return sorted((one for one in places if one.name), key=lambda one: one.name.casefold())


async def _keep(request: Request, typed: Mapping[str, str]) -> bool:
    """Keep a draft; ``False`` where it has been sent: what comes late makes no new one."""
    if await _sent(request) is not None:
        return False
    house, who = house_of(request), who_of(request)
    async with house.database.begin() as tx:
        key, now = house.keyring.secrets["session"], house.clock.now()
        check_newest(request, await inquiry_kept_at(tx, who.account_id, uuid_in(request, "draft")))
        await keep_inquiry(tx, key, who.account_id, uuid_in(request, "draft"), typed, now)
    return True


async def _sent(request: Request) -> UUID | None:
    """The case that this draft has become, if she may enter it."""
    actor = who_of(request).actor
    case_id = case_of(actor.account_id, uuid_in(request, "draft"))
    try:
        await enter_case(house_of(request).gate, actor, case_id)
    except Refused:
        return None
    return case_id
