"""Packages: what a profession commonly needs to see, as data. A suggestion in words, never a choice made."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ipplan.language import said
from ipplan.permit import Access
from ipplan.plan.areas import AREAS

FILE = Path(__file__).parent / "packages.toml"


@dataclass(frozen=True, slots=True)
class Package:
    """Access by area of the plan's template."""

    package_id: str
    names: Mapping[str, str]
    """By language."""
    areas: Mapping[str, Access]

    def called(self, language: str) -> str:
        """Its name in a language."""
        return said(self.names, language)


@cache
def packages() -> Mapping[str, Package]:
    """All packages by id; raises ``KeyError`` for an area or an access that there is not."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))["package"]
    made = [
        Package(
            one["id"],
            {"nb": one["name"], "nn": one["name_nn"], "en": one["name_en"]},
            {area: Access.named(word) for area, word in one["areas"].items()},
        )
        for one in read
    ]
    for package in made:
        for area in package.areas:
            AREAS[area]
    return {one.package_id: one for one in made}
