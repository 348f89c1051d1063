"""Finding a time: times are proposed, who decides agrees that people are asked, and one of them is chosen.

A poll is there for those who decide, for who coordinates, and once it is agreed to for those who are asked,
as long as at least one of the sections that the meeting would be about is open to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from ipplan.permit import Access, Permit, Refused
from ipplan.plan.meetings import Viewer, call, may_be_invited
from ipplan.store.database import Tx
from ipplan.store.meetings import Change, When, Words
from ipplan.store.polls import Question, Slot, Step, answers_of, put_answers, put_step, steps_of
from ipplan.store.spaces import Writing

ANSWERS = ("yes", "maybe", "no")
FEWEST, MOST = 2, 8
"""How many times are proposed."""


@dataclass(frozen=True)
class Tally:
    """How many a time suits."""

    yes: int
    maybe: int
    no: int

    @property
    def worth(self) -> tuple[int, int]:
        """A yes is worth two perhapses; of equals the one with fewer noes is better."""
        return 2 * self.yes + self.maybe, -self.no


@dataclass(frozen=True)
class Poll:
    """A poll as one viewer sees it."""

    steps: tuple[Step, ...]
    answers: Mapping[UUID, Mapping[Slot, str]]
    """Of those who are asked and still see it: all of them for who arranges, else one's own alone."""
    asked: frozenset[UUID]
    """Who is asked, and still sees it; for others than who arranges, oneself alone."""

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def poll_id(self) -> UUID:
        return self.last.poll_id

    @property
    def state(self) -> str:
        return self.last.state

    @property
    def question(self) -> Question:
        return self.last.question

    def open_at(self, at: datetime) -> list[Slot]:
        """The times that have not begun."""
        return [slot for slot in self.question.slots if slot.starts_at > at]

    def tally(self, slot: Slot) -> Tally:
        words = [given.get(slot) for given in self.answers.values()]
        return Tally(*(words.count(word) for word in ANSWERS))

    def best(self, at: datetime) -> list[Slot]:
        """The times that suit best, of those that have not begun; none while nobody can come to any."""
        tallies = {slot: self.tally(slot) for slot in self.open_at(at)}
        possible = {slot: one for slot, one in tallies.items() if one.yes + one.maybe}
        most = max((one.worth for one in possible.values()), default=None)
        return [slot for slot, one in possible.items() if one.worth == most]


async def polls_of(tx: Tx, permit: Permit, viewer: Viewer, at: datetime) -> list[Poll]:
    """The polls that wait for something, by their first time, with the viewer's own answers alone."""
    answers, alone = await answers_of(tx, permit), {viewer.account_id: viewer.open_to}
    found = [
        _seen(steps, answers.get(poll_id, {}), viewer, alone)
        for poll_id, steps in (await steps_of(tx, permit)).items()
    ]
    waiting = [one for one in found if one and one.state in ("proposed", "asked") and one.open_at(at)]
    return sorted(waiting, key=lambda one: one.question.slots[0])


async def one_poll(
    tx: Tx, permit: Permit, viewer: Viewer, poll_id: UUID, open_to: Mapping[UUID, frozenset[UUID]]
) -> Poll:
    """One of the polls that are there for a viewer; raises `Refused`. ``open_to``: sections, by person."""
    steps = (await steps_of(tx, permit, poll_id)).get(poll_id, [])
    answers = (await answers_of(tx, permit, poll_id)).get(poll_id, {})
    found = _seen(steps, answers, viewer, open_to)
    if found is None:
        raise Refused("no_poll")
    return found


async def propose(held: Writing, permit: Permit, viewer: Viewer, question: Question) -> Step:
    """Propose to ask people; by who decides they are asked at once. Returns the step."""
    decides = _decides(viewer, question)
    question = replace(question, place_in_mail=question.place_in_mail and decides)
    return await _put(held, permit, viewer, uuid4(), 1, "asked" if decides else "proposed", question)


async def agree(held: Writing, permit: Permit, viewer: Viewer, poll: Poll, *, place_in_mail: bool) -> Step:
    """Agree to these times, people and sections: people are asked, and whichever time is chosen is called."""
    _check_waiting(viewer, poll)
    if not poll.open_at(held.now):
        raise Refused("poll_over")
    question = replace(poll.question, place_in_mail=place_in_mail)
    return await _next(held, permit, viewer, poll, "asked", question)


