"""The unit as it signs its letters, from what its municipality has set."""

from ipplan.language import plain
from ipplan.letter.case.shapes import Unit, Written
from ipplan.store.municipalities import Municipality

NAMES: dict[Written, str] = {"nb": "koordinerende enhet", "nn": "koordinerande eining"}


def unit_of(place: Municipality, language: Written) -> Unit:
    """Who writes; what is not set is called what the law calls it."""
    lines = tuple(line.strip() for line in place.unit_address.splitlines() if line.strip())
    return Unit(place.name, place.unit_name or NAMES[language], lines, place.unit_phone)


def written(language: str) -> Written:
    """The form of Norwegian that letters are written in to who reads that language."""
    return "nn" if plain(language) == "nn" else "nb"
