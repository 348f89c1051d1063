"""A letter told in its own language: the same words for the page that previews it and for the paper."""

from collections.abc import Iterator, Sequence
from functools import singledispatch

from ipplan.letter.case.deciding import complaining, deciding, meaning
from ipplan.letter.case.shapes import (
    Appointed,
    Body,
    CaseLetter,
    Changed,
    ComplaintReceived,
    ConsentAsked,
    Decided,
    Delayed,
    MoreWanted,
    Paper,
    Received,
    Remedied,
    Upheld,
)
from ipplan.letter.case.words import Words, lines
from ipplan.letter.told import Part
from ipplan.rules import PartName, Rules

EXEMPT = "offl_13"
"""On what a case's papers are kept from the public."""


def case_paper(letter: CaseLetter, rules: Rules) -> Paper:
    """All the words of a letter."""
    say, unit = Words(letter.language, letter.about), letter.unit
    facts = [(say("head.day"), say.day(letter.day)), (say("head.case"), letter.case_number)]
    if letter.about:
        facts.append((say("head.about"), letter.about))
    exempt = say("head.exempt", law=say.of(rules.law[EXEMPT]))
    name = unit.name[:1].upper() + unit.name[1:]
    phone = (say("head.phone", phone=unit.phone),) if unit.phone else ()
    return Paper(
        letter.language,
        _title(letter.body, say),
        letter.day,
        (unit.municipality, name),
        (*unit.address, *phone),
        (letter.recipient, *letter.address),
        (*facts, (say("head.access"), exempt)),
        (*_body(letter.body, letter, say, rules), _questions(letter, say)),
        (say("foot.greeting"), *letter.signed_by, name, unit.municipality, say("foot.approved")),
        say("lacking"),
    )


def _title(body: Body, say: Words) -> str:
    if isinstance(body, Appointed):
        return say(f"appointed.title.{body.role}")
    return say(f"{KEYS[type(body)]}.title")


KEYS: dict[type, str] = {
    Received: "received",
    ConsentAsked: "consent_asked",
    Delayed: "delayed",
    MoreWanted: "more_wanted",
    Decided: "decided",
    ComplaintReceived: "complaint_received",
    Upheld: "upheld",
    Changed: "changed",
    Remedied: "remedied",
    Appointed: "appointed",
}
"""Each letter's own words, and its name where letters are told apart."""


def _questions(letter: CaseLetter, say: Words) -> Part:
    unit, case = letter.unit, letter.case_number
    how = say("foot.write", unit=unit.name, case=case)
    if unit.phone:
        how = say("foot.call", unit=unit.name, phone=unit.phone, case=case)
    return Part(say("foot.questions"), sentences=(how,))


