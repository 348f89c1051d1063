"""Every mail, whole in every language: nothing in it is a word that came past the catalogues."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ipplan.config import ROOT
from ipplan.language import CATALOGUES, translations
from ipplan.letter.calendar import Entry
from ipplan.plan.called import CALLED
from ipplan.render import Renderer
from tests import catalogues
from tests.pseudo import PSEUDO, marked, outside, spoken

TEMPLATES = ROOT / "web/templates"
MAILS = sorted(path.name for path in (TEMPLATES / "mail").glob("*.txt"))
AT = datetime(2027, 3, 10, 12, tzinfo=UTC)
LINK = "https://ipplan.example.org"
NAMES = {"Kari", "Berg", "Rom"}
VALUES: dict[str, Any] = {
    "name": "Kari Berg",
    "who": "Kari Berg",
    "link": LINK,
    "expires_at": AT,
    "due_at": AT,
    "deadline_on": date(2027, 3, 10),
    "entry": Entry("1", 1, AT, AT, AT + timedelta(hours=1), "", LINK, "Rom 2"),
    "called": CALLED["coordination"],
    "all": 2,
}
WHAT = ("asked", "agree", "answered", "appointed", "deputy", "wished", "contact")


def _told(name: str, language: str) -> Iterator[str]:
    """The mail in each of its ways."""
    said = translations(language).gettext("Du er kalt inn til et møte")
    for on in (True, False):
        ways = {"cancelled": on, "locked": on, "anew": on, "told": [(2, said)]}
        for what in WHAT if name == "coordination.txt" else WHAT[:1]:
            yield Renderer(TEMPLATES)(f"mail/{name}", language, VALUES | ways | {"what": what})


def test_no_word_of_a_mail_comes_past_the_catalogues(tmp_path: Path) -> None:
    with spoken(PSEUDO, marked, tmp_path):
        left = {name: _own(outside(text)) for name in MAILS for text in _told(name, PSEUDO)}
    assert len(left) == len(MAILS) > 20
    assert {name: words for name, words in left.items() if words} == {}


def _own(text: str) -> set[str]:
    found = re.findall(r"[^\W\d_]{2,}", text.replace(f"{LINK}/notifications", "").replace(LINK, ""))
    return set(found) - NAMES


@pytest.mark.parametrize("language", ["nn", "en", "nb-x-easy"])
def test_each_mail_is_there_in_each_language(language: str) -> None:
    for name in MAILS:
        for text, source in zip(_told(name, language), _told(name, "nb"), strict=True):
            assert "Kari Berg" in text or "Kari Berg" not in source
            assert (LINK in text) == (LINK in source)
            if language == "en":
                assert text != source, name


def test_a_subject_is_a_message() -> None:
    """What is looked up by name somewhere is marked as a message where it is written."""
    jobs = [*(ROOT / "ipplan/job").glob("*.py"), *(ROOT / "ipplan/letter").glob("*.py")]
    known = {one.id for one in catalogues.read(CATALOGUES / "nn.po") if isinstance(one.id, str)}
    for path in jobs:
        for words in re.findall(r'words\([^()"]*"([^"]+)"\)', path.read_text()):
            assert words in known, path.name
