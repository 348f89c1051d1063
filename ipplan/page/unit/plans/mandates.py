"""The unit signs a mandate: on a recorded basis, for a person known by her identity number.

Where two hold the responsibility together both sign what is granted, unless an exception is recorded. Where
the owner is not to decide herself it rests on a written decision, with reasons, and never on age alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.decisions import Reasons, write_decision
from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.resting import kind_of
from ipplan.gate.statements import unit_hand
from ipplan.gate.unit import Case, casework, desk_of, look
from ipplan.language import N_
from ipplan.page.access.people import AnotherPerson, account_for, check_form, tidy
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.unit.casework.carried import Known, begun, case_behind, known_in, number_of
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.forms import read_day
from ipplan.plan.identity import born_on, valid_pid
from ipplan.plan.periods import OSLO, birthday, end_of
from ipplan.rules import Basis, Rules, Stage
from ipplan.store.accounts import accounts, pid_of
from ipplan.store.people import add_participant
from ipplan.store.spaces import Writing

LONGEST = 4_000
JOINTLY = "joint"
"""The word for both, in the form."""
PROTECTED = N_("Planeieren har beskyttet adresse. Ingen kan handle digitalt for planeieren.")
NAME = N_("Navnet og fødselsnummeret stemmer ikke med hverandre. Se etter om begge er riktige.")
HERSELF = N_("Dette er planeieren selv.")
OWN = N_("Du kan ikke registrere deg selv. En annen i enheten må gjøre det.")


class OwnerHerself(Exception):
    """Nobody holds a mandate to act for herself."""


class UnitHerself(Exception):
    """Nobody in the unit signs a mandate for herself."""


@dataclass(frozen=True)
class Owner:
    """Whose plan it is, and her stage of life."""

    account_id: UUID
    name: str
    born: date | None
    stage: Stage
    protected: bool


@dataclass(frozen=True)
class Filled:
    """A form that can be signed."""

    pid: str
    basis: str
    until: date
    joint: bool
    alone: str
    reasons: Reasons | None


@signed_in
async def new(request: Request) -> Response:
    """The form; after a fresh login, with what was filled in before."""
    return await _form(request, await set_aside_for(request), {})


@signed_in
async def create(request: Request) -> Response:
    """Sign; what is wrong with the form is said beside its fields."""
    typed, house, space_id = await typed_in(request), house_of(request), uuid_in(request, "plan")
    case = await _case(request)
    behind = await case_behind(request, typed, case.space.owner_id)
    number = await number_of(house, await known_in(house, behind), typed) if behind else None
    filled, errors = _read(typed, await _owner(house, case), house.gate.rules, _today(case), number)
    if filled is None:
        return await _form(request, typed, errors, 422)
    if not is_fresh(request):
        return await ask_anew(request, f"/unit/plans/{space_id}/mandates/new", typed)
    try:
        async with casework(house.gate, who_of(request).actor, space_id) as (held, within):
            await _sign(request, held, within, typed, filled)
    except AnotherPerson:
        return await _form(request, typed, {"name": NAME}, 422)
    except UnitHerself:
        return await _form(request, typed, {"name": OWN}, 422)
    except OwnerHerself:
        return await _form(request, typed, {"name": HERSELF}, 422)
    return see_other(f"/unit/cases/{behind.file.space_id}" if behind else f"/unit/plans/{space_id}")


async def _sign(
    request: Request, held: Writing, case: Case, typed: Mapping[str, str], filled: Filled
) -> None:
    gate, actor = house_of(request).gate, who_of(request).actor
    person = {**typed, "title": typed.get("relation", "")}
    who = await account_for(house_of(request), held, case.space.municipality_id, person, filled.pid)
    if who == case.space.owner_id:
        raise OwnerHerself
    if who == actor.account_id:
        raise UnitHerself
    await add_participant(
        held,
        account_id=who,
        role="representative",
        relation=tidy(typed, "relation"),
        added_by=actor.account_id,
    )
    decided = None
    if filled.reasons:
        decided = await write_decision(held, gate.permits.to_decide(case), filled.reasons)
    commission = Commission(
        who,
        filled.basis,
        end_of(filled.until),
        may_grant=gate.rules.basis[filled.basis].may_grant,
        instead=decided is not None,
        joint=filled.joint,
        alone=filled.alone,
        decision=decided,
    )
    await sign_mandate(held, gate.signer, unit_hand(actor), case.space.owner_id, commission)


def _read(
    typed: Mapping[str, str], owner: Owner, rules: Rules, today: date, number: str | None
) -> tuple[Filled | None, dict[str, str]]:
    """What is to be signed, or what is wrong, by field."""
    errors = check_form(typed, ("name", "email", "relation"))
    if owner.protected:
        return None, errors | {"basis": PROTECTED}
    pid = number or valid_pid(typed.get("pid", ""))
    if pid is None:
        errors["pid"] = N_("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
    word = typed.get("basis", "")
    basis = bases_for(rules, owner.stage).get(word)
    if basis is None:
        return None, errors | {"basis": N_("Velg hva det bygger på.")}
    errors |= _wrong_alone(typed, basis, rules)
    reasons = _reasons(typed) if basis.decision != "never" and _decided(typed, basis) else None
    if reasons is not None:
        errors |= _wrong_reasons(reasons, rules)
    day = read_day(typed.get("day", ""))
    if day is None or day < today:
        errors["day"] = N_("Skriv den siste dagen, i dag eller senere.")
    elif day > _latest(basis, owner, rules, today, decided=reasons is not None):
        errors["day"] = N_("Så lenge kan det ikke vare på dette grunnlaget.")
    if errors or pid is None or day is None:
        return None, errors
    joint = basis.joint and typed.get("alone") == JOINTLY
    alone = typed["alone"] if basis.joint and not joint else ""
    return Filled(pid, word, day, joint, alone, reasons), {}


def bases_for(rules: Rules, stage: Stage) -> dict[str, Basis]:
    """On what the unit may sign a mandate at a stage of the owner's life."""
    return {word: one for word, one in rules.basis.items() if one.given_by == "unit" and stage in one.owner}


