"""Entries of the catalogue: what is wrong with one is said, and both forms of the language count alike."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from ipplan.store.catalogue import Entry
from ipplan.unit.catalogue import FIELDS, Words, by_area, errors_in, is_web_address, tidied, words

WELL = {
    "kind": "service",
    "area": "health",
    "name_nb": "Fysioterapi",
    "helps_nb": "Trening.",
    "phone": "57 00",
}


def an_entry(**values: object) -> Entry:
    fields = tidied(WELL)
    entry = Entry(uuid4(), 1, "x", False, author_id=uuid4(), at=datetime.now(UTC), **fields)
    return replace(entry, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, set()),
        ({"name_nb": "", "helps_nb": "", "name_nn": "Fysioterapi", "helps_nn": "Trening."}, set()),
        ({"kind": "", "area": "about"}, {"kind", "area"}),
        ({"name_nb": "  ", "helps_nb": ""}, {"name_nb", "helps_nb"}),
        ({"phone": ""}, {"phone"}),
        ({"phone": "", "web": "kommunen.no/fritid"}, set()),
        ({"phone": "ring oss"}, {"phone"}),
        ({"phone": "+47 57 00 01 10"}, set()),
        ({"phone": "113"}, set()),
        ({"mail": "post@kommunen"}, {"mail"}),
        ({"mail": "post@kommunen.no"}, set()),
        ({"web": "javascript:alert(1)"}, {"web"}),
        (
            {"name_nn": "x" * 121, "helps_nb": "x" * 601, "hours_nn": "x" * 201},
            {"name_nn", "helps_nb", "hours_nn"},
        ),
    ],
)
def test_what_is_wrong_is_said_by_field(typed: dict[str, str], wrong: set[str]) -> None:
    assert set(errors_in(tidied(WELL | typed))) == wrong


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://www.kommunen.no/fritid?a=b#c", True),
        ("http://fjordvik.example.org:8080", True),
        ("https://æøå.no", True),
        ("javascript://example.org/%0aalert(1)", False),
        ("https://kommunen", False),
        ("https://bank.no@ond.example.org", False),
        ("https://[", False),
        ("ftp://example.org", False),
        ("https://example.org/a b", False),
    ],
)
def test_an_address_leads_to_a_web_page_and_nowhere_else(address: str, leads: bool) -> None:
    assert is_web_address(address) is leads


def test_an_address_is_made_whole_and_text_is_put_on_one_line() -> None:
    values = tidied({"web": " www.kommunen.no ", "name_nb": "Hjelp \n  hjemme", "more": "x"})
    assert values["web"] == "https://www.kommunen.no"
    assert values["name_nb"] == "Hjelp hjemme"
    assert set(values) == set(FIELDS)


def test_what_is_not_written_in_a_form_is_read_in_the_other() -> None:
    entry = an_entry(name_nn="Fysio", whom_nn="Alle")
    assert words(entry, "name", "nn") == Words("Fysio", "nn")
    assert words(entry, "helps", "nn") == Words("Trening.", "nb")
    assert words(entry, "whom", "nb") == Words("Alle", "nn")
    assert words(entry, "hours", "nb").text == ""


def test_entries_stand_by_area_and_name_and_closed_ones_nowhere() -> None:
    names = ("Årets tur", "Østavind", "ære", "Zumba", "avlastning")
    found = [an_entry(name_nb=name, area="leisure") for name in names]
    home = an_entry(area="home")
    grouped = by_area([*found, an_entry(closed=True), home, an_entry(area="economy", closed=True)], "nb")
    assert list(grouped) == ["home", "leisure"]
    shown = [one.name_nb for one in grouped["leisure"]]
    assert shown == ["avlastning", "Zumba", "ære", "Østavind", "Årets tur"]
