"""The table of all doors: address, handler, and what each may reach.

``content`` goes through the gate; ``own`` reads nothing but the visitor's own session and directory
entries; ``unit`` reads and writes the directory of the unit's own municipality; ``open`` is for everybody.
A test holds every door to its word.
"""

from dataclasses import dataclass
from typing import Any, Literal

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from ipplan.page import start, system
from ipplan.page.access import invitations, log, people, proposals, receipts, see_as, sharing, withholding
from ipplan.page.child import keeping, mine, moving
from ipplan.page.closing import closing, copying, openings
from ipplan.page.deciding import agreements, attestations, deciding, handover, mandates, takeover
from ipplan.page.login import login, logout, sessions
from ipplan.page.meeting import (
    agenda,
    approval,
    deciding_line,
    feed,
    lines,
    meeting_form,
    meetings,
    minutes_pdf,
    moving_line,
    next_meeting,
    poll,
    poll_form,
    running,
    series,
)
from ipplan.page.plan import founding, item, item_life, plan, section, together
from ipplan.page.request.limits import Limited, Rate
from ipplan.page.screen import live
from ipplan.page.unit import (
    post,
    unit,
    unit_child,
    unit_closed,
    unit_closing,
    unit_mandates,
    unit_paper,
    unit_protection,
)

Reach = Literal["content", "own", "unit", "open"]
PLAN = "/plans/{plan}"
SECTION = PLAN + "/sections/{section}"
ITEM = SECTION + "/items/{item}"
MEETING = PLAN + "/meetings/{meeting}"
POINT = MEETING + "/points/{section}/{item}"
POLL = PLAN + "/polls/{poll}"
UNIT = "/unit/plans/{plan}"
CLOSED = "/unit/closed/{plan}"


FEED = feed.PATH + "/{token}.ics"
LOGIN = ("/login", "/login/callback")
SIGNING = (
    "/plans",
    PLAN + "/sharing",
    PLAN + "/proposals",
    PLAN + "/proposals/{proposal}/signature",
    PLAN + "/consents/{kind}",
    PLAN + "/mandates",
    PLAN + "/agreements/{agreement}/signature",
    UNIT + "/mandates",
    PLAN + "/meetings",
    MEETING,
    MEETING + "/agreement",
    MEETING + "/cancellation",
    MEETING + "/series/agreement",
    PLAN + "/polls",
    POLL + "/agreement",
    POLL + "/choice",
    POINT + "/decision",
    MEETING + "/sending",
    MEETING + "/locking",
    PLAN + "/closing",
    UNIT + "/closing",
    CLOSED + "/openings",
    UNIT + "/child",
    UNIT + "/paper",
    UNIT + "/attestations/{attestation}/confirmation",
    PLAN + "/attestations/{attestation}/registration",
    PLAN + "/assistance",
    PLAN + "/people",
    PLAN + "/invitations",
    PLAN + "/invitations/{invitation}/confirmation",
    PLAN + "/mine/disagreement",
    feed.PATH,
)
"""Doors that sign, make accounts or addresses, or mail: fewer are plenty. None of them takes access away."""


@dataclass(frozen=True)
class Door:
    """One route: ``method`` is GET, POST or SOCKET."""

    method: str
    path: str
    handler: Any
    reach: Reach

    @property
    def rate(self) -> Rate | None:
        """Which limit counts here. The provider's own calls, and looking, are not counted."""
        if self.path in LOGIN:
            return "login"
        if self.path == FEED:
            return "calendar"
        if self.method != "POST" or self.path == "/logout/back":
            return None
        return "sign" if self.path in SIGNING else "write"


