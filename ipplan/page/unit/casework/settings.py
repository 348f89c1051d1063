"""What a municipality has set for its unit: weeks, approval, the language of letters, where it is reached."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.unit import Desk, lead_of
from ipplan.language import N_
from ipplan.page.access.people import EMAIL, tidy
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.municipalities import municipality_of, set_up

MOST_WEEKS = 26
LINES = ("county_governor", "unit_name", "unit_phone", "unit_email")
LONGEST = 200
TOO_LONG = N_("Teksten er for lang.")


@signed_in
async def show(request: Request) -> Response:
    """What is set now."""
    desk = await _lead(request)
    async with house_of(request).database.engine.connect() as tx:
        office = await municipality_of(tx, desk.municipality_id)
    if office is None:
        raise Refused("no_office")
    typed = {name: str(getattr(office, name)) for name in (*LINES, "unit_address", "letter_language")}
    typed |= {
        "case_weeks": str(office.case_weeks),
        "second_approver": "yes" if office.second_approver else "no",
    }
    return _form(request, typed, {})


@signed_in
async def change(request: Request) -> Response:
    """Set it, from now on: what has been sent stands, and no deadline is moved."""
    typed, desk = await typed_in(request), await _lead(request)
    errors = _wrong(typed)
    if errors:
        return _form(request, typed, errors, 422)
    async with house_of(request).database.begin() as tx:
        await set_up(
            tx,
            desk.municipality_id,
            case_weeks=int(typed["case_weeks"]),
            second_approver=typed["second_approver"] == "yes",
            letter_language=typed["letter_language"],
            unit_address="\n".join(typed.get("unit_address", "").split("\n")).replace("\r", "").strip(),
            **{name: tidy(typed, name) for name in LINES},
        )
    return _form(request, typed, {}, done=True)


def _wrong(typed: Mapping[str, str]) -> dict[str, str]:
    errors = {name: TOO_LONG for name in (*LINES, "unit_address") if len(typed.get(name, "")) > LONGEST}
    weeks = typed.get("case_weeks", "").strip()
    if not (weeks.isascii() and weeks.isdigit() and 1 <= int(weeks[:3]) <= MOST_WEEKS):
        errors["case_weeks"] = N_("Skriv et antall uker, fra 1 til 26.")
    if typed.get("second_approver") not in ("yes", "no"):
        errors["second_approver"] = N_("Velg ett av valgene.")
    if typed.get("letter_language") not in ("nb", "nn"):
        errors["letter_language"] = N_("Velg ett av valgene.")
    if tidy(typed, "unit_email") and not EMAIL.fullmatch(tidy(typed, "unit_email")):
        errors["unit_email"] = N_("Skriv en e-postadresse, for eksempel kari@example.org.")
    return errors


async def _lead(request: Request) -> Desk:
    return await lead_of(house_of(request).gate, who_of(request).actor)


def _form(
    request: Request,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    done: bool = False,
) -> Response:
    return page(request, "unit/cases/settings.html", status, typed=typed, errors=errors, done=done)
