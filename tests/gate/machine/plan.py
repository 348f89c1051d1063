"""One plan of the installation, acted on and looked at as people do: through its doors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

import httpx2
from sqlalchemy import text
from websockets.exceptions import InvalidStatus

from ipplan.gate.founding import Founding, Representation, found_plan
from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.protecting import protect
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.statements import unit_hand
from ipplan.gate.unit import appoint, casework, desk_of
from ipplan.gate.visit import Actor
from ipplan.permit import Access
from ipplan.store.people import add_participant
from tests.gate.machine.installation import Installation
from tests.gate.machine.model import (
    COORDINATOR,
    OWNER,
    PARENTS,
    REPRESENTATIVE,
    SECTIONS,
    SHARED_WITH,
    Grant,
    end_of,
)
from tests.gate.machine.screens import Screen, parts_in
from tests.page.asking import socket_to

UNIT = "ingeborg"
DONE, REFUSED, UNCONSENTED = 303, 404, 422
PATIENCE = 20.0
"""Seconds that a screen may take on a busy machine; what is promised within one is timed elsewhere."""


@dataclass
class Plan:
    """A plan, by the names that the model uses."""

    here: Installation
    space_id: UUID
    ids: dict[str, UUID]
    """Of sections and items."""
    mandates: list[UUID]
    """In the order in which they were signed."""
    screens: dict[str, Screen] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/plans/{self.space_id}"

    def section(self, name: str) -> str:
        return f"{self.path}/sections/{self.ids[name]}"

    def account(self, person: str) -> UUID:
        return self.here.world.accounts[person]

    async def get(self, person: str, path: str) -> httpx2.Response:
        return await self.here.people[person].get(path)

    async def post(self, person: str, path: str, **form: str) -> int:
        """The status of the answer: `DONE`, or `REFUSED`."""
        return (await self.here.people[person].post(path, data=form)).status_code

    async def sign(self, hand: str, person: str, section: str, level: str, last_day: date) -> int:
        who = self.account(person)
        cell = {f"access-{who}-{self.ids[section]}": level}
        until = {f"until-{who}": "day", f"day-{who}": last_day.isoformat()}
        return await self.post(hand, f"{self.path}/sharing", **cell, **until)

    async def withdraw(self, hand: str, person: str, section: str | None = None) -> int:
        """One grant, or all that a person has."""
        cell = f"{self.account(person)}/{self.ids[section]}" if section else self.account(person)
        return await self.post(hand, f"{self.path}/sharing/{cell}/withdrawal")

    async def withdraw_while_a_frame_is_made(
        self, hand: str, person: str, section: str, item: str, word: str
    ) -> None:
        """Edit an item; withdraw when the frames that tell of it are ready, and let those go afterwards."""
        hold = self.here.hold
        hold.made.clear()
        hold.released.clear()
        try:
            edited = await self.edit(OWNER, item, section, word)
            await self.here.hear(hold.made, PATIENCE)
            told = self.here.listen_for("access")
            withdrawn = await self.withdraw(hand, person, section)
            await self.here.hear(told, PATIENCE)
            assert (edited, withdrawn) == (DONE, DONE)
        finally:
            hold.released.set()

    async def withhold(self, hand: str, person: str, section: str, item: str, *, lift: bool = False) -> int:
        door = "lifting" if lift else "withholding"
        path = f"{self.section(section)}/items/{self.ids[item]}/{door}"
        return await self.post(hand, path, account=str(self.account(person)))

    async def add(self, author: str, item: str, section: str, under: str | None, word: str) -> int:
        self.ids[item] = uuid4()
        form = {"kind": "goal", "title": word, "status": "active", "item": str(self.ids[item])}
        if under:
            form["under"] = str(self.ids[under])
        return await self.post(author, f"{self.section(section)}/items", **form)

    async def edit(self, author: str, item: str, section: str, word: str) -> int:
        kind = "section" if item == section else "goal"
        form = {"kind": kind, "title": word, "status": "active", "base": str(await self._head(item))}
        return await self.post(author, f"{self.section(section)}/items/{self.ids[item]}", **form)

    async def keep(self, hand: str, parent: str, section: str, item: str, door: str = "") -> int:
        """Keep from a parent, or let it be seen again. The reason is a professional's."""
        form = {"ground": "none" if door == "/assessment" else "weighty", "text": "Derfor.", "told": "yes"}
        path = f"{self.section(section)}/items/{self.ids[item]}/keeping{door}"
        return await self.post(hand, path, account=str(self.account(parent)), **form)

    async def agreements(self) -> set[str]:
        """Ids of all that one of two has signed, and nobody has answered."""
        query = "SELECT agreement_id FROM agreement WHERE space_id = :space AND state = 'open'"
        rows = await self._rows(query)
        return {str(row[0]) for row in rows}

    async def answer(self, hand: str, agreement: str, word: str) -> int:
        """``word``: signature or declining."""
        return await self.post(hand, f"{self.path}/agreements/{agreement}/{word}")

    async def sign_mandate(
        self, person: str, until: datetime, *, instead: bool = False, joint: bool = False
    ) -> None:
        """The unit lets a parent act (longer), to the second that the model knows."""
        gate, unit = self.here.house.gate, self.here.world.actor(UNIT)
        commission = Commission(self.account(person), "guardian", until, instead=instead, joint=joint)
        await self._appoint(unit)
        async with casework(gate, unit, self.space_id) as (held, _):
            signed = await sign_mandate(held, gate.signer, unit_hand(unit), self.account(OWNER), commission)
        self.mandates.append(signed)

    async def protect(self, *, protected: bool) -> None:
        """The unit protects the owner's address, or lifts that."""
        gate, unit = self.here.house.gate, self.here.world.actor(UNIT)
        await self._appoint(unit)
        async with gate.database.begin() as tx:
            await protect(tx, await desk_of(gate, unit, tx), self.account(OWNER), protected=protected)

    async def _appoint(self, unit: Actor) -> None:
        """An appointment is for a year, and years go by here."""
        gate = self.here.house.gate
        async with gate.database.begin() as tx:
            await appoint(tx, gate.signer, unit.account_id, "fjordvik", self.here.clock.now())

    async def end_mandate(self, hand: str, place: int) -> int:
        """End the mandate that was signed as that one of several."""
        return await self.post(hand, f"{self.path}/mandates/{self.mandates[place]}/ending")

    async def consent(self, hand: str, kind: str, *, withdrawn: bool) -> int:
        return await self.post(hand, f"{self.path}/consents/{kind}{'/withdrawal' if withdrawn else ''}")

    async def last_cause(self) -> str:
        """What the change that was committed last was."""
        query = "SELECT cause FROM change WHERE space_id = :space ORDER BY seq DESC LIMIT 1"
        return str((await self._rows(query))[0][0])

    async def open_screen(self, person: str) -> bool:
        """Open the page live, or let one that lost its line come back; ``False`` where that is refused."""
        if person not in self.screens:
            page = await self.get(person, self.path)
            if page.status_code == REFUSED:
                return False
            self.screens[person] = Screen(parts_in(page.text))
        try:
            socket = await socket_to(self.here.site, self.here.people[person], f"{self.path}/live")
        except InvalidStatus:
            return False
        await self.screens[person].connect(socket)
        return True

    async def close(self) -> None:
        """Close all screens, and the plan: its owner can have another, which begins as this one did."""
        await self.protect(protected=False)
        for screen in self.screens.values():
            await screen.drop()
        await self.here.world.sql(
            "UPDATE space SET state = 'closed', closed_at = clock_timestamp() WHERE space_id = :space",
            space=self.space_id,
        )

    async def _head(self, item: str) -> UUID:
        rows = await self._rows(
            "SELECT head FROM item WHERE space_id = :space AND item_id = :item", item=self.ids[item]
        )
        return UUID(str(rows[0][0]))

    async def _rows(self, query: str, **values: object) -> list[tuple[object, ...]]:
        async with self.here.house.database.engine.connect() as tx:
            found = await tx.execute(text(query), {"space": self.space_id, **values})
            return [tuple(row) for row in found]


