"""What ought to be so: who may see which words of a plan, in plain Python.

The judge of the house must owe it nothing, so this file imports nothing of it: no row, no token, no permit.
Times are aware datetimes; words are unique strings by which a leak is recognised as bytes.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

OWNER, REPRESENTATIVE, COORDINATOR, STRANGER = "thea", "marte", "wenche", "sindre"
SHARED_WITH = (COORDINATOR, "berit", "leila")
"""Those whom somebody can give access; the coordinator has none of her own either."""
EVERYBODY = (OWNER, REPRESENTATIVE, *SHARED_WITH, STRANGER)
SECTIONS = ("health", "home", "work")
LEVELS = ("read", "comment", "write")

OUTLASTS = timedelta(days=90)
"""So long does what was granted on a mandate outlast it."""
OSLO = ZoneInfo("Europe/Oslo")
WORD = re.compile(r"merke-\d{6}")
_numbers = itertools.count(1)


def new_word() -> str:
    """A word that stands nowhere else, in no other plan either."""
    return f"merke-{next(_numbers):06d}"


def words_in(text: str) -> frozenset[str]:
    """All such words in a page, a frame, a document."""
    return frozenset(WORD.findall(text))


def end_of(day: date) -> datetime:
    """Access to and including a day ends when that day has ended in Oslo."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), OSLO)


@dataclass(frozen=True)
class Grant:
    level: str
    last_day: date
    on: int | None = None
    """By its place in `Model.mandates`, the one it was signed on; ``None``: by the owner herself."""


@dataclass
class Item:
    """One text of a section, or its title; every word it has had, the newest last."""

    section: str
    under: str | None
    words: list[str]
    hidden_from: set[str] = field(default_factory=set)


@dataclass
class Model:
    """One plan."""

    now: datetime
    mandates: list[datetime]
    """When each of the representative's mandates ends, or ended; then the owner acts for herself alone."""
    items: dict[str, Item]
    """By name; a section's title is named as the section."""
    grants: dict[tuple[str, str], Grant] = field(default_factory=dict)
    """By (person, section); what is withdrawn is not here, what has expired still is."""
    instead: set[int] = field(default_factory=set)
    """Mandates, by their places, that rest on a decision that the owner cannot decide herself."""
    protected: bool = False
    """Whether the owner's address is: then nobody acts for her."""
    paused: bool = False
    """Whether the consent to the plan was withdrawn."""
    unshared: bool = False
    """Whether the consent to share was."""

    @property
    def today(self) -> date:
        return self.now.astimezone(OSLO).date()

    def decides(self, person: str) -> bool:
        """Who acts for the owner on a mandate that stands; and she herself, if no decision says otherwise."""
        cannot = any(self.now < self.mandates[place] for place in self.instead)
        return self.has_all(person) and not (person == OWNER and cannot)

    def has_all(self, person: str) -> bool:
        """The owner, whoever decides, and who acts for her: nothing is hidden from them."""
        return person == OWNER or (person == REPRESENTATIVE and self.acts_on() is not None)

    def decider(self) -> str:
        """Somebody who decides now."""
        return OWNER if self.decides(OWNER) else REPRESENTATIVE

    def acts_on(self) -> int | None:
        """The representative's mandate: of those that stand the one that ends last."""
        standing = [(end, place) for place, end in enumerate(self.mandates) if self.now < end]
        if self.protected:
            return None
        return max(standing)[1] if standing else None

    def in_force(self) -> dict[tuple[str, str], Grant]:
        return {cell: one for cell, one in self.grants.items() if self.now < self.end(one)}

    def end(self, grant: Grant) -> datetime:
        """A grant's own end, or ninety days after that of the mandate it was signed on."""
        own = end_of(grant.last_day)
        return own if grant.on is None else min(own, self.mandates[grant.on] + OUTLASTS)

    def level(self, person: str, section: str) -> str | None:
        """How she may open a section now, if at all."""
        if self.has_all(person):
            return "read" if self.paused else "write"
        grant = self.in_force().get((person, section))
        return grant.level if grant and not self.paused else None

    def enters(self, person: str) -> bool:
        """Whether the plan is there for her at all; for its coordinator it is, even with nothing in it."""
        return person == COORDINATOR or any(self.level(person, section) for section in SECTIONS)

    def shows(self, person: str, name: str) -> bool:
        """Whether an item is shown to her: neither it nor what it stands under is withheld."""
        if self.level(person, self.items[name].section) is None:
            return False
        return self.has_all(person) or not any(person in one.hidden_from for one in self.upwards(name))

    def may_edit(self, person: str, name: str) -> bool:
        """Whether she may write a new version; a section's name is for who decides."""
        if name in SECTIONS:
            return self.decides(person) and not self.paused
        return self.shows(person, name) and self.level(person, self.items[name].section) == "write"

    def may_add(self, person: str, section: str, under: str | None) -> bool:
        may_write = self.level(person, section) == "write"
        return may_write and (under is None or self.shows(person, under))

    def upwards(self, name: str | None) -> Iterator[Item]:
        """An item and all that it stands under."""
        while name is not None:
            yield self.items[name]
            name = self.items[name].under

    def sees(self, person: str, section: str | None = None) -> frozenset[str]:
        """Exactly the words that stand before her now, in the plan or in one section of it."""
        return frozenset(
            one.words[-1]
            for name, one in self.items.items()
            if section in (None, one.section) and self.shows(person, name)
        )

    def may_learn(self, person: str) -> frozenset[str]:
        """All words that she may be told at all: earlier versions of what she sees, too."""
        shown = [one.words for name, one in self.items.items() if self.shows(person, name)]
        return frozenset(itertools.chain.from_iterable(shown))
