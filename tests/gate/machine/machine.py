"""The state machine: whatever people and time do to a plan, in any order, each step judged."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, initialize, invariant, multiple, precondition, rule

from tests.gate.machine.judge import Judge
from tests.gate.machine.model import (
    EVERYBODY,
    LEVELS,
    OSLO,
    OWNER,
    REPRESENTATIVE,
    SECTIONS,
    SHARED_WITH,
    Grant,
    Item,
    Model,
    end_of,
    new_word,
)
from tests.gate.machine.plan import DONE, found
from tests.gate.machine.upheavals import Upheavals

FOUNDED_AT, ACTS_AT = 12, 13
"""Hours of the day: a mandate of whole days never ends in the very second of something else."""
FIRST_MANDATE = timedelta(days=365)
FIRST_GRANTS = {
    ("wenche", "health"): ("read", 800),
    ("berit", "health"): ("read", 800),
    ("berit", "home"): ("read", 1),
    ("leila", "health"): ("write", 800),
    ("leila", "home"): ("comment", 30),
}
"""Level and days from the founding: one ends with the first day, others outlast the mandate they rest on."""
FIRST_LIVE = ("berit", "leila")

hands = st.sampled_from((OWNER, OWNER, REPRESENTATIVE, REPRESENTATIVE, "berit"))
"""Who tries to decide: sometimes one who may not."""
people = st.sampled_from(SHARED_WITH)
sections = st.sampled_from(SECTIONS)
levels = st.sampled_from(LEVELS)
days = st.sampled_from((1, 2, 30, 400))
seldom = st.sampled_from((False, False, False, True))
"""What leaves little to do afterwards."""


class PlanMachine(Upheavals):
    """One plan from its founding on."""

    items = Bundle("items")

    @initialize(target=items)
    def found(self) -> MultipleResults[str]:
        """Three sections, each with an item and one under it; some see some of it, live."""
        here, noon = self.run.here, _at(self.run.began, FOUNDED_AT)
        here.move_clock(noon)
        grants = {
            cell: Grant(level, noon.date() + timedelta(days=days), on=0)
            for cell, (level, days) in FIRST_GRANTS.items()
        }
        titles = {section: Item(section, None, [new_word()]) for section in SECTIONS}
        words = {name: item.words[-1] for name, item in titles.items()}
        self.plan = self._do(found(here, words, grants))
        self.model = Model(_at(noon + timedelta(days=1), ACTS_AT), [noon + FIRST_MANDATE], titles, grants)
        self.judge = Judge(self.plan, self.model, self.run.patience)
        self.cut = False
        here.move_clock(self.model.now)
        for section in SECTIONS:
            self._add(OWNER, section, None)
            self._add(OWNER, section, f"{section}/1")
        for person in FIRST_LIVE:
            self._connect(person)
        self.run.steps -= 1  # the founding is none
        return multiple(*(name for name in self.model.items if name not in SECTIONS))

    # Access

    @rule(hand=hands, person=people, section=sections, level=levels, days=days)
    def grant(self, hand: str, person: str, section: str, level: str, days: int) -> None:
        self._sign(hand, person, section, Grant(level, self.model.today + timedelta(days=days)))

    @precondition(lambda self: self.model.in_force())
    @rule(data=st.data(), level=levels)
    def narrow_or_widen(self, data: st.DataObject, level: str) -> None:
        cell = self._some_grant(data)
        last_day = max(self.model.grants[cell].last_day, self.model.today + timedelta(days=1))
        self._sign(OWNER, *cell, Grant(level, last_day))

    @precondition(lambda self: self.model.in_force())
    @rule(data=st.data(), days=days)
    def extend_or_shorten(self, data: st.DataObject, days: int) -> None:
        cell = self._some_grant(data)
        last_day = self.model.today + timedelta(days=days)
        self._sign(OWNER, *cell, Grant(self.model.grants[cell].level, last_day))

    @rule(hand=hands, person=people, section=sections)
    def withdraw(self, hand: str, person: str, section: str) -> None:
        self._withdraw(hand, person, section)

    @rule(hand=hands, person=people)
    def withdraw_all(self, hand: str, person: str) -> None:
        if self._decided(hand, self._do(self.plan.withdraw(hand, person)), while_paused=True):
            for section in SECTIONS:
                self.model.grants.pop((person, section), None)

    @rule(hand=hands, person=people, item=items)
    def withhold(self, hand: str, person: str, item: str) -> None:
        if self._decided(hand, self._do(self.plan.withhold(hand, person, self._section(item), item))):
            self.model.items[item].hidden_from.add(person)

    @precondition(lambda self: self.model.in_force())
    @rule(hand=hands, data=st.data())
    def withhold_what_is_seen(self, hand: str, data: st.DataObject) -> None:
        """From somebody who has it before her: a withholding that fails is found by no other."""
        person, section = self._some_grant(data)
        item = f"{section}/1"
        if self._decided(hand, self._do(self.plan.withhold(hand, person, section, item))):
            self.model.items[item].hidden_from.add(person)

    @rule(hand=hands, person=people, item=items)
    def lift(self, hand: str, person: str, item: str) -> None:
        answer = self._do(self.plan.withhold(hand, person, self._section(item), item, lift=True))
        if self._decided(hand, answer):
            self.model.items[item].hidden_from.discard(person)

    @rule(days=days, instead=seldom)
    def sign_mandate(self, days: int, *, instead: bool) -> None:
        """Perhaps on a decision that the owner cannot decide herself."""
        instead = instead and not self.model.protected
        # No two end in the same second, and none in that of something else.
        until = _at(self.model.now + timedelta(days=days), FOUNDED_AT) + timedelta(
            seconds=len(self.model.mandates)
        )
        self._do(self.plan.sign_mandate(until, instead=instead))
        if instead:
            self.model.instead.add(len(self.model.mandates))
        self.model.mandates.append(until)

    @rule(hand=hands)
    def end_mandate(self, hand: str) -> None:
        """Only the representative lays it down: an owner does not end what the unit has signed."""
        place = self.model.acts_on()
        if place is None:
            return
        answer = self._do(self.plan.end_mandate(hand, place))
        self._answered(hand, hand == REPRESENTATIVE, answer)
        if hand == REPRESENTATIVE:
            self.model.mandates[place] = self.model.now

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
        if self._decided(hand, answer, while_paused=True):
            self.model.paused = not self.model.paused

    @rule(hand=hands)
    def stop_sharing_or_share(self, hand: str) -> None:
        answer = self._do(self.plan.consent(hand, "sharing", withdrawn=not self.model.unshared))
        if self._decided(hand, answer, while_paused=True):
            self.model.unshared = not self.model.unshared
            self.model.grants.clear()

    # Time

    @rule(days=days)
    def let_days_pass(self, days: int) -> None:
        self.model.now = _at(self.model.now + timedelta(days=days), ACTS_AT)
        self.run.here.move_clock(self.model.now)

    @rule()
    def let_midnight_come(self) -> None:
        """Nobody tells the house: that access ends with the day is for its own clock to say."""
        midnight = end_of(self.model.today)
        self.judge.between()
        self.model.now = midnight
        self._do(self.run.here.let_come(midnight))

    # Content

    @rule(author=st.sampled_from(EVERYBODY), item=items)
    def edit(self, author: str, item: str) -> None:
        self._edit(author, item)

    @rule(author=st.sampled_from(EVERYBODY), section=sections)
    def rename(self, author: str, section: str) -> None:
        self._edit(author, section)

    @rule(target=items, author=st.sampled_from(EVERYBODY), under=items)
    def add(self, author: str, under: str) -> MultipleResults[str]:
        return self._add(author, self._section(under), under)

    # While the line is cut

    @precondition(lambda self: not self.cut)
    @rule(hand=hands, person=people, item=items)
    def change_much_while_the_line_is_cut(self, hand: str, person: str, item: str) -> None:
        """News of what happens meanwhile is lost; that the line was down is not."""
        self.cut = True
        here = self.run.here
        healed = here.listen_for("gap")
        self._do(here.cut_the_line())
        self._edit(OWNER, item)
        self.judge.between()
        self._withdraw(hand, person, self._section(item))
        self._do(here.hear(healed, self.run.patience))

    # At the same time

    @precondition(lambda self: self.model.in_force() and not self.model.paused)
    @rule(data=st.data())
    def edit_and_withdraw_at_once(self, data: st.DataObject) -> None:
        """Whichever is committed first: what is written after the withdrawal is never hers to see."""
        person, section = self._some_grant(data)
        item, word = f"{section}/1", new_word()
        edit = self.plan.edit(OWNER, item, section, word)
        withdrawal = self.plan.withdraw(self.model.decider(), person, section)
        assert self._do(_together(edit, withdrawal)) == [DONE, DONE]
        self.model.items[item].words.append(word)
        if self._do(self.plan.last_cause()) != "saved":
            self.judge.between()
        self.model.grants.pop((person, section))

    @precondition(lambda self: self.model.in_force() and not self.model.paused)
    @rule(data=st.data())
    def withdraw_while_a_frame_is_made(self, data: st.DataObject) -> None:
        """The frame was checked before the withdrawal and is ready after it: she is not sent it."""
        (person, section), word = self._some_grant(data), new_word()
        self._connect(person)
        self._judge()
        hand, item = self.model.decider(), f"{section}/1"
        self._do(self.plan.withdraw_while_a_frame_is_made(hand, person, section, item, word))
        self.model.items[f"{section}/1"].words.append(word)
        self.model.grants.pop((person, section))

    # After each step

    @invariant()
    def everybody_has_what_is_hers_and_nobody_more(self) -> None:
        self._judge()
        self.run.steps += 1

    def teardown(self) -> None:
        if hasattr(self, "plan"):
            self._do(self.plan.close())


def _at(moment: datetime, hour: int) -> datetime:
    return moment.astimezone(OSLO).replace(hour=hour, minute=0, second=0, microsecond=0)


async def _together(*acts: Awaitable[int]) -> list[int]:
    return list(await asyncio.gather(*acts))
