"""Plans and cases by the dozen, for statistics: rows with what stands in clear, and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.site import Site

HOME, ELSEWHERE = "fjordvik", "annenby"


@dataclass
class Town:
    """One municipality's rows."""

    site: Site
    municipality: str = HOME
    number: int = 0

    async def begin(self) -> None:
        await self._run("INSERT INTO municipality (municipality_id, name) VALUES (:m, 'Annenby kommune')")

    async def people(self, count: int, name: str = "Noen") -> list[UUID]:
        found = [uuid4() for _ in range(count)]
        await self._run(
            "INSERT INTO account (account_id, municipality_id, name, title, organisation, language, state,"
            " created_at) SELECT unnest(:ids), :m, :n, '', '', 'nb', 'active', :at",
            ids=found,
            n=name,
            at=self.site.clock.now(),
        )
        return found

    async def plans(
        self,
        count: int,
        *,
        days: int = 1,
        kind: str = "plan",
        coordinator: UUID | None = None,
        revise_on: date | None = None,
        consents: bool = True,
        made: datetime | None = None,
        nameless: int = 0,
    ) -> list[UUID]:
        """Plans that moved ``days`` ago, each with so many open actions that nobody has."""
        now, spaces = self.site.clock.now(), await self._spaces(count, kind, made)
        moved = {"s": spaces, "at": now - timedelta(days=days)}
        if consents:
            await self._run(
                "INSERT INTO consent (space_id, consent_id, kind, text_id, text_version, text_sha256,"
                " given_by, at, token) SELECT one, one, :k, 'plan', 1, '', one, :at, '' FROM unnest(:s) one",
                **moved,
                k=kind,
            )
        await self._run(
            "INSERT INTO change (space_id, seq, at, cause, section_id, actor_id)"
            " SELECT one, 1, :at, 'created', one, one FROM unnest(:s) one",
            **moved,
        )
        # What the unit does is no life in a plan.
        await self._run(
            "INSERT INTO change (space_id, seq, at, cause, actor_id)"
            " SELECT one, 2, :at, 'letter_sent', one FROM unnest(:s) one",
            s=spaces,
            at=now,
        )
        if coordinator:
            await self._run(
                "INSERT INTO participant (space_id, account_id, role, relation, state, added_by, added_at)"
                " SELECT one, :c, 'coordinator', '', 'active', :c, :at FROM unnest(:s) one",
                **moved,
                c=coordinator,
            )
        if revise_on:
            await self._run(
                "INSERT INTO revision (space_id, seq, revise_on, account_id, at) SELECT s.space_id, 1, :d,"
                " s.owner_id, :at FROM space s WHERE s.space_id = ANY(:s)",
                **moved,
                d=revise_on,
            )
        if nameless:
            await self._actions(spaces, nameless)
        return spaces

    async def _spaces(self, count: int, kind: str, made: datetime | None) -> list[UUID]:
        found, owners = [uuid4() for _ in range(count)], await self.people(count, "Eier")
        await self._run(
            "INSERT INTO space (space_id, kind, municipality_id, owner_id, state, seq, access_seq,"
            " created_at) SELECT unnest(:ids), :k, :m, unnest(:o), 'open', 2, 1, :at",
            ids=found,
            o=owners,
            k=kind,
            at=made or self.site.clock.now() - timedelta(days=4000),
        )
        return found

    async def _actions(self, spaces: list[UUID], count: int) -> None:
        """So many that nobody has, one whose goal is closed, and one that somebody has said yes to."""
        await self._run(
            "INSERT INTO section (space_id, section_id, area, head_seq, key_id, wrapped)"
            " SELECT one, one, 'health', 1, one, '' FROM unnest(:s) one",
            s=spaces,
        )
        rows: list[tuple[UUID, UUID, str, UUID | None, str, bool]] = []
        for space in spaces:
            goal, gone, taken = uuid4(), uuid4(), uuid4()
            rows.append((space, goal, "goal", None, "active", False))
            rows.append((space, gone, "goal", None, "active", True))
            rows.append((space, uuid4(), "action", gone, "planned", False))
            rows.append((space, taken, "action", goal, "planned", False))
            rows.append((space, uuid4(), "responsibility", taken, "accepted", False))
            rows += [(space, uuid4(), "action", goal, "planned", False) for _ in range(count)]
        columns = dict(zip("siktuc", map(list, zip(*rows, strict=True)), strict=True))
        await self._run(
            "INSERT INTO item (space_id, item_id, section_id, kind, parent_id, status, closed, position,"
            " head, number, created_by, created_at, seq)"
            " SELECT s, i, s, k, t, u, c, 1, i, 1, i, :at, 1 FROM unnest(CAST(:s AS uuid[]),"
            " CAST(:i AS uuid[]), CAST(:k AS text[]), CAST(:t AS uuid[]), CAST(:u AS text[]),"
            " CAST(:c AS boolean[])) one (s, i, k, t, u, c)",
            at=self.site.clock.now(),
            **columns,
        )

    async def cases(
        self,
        count: int,
        received: datetime,
        *,
        days: int | None = None,
        asked_by: str = "self",
        complained: datetime | None = None,
        became: str | None = None,
        **parts: str,
    ) -> None:
        """Cases that were received then, and decided so many days later."""
        spaces = await self._spaces(count, "case", received)
        values: dict[str, Any] = {"coordinator": None, "child_coordinator": None, "plan": None, **parts}
        await self._run(
            "INSERT INTO case_file (space_id, municipality_id, year, number, state, channel, asked_by,"
            " received_at, deadline_on, decided_at, coordinator, child_coordinator, plan, complaint_at,"
            " complaint_outcome) SELECT unnest(:s), :m, 2000, generate_series(CAST(:first AS int), :last),"
            " 'x', 'online', :who, :at, :due, :done, :coordinator, :child_coordinator, :plan, :complained,"
            " :became",
            s=spaces,
            first=self.number + 1,
            last=self.number + count,
            who=asked_by,
            at=received,
            due=(received + timedelta(days=28)).date(),
            done=received + timedelta(days=days) if days is not None else None,
            complained=complained,
            became=became,
            **values,
        )
        self.number += count

    async def _run(self, statement: str, **values: Any) -> None:
        known = {"m": self.municipality} if ":m" in statement else {}
        await self.site.world.sql(f"{statement} RETURNING 1", **known, **values)
