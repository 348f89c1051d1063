"""Oversight without content: the unit's numbers as charts, tables and a file for a spreadsheet.

All is counted by the database from what stands in clear; no permit is minted, and no section is opened.
"""

import csv
import io

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.unit import Desk, desk_of
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.respond import language_of, page
from ipplan.page.sheets import cell
from ipplan.page.unit.figures.countings import figures_of
from ipplan.page.who import signed_in, who_of
from ipplan.plan.periods import OSLO
from ipplan.store.spaces import municipality_name
from ipplan.unit.figures import Figure
from ipplan.unit.times import Time, chosen, times

HIDDEN = N_("skjult")
COLUMNS = (N_("tabell"), N_("fra og med"), N_("til"), N_("gruppe"), N_("antall"))
WHOLE = N_("I alt")


@signed_in
async def show(request: Request) -> Response:
    """The numbers of today, and of the time that is chosen."""
    desk, among, time = await _asked(request)
    found = await figures_of(desk, time)
    async with desk.gate.database.engine.connect() as tx:
        name = await municipality_name(tx, desk.municipality_id)
    return page(
        request,
        "unit/oversight.html",
        municipality=name,
        times=among,
        time=time,
        now=[one for one in found if not one.over_time],
        then=[one for one in found if one.over_time],
        hides=any(one.hides for one in found),
        at=desk.at,
    )


@signed_in
async def as_csv(request: Request) -> Response:
    """The same numbers for a spreadsheet."""
    desk, _, time = await _asked(request)
    language, said = language_of(request), house_of(request).render.words
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow([said(language, one) for one in COLUMNS])
    today = desk.at.astimezone(OSLO).date().isoformat()
    for one in await figures_of(desk, time):
        first, after = (time.first.isoformat(), time.after.isoformat()) if one.over_time else (today, today)
        for name, number in _lines(one):
            shown = said(language, HIDDEN) if number is None else str(number)
            row = [said(language, one.title), first, after, said(language, name), shown]
            writer.writerow([cell(value) for value in row])
    name = f'attachment; filename="oversikt-{time.word}.csv"'
    return Response("\ufeff" + text.getvalue(), media_type="text/csv", headers={"content-disposition": name})


def _lines(one: Figure) -> list[tuple[str, int | None]]:
    rows = [(part.name, part.number) for part in one.parts]
    return rows if one.no_whole else [*rows, (WHOLE, one.whole)]


async def _asked(request: Request) -> tuple[Desk, list[Time], Time]:
    desk = await desk_of(house_of(request).gate, who_of(request).actor)
    among = times(desk.at.astimezone(OSLO).date())
    return desk, among, chosen(request.query_params.get("time", ""), among)