async def found(
    here: Installation,
    titles: Mapping[str, str],
    grants: Mapping[tuple[str, str], Grant],
    born_on: date | None = None,
) -> Plan:
    """A plan with nothing in it but its sections, and the grants that the representative signs at once."""
    accounts, gate, now = here.world.accounts, here.house.gate, here.clock.now()
    unit, decider = here.world.actor(COORDINATOR), here.world.actor(REPRESENTATIVE)
    founding = Founding(
        municipality_id="fjordvik",
        owner_id=accounts[OWNER],
        coordinator_id=accounts[COORDINATOR],
        representation=Representation(accounts[REPRESENTATIVE], "Fullmakt", "Mor"),
        titles=titles,
        areas=SECTIONS,
        born_on=born_on,
    )
    async with here.house.database.begin() as tx:
        held = await found_plan(gate, tx, unit, decider, founding, now=now)
        for person in set(SHARED_WITH) - {COORDINATOR}:
            await add_participant(
                held, account_id=accounts[person], role="participant", relation="", added_by=unit.account_id
            )
        await add_participant(
            held,
            account_id=accounts[PARENTS[1]],
            role="representative",
            relation="Far",
            added_by=unit.account_id,
        )
        visit = await gate.visit_within(held, decider)
        ids = {row.area: row.section_id for row in visit.space.sections}
        wishes = [
            Wish(accounts[who], ids[section], Access.named(one.level), end_of(one.last_day))
            for (who, section), one in grants.items()
        ]
        await sign_wishes(held, visit, gate.signer, wishes)
        await held.finish()
    return Plan(here, held.space_id, ids, [row.mandate_id for row in visit.space.mandates])
