"""One section on a page of its own, without anything to press: for who has a minute, and for the printer."""

from starlette.requests import Request
from starlette.responses import Response

from ipplan.page.house import house_of
from ipplan.page.plan.item import enter
from ipplan.page.respond import page
from ipplan.page.who import signed_in


@signed_in
async def show(request: Request) -> Response:
    """What stands in it now, for this reader; a section about the owner begins with who she is."""
    house = house_of(request)
    visit, permit = await enter(request, "page")
    outline, fragment = await house.screens.alone(visit, permit)
    account_id, space_id = visit.actor.account_id, visit.space.space_id
    house.read_marks.note(account_id, space_id, {permit.section_id: permit.head_seq}, visit.at)
    return page(
        request,
        "section/page.html",
        visit=visit,
        space_id=space_id,
        area=visit.area(permit.section_id),
        outline=outline,
        html=fragment.html,
        owner=visit.company().names[visit.space.owner_id],
        at=visit.at,
    )
