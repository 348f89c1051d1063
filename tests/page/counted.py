"""Plans and cases by the dozen, for statistics: rows with all that stands in clear, and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.site import Site

HOME = "fjordvik"


@dataclass
class Town:
    """One municipality's rows."""

    site: Site
    municipality: str = HOME
    number: int = 0

    async def plans(self, count: int, **about: Any) -> list[UUID]:
        return [await self.plan(**about) for _ in range(count)]

    async def plan(
        self,
        *,
        days: int = 1,
        kind: str = "plan",
        coordinator: UUID | None = None,
        revise_on: date | None = None,
        consent: bool = True,
        made_on: datetime | None = None,
        nameless: int = 0,
    ) -> UUID:
        """One that moved ``days`` ago, with ``nameless`` open actions that nobody has."""
        space, owner, now = uuid4(), await self.account("Planeier"), self.site.clock.now()
        ids = {"s": space, "o": owner, "m": self.municipality}
        made = made_on or now - timedelta(days=4000)
        await self._run(
            "INSERT INTO space (space_id, kind, municipality_id, owner_id, state, seq, access_seq, created_at)"
            " VALUES (:s, :k, :m, :o, 'open', 1, 1, :at)",
            **ids,
            k=kind,
            at=made,
        )
        if consent:
            await self._run(
                "INSERT INTO consent (space_id, consent_id, kind, text_id, text_version, text_sha256, given_by, at,"
                " token) VALUES (:s, :c, :k, 'plan', 1, '', :o, :at, '')",
                s=space,
                c=uuid4(),
                k=kind,
                o=owner,
                at=made,
            )
        section = uuid4()
        await self._run(
            "INSERT INTO change (space_id, seq, at, cause, section_id, actor_id)"
            " VALUES (:s, 1, :at, 'created', :n, :o)",
            s=space,
            at=now - timedelta(days=days),
            n=section,
            o=owner,
        )
        if coordinator:
            await self._run(
                "INSERT INTO participant (space_id, account_id, role, relation, state, added_by, added_at)"
                " VALUES (:s, :c, 'coordinator', '', 'active', :c, :at)",
                s=space,
                c=coordinator,
                at=now,
            )
        if revise_on:
            await self._run(
                "INSERT INTO revision (space_id, seq, revise_on, account_id, at) VALUES (:s, 1, :d, :o, :at)",
                s=space,
                d=revise_on,
                o=owner,
                at=now,
            )
        await self._actions(space, section, owner, nameless)
        return space

    async def _actions(self, space: UUID, section: UUID, owner: UUID, count: int) -> None:
        now = self.site.clock.now()
        await self._run(
            "INSERT INTO section (space_id, section_id, area, head_seq, key_id, wrapped)"
            " VALUES (:s, :n, 'health', 1, :n, '')",
            s=space,
            n=section,
        )
        goal = await self.item(space, section, owner, "goal", None, now)
        for _ in range(count):
            await self.item(space, section, owner, "action", goal, now)

    async def item(
        self, space: UUID, section: UUID, owner: UUID, kind: str, parent: UUID | None, at: datetime
    ) -> UUID:
        item = uuid4()
        await self._run(
            "INSERT INTO item (space_id, item_id, section_id, kind, parent_id, status, closed, position, head,"
            " number, created_by, created_at, seq) VALUES (:s, :i, :n, :k, :p, 'planned', false, 1, :i, 1, :o,"
            " :at, 1)",
            s=space,
            i=item,
            n=section,
            k=kind,
            p=parent,
            o=owner,
            at=at,
        )
        return item

    async def account(self, name: str) -> UUID:
        account = uuid4()
        await self._run(
            "INSERT INTO account (account_id, municipality_id, name, title, organisation, language, state,"
            " created_at) VALUES (:a, :m, :n, '', '', 'nb', 'active', :at)",
            a=account,
            m=self.municipality,
            n=name,
            at=self.site.clock.now(),
        )
        return account

    async def cases(self, count: int, **about: Any) -> None:
        for _ in range(count):
            await self.case(**about)

    async def case(
        self,
        received: datetime,
        *,
        days: int | None = None,
        asked_by: str = "self",
        complaint: str | None = None,
        complained: datetime | None = None,
        **parts: str,
    ) -> None:
        """One that was received then, and decided so many days later."""
        self.number += 1
        space, decided = uuid4(), received + timedelta(days=days) if days is not None else None
        await self._run(
            "INSERT INTO space (space_id, kind, municipality_id, owner_id, state, seq, access_seq, created_at)"
            " VALUES (:s, 'case', :m, :o, 'open', 0, 0, :at)",
            s=space,
            m=self.municipality,
            o=await self.account("Søker"),
            at=received,
        )
        values: dict[str, Any] = {"coordinator": None, "child_coordinator": None, "plan": None, **parts}
        await self._run(
            "INSERT INTO case_file (space_id, municipality_id, year, number, state, channel, asked_by,"
            " received_at, deadline_on, decided_at, coordinator, child_coordinator, plan, complaint_at,"
            " complaint_outcome) VALUES (:s, :m, 2000, :no, 'received', 'online', :who, :at, :due, :done,"
            " :coordinator, :child_coordinator, :plan, :cat, :c)",
            s=space,
            m=self.municipality,
            no=self.number,
            who=asked_by,
            at=received,
            due=(received + timedelta(days=28)).date(),
            done=decided,
            cat=complained,
            c=complaint,
            **values,
        )

    async def _run(self, statement: str, **values: Any) -> None:
        await self.site.world.sql(f"{statement} RETURNING 1", **values)
