"""Holds what people were given against the model: nothing leaked, nobody turned away or left behind."""

import asyncio
import time
from dataclasses import dataclass, field

from tests.gate.machine.model import EVERYBODY, SECTIONS, Model, words_in
from tests.gate.machine.plan import PATIENCE, REFUSED, Plan
from tests.gate.machine.screens import Screen, parts_in


class Fault(AssertionError):
    """The house and the model disagree."""


class Leaked(Fault):
    """Words reached somebody who may not see them."""


class TurnedAway(Fault):
    """Somebody entitled was refused, or not shown all that is hers."""


class LeftBehind(Fault):
    """A screen does not come to show what a fresh page shows."""


@dataclass
class Judge:
    """Judges one plan after each step."""

    plan: Plan
    model: Model
    patience: float = PATIENCE
    steps: int = 0
    meanwhile: dict[str, frozenset[str]] = field(default_factory=dict)
    """What each could see at some moment of this step, besides what she may see at its end."""

    def between(self) -> None:
        """The model is as it is for a while only, within the step that is being made."""
        for person in EVERYBODY:
            self.meanwhile[person] = self.meanwhile.get(person, frozenset()) | self.model.sees(person)

    async def judge(self) -> None:
        """After a step: all live screens, and somebody at some door; in few steps everybody at every one."""
        screens = self.plan.screens
        for person, screen in screens.items():
            if screen.is_live:
                await self._settle(person, screen)
        await self._quiet()
        for person, screen in screens.items():
            self._frames(person, screen)
        self.plan.screens = {person: one for person, one in screens.items() if not one.gone}
        self.meanwhile.clear()
        self.steps += 1
        doors = (self._page, self._view, self._section, self._history)
        turn, number = divmod(self.steps, len(EVERYBODY))
        await doors[(turn + number) % len(doors)](EVERYBODY[number])

    async def _settle(self, person: str, screen: Screen) -> None:
        """Wait until a screen shows what a fresh page does, or is gone where there is none for her."""
        deadline = time.monotonic() + self.patience
        while True:
            page = await self._page(person)
            if page is None and screen.gone and not screen.is_live:
                return
            if page is not None and not screen.is_live:
                raise TurnedAway(f"{person}'s socket was closed, though the plan is open to her")
            if page is not None and list(screen.digests.items()) == list(page.items()):
                return
            if time.monotonic() > deadline:
                raise LeftBehind(f"{person}'s screen shows {screen.digests}, and her page is {page}")
            await screen.change(seconds=0.25)

    async def _quiet(self) -> None:
        """Until nothing is on its way to any screen: what comes later is due to what is done later."""
        deadline = time.monotonic() + self.patience
        while not self.plan.here.is_quiet(self.plan.space_id):
            if time.monotonic() > deadline:
                raise LeftBehind("the hub does not come to rest")
            await asyncio.sleep(0.001)
        for screen in self.plan.screens.values():
            await screen.catch_up()

    def _frames(self, person: str, screen: Screen) -> None:
        sees = self.model.sees(person)
        for frame in screen.received:
            _no_more_than(sees | self.meanwhile.get(person, frozenset()), f"a frame to {person}", frame)
        screen.received.clear()
        if screen.is_live and screen.words != sees:
            raise LeftBehind(f"{person}'s screen shows {screen.words}, and not {sees}")

    async def _page(self, person: str) -> dict[str, str] | None:
        """The plan's page: digests of its parts; ``None`` where she is rightly refused."""
        html = await self._open(person, "", self.model.enters(person), self.model.sees(person))
        return None if html is None else {name: part.digest for name, part in parts_in(html).items()}

    async def _view(self, person: str) -> None:
        await self._open(person, "/view.json", self.model.enters(person), self.model.sees(person))

    async def _section(self, person: str) -> None:
        """A section's own page names it; what stands in it is on the plan's page."""
        section = SECTIONS[self.steps % len(SECTIONS)]
        is_hers, title = self.model.level(person, section) is not None, self.model.items[section].words[-1]
        path = f"/sections/{self.plan.ids[section]}"
        await self._open(person, path, is_hers, frozenset({title}), self.model.sees(person, section))

    async def _history(self, person: str) -> None:
        """Every version of some item, for those who may write it; and nothing that she may not see."""
        names = [name for name in self.model.items if name not in SECTIONS]
        name = names[self.steps % len(names)]
        item = self.model.items[name]
        path = f"/sections/{self.plan.ids[item.section]}/items/{self.plan.ids[name]}/history"
        words, may = frozenset(item.words), self.model.may_learn(person)
        await self._open(person, path, self.model.may_edit(person, name), words, may)

    async def _open(
        self,
        person: str,
        path: str,
        is_hers: bool,
        must: frozenset[str],
        may: frozenset[str] | None = None,
    ) -> str | None:
        """What a door answers: all that she must see and no more than she may, or the one refusal."""
        answer = await self.plan.get(person, self.plan.path + path)
        may = must if may is None else may
        _no_more_than(may if is_hers else frozenset(), f"{path or 'the page'} to {person}", answer.text)
        if not is_hers:
            if answer.status_code != REFUSED:
                raise Leaked(f"{path or 'the page'} opened to {person}: {answer.status_code}")
            return None
        missing = must - words_in(answer.text)
        if answer.status_code != 200 or missing:
            raise TurnedAway(f"{path or 'the page'} to {person}: {answer.status_code}, without {missing}")
        return answer.text


def _no_more_than(may: frozenset[str], what: str, content: str) -> None:
    leaked = words_in(content) - may
    if leaked:
        raise Leaked(f"{what} held {sorted(leaked)}")