DOORS: tuple[Door, ...] = (
    Door("GET", "/", start.show, "content"),
    Door("GET", "/login", login.begin_login, "open"),
    Door("GET", "/login/callback", login.callback, "own"),
    Door("POST", "/logout", logout.logout, "own"),
    Door("GET", "/sessions", sessions.show, "own"),
    Door("POST", "/sessions/ending", sessions.ending, "own"),
    Door("GET", "/logout/callback", logout.callback, "open"),
    Door("GET", "/logout/done", logout.done, "open"),
    Door("GET", "/logout/front", logout.front, "open"),
    Door("POST", "/logout/back", logout.back, "open"),
    Door("GET", "/healthz", system.healthz, "open"),
    Door("GET", "/readyz", system.readyz, "open"),
    Door("GET", "/.well-known/jwks.json", system.jwks, "open"),
    Door("GET", "/schemas/view.schema.json", plan.schema, "open"),
    Door("GET", "/invitations/{token}", invitations.accept, "open"),
    Door("GET", "/plans/new", founding.new, "own"),
    Door("POST", "/plans", founding.create, "own"),
    Door("GET", PLAN, plan.show, "content"),
    Door("GET", PLAN + "/view.json", plan.view_json, "content"),
    Door("SOCKET", PLAN + "/live", live.live, "content"),
    Door("GET", PLAN + "/sharing", sharing.show, "content"),
    Door("GET", PLAN + "/sharing/review", sharing.resume, "content"),
    Door("POST", PLAN + "/sharing/review", sharing.review, "content"),
    Door("POST", PLAN + "/sharing/change", sharing.change, "content"),
    Door("POST", PLAN + "/sharing", sharing.sign, "content"),
    Door("POST", PLAN + "/sharing/{account}/withdrawal", sharing.withdrawal, "content"),
    Door("POST", PLAN + "/sharing/{account}/{section}/withdrawal", sharing.withdrawal, "content"),
    Door("GET", PLAN + "/deciding", deciding.show, "content"),
    Door("GET", PLAN + "/mine", mine.show, "content"),
    Door("POST", PLAN + "/mine/disagreement", mine.disagreement, "content"),
    Door("GET", PLAN + "/takeover", takeover.show, "content"),
    Door("GET", PLAN + "/handover", handover.show, "content"),
    Door("POST", PLAN + "/consents/{kind}/withdrawal", deciding.withdrawal, "content"),
    Door("POST", PLAN + "/consents/{kind}", deciding.consent, "content"),
    Door("POST", PLAN + "/silence", deciding.silence, "content"),
    Door("GET", PLAN + "/moving", moving.show, "content"),
    Door("POST", PLAN + "/moving", moving.create, "content"),
    Door("POST", PLAN + "/moving/back", moving.back, "content"),
    Door("POST", PLAN + "/decisions/{decision}/review", deciding.review, "content"),
    Door("GET", PLAN + "/agreements/{agreement}", agreements.show, "content"),
    Door("POST", PLAN + "/agreements/{agreement}/signature", agreements.signature, "content"),
    Door("POST", PLAN + "/agreements/{agreement}/declining", agreements.declining, "content"),
    Door("GET", PLAN + "/mandates/new", mandates.new, "content"),
    Door("POST", PLAN + "/mandates", mandates.create, "content"),
    Door("POST", PLAN + "/mandates/{mandate}/ending", mandates.ending, "content"),
    Door("GET", PLAN + "/closing", closing.show, "content"),
    Door("POST", PLAN + "/closing", closing.create, "content"),
    Door("GET", PLAN + "/copy", copying.show, "content"),
    Door("GET", PLAN + "/copy.zip", copying.as_zip, "content"),
    Door("GET", "/openings/{opening}", openings.show, "content"),
    Door("GET", "/openings/{opening}/copy.zip", openings.as_zip, "content"),
    Door("GET", PLAN + "/attestations/new", attestations.new, "content"),
    Door("POST", PLAN + "/attestations", attestations.create, "content"),
    Door("GET", PLAN + "/attestations/{attestation}", attestations.show, "content"),
    Door("GET", PLAN + "/attestations/{attestation}/form.pdf", attestations.as_pdf, "content"),
    Door("GET", PLAN + "/attestations/{attestation}/sheet", attestations.sheet, "content"),
    Door("POST", PLAN + "/attestations/{attestation}/registration", attestations.registration, "content"),
    Door("POST", PLAN + "/paper/ending", deciding.paper_ending, "content"),
    Door("GET", PLAN + "/assistance", together.show, "content"),
    Door("POST", PLAN + "/assistance", together.begin, "content"),
    Door("POST", PLAN + "/assistance/ending", together.ending, "content"),
    Door("GET", "/unit", unit.index, "unit"),
    Door("GET", "/unit/closed", unit_closed.index, "unit"),
    Door("GET", CLOSED, unit_closed.show, "unit"),
    Door("POST", CLOSED + "/openings", unit_closed.opening, "unit"),
    Door("POST", CLOSED + "/openings/{opening}/ending", unit_closed.ending, "unit"),
    Door("GET", UNIT + "/closing", unit_closing.new, "unit"),
    Door("POST", UNIT + "/closing", unit_closing.create, "unit"),
    Door("GET", "/unit/post", post.index, "unit"),
    Door("POST", "/unit/post/{letter}/printing", post.printing, "unit"),
    Door("POST", "/unit/post/{letter}/sending", post.sending, "unit"),
    Door("GET", "/unit/protection", unit_protection.show, "unit"),
    Door("POST", "/unit/protection", unit_protection.change, "unit"),
    Door("GET", UNIT, unit.show, "unit"),
    Door("GET", UNIT + "/child/new", unit_child.new, "unit"),
    Door("POST", UNIT + "/child", unit_child.create, "unit"),
    Door("GET", UNIT + "/mandates/new", unit_mandates.new, "unit"),
    Door("POST", UNIT + "/mandates", unit_mandates.create, "unit"),
    Door("POST", UNIT + "/mandates/{mandate}/ending", unit.ending, "unit"),
    Door("GET", feed.PATH, feed.show, "own"),
    Door("POST", feed.PATH, feed.create, "own"),
    Door("POST", feed.PATH + "/ending", feed.ending, "own"),
    Door("GET", FEED, feed.as_calendar, "content"),
    Door("GET", PLAN + "/meetings", meetings.index, "content"),
    Door("GET", PLAN + "/meetings/new", meeting_form.new, "content"),
    Door("POST", PLAN + "/meetings", meeting_form.create, "content"),
    Door("GET", MEETING, meetings.show, "content"),
    Door("GET", MEETING + "/edit", meeting_form.edit, "content"),
    Door("POST", MEETING, meeting_form.save, "content"),
    Door("GET", MEETING + "/mote.ics", meetings.as_calendar, "content"),
    Door("SOCKET", MEETING + "/live", live.meeting, "content"),
    Door("GET", MEETING + "/screen", meetings.projector, "content"),
    Door("SOCKET", MEETING + "/screen/live", live.projector, "content"),
    Door("POST", MEETING + "/beginning", running.beginning, "content"),
    Door("POST", MEETING + "/ending", running.ending, "content"),
    Door("POST", MEETING + "/current", running.current, "content"),
    Door("POST", MEETING + "/attendance", running.attendance, "content"),
    Door("POST", MEETING + "/guests", running.guests, "content"),
    Door("GET", MEETING + "/points/new", agenda.new, "content"),
    Door("POST", MEETING + "/points", agenda.create, "content"),
    Door("POST", POINT + "/status", agenda.status, "content"),
    Door("GET", POINT + "/lines/new", lines.new, "content"),
    Door("POST", POINT + "/lines", lines.create, "content"),
    Door("GET", POINT + "/decision/new", deciding_line.new, "content"),
    Door("POST", POINT + "/decision", deciding_line.create, "content"),
    Door("GET", POINT + "/moving", moving_line.new, "content"),
    Door("POST", POINT + "/moving", moving_line.create, "content"),
    Door("POST", POINT + "/moving/back", moving_line.back, "content"),
    Door("GET", MEETING + "/moves", moving_line.moves, "content"),
    Door("POST", MEETING + "/sending", approval.sending, "content"),
    Door("POST", MEETING + "/approval", approval.approval, "content"),
    Door("POST", MEETING + "/locking", approval.locking, "content"),
    Door("POST", MEETING + "/last_word", approval.agreement, "content"),
    Door("GET", MEETING + "/objection", approval.objecting, "content"),
    Door("POST", MEETING + "/objection", approval.objection, "content"),
    Door("GET", MEETING + "/referat.pdf", minutes_pdf.show, "content"),
    Door("POST", MEETING + "/answer", meetings.answer, "content"),
    Door("POST", MEETING + "/agreement", meetings.agreement, "content"),
    Door("POST", MEETING + "/declining", meetings.declining, "content"),
    Door("POST", MEETING + "/cancellation", meetings.cancellation, "content"),
    Door("POST", MEETING + "/series/agreement", series.agreement, "content"),
    Door("GET", MEETING + "/next", next_meeting.new, "content"),
    Door("GET", PLAN + "/polls/new", poll_form.new, "content"),
    Door("POST", PLAN + "/polls", poll_form.create, "content"),
    Door("GET", POLL, poll.show, "content"),
    Door("POST", POLL + "/answers", poll.answers, "content"),
    Door("POST", POLL + "/agreement", poll.agreement, "content"),
    Door("POST", POLL + "/declining", poll.declining, "content"),
    Door("POST", POLL + "/choice", poll.choice, "content"),
    Door("POST", POLL + "/ending", poll.ending, "content"),
    Door("POST", UNIT + "/paper", unit_paper.record, "unit"),
    Door("POST", UNIT + "/paper/ending", unit_paper.ending, "unit"),
    Door("POST", UNIT + "/attestations/{attestation}/confirmation", unit_paper.confirmation, "unit"),
    Door("POST", UNIT + "/attestations/{attestation}/declining", unit_paper.declining, "unit"),
    Door("GET", PLAN + "/log", log.show, "content"),
    Door("GET", PLAN + "/log.csv", log.as_csv, "content"),
    Door("GET", PLAN + "/log.json", log.as_json, "content"),
    Door("GET", PLAN + "/as/{account}", see_as.show, "content"),
    Door("GET", PLAN + "/proposals/new", proposals.new, "content"),
    Door("POST", PLAN + "/proposals", proposals.create, "content"),
    Door("GET", PLAN + "/proposals/{proposal}", proposals.show, "content"),
    Door("POST", PLAN + "/proposals/{proposal}/signature", proposals.signature, "content"),
    Door("POST", PLAN + "/proposals/{proposal}/declining", proposals.declining, "content"),
    Door("GET", PLAN + "/receipts", receipts.index, "content"),
    Door("GET", PLAN + "/receipts/{receipt}.pdf", receipts.as_pdf, "content"),
    Door("GET", PLAN + "/receipts/{receipt}.json", receipts.as_json, "content"),
    Door("GET", PLAN + "/receipts/{receipt}", receipts.show, "content"),
    Door("GET", PLAN + "/people", people.show, "content"),
    Door("POST", PLAN + "/people", people.add, "content"),
    Door("POST", PLAN + "/invitations", invitations.invite, "content"),
    Door("POST", PLAN + "/invitations/{invitation}/confirmation", invitations.confirmation, "content"),
    Door("POST", PLAN + "/invitations/{invitation}/cancellation", invitations.cancellation, "content"),
    Door("GET", PLAN + "/sections/new", section.new, "content"),
    Door("GET", PLAN + "/sections/closed", section.closed, "content"),
    Door("POST", PLAN + "/sections", section.create, "content"),
    Door("GET", SECTION, section.show, "content"),
    Door("POST", SECTION + "/place", section.place, "content"),
    Door("GET", SECTION + "/items/new", item.new, "content"),
    Door("POST", SECTION + "/items", item.create, "content"),
    Door("GET", ITEM + "/edit", item.edit, "content"),
    Door("POST", ITEM, item.save, "content"),
    Door("POST", ITEM + "/draft", item.draft, "content"),
    Door("POST", ITEM + "/draft/discard", item.discard, "content"),
    Door("POST", ITEM + "/closure", item_life.closure, "content"),
    Door("POST", ITEM + "/reopening", item_life.reopening, "content"),
    Door("GET", ITEM + "/history", item_life.history, "content"),
    Door("POST", ITEM + "/restoration", item_life.restoration, "content"),
    Door("POST", ITEM + "/undo", item_life.undo, "content"),
    Door("POST", ITEM + "/striking", item_life.striking, "content"),
    Door("POST", ITEM + "/place", item_life.place, "content"),
    Door("POST", ITEM + "/move", item_life.move, "content"),
    Door("GET", ITEM + "/readers", withholding.readers, "content"),
    Door("POST", ITEM + "/withholding", withholding.withholding, "content"),
    Door("POST", ITEM + "/lifting", withholding.lifting, "content"),
    Door("GET", ITEM + "/keeping", keeping.show, "content"),
    Door("POST", ITEM + "/keeping", keeping.create, "content"),
    Door("POST", ITEM + "/keeping/assessment", keeping.assessment, "content"),
    Door("POST", ITEM + "/keeping/ending", keeping.ending, "content"),
    Door("GET", PLAN + "/keepings", keeping.index, "content"),
    Door("POST", ITEM + "/answer", item_life.answer, "content"),
)


def routes() -> list[BaseRoute]:
    """The doors as Starlette knows them."""
    return [_route(door) for door in DOORS]


def _route(door: Door) -> BaseRoute:
    if door.method == "SOCKET":
        return WebSocketRoute(door.path, door.handler)
    guard = [Middleware(Limited, rate=door.rate)] if door.rate else []
    return Route(door.path, door.handler, methods=[door.method], middleware=guard)
