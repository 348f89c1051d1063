"""What steps are made of: an act on the plan, what the model makes of it, and whether the two agree."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, NoReturn, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, RuleBasedStateMachine, multiple

from tests.gate.machine.installation import Installation
from tests.gate.machine.judge import Fault, Judge, Leaked, TurnedAway
from tests.gate.machine.model import WAITS, Grant, Item, Model, Waiting, new_word
from tests.gate.machine.plan import DONE, PATIENCE, REFUSED, UNCONSENTED, Plan

T = TypeVar("T")


class Enough(BaseException):
    """Ends a run at once, with the fault that was found: nothing is tried again, nor made smaller."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass
class Run:
    """What all plans of one run share."""

    here: Installation
    loop: asyncio.Runner
    began: datetime
    """The day on which every plan of the run is founded."""
    patience: float = PATIENCE
    steps: int = 0
    ends_at_a_fault: bool = False


class Acting(RuleBasedStateMachine):
    """Acts on one plan, by the names that the model uses. Bind ``run`` in a subclass."""

    run: ClassVar[Run]
    plan: Plan
    model: Model
    judge: Judge

    def _sign(self, hand: str, person: str, section: str, grant: Grant) -> None:
        answer = self._do(self.plan.sign(hand, person, section, grant.level, grant.last_day))
        cell = (person, section)
        if self.model.decides(hand) and (self.model.paused or self.model.unshared):
            # It is told to who decides: what does not stand, and where it is given anew.
            if answer != UNCONSENTED:
                self._found(TurnedAway(f"{hand} was answered {answer}"))
        elif self._decided(hand, answer) and not self._is_as_it_was(cell, grant):
            on = self.model.acts_on(hand)
            if on is not None and self.model.is_joint(hand):
                self._waits(Waiting(hand, on, self.model.now + WAITS, cell=cell, grant=grant))
            else:
                self.model.grants[cell] = replace(grant, on=() if on is None else (on,))

    def _is_as_it_was(self, cell: tuple[str, str], grant: Grant) -> bool:
        """Whether nothing is signed, for there is nothing to change."""
        before = self.model.in_force().get(cell)
        return before is not None and (before.level, self.model.end(before)) == (
            grant.level,
            self.model.end(grant),
        )

    def _waits(self, waits: Waiting) -> None:
        """The house has just taken it in: by the id that it gave it."""
        new = self._do(self.plan.agreements()) - self.model.waiting.keys()
        if len(new) != 1:
            self._found(TurnedAway(f"{waits.person} signed, and {len(new)} wait"))
        self.model.waiting[new.pop()] = waits

    def _withdraw(self, hand: str, person: str, section: str) -> None:
        if self._decided(hand, self._do(self.plan.withdraw(hand, person, section)), while_paused=True):
            self.model.grants.pop((person, section), None)

    def _edit(self, author: str, item: str) -> None:
        word, may = new_word(), self.model.may_edit(author, item)
        self._answered(author, may, self._do(self.plan.edit(author, item, self._section(item), word)))
        if may:
            self._wrote(author, item, word)

    def _wrote(self, author: str, item: str, word: str) -> None:
        one = self.model.items[item]
        one.words.append(word)
        one.wrote = (one.wrote[0], author)

    def _add(self, author: str, section: str, under: str | None) -> MultipleResults[str]:
        name = f"{section}/{sum(one.section == section for one in self.model.items.values())}"
        word, may = new_word(), self.model.may_add(author, section, under)
        self._answered(author, may, self._do(self.plan.add(author, name, section, under, word)))
        if not may:
            return multiple()
        self.model.items[name] = Item(section, under, [word], wrote=(author, author))
        return multiple(name)

    def _connect(self, person: str) -> None:
        if person in self.plan.screens and self.plan.screens[person].is_live:
            return
        opened, may = self._do(self.plan.open_screen(person)), self.model.enters(person)
        self._answered(person, may, DONE if opened else REFUSED)

    def _decided(self, hand: str, answer: int, *, while_paused: bool = False, of: str = "") -> bool:
        """Whether an act that is only for who decides was done.

        ``while_paused``: also in a plan at rest. ``of``: an item, which may be kept from one who decides.
        """
        may = self.model.decides(hand) and (while_paused or not self.model.paused)
        may = may and (not of or self.model.shows(hand, of))
        self._answered(hand, may, answer)
        return may

    def _answered(self, person: str, may: bool, answer: int) -> None:
        if answer != (DONE if may else REFUSED):
            self._found((TurnedAway if may else Leaked)(f"{person} was answered {answer}"))

    def _judge(self) -> None:
        try:
            self._do(self.judge.judge())
        except Fault as fault:
            self._found(fault)

    def _found(self, fault: Fault) -> NoReturn:
        raise Enough(fault) if self.run.ends_at_a_fault else fault

    def _section(self, item: str) -> str:
        return self.model.items[item].section

    def _live(self) -> list[str]:
        return [person for person, one in self.plan.screens.items() if one.is_live]

    def _some_grant(self, data: st.DataObject) -> tuple[str, str]:
        """Somebody's grant in force: (person, section)."""
        return data.draw(st.sampled_from(sorted(self.model.in_force())), label="grant")

    def _do(self, act: Coroutine[Any, Any, T]) -> T:
        return self.run.loop.run(act)
