"""Asking for what is not hers: places that must be one and the same to somebody, and what proves it."""

from uuid import uuid4

import httpx2

from ipplan.page.door import PLAN, Door
from tests.page.asking import Answer, Place, call
from tests.page.cast import (
    DECIDERS,
    FOREIGN,
    OTHER,
    SHUT,
    SPARE,
    STRANGERS,
    Role,
    fresh_contact,
    fresh_invitation,
    fresh_item,
    fresh_meeting,
    fresh_poll,
    fresh_talk,
    ids_of,
    receipt_of,
)
from tests.page.counting import Statements
from tests.site import Site

HOLDS = {
    "section": {"read"},
    "item": {"read"},
    "receipt": {"enter"},
    "account": {"decide"},
    "proposal": {"propose", "decide"},
    "invitation": {"manage"},
    "mandate": {"give"},
    "meeting": {"enter"},
    "poll": {"enter"},
    "contact": {"network"},
    "talk": {"read"},
}
"""Whose an id is: with one of these rights it may be hers; without, it is not there."""
BLIND = PLAN + "/sections/{section}/items/{item}/draft/discard"
"""Throws away the asker's own draft of whatever id: done is done, whether there was one or not."""


def spelled(door: Door) -> str:
    """As the tables of these tests name a door."""
    return f"{door.method} {door.path}"


class Asking:
    """One role's asking for what is not hers."""

    def __init__(self, site: Site, client: httpx2.AsyncClient, statements: Statements, role: Role) -> None:
        self.site, self.client, self.statements, self.role = site, client, statements, role

    async def prepare(self) -> None:
        site, role = self.site, self.role
        self.own = await ids_of(site, role.plan, role.area, role.name)
        self.foreign = await ids_of(site, FOREIGN[role.plan], "health")
        self.foreign = self.foreign.other(account=str(site.world.accounts[STRANGERS[role.plan]]))
        decides = "decide" in role.rights
        accounts = site.world.accounts
        self.forbidden = {
            "section": [] if decides else [str(site.world.sections[role.plan][SHUT])],
            "item": [await fresh_item(site, role.plan, OTHER)],
            "account": [str(accounts[role.plan]), str(accounts[DECIDERS[role.plan]])],
            "receipt": [] if decides else [await receipt_of(site, role.plan, SPARE)],
            "proposal": [],
            "contact": [],
            "mandate": [],
            "meeting": [] if decides else [await fresh_meeting(site, role.plan, SHUT, role.name)],
            "poll": [] if decides else [await fresh_poll(site, role.plan, SHUT, role.name)],
            "talk": [await fresh_talk(site, role.plan, OTHER)],
            "invitation": [await fresh_invitation(site, role.plan, state="withdrawn")],
        }
        if role.access:
            hidden = await fresh_contact(site, role.plan, hidden_from=role.name)
            self.forbidden["contact"].append(hidden)
            self.forbidden["item"].append(await fresh_item(site, role.plan, role.area, hidden_from=role.name))
            self.forbidden["talk"].append(await fresh_talk(site, role.plan, role.area, alone=True))
        self.refused = Answer.of(await self.client.get(f"/plans/{uuid4()}"))

    def groups(self, door: Door) -> dict[str, list[Place]]:
        """By which id is asked for: places that must be one and the same to her."""
        own, foreign, absent = self.own, self.foreign, self.own.nowhere()
        plans = [foreign, own.other(plan=foreign.plan), own.other(plan=absent.plan), absent]
        if "enter" not in self.role.rights:
            return {"plan": [own, *plans, absent.other(plan=own.plan)]}
        groups = {"plan": plans}
        for name in HOLDS:
            if f"{{{name}}}" in door.path:
                ids = [getattr(foreign, name), getattr(absent, name), *self.forbidden[name]]
                if not HOLDS[name] & self.role.rights:
                    ids.append(getattr(own, name))
                groups[name] = [own.other(**{name: one}) for one in ids]
        return groups

    async def compare(self, door: Door, what: str, places: list[Place]) -> int:
        answers, costs = [], []
        for place in places:
            with self.statements.counted() as run:
                answers.append(_nameless(await call(self.site, self.client, door, place), place))
            costs.append(list(run))
        where = f"{self.role.word}, {spelled(door)}, {what}"
        for answer in answers:
            assert answer == answers[0], f"{where}: answers"
        for cost in costs:
            assert cost == costs[0], f"{where}: queries"
        self._is_refused(door, what, answers[0], where)
        return len(places)

    def _is_refused(self, door: Door, what: str, answer: Answer, where: str) -> None:
        if door.method == "SOCKET":
            assert (answer.status, answer.body) == (403, b""), where
        elif self.role.name is None:
            assert answer.status == 303, where
            assert answer.header("location").startswith("/login?return_to="), where
        elif door.path == BLIND and what == "item":
            assert answer.status == 303, where
        else:
            assert answer == self.refused, where


def _nameless(answer: Answer, place: Place) -> Answer:
    """Without the ids that were asked for, which an answer may repeat; they are all of one length."""
    ids = {getattr(place, name) for name in ("plan", *HOLDS)}
    body, headers = answer.body, answer.headers
    for one in ids:
        body = body.replace(one.encode(), b"ID")
        headers = tuple((name, value.replace(one, "ID")) for name, value in headers)
    return Answer(answer.status, headers, body)
