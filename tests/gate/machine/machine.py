"""The state machine: whatever people and time do to a plan, in any order, each step judged."""

import asyncio
from collections.abc import Awaitable
from datetime import date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, initialize, invariant, multiple, precondition, rule

from tests.gate.machine.deciding import ACTS_AT, FOUNDED_AT, at_hour, days, hands
from tests.gate.machine.family import Family, items
from tests.gate.machine.judge import Judge
from tests.gate.machine.model import (
    EVERYBODY,
    LEVELS,
    OSLO,
    OWNER,
    PARENTS,
    REPRESENTATIVE,
    SECTIONS,
    SHARED_WITH,
    Grant,
    Item,
    Mandate,
    Model,
    end_of,
    new_word,
)
from tests.gate.machine.plan import DONE, found

FIRST_MANDATE = timedelta(days=365)
COMES_TO_DECIDE = timedelta(days=80)
"""So soon, or a little sooner: on the first day of that month."""
DECIDES_AT, OF_AGE_AT = 16, 18
FIRST_GRANTS = {
    ("wenche", "health"): ("read", 800),
    ("berit", "health"): ("read", 800),
    ("berit", "home"): ("read", 1),
    ("leila", "health"): ("write", 800),
    ("leila", "home"): ("comment", 30),
}
"""Level and days from the founding: one ends with the first day, others outlast the mandate they rest on."""
FIRST_LIVE = ("berit", "leila")

people = st.sampled_from(SHARED_WITH)
sections = st.sampled_from(SECTIONS)
levels = st.sampled_from(LEVELS)


class PlanMachine(Family):
    """One plan from its founding on."""

    @initialize(target=items, child=st.booleans(), together=st.booleans())
    def found(self, *, child: bool, together: bool) -> MultipleResults[str]:
        """Three sections, each with an item and one under it; some see some of it, live.

        Perhaps a child's, who comes to decide in a while; perhaps with two who decide together.
        """
        here, noon = self.run.here, at_hour(self.run.began, FOUNDED_AT)
        here.move_clock(noon)
        grants = {
            cell: Grant(level, noon.date() + timedelta(days=days), on=(0,))
            for cell, (level, days) in FIRST_GRANTS.items()
        }
        titles = {section: Item(section, None, [new_word()]) for section in SECTIONS}
        words = {name: item.words[-1] for name, item in titles.items()}
        comes = (noon.date() + COMES_TO_DECIDE).replace(day=1) if child else None
        born = comes.replace(year=comes.year - DECIDES_AT) if comes else None
        self.plan = self._do(found(here, words, grants, born))
        first = noon + FIRST_MANDATE
        self.model = Model(at_hour(noon + timedelta(days=1), ACTS_AT), [], titles, grants)
        if comes:
            self.model.decides_from = _midnight(comes)
            self.model.of_age = _midnight(comes.replace(year=comes.year + OF_AGE_AT - DECIDES_AT))
            first = min(first, self.model.decides_from)
        self.model.mandates.append(Mandate(REPRESENTATIVE, first))
        self.judge = Judge(self.plan, self.model, self.run.patience)
        self.cut = False
        here.move_clock(self.model.now)
        if together:
            for parent in PARENTS:
                self._mandate(parent, 400, joint=True)
        for section in SECTIONS:
            self._add(OWNER, section, None)
            self._add(OWNER, section, f"{section}/1")
        for person in FIRST_LIVE:
            self._connect(person)
        if child:
            # A parent's screen, with something kept from it: who shows that to her is found in every plan.
            self._connect(REPRESENTATIVE)
            self._keep(OWNER, REPRESENTATIVE, "home/1")
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
        answer = self._do(self.plan.withhold(hand, person, self._section(item), item))
        if self._decided(hand, answer, of=item):
            self.model.items[item].hidden_from.add(person)

    @precondition(lambda self: self.model.in_force())
    @rule(hand=hands, data=st.data())
    def withhold_what_is_seen(self, hand: str, data: st.DataObject) -> None:
        """From somebody who has it before her: a withholding that fails is found by no other."""
        person, section = self._some_grant(data)
        item = f"{section}/1"
        if self._decided(hand, self._do(self.plan.withhold(hand, person, section, item)), of=item):
            self.model.items[item].hidden_from.add(person)

    @rule(hand=hands, person=people, item=items)
    def lift(self, hand: str, person: str, item: str) -> None:
        answer = self._do(self.plan.withhold(hand, person, self._section(item), item, lift=True))
        if self._decided(hand, answer, of=item):
            self.model.items[item].hidden_from.discard(person)

    # Time

    @rule(days=days)
    def let_days_pass(self, days: int) -> None:
        self.model.now = at_hour(self.model.now + timedelta(days=days), ACTS_AT)
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

    @precondition(lambda self: self._goes_on())
    @rule(data=st.data())
    def edit_and_withdraw_at_once(self, data: st.DataObject) -> None:
        """Whichever is committed first: what is written after the withdrawal is never hers to see."""
        person, section = self._some_grant(data)
        item, word = f"{section}/1", new_word()
        edit = self.plan.edit(OWNER, item, section, word)
        withdrawal = self.plan.withdraw(self._decider(), person, section)
        assert self._do(_together(edit, withdrawal)) == [DONE, DONE]
        self._wrote(OWNER, item, word)
        if self._do(self.plan.last_cause()) != "saved":
            self.judge.between()
        self.model.grants.pop((person, section))

    @precondition(lambda self: self._goes_on())
    @rule(data=st.data())
    def withdraw_while_a_frame_is_made(self, data: st.DataObject) -> None:
        """The frame was checked before the withdrawal and is ready after it: she is not sent it."""
        (person, section), word = self._some_grant(data), new_word()
        self._connect(person)
        self._judge()
        hand, item = self._decider(), f"{section}/1"
        self._do(self.plan.withdraw_while_a_frame_is_made(hand, person, section, item, word))
        self._wrote(OWNER, item, word)
        self.model.grants.pop((person, section))

    def _goes_on(self) -> bool:
        """Whether there is work on the plan, and somebody who can end another's access to it."""
        return bool(self.model.in_force()) and not self.model.paused and self.model.decider() is not None

    def _decider(self) -> str:
        found = self.model.decider()
        assert found is not None
        return found

    # After each step

    @invariant()
    def everybody_has_what_is_hers_and_nobody_more(self) -> None:
        self._judge()
        self.run.steps += 1

    def teardown(self) -> None:
        if hasattr(self, "plan"):
            self._do(self.plan.close())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), OSLO)


async def _together(*acts: Awaitable[int]) -> list[int]:
    return list(await asyncio.gather(*acts))
