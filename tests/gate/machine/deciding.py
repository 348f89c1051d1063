"""Who decides: mandates, of one or of two, a protected owner, and her consents."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.gate.machine.model import OSLO, OWNER, PARENTS, REPRESENTATIVE, WAITS, Mandate, Waiting
from tests.gate.machine.upheavals import Upheavals

FOUNDED_AT, ACTS_AT = 12, 13
"""Hours of the day: a mandate of whole days never ends in the very second of something else."""

hands = st.sampled_from((OWNER, OWNER, REPRESENTATIVE, REPRESENTATIVE, PARENTS[1], "berit"))
"""Who tries to decide: sometimes one who may not."""
days = st.sampled_from((1, 2, 30, 400))
seldom = st.sampled_from((False, False, False, True))
"""What leaves little to do afterwards."""


class Deciding(Upheavals):
    """What the unit, the parents and the owner do to who decides."""

    @rule(person=st.sampled_from(PARENTS), days=days, instead=seldom, joint=seldom)
    def sign_mandate(self, person: str, days: int, *, instead: bool, joint: bool) -> None:
        """Perhaps on a decision that the owner cannot decide herself; perhaps one of two."""
        self._mandate(person, days, instead=instead and not self.model.protected, joint=joint)

    def _mandate(self, person: str, days: int, *, instead: bool = False, joint: bool = False) -> None:
        # No two end in the same second, and none in that of something else.
        until = at_hour(self.model.now + timedelta(days=days), FOUNDED_AT) + timedelta(
            seconds=len(self.model.mandates)
        )
        self._do(self.plan.sign_mandate(person, until, instead=instead, joint=joint))
        self.model.mandates.append(Mandate(person, until, joint, instead))

    @rule(hand=hands, person=st.sampled_from(PARENTS))
    def end_mandate(self, hand: str, person: str) -> None:
        """Only who has it lays it down: an owner does not end what the unit has signed."""
        place = self.model.acts_on(person)
        if place is None:
            return
        answer = self._do(self.plan.end_mandate(hand, place))
        self._answered(hand, hand == person, answer)
        if hand == person:
            self.model.mandates[place].end = self.model.now

    @precondition(lambda self: self.model.protected or self.model.decides(OWNER))
    @rule(really=seldom)
    def protect_or_lift(self, *, really: bool) -> None:
        """The owner's address; not while nobody would then decide, which is tried by itself elsewhere."""
        if not (really or self.model.protected):
            return
        self._do(self.plan.protect(protected=not self.model.protected))
        self.model.protected = not self.model.protected

    @rule(hand=hands)
    def put_to_rest_or_take_up(self, hand: str) -> None:
        answer = self._do(self.plan.consent(hand, "plan", withdrawn=not self.model.paused))
        if self._decided(hand, answer, while_paused=True) and not self._consents(hand, "plan"):
            self.model.paused = not self.model.paused

    @rule(hand=hands)
    def stop_sharing_or_share(self, hand: str) -> None:
        answer = self._do(self.plan.consent(hand, "sharing", withdrawn=not self.model.unshared))
        if self._decided(hand, answer, while_paused=True) and not self._consents(hand, "sharing"):
            self.model.unshared = not self.model.unshared
            self.model.grants.clear()

    def _consents(self, hand: str, kind: str) -> bool:
        """Whether it is a consent given anew by one of two: it waits for the other."""
        gives = self.model.paused if kind == "plan" else self.model.unshared
        on = self.model.acts_on(hand)
        if not gives or on is None or not self.model.is_joint(hand):
            return False
        self._waits(Waiting(hand, on, self.model.now + WAITS, consent=kind))
        return True


def at_hour(moment: datetime, hour: int) -> datetime:
    return moment.astimezone(OSLO).replace(hour=hour, minute=0, second=0, microsecond=0)