async def decline(held: Writing, permit: Permit, viewer: Viewer, poll: Poll) -> Step:
    """Say no to it: nobody is asked."""
    _check_waiting(viewer, poll)
    return await _next(held, permit, viewer, poll, "declined", poll.question)


async def close(held: Writing, permit: Permit, viewer: Viewer, poll: Poll) -> Step:
    """End it without a meeting, or take the proposal back."""
    if poll.state not in ("proposed", "asked"):
        raise Refused("poll_closed")
    state = "closed" if poll.state == "asked" else "declined"
    return await _next(held, permit, viewer, poll, state, poll.question)


async def answer(
    held: Writing, permit: Permit, viewer: Viewer, poll: Poll, words: Mapping[Slot, str]
) -> None:
    """Answer for oneself; of times that have begun, what was answered stands. Raises `Refused`."""
    check_asked(viewer, poll)
    mine = poll.answers.get(viewer.account_id, {})
    coming = set(poll.open_at(held.now))
    if not coming or set(words) != coming or not set(words.values()) <= set(ANSWERS):
        raise Refused("no_answer")
    await put_answers(held, permit, poll.poll_id, {**mine, **words})


def check_asked(viewer: Viewer, poll: Poll) -> None:
    """Raises `Refused` for who is not asked, and where nobody is asked any more."""
    if poll.state != "asked" or viewer.account_id not in poll.question.asked:
        raise Refused("not_asked")


async def choose(
    held: Writing, permit: Permit, viewer: Viewer, poll: Poll, number: int, able: frozenset[UUID]
) -> Change:
    """Call the meeting at one of the times, which ends the poll: who decides has agreed to each of them.

    ``number``: which of the times, from 0. ``able``: who may be invited to it now; whoever has lost what she
    was asked for is not. Raises `Refused` where nobody is left.
    """
    question = poll.question
    if poll.state != "asked" or not 0 <= number < len(question.slots):
        raise Refused("no_time")
    slot, invited = question.slots[number], question.asked & able
    if slot.starts_at <= held.now or not invited:
        raise Refused("no_time")
    words = Words(question.title, question.place, question.link, question.place_in_mail, invited, 1)
    when = When(slot.starts_at, slot.ends_at, question.sections)
    made = await call(held, permit, viewer, when, words, agreed=True)
    await _next(held, permit, viewer, poll, "called", replace(question, meeting_id=made.meeting_id))
    return made


def _seen(
    steps: list[Step],
    answers: Mapping[UUID, Mapping[Slot, str]],
    viewer: Viewer,
    open_to: Mapping[UUID, frozenset[UUID]],
) -> Poll | None:
    if not steps or not steps[-1].question.sections & viewer.open_to:
        return None
    question = steps[-1].question
    was_asked = any(one.state == "asked" for one in steps) and viewer.account_id in question.asked
    if not viewer.arranges and not was_asked:
        return None
    counts = question.asked & may_be_invited(question.sections, open_to)
    if not viewer.arranges:
        counts = frozenset({viewer.account_id})
    given = {
        who: {slot: word for slot, word in words.items() if slot in question.slots}
        for who, words in answers.items()
        if who in counts
    }
    return Poll(tuple(steps), given, counts)


def _decides(viewer: Viewer, question: Question) -> bool:
    return viewer.decides and question.sections <= viewer.open_to


def may_agree(viewer: Viewer, poll: Poll, at: datetime) -> bool:
    """Whether it waits for this viewer's yes."""
    return poll.state == "proposed" and _decides(viewer, poll.question) and bool(poll.open_at(at))


def _check_waiting(viewer: Viewer, poll: Poll) -> None:
    if poll.state != "proposed" or not _decides(viewer, poll.question):
        raise Refused("nothing_proposed")


async def _next(
    held: Writing, permit: Permit, viewer: Viewer, poll: Poll, state: str, question: Question
) -> Step:
    return await _put(held, permit, viewer, poll.poll_id, poll.last.number + 1, state, question)


async def _put(
    held: Writing,
    permit: Permit,
    viewer: Viewer,
    poll_id: UUID,
    number: int,
    state: str,
    question: Question,
) -> Step:
    if not viewer.arranges or permit.access < Access.WRITE:
        raise Refused("not_arranging")
    return await put_step(held, permit, poll_id, number, state, question)
