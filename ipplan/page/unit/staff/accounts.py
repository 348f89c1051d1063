"""The municipality's accounts, for the unit's lead: found, opened, changed."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.unit import Desk, lead_of
from ipplan.language import N_
from ipplan.page.access.people import AnotherPerson, check_form, same_person, tidy
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.unit.staff.people import ROLES
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.identity import valid_pid
from ipplan.store.accounts import AccountExists, account_by_pid, create_account
from ipplan.store.database import Tx
from ipplan.store.directory import events, note
from ipplan.store.directory_accounts import AccountRow, change_account, find_accounts, one_account
from ipplan.store.organisations import names_of
from ipplan.store.plans import coordinated_by

PATH = "/unit/accounts"
MOST = 100
NOT_HERE = N_(
    "Vi kan ikke åpne en konto med dette navnet og fødselsnummeret. Se etter om begge er riktige. En som har"
    " konto fra før, legger koordinatoren til i planen."
)
"""The same for a number whose account has another name, and for one whose account is another municipality's:
a unit learns of neither which it is."""
SHOWN = ("name", "email", "title", "organisation")
EVENTS = {
    "appointed": N_("oppnevnt i enheten"),
    "prolonged": N_("arbeidet i enheten er forlenget"),
    "dismissed": N_("arbeidet i enheten er avsluttet"),
    "opened": N_("konto åpnet"),
    "changed": N_("konto endret"),
    "leaving": N_("slutter i jobben"),
    "staying": N_("slutter likevel ikke"),
    "closed": N_("hele kontoen stengt"),
    "reopened": N_("kontoen åpnet igjen"),
    "organisation_added": N_("arbeidssted lagt til"),
    "organisation_changed": N_("arbeidssted endret"),
    "organisation_closed": N_("arbeidssted lagt ned"),
    "organisation_opened": N_("arbeidssted tatt opp igjen"),
}
DETAILS = ROLES | {
    "death": N_("personen er død"),
    "duplicate": N_("to kontoer"),
    "misuse": N_("misbruk"),
}
FIELDS = {"name": N_("navn"), "email": N_("e-post"), "title": N_("rolle"), "organisation": N_("arbeidssted")}


@signed_in
async def index(request: Request) -> Response:
    """Accounts by a part of the name, or of where people work."""
    house, wanted = house_of(request), request.query_params.get("name", "").replace("\x00", "").strip()[:100]
    async with house.database.engine.connect() as tx:
        desk = await lead_of(house.gate, who_of(request).actor, tx)
        found = await find_accounts(tx, desk.municipality_id, wanted, MOST + 1) if wanted else []
    return page(
        request,
        "unit/accounts.html",
        accounts=found[:MOST],
        more=len(found) > MOST,
        wanted=wanted,
        at=desk.at,
    )


@signed_in
async def new(request: Request) -> Response:
    """The form for a new account."""
    return await _new(request, {}, {})


@signed_in
async def create(request: Request) -> Response:
    """Open an account; of one that is there already, and the municipality's, the page."""
    typed, house = await typed_in(request), house_of(request)
    errors, pid = check_form(typed, ("name", "email", "title")), valid_pid(typed.get("pid", ""))
    if pid is None:
        errors["pid"] = N_("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
    async with house.database.begin() as tx:
        desk = await lead_of(house.gate, who_of(request).actor, tx)
        if errors or pid is None:
            return await _new(request, typed, errors, 422)
        known = await account_by_pid(tx, house.pids, pid)
        try:
            if known is not None:
                account_id = same_person(known, typed)
                if known.municipality_id != desk.municipality_id:
                    raise AnotherPerson
            else:
                account_id = await create_account(
                    tx,
                    municipality_id=desk.municipality_id,
                    keys=house.pids,
                    pid=pid,
                    now=desk.at,
                    **{name: tidy(typed, name) for name in SHOWN},
                )
                by = desk.actor.account_id
                await note(tx, desk.municipality_id, by, "opened", desk.at, account_id=account_id)
        except (AnotherPerson, AccountExists):
            return await _new(request, typed, {"name": NOT_HERE}, 422)
    return see_other(f"{PATH}/{account_id}")


@signed_in
async def show(request: Request) -> Response:
    """One account: what it says, what may be done with it, and what was done."""
    return await account_page(request)


@signed_in
async def change(request: Request) -> Response:
    """Change what she is called, where she is written to, and where she works."""
    typed, house = await typed_in(request), house_of(request)
    async with house.database.begin() as tx:
        desk = await lead_of(house.gate, who_of(request).actor, tx)
        before = await _one(tx, desk, request)
        errors = check_form(typed, ("name", "title"), email="" if before.email is None else None)
        if not errors:
            after = _after(typed, before)
            fields = [name for name, value in after.items() if getattr(before, name) != value]
            if fields:
                await change_account(tx, before.account_id, **after)
                place, me, detail = desk.municipality_id, desk.actor.account_id, " ".join(fields)
                await note(tx, place, me, "changed", desk.at, account_id=before.account_id, detail=detail)
    if errors:
        return await account_page(request, typed, errors, "change", 422)
    return see_other(f"{PATH}/{before.account_id}")


def _after(typed: Mapping[str, str], before: AccountRow) -> dict[str, str | None]:
    after: dict[str, str | None] = {name: tidy(typed, name) for name in SHOWN}
    after["email"] = after["email"] or None
    if before.protected:
        # It is not shown in the form, so it does not say that there is none.
        del after["organisation"]
    return after


@signed_in
async def changes(request: Request) -> Response:
    """Who changed what in the directory, and when."""
    house = house_of(request)
    async with house.database.engine.connect() as tx:
        desk = await lead_of(house.gate, who_of(request).actor, tx)
        found = await events(tx, desk.municipality_id)
    return page(request, "unit/changes.html", events=found, called=EVENTS, fields=FIELDS, details=DETAILS)


async def account_page(
    request: Request,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    form: str = "",
    status: int = 200,
    *,
    said: str = "",
) -> Response:
    """That page, perhaps with one of its forms as it was filled in; ``said``: why something was not done."""
    house = house_of(request)
    async with house.database.engine.connect() as tx:
        desk = await lead_of(house.gate, who_of(request).actor, tx)
        one = await _one(tx, desk, request)
        return page(
            request,
            "unit/account.html",
            status,
            one=one,
            at=desk.at,
            me=desk.actor.account_id,
            coordinates=await coordinated_by(tx, desk.municipality_id, one.account_id),
            organisations=await names_of(tx, desk.municipality_id),
            events=await events(tx, desk.municipality_id, one.account_id),
            called=EVENTS,
            fields=FIELDS,
            details=DETAILS,
            own={name: getattr(one, name) or "" for name in SHOWN},
            typed=typed or {},
            errors=errors or {},
            form=form,
            said=said,
        )


async def _one(tx: Tx, desk: Desk, request: Request) -> AccountRow:
    found = await one_account(tx, desk.municipality_id, uuid_in(request, "account"))
    if found is None:
        raise Refused("no_account")
    return found


async def _new(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house = house_of(request)
    async with house.database.engine.connect() as tx:
        desk = await lead_of(house.gate, who_of(request).actor, tx)
        offered = await names_of(tx, desk.municipality_id)
    return page(request, "unit/account_new.html", status, typed=typed, errors=errors, organisations=offered)