@singledispatch
def _body(body: Body, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    raise TypeError(body)


@_body.register
def _received(body: Received, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    said = say("received.said", day=say.day(body.received_on))
    yield Part(say("received.what"), sentences=(said,), items=_wishes(body.wishes, say, rules))
    first = (say("received.consent"),) if body.consent_first else ()
    yield Part(
        say("received.next"),
        sentences=(
            *first,
            say("received.answer", day=say.last(body.answer_by)),
            say("received.delay"),
            say("received.follow"),
        ),
    )


@_body.register
def _consent_asked(body: ConsentAsked, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    said = say("consent_asked.said", sender=body.sender, day=say.day(body.received_on))
    yield Part(say("consent_asked.what"), sentences=(said,), items=_wishes(body.wishes, say, rules))
    yield Part(
        say("consent_asked.decide"),
        sentences=(
            say("consent_asked.nothing"),
            say("consent_asked.anytime"),
            say("consent_asked.insight", sender=body.sender),
        ),
    )
    by = (say("consent_asked.by", day=say.last(body.by)),) if body.by else ()
    answers = (say("consent_asked.answer"), *by, say("consent_asked.silence"))
    yield Part(say("consent_asked.how"), sentences=answers)


@_body.register
def _delayed(body: Delayed, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    yield Part(say("delayed.why"), sentences=lines(body.reason))
    moved = say("delayed.said", was=say.day(body.was), day=say.last(body.answer_by))
    yield Part(say("delayed.when"), sentences=(moved, say("delayed.rest")))


@_body.register
def _more_wanted(body: MoreWanted, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    yield Part(say("more_wanted.what"), sentences=(say("more_wanted.said"),), items=body.wanted)
    if body.reason.strip():
        yield Part(say("more_wanted.why"), sentences=lines(body.reason))
    answer = (say("more_wanted.answer", day=say.last(body.answer_by)),) if body.answer_by else ()
    by = say("more_wanted.by", day=say.last(body.by))
    yield Part(say("more_wanted.when"), sentences=(by, say("more_wanted.without"), *answer))


@_body.register
def _decided(body: Decided, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    yield Part(say("decided.what"), sentences=(say("decided.said", day=say.day(body.received_on)),))
    yield from deciding(body.parts, body.assessment, say, rules)
    yield meaning(body.parts, say)
    yield complaining(letter, say, rules)


@_body.register
def _changed(body: Changed, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    when = {"day": say.day(body.complained_on), "decided": say.day(body.decided_on)}
    said = (say("changed.said", **when), *lines(body.reason), say("changed.instead"))
    yield Part(say("changed.what"), sentences=said)
    yield from deciding(body.parts, body.assessment, say, rules)
    yield meaning(body.parts, say)
    yield complaining(letter, say, rules)


@_body.register
def _complaint(body: ComplaintReceived, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    said = (say("complaint_received.said", day=say.day(body.received_on)),)
    about = [f"complaint_received.about.{one}" for one in body.about]
    if body.decided_on is not None:
        day = say.day(body.decided_on)
        items = [say(f"{key}_on", day=day) if key.endswith(".refusal") else say(key) for key in about]
    else:
        items = [say(key) for key in about]
    yield Part(say("complaint_received.what"), sentences=said, items=tuple(items))
    late = (say("complaint_received.late", day=say.last(body.late_after)),) if body.late_after else ()
    answer = say("complaint_received.answer", day=say.last(body.answer_by))
    next_up = (*late, answer, say("complaint_received.either"))
    yield Part(say("complaint_received.next"), sentences=next_up)


@_body.register
def _upheld(body: Upheld, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    day = say.day(body.complained_on)
    if body.decided_on is None:
        said = say("upheld.no_change", day=day)
    else:
        said = say("upheld.stands", day=day, decided=say.day(body.decided_on))
    yield Part(say("upheld.what"), sentences=(said,))
    yield Part(say("upheld.why"), sentences=lines(body.reason))
    sent = say("upheld.sent", governor=body.governor)
    yield Part(say("upheld.next"), sentences=(sent, say("upheld.add")))
    if body.documents:
        yield Part(say("upheld.papers"), items=body.documents)


@_body.register
def _remedied(body: Remedied, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    said = say("remedied.said", day=say.day(body.complained_on))
    yield Part(say("remedied.what"), sentences=(said,))
    yield Part(say("remedied.done"), sentences=(*lines(body.done), say("remedied.again")))


@_body.register
def _appointed(body: Appointed, letter: CaseLetter, say: Words, rules: Rules) -> Iterator[Part]:
    known = {"name": body.name, "workplace": body.workplace, "phone": body.phone, "email": body.email}
    pairs = [(say(f"appointed.{key}"), value) for key, value in known.items() if value]
    pairs.append((say("appointed.begins"), say.day(body.begins)))
    if body.ends is not None:
        pairs.append((say("appointed.ends"), say.day(body.ends)))
    yield Part(say("appointed.what"), tuple(pairs))
    contact = say("appointed.contact", name=body.name, day=say.last(body.first_contact_by))
    yield Part(say("appointed.next"), sentences=(contact, say("appointed.another")))
    work, items = [say(f"appointed.work.{body.role}")], []
    if body.role == "child_coordinator":
        work.append(say("appointed.duties"))
        items = [say(f"appointed.duty.{key}") for key in DUTIES]
    yield Part(say("appointed.does"), sentences=tuple(work), items=tuple(items))
    yield Part(say("appointed.sees"), sentences=(say("appointed.closed"),))


DUTIES = ("whole", "municipality", "health", "welfare", "progress")
"""The child coordinator's five, in the law's order."""


def _wishes(wishes: Sequence[PartName], say: Words, rules: Rules) -> tuple[str, ...]:
    return tuple(say.of(rules.part[one]) for one in wishes)
