"""After a birth the unit makes the child's account and plan. It rests until who decides has consented.

The mother is the owner of the space before the birth; of the other who has the responsibility the unit asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.founding import Founding, found_plan
from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.resting import kind_of
from ipplan.gate.roles import roles_now
from ipplan.gate.statements import unit_hand
from ipplan.gate.tokens import Signer
from ipplan.gate.unit import Case, casework, desk_of, look
from ipplan.language import N_
from ipplan.page.access.people import AnotherPerson, account_for, check_form, tidy
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.unit.plans.mandates import JOINTLY, NAME, OWN
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.identity import born_on, valid_pid
from ipplan.plan.periods import birthday
from ipplan.rules import Rules
from ipplan.store.accounts import accounts
from ipplan.store.people import add_participant
from ipplan.store.spaces import PlanExists, Writing

BASIS = "parent"
"""What the mandates rest on, by its name in the rules."""
PID = N_("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
PROTECTED = N_("En av dem har beskyttet adresse, og kan ikke følge en plan på skjerm. Ta det på papir.")


class UnitHerself(Exception):
    """Nobody in the unit signs a mandate for herself."""


class Same(Exception):
    """Two of the three are one and the same person."""


class Protected(Exception):
    """Somebody's address is protected: nobody acts for her by way of a screen."""


@dataclass(frozen=True)
class Filled:
    """A form of which a plan can be made."""

    child: str
    """Identity number, as ``other`` is."""
    born: date
    other: str | None
    """Of the other who has the responsibility; ``None``: the mother has it alone."""
    alone: str
    """Why, by the rules."""


@signed_in
async def new(request: Request) -> Response:
    """The form; after a fresh login, with what was filled in before."""
    return await _form(request, await set_aside_for(request), {})


@signed_in
async def create(request: Request) -> Response:
    """Make account, plan and mandates; what is wrong with the form is said beside its fields."""
    typed, house, space_id = await typed_in(request), house_of(request), uuid_in(request, "plan")
    case = await _case(request)
    filled, errors = _read(typed, house.gate.rules, case)
    if filled is None:
        return await _form(request, typed, errors, 422)
    if not is_fresh(request):
        return await ask_anew(request, f"/unit/plans/{space_id}/child/new", typed)
    try:
        async with casework(house.gate, who_of(request).actor, space_id) as (held, within):
            made = await _found(request, held, _before_birth(house, within), typed, filled)
    except AnotherPerson:
        return await _form(request, typed, {"child_name": NAME, "name": NAME}, 422)
    except UnitHerself:
        return await _form(request, typed, {"name": OWN}, 422)
    except Same:
        return await _form(request, typed, {"child_pid": N_("To av dem er samme person.")}, 422)
    except Protected:
        return await _form(request, typed, {"child_name": PROTECTED}, 422)
    except PlanExists:
        return await _form(request, typed, {"child_pid": N_("Barnet har en plan fra før.")}, 422)
    return see_other(f"/unit/plans/{made}")


async def _found(
    request: Request, held: Writing, case: Case, typed: Mapping[str, str], filled: Filled
) -> UUID:
    """In one transaction, all or nothing. Nothing is written in the plan: nobody has consented to it yet."""
    house, actor, municipality = house_of(request), who_of(request).actor, case.space.municipality_id
    person = {"name": typed["child_name"], "title": "Planeier"}
    child = await account_for(house, held, municipality, person, filled.child)
    parents = {case.space.owner_id: N_("Mor")}
    if filled.other:
        known = {**typed, "title": typed["relation"]}
        parents[await account_for(house, held, municipality, known, filled.other)] = tidy(typed, "relation")
    if actor.account_id in parents:
        raise UnitHerself
    if child in parents or len(parents) < (2 if filled.other else 1):
        raise Same
    if any(one.protected for one in (await accounts(held.tx, {child, *parents})).values()):
        raise Protected
    founding = Founding(municipality, child, _coordinator(case, house.gate.signer), born_on=filled.born)
    made = await found_plan(house.gate, held.tx, actor, None, founding, now=held.now)
    ends = birthday(filled.born, house.gate.rules.own_decision_from.value)
    for who, relation in parents.items():
        by = actor.account_id
        await add_participant(made, account_id=who, role="representative", relation=relation, added_by=by)
        commission = Commission(
            who,
            BASIS,
            ends,
            joint=filled.other is not None,
            alone=filled.alone,
            before=case.space.space_id if who == case.space.owner_id else None,
        )
        await sign_mandate(made, house.gate.signer, unit_hand(actor), child, commission)
    await made.finish()
    return made.space_id


def _coordinator(case: Case, signer: Signer) -> UUID | None:
    """Who has coordinated so far goes on, if nobody else is appointed; no deputy does."""
    found = roles_now(case.space, case.at, signer)
    return next((one.sub for one in found if one.kind != "deputy"), None)


def _read(typed: Mapping[str, str], rules: Rules, case: Case) -> tuple[Filled | None, dict[str, str]]:
    """What is to be made, or what is wrong, by field."""
    errors: dict[str, str] = {}
    name, child, other = tidy(typed, "child_name"), valid_pid(typed.get("child_pid", "")), None
    if not name:
        errors["child_name"] = N_("Skriv noe her.")
    elif len(name) > 200:
        errors["child_name"] = N_("Teksten er for lang.")
    born = born_on(child) if child else None
    if child is None or born is None:
        errors["child_pid"] = PID
    elif birthday(born, rules.own_decision_from.value) <= case.at:
        errors["child_pid"] = N_("Fødselsnummeret er ikke til et barn.")
    alone = typed.get("alone", "")
    if alone == JOINTLY:
        errors |= check_form(typed, ("name", "email", "relation"))
        other = valid_pid(typed.get("pid", ""))
        if other is None:
            errors["pid"] = PID
    elif alone not in rules.alone:
        errors["alone"] = N_("Velg om begge signerer, eller hvorfor det er nok at én gjør det.")
    if errors or child is None or born is None:
        return None, errors
    return Filled(child, born, other, "" if other else alone), {}


async def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house, case = house_of(request), await _case(request)
    async with house.database.engine.connect() as tx:
        known = await accounts(tx, [case.space.owner_id])
    return page(
        request,
        "unit/child_new.html",
        status,
        space_id=case.space.space_id,
        mother=known[case.space.owner_id].name,
        rules=house.gate.rules,
        typed=typed,
        errors=errors,
    )


async def _case(request: Request) -> Case:
    house = house_of(request)
    desk = await desk_of(house.gate, who_of(request).actor)
    return _before_birth(house, await look(desk, uuid_in(request, "plan")))


def _before_birth(house: House, case: Case) -> Case:
    if kind_of(case.space, house.gate.signer) != "expecting":
        raise Refused("not_before_birth")
    return case
