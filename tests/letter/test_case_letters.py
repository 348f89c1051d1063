"""The unit's letters: right in both languages, the same on the page as on paper, and safe with any words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from markupsafe import Markup

from ipplan.config import Settings
from ipplan.letter.case.printing import case_pdf
from ipplan.letter.case.shapes import Appointed, Delayed, Paper, Received, Written
from ipplan.letter.case.telling import KEYS, case_paper
from ipplan.letter.case.words import sentences
from ipplan.render import Renderer
from ipplan.rules import standard
from tests.letter.case_letters import BODIES, NOTE, letter
from tests.letter.papers import flat, is_accessible, tags, words_of

TEMPLATES = Settings(env="test").web / "templates"
RULES = standard()
ONLY: dict[Written, str] = {
    "nb": (
        "ikke jeg hva hvem hvorfor hvis noe noen fra uker henvendelse henvendelsen avgjørelse avgjørelsen "
        "saken klagen tjenester flere senest papirene samtykker enhet loven brukerrettighetsloven"
    ),
    "nn": (
        "ikkje eg kva kven kvifor dersom noko nokon frå veker førespurnad førespurnaden avgjerd avgjerda "
        "saka klaga tenester fleire seinast papira samtykkjer eining lova brukarrettslova"
    ),
}
"""Telling words: each stands in its own language alone."""
DAYS: dict[Written, tuple[str, ...]] = {
    "nb": ("24. mars 2027", "26. februar 2027", "tirsdag 30. mars 2027"),
    "nn": ("24. mars 2027", "26. februar 2027", "tysdag 30. mars 2027"),
}
BOTH = pytest.mark.parametrize("language", ["nb", "nn"])


def other_than(language: Written) -> Written:
    return "nn" if language == "nb" else "nb"


def said_by(paper: Paper) -> Iterator[str]:
    """Each piece of text in it, in reading order."""
    yield from paper.sender + paper.contact + paper.recipient
    yield from sum(paper.facts, ())
    yield paper.title
    for part in paper.parts:
        yield part.heading
        yield from (*sum(part.pairs, ()), *part.sentences, *part.items)
    yield from paper.closing


@BOTH
@pytest.mark.parametrize("name", BODIES)
def test_a_letter_on_paper_is_accessible_whole_and_in_one_language(name: str, language: Written) -> None:
    about = "Tiril Lund" if len(name) % 2 else ""
    paper = case_paper(letter(name, language, about), RULES)
    made = case_pdf(TEMPLATES, paper)
    assert is_accessible(made, language=language, title=paper.title)
    said = words_of(made)
    for piece in said_by(paper):
        assert flat(piece) in said, piece
    assert DAYS[language][0] in said
    assert "Marte Lund Bakken 3 5701 Fjordvik" in said
    assert "Saksnummer 2027/114" in said
    found = set(re.findall(r"\w+", said.lower()))
    assert len(found & set(ONLY[language].split())) >= 4
    assert not found & set(ONLY[other_than(language)].split())
    levels = tags(made, r"H\d")
    assert levels[0] == "H1"
    assert levels.count("H1") == 1
    assert len(levels) == 1 + len(paper.parts)


@BOTH
def test_each_letter_says_what_its_case_says(language: Written) -> None:
    came, last = DAYS[language][1:]
    wanted = {
        "received": (came, last, "Barnekoordinator", "Individuell plan"),
        "consent_asked": ("Sindre Moe", came, last),
        "delayed": ("Grunnlag D-17", came, last),
        "more_wanted": ("Epikrise 17", "Rapport 18", "Grunnlag E-17", last, "20. april 2027"),
        "granted": (came, "Grunnlag A-17", "Grunnlag B-17", "Grunnlag C-17", "§ 7-2 a", "§ 2-5 b", "§ 7-5"),
        "refused": ("Grunnlag A-18", "Grunnlag A-19", "Grunnlag C-18", "enkeltvedtak", "§ 7-2;"),
        "complaint_received": (came, last, "4. januar 2027", "1. februar 2027"),
        "upheld": (came, "4. januar 2027", "Grunnlag F-17", "Statsforvalter Vestland", "Skriv 1", "Skriv 2"),
        "changed": (came, "4. januar 2027", "Grunnlag G-17", "Grunnlag A-17", "Grunnlag C-18"),
        "remedied": (came, "Grunnlag H-17"),
        "coordinator": ("Wenche Berg", "NAV Fjordvik", "98 76 54 32", "w@b.no", came, last),
        "deputy": ("Grete Li", "15. august 2027"),
    }
    for name, pieces in wanted.items():
        said = " ".join(said_by(case_paper(letter(name, language), RULES)))
        assert [piece for piece in pieces if piece not in said] == [], name


@BOTH
def test_a_refusal_names_the_conditions_that_are_not_met_and_never_the_caseworkers_notes(
    language: Written,
) -> None:
    paper = case_paper(letter("refused", language), RULES)
    by_part = [part for part in paper.parts if part.level == 3]
    named = [{getattr(RULES.condition[key], f"name_{language}") for key in keys} for keys in UNMET]
    assert [set(part.items) for part in by_part] == named
    assert not any(part.items for part in case_paper(letter("granted", language), RULES).parts)
    for name in ("refused", "granted", "changed"):
        assert NOTE not in " ".join(said_by(case_paper(letter(name, language), RULES)))


UNMET = (("coordinated",), ("coordinated", "under_age"), ("coordinated",))


def test_weeks_to_complain_are_the_rules_own() -> None:
    longer = RULES.model_copy(
        update={"complaint_weeks": RULES.complaint_weeks.model_copy(update={"value": 6})}
    )
    assert "6 uker fra" in " ".join(said_by(case_paper(letter("refused", "nb"), longer)))


@BOTH
def test_the_page_that_previews_says_the_same_in_the_same_order(language: Written) -> None:
    render = Renderer(TEMPLATES)
    for name in BODIES:
        paper = case_paper(letter(name, language, "Tiril Lund"), RULES)
        page = render("letter/preview.html", "nb", {"paper": paper})
        assert f'<article class="ds-card letter-paper" lang="{language}"' in page
        said, at = flat(Markup(re.sub(r"<[^>]+>", " ", page)).unescape()), 0
        for piece in said_by(replace(paper, parts=())):
            assert piece in said
        for part in paper.parts:
            at = said.index(flat(part.heading), at)
            for piece in (*part.sentences, *part.items):
                at = said.index(flat(piece), at)


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    bokmaal, nynorsk = sentences("nb"), sentences("nn")
    assert list(bokmaal) == list(nynorsk)
    for key, said in bokmaal.items():
        places = [set(re.findall(r"{\w+}", one)) for one in (said, nynorsk[key])]
        assert places[0] == places[1], key


@BOTH
def test_no_sentence_is_without_a_letter_that_says_it(language: Written) -> None:
    papers = [
        case_paper(letter(name, language, about), RULES) for name in BODIES for about in ("", "Tiril Lund")
    ]
    silent = replace(letter("delayed", language), unit=replace(letter("delayed", language).unit, phone=""))
    said = "\n".join(piece for paper in [*papers, case_paper(silent, RULES)] for piece in said_by(paper))
    unsaid = [
        key
        for key, sentence in sentences(language).items()
        if not re.search(re.sub(r"\\{\w+\\}", ".+", re.escape(sentence)), said)
    ]
    assert [key for key in unsaid if not key.startswith("papers.") and key != "lacking"] == []


def test_each_kind_of_letter_is_among_these() -> None:
    assert {type(body) for body in BODIES.values()} == set(KEYS)


HOSTILE = (
    "#let x = 1; #panic()",
    "$a_1^2$ *fet* _kursiv_ `rå` @ref <etikett>",
    r"\ \u{41} \\ // kommentar /* */",
    "= Overskrift",
    "- liste",
    "{about} {0} %(name)s {{ x }}",
    "<script>alert(1)</script> & \"'",
    "W" * 400,
    "æøå é ŋ ž",
)


def test_words_of_any_kind_are_set_as_they_are() -> None:
    body = Delayed("\n".join(HOSTILE), date(2027, 3, 1), date(2027, 4, 1))
    usual = letter("delayed", "nb")
    hostile = replace(
        usual,
        body=body,
        case_number=HOSTILE[0],
        recipient=HOSTILE[1],
        address=(HOSTILE[7],),
        signed_by=(HOSTILE[2],),
    )
    paper = case_paper(hostile, RULES)
    said = words_of(case_pdf(TEMPLATES, paper)).replace(" ", "")
    for piece in HOSTILE:
        assert flat(piece).replace(" ", "") in said, piece
    page = Renderer(TEMPLATES)("letter/preview.html", "nb", {"paper": paper})
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@BOTH
def test_what_the_font_lacks_is_marked_and_said(language: Written) -> None:
    emoji = Appointed("coordinator", "Wenche 💪 \x07", date(2027, 4, 1), date(2027, 4, 8))
    said = words_of(case_pdf(TEMPLATES, case_paper(replace(letter("delayed", language), body=emoji), RULES)))
    assert "Wenche □" in said
    assert flat(sentences(language)["lacking"]) in said


def test_the_same_letter_makes_the_same_bytes() -> None:
    paper = case_paper(letter("refused", "nn"), RULES)
    assert case_pdf(TEMPLATES, paper) == case_pdf(TEMPLATES, paper)
    other = case_paper(
        replace(letter("refused", "nn"), body=Received(date(2027, 1, 1), (), date(2027, 2, 1))), RULES
    )
    assert case_pdf(TEMPLATES, other) != case_pdf(TEMPLATES, paper)
