"""A door: one address, who answers there, and what it may reach.

``content`` goes through the gate; ``own`` reads nothing but the visitor's own session and directory
entries; ``unit`` reads and writes the directory of the unit's own municipality; ``case`` opens a case, on a
signed part in it; ``open`` is for everybody.
"""

from dataclasses import dataclass
from typing import Any, Literal

from ipplan.page.request.limits import Rate

Reach = Literal["content", "own", "unit", "case", "open"]
PLAN = "/plans/{plan}"
SECTION = PLAN + "/sections/{section}"
ITEM = SECTION + "/items/{item}"
MEETING = PLAN + "/meetings/{meeting}"
POINT = MEETING + "/points/{section}/{item}"
POLL = PLAN + "/polls/{poll}"
TALK = PLAN + "/messages/{section}/{talk}"
UNIT = "/unit/plans/{plan}"
CLOSED = "/unit/closed/{plan}"
INQUIRY = "/inquiries/{draft}"
CASE = "/cases/{case}"
OFFICE = "/unit/cases/{case}"
"""A case as the unit works on it."""
SERVICE = "/unit/services/{entry}"
COLLEAGUE = "/unit/people/{account}"
ACCOUNT = "/unit/accounts/{account}"
ORGANISATION = "/unit/organisations/{organisation}"
REGISTER = "/unit/coordinators"
ASKED = "/appointments/{appointment}"
CRISIS = "/crisis/{secret}"
"""The live crisis page, by the secret that is in its code."""
CALENDAR = "/calendar"
FEED = CALENDAR + "/{token}.ics"
LOGIN = ("/login", "/login/callback")
SIGNING = (
    "/newcomer",
    INQUIRY,
    "/unit/inquiries",
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
    PLAN + "/standstill",
    CALENDAR,
    "/unit/people",
    COLLEAGUE + "/prolonging",
    "/unit/accounts",
    ACCOUNT + "/reopening",
    REGISTER,
    UNIT + "/coordinator",
    UNIT + "/coordinator/{appointment}/appointment",
    ASKED + "/answer",
    ASKED + "/agreement",
    PLAN + "/coordinator/wish",
    PLAN + "/coordinator/deputy",
    PLAN + "/crisis/code",
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
        if self.path == CRISIS:
            return "code"
        if self.method != "POST" or self.path == "/logout/back":
            return None
        return "sign" if self.path in SIGNING else "write"