def _wrong_alone(typed: Mapping[str, str], basis: Basis, rules: Rules) -> dict[str, str]:
    chosen = typed.get("alone", "")
    if not basis.joint or chosen == JOINTLY or chosen in rules.alone:
        return {}
    return {"alone": N_("Velg om begge signerer, eller hvorfor det er nok at én gjør det.")}


def _decided(typed: Mapping[str, str], basis: Basis) -> bool:
    """Whether there is to be a decision: it must be for some bases, and may be for others."""
    return basis.decision == "must" or typed.get("instead") == "yes"


def _reasons(typed: Mapping[str, str]) -> Reasons:
    return Reasons(typed.get("ground", ""), tidy(typed, "decided_by"), typed.get("reasons", "").strip())


def _wrong_reasons(reasons: Reasons, rules: Rules) -> dict[str, str]:
    errors = {}
    if reasons.ground not in rules.incapacity:
        errors["ground"] = N_("Velg hva avgjørelsen bygger på. Alder alene er ikke nok.")
    if not reasons.decided_by:
        errors["decided_by"] = N_("Skriv hvem som har avgjort det, med navn og stilling.")
    if not reasons.text:
        errors["reasons"] = N_("Skriv hvorfor. Planeieren og de som handler for planeieren, leser det.")
    elif len(reasons.text) > LONGEST or len(reasons.decided_by) > 200:
        errors["reasons"] = N_("Teksten er for lang.")
    return errors


def _latest(basis: Basis, owner: Owner, rules: Rules, today: date, *, decided: bool) -> date:
    """The last day that it can last to: never past the age at which it is over by itself."""
    days = min(basis.longest_days, rules.decision_lasts.value) if decided else basis.longest_days
    last = today + timedelta(days=days)
    if not basis.ends_at or owner.born is None:
        return last
    comes = birthday(owner.born, getattr(rules, basis.ends_at).value).date()
    return min(last, comes - timedelta(days=1))


async def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house, case = house_of(request), await _case(request)
    owner, rules = await _owner(house, case), house.gate.rules
    behind = await case_behind(request, typed, owner.account_id)
    known = await known_in(house, behind) if behind else None
    return page(
        request,
        "unit/mandate_new.html",
        status,
        behind=behind,
        known=known,
        space_id=case.space.space_id,
        owner=owner,
        bases=bases_for(rules, owner.stage),
        rules=rules,
        typed={**_begun(known, owner, rules, _today(case)), **typed},
        errors=errors,
        today=_today(case),
    )


def _begun(known: Known | None, owner: Owner, rules: Rules, today: date) -> dict[str, str]:
    """How the form begins where the case says who acts: on the same basis, for as long as that may last."""
    values = begun(known)
    basis = bases_for(rules, owner.stage).get(values.get("basis", ""))
    if basis is not None and basis.decision == "never":
        values["day"] = _latest(basis, owner, rules, today, decided=False).isoformat()
    return values


async def _case(request: Request) -> Case:
    gate = house_of(request).gate
    case = await look(await desk_of(gate, who_of(request).actor), uuid_in(request, "plan"))
    if kind_of(case.space, gate.signer) == "expecting":
        raise Refused("hers_alone")
    return case


async def _owner(house: House, case: Case) -> Owner:
    """Her name, and her age by her identity number; the number itself is shown to nobody."""
    owner_id = case.space.owner_id
    async with house.database.engine.connect() as tx:
        pid, known = await pid_of(tx, house.pids, owner_id), await accounts(tx, [owner_id])
    born = born_on(pid) if pid else None
    rules = house.gate.rules
    stage = rules.stage(_age(born, case, rules) if born else None)
    return Owner(owner_id, known[owner_id].name, born, stage, known[owner_id].protected)


def _age(born: date, case: Case, rules: Rules) -> int:
    """Of the ages that rules go by, the highest that she has reached."""
    ages = (rules.own_decision_from.value, rules.of_age_from.value)
    return max((age for age in ages if birthday(born, age) <= case.at), default=0)


def _today(case: Case) -> date:
    return case.at.astimezone(OSLO).date()
