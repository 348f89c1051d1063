"""What a plan may begin from, by municipality and life situation: data files, checked at start.

A template names the rooms, and says what may stand in them; it writes nothing in the owner's name.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from ipplan.config import SettingsTrouble
from ipplan.language import said
from ipplan.plan.areas import AREAS, AREAS_OF

FOLDER = Path(__file__).parent / "templates"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(_Frozen):
    """A line in both languages, and perhaps in English."""

    nb: Line
    nn: Line
    en: Line | None = None

    def said(self, language: str) -> str:
        return said({"nb": self.nb, "nn": self.nn, "en": self.en or ""}, language)


class Told(_Frozen):
    """Some sentences in both languages, and perhaps in English."""

    nb: Words
    nn: Words
    en: Words | None = None

    def said(self, language: str) -> str:
        return said({"nb": self.nb, "nn": self.nn, "en": self.en or ""}, language)


class Room(_Frozen):
    """A section: what it is called, what may stand in it, and goals that somebody might have."""

    area: str
    title: Name
    prompt: Told | None = None
    goals: tuple[Name, ...] = ()

    def begins(self, language: str) -> dict[str, str]:
        """What its title item holds: besides the title what is shown to who may write in an empty room."""
        found = {"title": self.title.said(language)}
        if self.prompt:
            found["prompt"] = self.prompt.said(language)
        if self.goals:
            found["goals"] = "\n".join(one.said(language) for one in self.goals)
        return found


class PlanTemplate(_Frozen):
    """What a plan may begin from."""

    id: Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9-]{1,39}$")]
    name: Name
    about: Told
    room: tuple[Room, ...]

    @model_validator(mode="after")
    def _check_rooms(self) -> Self:
        areas = [one.area for one in self.room]
        needed = set(AREAS_OF["coordination"])
        if wrong := [one for one in areas if one not in AREAS]:
            raise ValueError(f"områdene finnes ikke: {', '.join(wrong)}")
        if len(set(areas)) < len(areas):
            raise ValueError("et område står to ganger")
        if lacks := sorted(needed - set(areas)):
            raise ValueError(f"områder mangler: {', '.join(lacks)}")
        return self

    def rooms_of(self, kind: str) -> Mapping[str, Room]:
        """By area, those that a space of that kind has; before a birth there are other rooms."""
        return {one.area: one for one in self.room if kind != "expecting" and one.area in AREAS_OF[kind]}


@dataclass(frozen=True)
class PlanTemplates:
    """All there are: for everybody, and by municipality."""

    common: Mapping[str, PlanTemplate]
    own: Mapping[str, Mapping[str, PlanTemplate]]

    def of(self, municipality_id: str) -> Mapping[str, PlanTemplate]:
        """Those of a municipality, by id: one of its own stands in place of a common one of that id."""
        return {**self.common, **self.own.get(municipality_id, {})}


def read_plan_templates(folder: Path | None) -> PlanTemplates:
    """Those that come with ipplan, and those of ``folder``: its files are for all, its folders for the
    municipality that they are named by. Raises `SettingsTrouble` for a file that does not read."""
    common, own = _read(FOLDER), {}
    if folder is not None:
        if not folder.is_dir():
            raise SettingsTrouble(f"IPPLAN_TEMPLATES: mappen {folder} finnes ikke.")
        common |= _read(folder)
        own = {one.name: _read(one) for one in sorted(folder.iterdir()) if one.is_dir()}
    return PlanTemplates(common, own)


def _read(folder: Path) -> dict[str, PlanTemplate]:
    found: dict[str, PlanTemplate] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            one = PlanTemplate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            first = " ".join(str(error).split("\n")[:3])
            raise SettingsTrouble(f"IPPLAN_TEMPLATES: {path} kan ikke leses: {first}") from None
        if one.id in found:
            raise SettingsTrouble(f"IPPLAN_TEMPLATES: {path}: en annen fil i mappen heter {one.id} også.")
        found[one.id] = one
    return found
