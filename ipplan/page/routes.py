"""The table of all doors: address, handler, and what each may reach. A test holds every door to its word."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from ipplan.page import notifications, settings, system, training
from ipplan.page.access import invitations, log, people, proposals, receipts, see_as, sharing, withholding
from ipplan.page.approving.doors import DOORS as APPROVING
from ipplan.page.case.doors import DOORS as CASES
from ipplan.page.child import keeping, mine, moving
from ipplan.page.closing import closing, openings
from ipplan.page.coordinating.doors import DOORS as COORDINATING
from ipplan.page.crisis.doors import DOORS as CRISES
from ipplan.page.deciding import agreements, attestations, deciding, handover, mandates, takeover
from ipplan.page.device.doors import DOORS as DEVICE
from ipplan.page.door import CALENDAR, FEED, ITEM, PLAN, SECTION, Door
from ipplan.page.files.doors import DOORS as FILES
from ipplan.page.guide import guide
from ipplan.page.help import help
from ipplan.page.info import info
from ipplan.page.login import login, logout, newcomer, sessions, standing
from ipplan.page.meeting import feed
from ipplan.page.meeting.doors import DOORS as MEETINGS
from ipplan.page.network.doors import DOORS as NETWORK
from ipplan.page.overview.doors import DOORS as OVERVIEW
from ipplan.page.plan import founding, item, item_life, on_demand, one_page, plan, pulse, section, together
from ipplan.page.request.limits import Limited
from ipplan.page.screen import live
from ipplan.page.search.doors import DOORS as SEARCH
from ipplan.page.start import start
from ipplan.page.taking.doors import DOORS as TAKING
from ipplan.page.talk.doors import DOORS as TALKS
from ipplan.page.unit.casework.doors import DOORS as CASEWORK
from ipplan.page.unit.complaints.doors import DOORS as COMPLAINTS
from ipplan.page.unit.doors import DOORS as OF_UNIT
from ipplan.page.unit.staff.doors import DOORS as ACCOUNTS
from ipplan.page.week.doors import DOORS as WEEK

DOORS: tuple[Door, ...] = (
    Door("GET", "/", start.show, "content"),
    Door("GET", "/login", login.begin_login, "open"),
    Door("GET", "/login/callback", login.callback, "own"),
    Door("GET", "/newcomer", newcomer.show, "open"),
    Door("POST", "/newcomer", newcomer.create, "open"),
    Door("POST", "/logout", logout.logout, "own"),
    Door("GET", "/sessions", sessions.show, "own"),
    Door("POST", "/sessions/ending", sessions.ending, "own"),
    Door("GET", "/sessions/standing", standing.show, "own"),
    Door("POST", "/sessions/prolonging", standing.prolong, "own"),
    Door("GET", "/sessions/again", standing.again, "own"),
    Door("GET", "/sessions/unsent/{aside}", standing.unsent, "own"),
    Door("GET", "/logout/callback", logout.callback, "open"),
    Door("GET", "/logout/done", logout.done, "open"),
    Door("GET", "/logout/front", logout.front, "open"),
    Door("POST", "/logout/back", logout.back, "open"),
    Door("GET", "/healthz", system.healthz, "open"),
    Door("GET", "/readyz", system.readyz, "open"),
    Door("GET", "/.well-known/jwks.json", system.jwks, "open"),
    Door("GET", "/schemas/view.schema.json", plan.schema, "open"),
    *DEVICE,
    Door("GET", "/info", info.choose, "open"),
    Door("GET", "/info/{place}", info.place, "open"),
    Door("GET", "/info/{place}/{form}/{sheet}", info.show, "open"),
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
    Door("GET", PLAN + "/pulse", pulse.show, "content"),
    Door("POST", PLAN + "/standstill", pulse.standstill, "content"),
    Door("POST", PLAN + "/standstill/answer", pulse.answering, "content"),
    Door("POST", PLAN + "/revision", pulse.revision, "content"),
    Door("POST", PLAN + "/word", deciding.word, "content"),
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
    *TAKING,
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
    Door("GET", "/training", training.show, "own"),
    Door("POST", "/training", training.save, "own"),
    Door("GET", "/notifications", notifications.show, "own"),
    Door("POST", "/notifications", notifications.save, "own"),
    Door("GET", "/settings", settings.show, "own"),
    Door("POST", "/settings", settings.save, "own"),
    Door("POST", "/language", settings.language, "open"),
    Door("GET", "/guide", guide.show, "content"),
    Door("POST", "/guide/ending", guide.end, "own"),
    Door("GET", "/help", help.show, "open"),
    Door("GET", "/accessibility", help.accessibility, "open"),
    *ACCOUNTS,
    Door("GET", CALENDAR, feed.show, "own"),
    Door("POST", CALENDAR, feed.create, "own"),
    Door("POST", CALENDAR + "/ending", feed.ending, "own"),
    Door("GET", FEED, feed.as_calendar, "content"),
    *MEETINGS,
    *FILES,
    *NETWORK,
    *OVERVIEW,
    *WEEK,
    *SEARCH,
    *TALKS,
    *CASES,
    *OF_UNIT,
    *CASEWORK,
    *COMPLAINTS,
    *COORDINATING,
    *APPROVING,
    *CRISES,
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
    Door("GET", PLAN + "/duties", on_demand.duties, "content"),
    Door("POST", PLAN + "/duties", on_demand.make_duties, "content"),
    Door("GET", PLAN + "/roles", on_demand.roles, "content"),
    Door("POST", PLAN + "/roles/assent", on_demand.assent, "content"),
    Door("POST", PLAN + "/roles", on_demand.make_roles, "content"),
    Door("GET", PLAN + "/people", people.show, "content"),
    Door("POST", PLAN + "/people", people.add, "content"),
    Door("POST", PLAN + "/invitations", invitations.invite, "content"),
    Door("POST", PLAN + "/invitations/{invitation}/confirmation", invitations.confirmation, "content"),
    Door("POST", PLAN + "/invitations/{invitation}/cancellation", invitations.cancellation, "content"),
    Door("GET", PLAN + "/sections/new", section.new, "content"),
    Door("GET", PLAN + "/sections/closed", section.closed, "content"),
    Door("POST", PLAN + "/sections", section.create, "content"),
    Door("GET", SECTION, section.show, "content"),
    Door("GET", SECTION + "/page", one_page.show, "content"),
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
