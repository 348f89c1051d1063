"""What is done in a family: kept from a parent, signed by two together, and not agreed on."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, precondition, rule

from tests.gate.machine.deciding import Deciding
from tests.gate.machine.judge import Leaked, TurnedAway
from tests.gate.machine.model import OWNER, PARENTS, SECTIONS, SHARED_WITH, Waiting, end_of
from tests.gate.machine.plan import DONE, REFUSED, UNCONSENTED

items: Bundle[str] = Bundle("items")
parents = st.sampled_from(PARENTS)
keepers = st.sampled_from((OWNER, OWNER, "leila", "leila", *PARENTS, *SHARED_WITH))
"""Who tries to keep something from a parent: sometimes one who may not."""


class Family(Deciding):
    """A child, two parents, and who helps."""

    @rule(hand=keepers, parent=parents, item=items)
    def keep(self, hand: str, parent: str, item: str) -> None:
        self._keep(hand, parent, item)

    @precondition(lambda self: self.model.may_keep(OWNER, "home/1") and self._acting())
    @rule(data=st.data(), section=st.sampled_from(SECTIONS))
    def keep_what_is_seen(self, data: st.DataObject, section: str) -> None:
        """By the child, from who decides and has it before her: one that fails is found by no other."""
        parent = data.draw(st.sampled_from(self._acting()), label="parent")
        self._connect(parent)
        self._judge()
        self._keep(OWNER, parent, f"{section}/1")

    @rule(hand=keepers, parent=parents, item=items)
    def let_be_seen_again(self, hand: str, parent: str, item: str) -> None:
        door = "/ending" if hand == OWNER else "/assessment"
        answer = self._do(self.plan.keep(hand, parent, self._section(item), item, door))
        kept = self.model.items[item].kept_from
        may = self.model.may_keep(hand, item) and parent in kept and (hand != OWNER or kept[parent])
        self._answered(hand, may, answer)
        if may:
            del kept[parent]

    @rule(hand=st.sampled_from((OWNER, *PARENTS)), parent=parents, item=items)
    def lift_what_was_kept(self, hand: str, parent: str, item: str) -> None:
        """An owner who has come to decide does, whoever wished it; no parent does."""
        if parent not in self.model.items[item].kept_from:
            return
        answer = self._do(self.plan.withhold(hand, parent, self._section(item), item, lift=True))
        may = hand == OWNER and self.model.decides(OWNER) and not self.model.paused
        if may:
            self._answered(hand, may, answer)
            del self.model.items[item].kept_from[parent]

    @precondition(lambda self: self.model.waiting)
    @rule(hand=parents, data=st.data())
    def sign_too(self, hand: str, data: st.DataObject) -> None:
        """What one of two has signed counts when the other has, and no earlier."""
        agreement = data.draw(st.sampled_from(sorted(self.model.waiting)), label="agreement")
        waits = self.model.waiting[agreement]
        answer = self._do(self.plan.answer(hand, agreement, "signature"))
        expected = self._expected(hand, waits)
        if answer != expected:
            fault = Leaked if answer == DONE else TurnedAway
            self._found(fault(f"{hand} was answered {answer}, and not {expected}"))
        if answer == DONE:
            self._counts(hand, agreement)

    @precondition(lambda self: self.model.waiting)
    @rule(hand=parents, data=st.data())
    def disagree_or_take_back(self, hand: str, data: st.DataObject) -> None:
        agreement = data.draw(st.sampled_from(sorted(self.model.waiting)), label="agreement")
        may = self.model.answerable(hand, self.model.waiting[agreement])
        self._answered(hand, may, self._do(self.plan.answer(hand, agreement, "declining")))
        if may:
            del self.model.waiting[agreement]

    def _acting(self) -> list[str]:
        return [parent for parent in PARENTS if self.model.acts_on(parent) is not None]

    def _keep(self, hand: str, parent: str, item: str) -> None:
        may = self.model.may_begin_to_keep(hand, item, parent)
        answer = self._do(self.plan.keep(hand, parent, self._section(item), item))
        self._answered(hand, may, answer)
        if may:
            self.model.items[item].kept_from.setdefault(parent, hand == OWNER)

    def _expected(self, hand: str, waits: Waiting) -> int:
        model = self.model
        if not model.answerable(hand, waits) or hand == waits.person:
            return REFUSED
        if waits.grant is None:
            return DONE
        if model.paused:
            return REFUSED
        too_late = end_of(waits.grant.last_day) <= model.now
        return UNCONSENTED if too_late or model.unshared else DONE

    def _counts(self, hand: str, agreement: str) -> None:
        waits, on = self.model.waiting.pop(agreement), self.model.acts_on(hand)
        assert on is not None
        if waits.grant is not None:
            self.model.grants[waits.cell] = replace(waits.grant, on=(on, waits.on))
        elif waits.consent == "plan":
            self.model.paused = False
        else:
            self.model.unshared = False
