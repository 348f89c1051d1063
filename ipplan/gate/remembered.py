"""Remembered verdicts: what was concluded from the same rows under the same keys, for as long as no moment
between then and now changes it. The rows themselves are asked for each time (asking.py)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from ipplan.gate.claims import GrantClaims, MandateClaims
from ipplan.gate.company import Company
from ipplan.gate.facts import Facts, SpaceFacts
from ipplan.gate.keys import Keyring
from ipplan.gate.tokens import Signer
from ipplan.gate.verdict import LEEWAY, Denied, Standing, judge

FAR = 1 << 40
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """A conclusion, the keys that it was drawn under, and the seconds from and until which it holds."""

    keys: object
    since: int
    until: int
    value: Standing | Denied | Company

    def holds(self, keys: object, at: int) -> bool:
        return self.keys is keys and self.since <= at < self.until


class Verdicts:
    """Judges, and remembers it as part of what it was judged by."""

    def __init__(self, keyring: Keyring, signer: Signer) -> None:
        self._keyring = keyring
        self._signer = signer

    def standing(self, facts: Facts, now: datetime) -> Standing | Denied:
        """Where the person of ``facts`` stands at ``now``."""
        space, keys, at = facts.space, self._keyring.epoch, int(now.timestamp())
        if space is None:
            return judge(facts, now, self._signer)
        kept = space.basis.concluded.get(facts.person.account_id)
        if isinstance(kept, Kept) and kept.holds(keys, at) and isinstance(kept.value, Standing | Denied):
            return kept.value
        found = judge(facts, now, self._signer)
        until = min((one for one in self._turns(facts) if one > at), default=FAR)
        space.basis.concluded[facts.person.account_id] = Kept(keys, at, until, found)
        return found

    def company(self, space: SpaceFacts, now: datetime) -> Company:
        """Everybody in the space, and where each stands at ``now``."""
        keys, at = self._keyring.epoch, int(now.timestamp())
        kept = space.basis.concluded.get(Company)
        if isinstance(kept, Kept) and kept.holds(keys, at) and isinstance(kept.value, Company):
            return kept.value
        standings, until = {}, FAR
        for account_id in space.people:
            standing = self.standing(space.facts(account_id, now), now)
            own = space.basis.concluded[account_id]
            until = min(until, own.until) if isinstance(own, Kept) else at
            if isinstance(standing, Standing) and standing.shut_out is None:
                standings[account_id] = standing
        company = Company.of(space, standings)
        space.basis.concluded[Company] = Kept(keys, at, until, company)
        return company

    def _turns(self, facts: Facts) -> Iterator[int]:
        """The seconds at which a verdict may change by the clock alone."""
        if facts.space is None:
            return
        for row in (*facts.space.roots, *facts.person.grants):
            claims = self._signer.grant(row.token)
            if isinstance(claims, GrantClaims):
                yield from (claims.iat - LEEWAY, claims.nbf, claims.exp)
        for mandate in facts.space.mandates:
            signed = self._signer.mandate(mandate.token)
            if isinstance(signed, MandateClaims):
                yield from (signed.iat - LEEWAY, signed.nbf, signed.exp)
