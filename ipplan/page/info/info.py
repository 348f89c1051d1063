"""The pages themselves: ``/info/<municipality>/<form of the language>/<page>``."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ipplan.page.house import house_of
from ipplan.page.info.answer import public
from ipplan.page.info.texts import Form, filling, form_of, forms, laws
from ipplan.page.respond import language_of, see_other
from ipplan.permit import Refused
from ipplan.store.catalogue import entries
from ipplan.store.municipalities import Municipality
from ipplan.unit.catalogue import by_area, words

SERVICES = "services"


async def choose(request: Request) -> Response:
    """The municipalities to choose from; where there is but one, its pages."""
    places = await house_of(request).places.all()
    sheet, name = _wanted_sheet(request), _wanted_form(request)
    if len(places) == 1:
        return _to(next(iter(places)), name, sheet)
    if request.query_params.get("language") != name:
        # The same for all is only what an address says itself: this goes by who asks.
        return see_other(f"/info?page={sheet}&language={name}")
    form = forms()[name]
    found = sorted(places.values(), key=lambda one: one.name.casefold())
    return public(
        request, form.lang, "info/choose.html", places=found, form=form, name=name, forms=forms(), sheet=sheet
    )


async def place(request: Request) -> Response:
    """A municipality's pages, in the language that is asked for, or the browser's; raises `Refused`."""
    municipality_id = (await _place(request)).municipality_id
    return _to(municipality_id, _wanted_form(request), _wanted_sheet(request))


async def show(request: Request) -> Response:
    """One page; raises `Refused` for what there is not."""
    place, name, sheet = await _place(request), request.path_params["form"], request.path_params["sheet"]
    form = forms().get(name)
    if form is None or sheet not in form.sheet:
        raise Refused("no_page")
    house = house_of(request)
    here = {"place": place, "form": form, "name": name, "forms": forms(), "sheet": sheet}
    here |= {"several": len(await house.places.all()) > 1, "fill": filling(form, place, house.gate.rules)}
    if sheet == SERVICES:
        areas = await _areas(request, place, form)
        return public(request, form.lang, "info/services.html", areas=areas, words=words, **here)
    law = house.gate.rules.law
    under = {part: [law[key] for key in keys] for part, keys in laws()[sheet].items()}
    return public(request, form.lang, "info/show.html", laws=under, **here)


async def _areas(request: Request, place: Municipality, form: Form) -> Mapping[str, object]:
    async with house_of(request).database.engine.connect() as tx:
        found = await entries(tx, place.municipality_id)
    return by_area(found, form.lang)


async def _place(request: Request) -> Municipality:
    found = (await house_of(request).places.all()).get(request.path_params["place"])
    if found is None:
        raise Refused("no_municipality")
    return found


def _wanted_sheet(request: Request) -> str:
    asked = request.query_params.get("page", "")
    return asked if asked in laws() else next(iter(laws()))


def _wanted_form(request: Request) -> str:
    """What the address says, else the form of the asker's language."""
    asked = request.query_params.get("language", "")
    return asked if asked in forms() else form_of(language_of(request))


def _to(municipality_id: str, form: str, sheet: str) -> Response:
    return RedirectResponse(f"/info/{municipality_id}/{form}/{sheet}", 303)
