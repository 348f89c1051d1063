"""Forms of casework: what is typed is kept while it is, and stands there still if it is not taken."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.gate.cases import enter_case
from ipplan.language import N_
from ipplan.page.device.unsent import check_newest
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, text, uuid_in
from ipplan.page.unit.casework import words
from ipplan.page.unit.casework.case import about
from ipplan.page.unit.casework.opened import NotYet, Opened, Work, at_work, check_unit, open_case
from ipplan.page.who import signed_in, who_of
from ipplan.permit import WORK, Access, Refused
from ipplan.plan.forms import read_day
from ipplan.store.case_drafts import drop_draft, keep_draft, kept_at, kept_draft
from ipplan.unit.acts import NotNow

Typed = Mapping[str, str]
PAST = N_("Skriv en dato fra i dag og framover.")
FAR = N_("Datoen er for langt fram. Skriv en dato innen ett år.")
DATE = N_("Skriv datoen som dag.måned.år")
YEAR = 366


@dataclass
class Read:
    """A form as it was read: what is wrong with it, by field, and what was filled in."""

    typed: Typed
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, *, needed: bool = True) -> str:
        said = self.typed.get(name, "").strip()
        if needed and not said:
            self.errors[name] = words.EMPTY
        elif len(said) > words.LONGEST:
            self.errors[name] = words.TOO_LONG
        return said

    def day(self, name: str, today: date, *, needed: bool = True) -> date:
        """A day to come, within a year."""
        typed = self.typed.get(name, "").strip()
        day = read_day(typed)
        if typed and day is None:
            self.errors[name] = DATE
        elif needed and (day is None or day < today):
            self.errors[name] = PAST
        elif day is not None and (day < today or (day - today).days > YEAR):
            self.errors[name] = PAST if day < today else FAR
        return day or today


@dataclass(frozen=True)
class Form:
    """One form of a case. ``kind``: of its draft, and the last word of its address."""

    kind: str
    template: str
    read: Callable[[Read, Opened], None]
    write: Callable[[Request, Work, Read], Awaitable[None]]
    values: Callable[[Request, Opened], Awaitable[dict[str, Any]]] | None = None
    back: str = ""
    """Where one comes to after it, below the case's address."""

    async def show(self, request: Request) -> Response:
        """The form, with the draft that one has begun."""
        case = await open_case(request)
        return await self.page(request, case, await draft_of(request, case, self.kind), {})

    async def send(self, request: Request) -> Response:
        """Do it; what is wrong is said beside the fields, with what was typed."""
        typed, case = await typed_in(request), await open_case(request)
        read = Read(typed)
        self.read(read, case)
        if read.errors:
            return await self.page(request, case, typed, read.errors, 422)
        try:
            async with at_work(request) as work:
                await self.write(request, work, read)
                await drop_draft(work.held.tx, work.work, self.kind)
        except NotNow as no:
            said = str(no) if isinstance(no, NotYet) else words.MOVED_ON
            return await self.page(request, await open_case(request), typed, {"": said}, 422)
        return see_other(f"/unit/cases/{case.file.space_id}{self.back}")

    async def page(
        self, request: Request, case: Opened, typed: Typed, errors: Mapping[str, str], status: int = 200
    ) -> Response:
        more = await self.values(request, case) if self.values else {}
        known = {**about(request, case), "typed": typed, "errors": errors, "kind": self.kind}
        return page(request, self.template, status, **known | more)


DRAFTS = frozenset(
    (
        *("note", "interim", "question", "answer", "supplement", "consent", "closing"),
        *("assessment", "decision", "complaint", "registration"),
    )
)
"""What is kept while it is written."""


@signed_in
async def draft(request: Request) -> Response:
    """Keep what is typed; it is one's own, and in nobody else's sight."""
    house, typed = house_of(request), await typed_in(request)
    kind = typed.pop("draft", "")
    if kind not in DRAFTS:
        raise Refused("no_draft")
    await keep(request, kind, typed)
    return HTMLResponse(text(request, "item/_draft_kept.html", at=house.clock.now()))


async def keep(request: Request, kind: str, typed: Typed) -> None:
    """Keep one's draft of a kind, in place of what was kept; raises `Refused`."""
    house = house_of(request)
    visit = await enter_case(house.gate, who_of(request).actor, uuid_in(request, "case"))
    check_unit(visit)
    permit = await visit.open(WORK, Access.WRITE)
    async with house.database.begin() as tx:
        check_newest(request, await kept_at(tx, permit, kind))
        await keep_draft(tx, permit, kind, typed, visit.at)


async def draft_of(request: Request, case: Opened, kind: str) -> dict[str, str]:
    """One's own draft of a kind; empty where there is none."""
    permit = await case.visit.open(WORK)
    async with house_of(request).database.engine.connect() as tx:
        return dict(await kept_draft(tx, permit, kind) or {})
