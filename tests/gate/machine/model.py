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
PARENTS = (REPRESENTATIVE, "solveig")
"""Those who may act for the owner, alone or together."""
SHARED_WITH = (COORDINATOR, "berit", "leila")
"""Those whom somebody can give access; the coordinator has none of her own either."""
PROFESSIONALS = (COORDINATOR, "leila")
EVERYBODY = (OWNER, *PARENTS, *SHARED_WITH, STRANGER)
SECTIONS = ("health", "home", "work")
LEVELS = ("read", "comment", "write")

OUTLASTS = timedelta(days=90)
"""So long does what was granted on a mandate outlast it."""
WAITS = timedelta(days=60)
"""So long does what one of two has signed wait for the other."""
OSLO = ZoneInfo("Europe/Oslo")
FAR = datetime.max.replace(tzinfo=OSLO) - timedelta(days=2)
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
    on: tuple[int, ...] = ()
    """By its place in `Model.mandates`, the one it was signed on, or the two; none: by the owner herself."""


@dataclass
class Mandate:
    person: str
    end: datetime
    """When it ends, or ended."""
    joint: bool = False
    """Whether another must sign too, on another such."""
    instead: bool = False
    """Whether it rests on a decision that the owner cannot decide herself."""


@dataclass(frozen=True)
class Waiting:
    """What one of two has signed."""

    person: str
    on: int
    until: datetime
    cell: tuple[str, str] = ("", "")
    grant: Grant | None = None
    consent: str = ""


@dataclass
class Item:
    """One text of a section, or its title; every word it has had, the newest last."""

    section: str
    under: str | None
    words: list[str]
    hidden_from: set[str] = field(default_factory=set)
    kept_from: dict[str, bool] = field(default_factory=dict)
    """From which parents it is kept; and whether by the owner's own wish."""
    wrote: tuple[str, str] = (OWNER, OWNER)
    """Who made it, and who wrote its newest words."""


@dataclass
class Model:
    """One plan."""

    now: datetime
    mandates: list[Mandate]
    items: dict[str, Item]
    """By name; a section's title is named as the section."""
    grants: dict[tuple[str, str], Grant] = field(default_factory=dict)
    """By (person, section); what is withdrawn is not here, what has expired still is."""
    waiting: dict[str, Waiting] = field(default_factory=dict)
    """By the house's own id."""
    decides_from: datetime | None = None
    """When the owner, a child whose word weighs, comes to decide; ``None``: she is of age."""
    of_age: datetime | None = None
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
        """Who acts for the owner on a mandate that stands; and she herself, when she is old enough and no
        decision says otherwise."""
        cannot = any(self.now < one.end for one in self.mandates if one.instead)
        too_young = self.decides_from is not None and self.now < self.decides_from
        return self.has_all(person) and not (person == OWNER and (cannot or too_young))

    def has_all(self, person: str) -> bool:
        """The owner, whoever decides, and who acts for her: nothing is withheld from them."""
        return person == OWNER or self.acts_on(person) is not None

    def decider(self) -> str | None:
        """Somebody who decides now, if anybody does."""
        return next((one for one in (OWNER, *PARENTS) if self.decides(one)), None)

    def acts_on(self, person: str) -> int | None:
        """A parent's mandate: of those that stand the one that ends last."""
        own = [(one.end, place) for place, one in enumerate(self.mandates) if one.person == person]
        standing = [(end, place) for end, place in own if self.now < end]
        if self.protected:
            return None
        return max(standing)[1] if standing else None

    def is_joint(self, person: str) -> bool:
        """Whether what she grants waits for another, who decides together with her."""
        on = self.acts_on(person)
        return person in PARENTS and on is not None and self.mandates[on].joint

    def answerable(self, person: str, waits: Waiting) -> bool:
        """Whether something waits for an answer of hers, or is hers to take back."""
        first = self.mandates[waits.on]
        return self.is_joint(person) and self.now < min(first.end, waits.until)

    def coordinates(self, person: str) -> bool:
        """A child's coordinator does so until the child is of age."""
        return person == COORDINATOR and (self.of_age is None or self.now < self.of_age)

    def may_keep(self, person: str, item: str) -> bool:
        """Whether she may keep something from who acts for the owner, or let it be seen again."""
        if self.decides_from is None or self.decides(OWNER) or item in SECTIONS:
            return False
        if person == OWNER:
            return True
        writes = person in PROFESSIONALS and self.level(person, self.items[item].section) == "write"
        return writes and self.shows(person, item)

    def may_begin_to_keep(self, person: str, item: str, parent: str) -> bool:
        """From one who acts, of a child, and has not written it herself."""
        acts = self.acts_on(parent) is not None and self.of_age is not None and self.now < self.of_age
        return acts and self.may_keep(person, item) and parent not in self.items[item].wrote

    def in_force(self) -> dict[tuple[str, str], Grant]:
        return {cell: one for cell, one in self.grants.items() if self.now < self.end(one)}

    def end(self, grant: Grant) -> datetime:
        """A grant's own end, or ninety days after that of the mandate it was signed on."""
        return min(end_of(grant.last_day), *(self.mandates[place].end + OUTLASTS for place in grant.on), FAR)

    def level(self, person: str, section: str) -> str | None:
        """How she may open a section now, if at all."""
        if self.has_all(person):
            return "read" if self.paused else "write"
        grant = self.in_force().get((person, section))
        return grant.level if grant and not self.paused else None

    def enters(self, person: str) -> bool:
        """Whether the plan is there for her at all; for its coordinator it is, even with nothing in it."""
        return self.coordinates(person) or any(self.level(person, section) for section in SECTIONS)

    def shows(self, person: str, name: str) -> bool:
        """Whether an item is shown to her: neither it nor what it stands under is withheld."""
        if self.level(person, self.items[name].section) is None:
            return False
        above = list(self.upwards(name))
        if any(person in one.kept_from for one in above):
            return False
        return self.has_all(person) or not any(person in one.hidden_from for one in above)

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
