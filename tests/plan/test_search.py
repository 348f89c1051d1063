"""Finding words: folded as Norwegian has them, all of them, from their beginning; and what is marked."""

import unicodedata
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.outline import Outline, grow
from ipplan.plan.search import fold, pieces, search, texts_of, words_of
from ipplan.store.items import Item
from ipplan.store.versions import Clear, Version

WHO = uuid4()


def item(section: UUID, seq: int, kind: str = "text", **content: str) -> Item:
    item_id = section if kind == "section" else uuid4()
    at = datetime(2027, 1, 1, tzinfo=UTC)
    clear = Clear(kind, position=float(seq), responsible_id=WHO if kind == "responsibility" else None)
    head = Version(item_id, section, uuid4(), 1, None, "created", WHO, None, WHO, at, clear, content)
    return Item(head, at, seq)


def outline(*bodies: str, title: str = "Kroppen min") -> Outline:
    section = uuid4()
    made = [item(section, number + 1, body=body) for number, body in enumerate(bodies)]
    found = grow(section, [item(section, 0, "section", title=title), *made])
    assert found is not None
    return found


def bodies(found: Outline, query: str) -> list[str]:
    return [one.node.content.get("body", "") for one in search([found], words_of(query), (), {})]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("aase", "Åse ringte"),
        ("ÅSE", "Aase ringte"),
        ("ide", "En idé til"),
        ("idé", "En ide til"),
        ("senter", "Sentért"),
        ("tre fys", "Fysioterapi: å trene"),
        ("trene", "(trene)"),
        ("2027", "Våren 2027"),
        ("løs", "Lösa"),
        ("cafe", unicodedata.normalize("NFD", "Café")),
        ("åse", unicodedata.normalize("NFD", "Åse")),
    ],
)
def test_what_is_found(query: str, text: str) -> None:
    assert bodies(outline(text, "noe helt annet"), query) == [text]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ase", "Åse ringte"),
        ("for", "Før sommeren"),
        ("lare", "Å lære"),
        ("rene", "Å trene"),
        ("trene bade", "Å trene"),
        ("trene", "tre ne"),
    ],
)
def test_what_is_not_found(query: str, text: str) -> None:
    assert bodies(outline(text), query) == []


@given(
    st.lists(st.text(st.sampled_from("abåéøÅAäö _-1"), max_size=12), max_size=6),
    st.text("abåéøä 1", max_size=6),
)
def test_each_word_must_begin_a_word_of_the_text(texts: list[str], query: str) -> None:
    words, found = words_of(query), outline(*texts)
    wanted = [
        text
        for text in reversed(texts)
        if words and all(any(have.startswith(word) for have in words_of(text)) for word in words)
    ]
    assert bodies(found, query) == wanted, "the newest first"


@given(st.text(max_size=400), st.text("abcå é", max_size=5))
def test_what_is_marked_begins_as_a_word_that_was_asked_for_and_nothing_is_lost(
    text: str, query: str
) -> None:
    words = words_of(query) or ("a",)
    found = pieces(text, words)
    for one in found:
        assert not one.hit or fold(one.words).startswith(words)
    said = "".join(one.words for one in found).removeprefix("… ").removesuffix(" …")
    assert said in unicodedata.normalize("NFC", text)


def test_a_long_text_is_cut_around_the_first_hit() -> None:
    text = "ord " * 200 + "fysioterapi hver uke " + "ord " * 200
    found = pieces(text, ("fysio",))
    assert [one.words for one in found if one.hit] == ["fysioterapi"]
    assert len("".join(one.words for one in found)) < 250
    assert (found[0].words, found[-1].words) == ("… ", " …")


def test_titles_come_first_and_a_section_is_found_by_its_name() -> None:
    section = uuid4()
    made = [
        item(section, 0, "section", title="Skole"),
        item(section, 1, title="Skolestart", body="Til høsten"),
        item(section, 2, body="Hun liker skolen."),
    ]
    found = grow(section, made)
    assert found is not None
    seen = search([found], words_of("skole"), (), {})
    assert [one.node.item.seq for one in seen] == [1, 0, 2]


def test_what_somebody_is_asked_is_found_by_her_name() -> None:
    section = uuid4()
    asked = item(section, 1, "responsibility", title="Søke om rullestol")
    found = grow(section, [item(section, 0, "section", title="Hjemme"), asked])
    assert found is not None
    names = {WHO: "Silje Hovden"}
    assert [one.node.item for one in search([found], words_of("silje rulle"), (), names)] == [asked]
    assert search([found], words_of("silje rulle"), (), {}) == []


def test_what_is_made_of_an_outline_is_made_once() -> None:
    found = outline("Å trene")
    assert texts_of(found) is texts_of(found)
