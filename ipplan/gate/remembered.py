"""Remembered verdicts: what was concluded from the same rows under the same keys, for as long as no moment
between then and now changes it. The rows themselves are asked for each time (asking.py)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from ipplan.gate.claims import ClosingClaims, GrantClaims
from ipplan.gate.company import Company
from ipplan.gate.facts import Facts, SpaceFacts
from ipplan.gate.keys import Keyring
from ipplan.gate.papers import turns
from ipplan.gate.representing import LEEWAY, closing_in, keeping_turns, mandate_of
from ipplan.gate.roles import role_turns
from ipplan.gate.standing import Denied, Standing
from ipplan.gate.tokens import Signer
from ipplan.gate.verdict import judge
from ipplan.rules import Rules

FAR = 1 << 40
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A conclusion, the keys that it was drawn under, and the seconds from and until which it holds."""

    keys: object
    since: int
    until: int
    value: T

    def holds(self, keys: object, at: int) -> bool:
        return self.keys is keys and self.since <= at < self.until


class Verdicts:
    """Judges, and remembers it as part of what it was judged by."""

    def __init__(self, keyring: Keyring, signer: Signer, rules: Rules) -> None:
        self._keyring = keyring
        self._signer = signer
        self._rules = rules
        self._tail = int(rules.grants_outlast_mandate.time.total_seconds())

    def standing(self, facts: Facts, now: datetime) -> Standing | Denied:
        """Where the person of ``facts`` stands at ``now``."""
        return self.concluded(facts, now).value

    def concluded(self, facts: Facts, now: datetime) -> "Kept[Standing | Denied]":
        """The same, with how long it holds."""
        space, keys, at = facts.space, self._keyring.epoch, int(now.timestamp())
        if space is None:
            return Kept(keys, at, at, judge(facts, now, self._signer, self._rules))
        standings: dict[UUID, Kept[Standing | Denied]] = space.basis.standings
        kept = standings.get(facts.person.account_id)
        if kept is None or not kept.holds(keys, at):
            until = min((one for one in self._turns(facts) if one > at), default=FAR)
            kept = Kept(keys, at, until, judge(facts, now, self._signer, self._rules))
            standings[facts.person.account_id] = kept
        return kept

    def company(self, space: SpaceFacts, now: datetime) -> Company:
        """Everybody in the space, and where each stands at ``now``."""
        keys, at = self._keyring.epoch, int(now.timestamp())
        kept: Kept[Company] | None = space.basis.company
        if kept is not None and kept.holds(keys, at):
            return kept.value
        standings, until = {}, FAR
        for account_id in space.people:
            own = self.concluded(space.facts(account_id, now), now)
            until = min(until, own.until)
            if isinstance(own.value, Standing) and own.value.shut_out is None:
                standings[account_id] = own.value
        company = Company.of(space, standings)
        space.basis.company = Kept(keys, at, until, company)
        return company

    def _turns(self, facts: Facts) -> Iterator[int]:
        """The seconds at which a verdict may change by the clock alone."""
        if facts.space is None:
            return
        for grant in (*facts.space.roots, *facts.person.grants):
            signed = self._signer.grant(grant.token)
            if isinstance(signed, GrantClaims):
                yield from (signed.iat - LEEWAY, signed.nbf, signed.exp)
                if signed.decides_from is not None:
                    yield signed.decides_from
        closing = closing_in(facts.space, self._signer)
        if isinstance(closing, ClosingClaims):
            yield closing.copy_until
        yield from turns(facts.space, self._signer)
        yield from keeping_turns(facts.space, self._signer, self._rules)
        yield from role_turns(facts.space, facts.person.account_id, self._signer)
        if facts.person.work_until is not None:
            yield facts.person.work_until
        for row in facts.space.mandates:
            found = mandate_of(row, facts.space, self._signer)
            if found is not None:
                start = found.claims
                yield from (start.iat - LEEWAY, start.nbf, found.ends_at, found.ends_at + self._tail)
