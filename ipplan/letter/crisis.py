"""The crisis page on paper: what was chosen for it, and a code that leads to the live page; nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from ipplan.language import N_
from ipplan.letter.paper import LACKING_ALONE, compiled, drawn
from ipplan.letter.qr import qr_of
from ipplan.letter.receipt import words
from ipplan.letter.told import Part
from ipplan.plan.outline import Node
from ipplan.plan.periods import last_day_of
from ipplan.render import day_in_words

TEMPLATE = "letter/crisis.typ"
TITLE = N_("Når det haster")


@dataclass(frozen=True)
class Sheet:
    """What the paper bears. ``name`` and ``address`` are empty where they are not to be on it."""

    nodes: Sequence[Node]
    name: str
    address: str
    until: datetime | None
    language: str


def sheet_pdf(templates: Path, sheet: Sheet, at: datetime) -> bytes:
    """The paper as PDF/UA."""
    language = sheet.language
    letter = {
        "title": words(language, TITLE),
        "language": language,
        "name": sheet.name,
        "parts": [asdict(part) for part in _parts(sheet.nodes, language)],
        "code": _code(sheet) if sheet.address else None,
    }
    return compiled(
        templates / TEMPLATE, drawn(letter, words(language, LACKING_ALONE)), at.replace(microsecond=0)
    )


def _code(sheet: Sheet) -> dict[str, str]:
    language = sheet.language
    day = day_in_words(last_day_of(sheet.until), language) if sheet.until else ""
    return {
        "svg": qr_of(sheet.address).svg,
        "alt": words(language, N_("QR-kode som leder til %(address)s"), address=sheet.address),
        "heading": words(language, N_("Mer for den som hjelper")),
        "said": words(language, N_("Skann koden, eller skriv adressen, og logg inn med elektronisk ID.")),
        "address": sheet.address,
        "until": words(language, N_("Koden gjelder til og med %(day)s."), day=day),
        "logged": words(language, N_("Det blir loggført hvem som leser.")),
    }


def _parts(nodes: Sequence[Node], language: str) -> Iterator[Part]:
    for node in nodes:
        one = node.content
        said = tuple(block for block in one.get("body", "").split("\n") if block.strip())
        if node.kind == "crisis_contact":
            yield Part(one["title"], tuple(_reached(one, language)), said)
        else:
            yield Part(one["title"], sentences=said)


def _reached(one: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    for name, label in (
        ("phone", N_("Telefon")),
        ("role", N_("Rolle")),
        ("organisation", N_("Hvor personen jobber")),
        ("email", N_("E-post")),
    ):
        if one.get(name):
            yield words(language, label), one[name]
