"""From what was typed to what a kind holds: nothing thrown away, nothing taken that was not asked for."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.forms import draft_content, fill, read_day, shown
from ipplan.plan.kinds import KINDS, Kind
from ipplan.store.versions import Clear

WORDS = st.text(max_size=300)
FORMS = st.dictionaries(
    st.sampled_from(
        [
            "title",
            "body",
            "evaluation",
            "extent",
            "how",
            "reason",
            "status",
            "due_on",
            "starts_on",
            "responsible_id",
            "closed",
            "position",
            "parent_id",
            "kind",
            "moved_to",
            "moved_chain",
        ]
    ),
    WORDS,
)
ANY_KIND = st.sampled_from([kind for kind in KINDS.values() if kind.name != "section"])


@given(ANY_KIND, FORMS)
def test_a_form_is_either_right_or_says_what_is_wrong_with_a_field_it_has(
    kind: Kind, typed: dict[str, str]
) -> None:
    before = Clear(kind.name, parent_id=uuid4(), status=kind.first_status, position=3.0)
    filled = fill(kind, typed, before, {})
    fields = {question.name for question in kind.questions} | {
        "status",
        "due_on",
        "starts_on",
        "responsible_id",
    }
    assert set(filled.errors) <= fields
    assert filled.values == typed, "what was typed is kept as it was"
    assert (filled.clear.kind, filled.clear.parent_id) == (kind.name, before.parent_id)
    assert (filled.clear.position, filled.clear.closed) == (3.0, False), "no form sets these"
    if not filled.errors:
        assert filled.clear.status in kind.statuses or not kind.statuses
        for question in kind.questions:
            assert len(filled.content[question.name]) <= question.metadata["longest"]
            assert filled.content[question.name] or not question.metadata["required"]
            assert "\x00" not in filled.content[question.name]


@given(ANY_KIND, FORMS)
def test_a_form_that_is_right_stays_as_it_is_when_it_is_shown_and_sent_again(
    kind: Kind, typed: dict[str, str]
) -> None:
    once = fill(kind, typed, Clear(kind.name, status=kind.first_status), {})
    if not once.errors:
        again = fill(kind, shown(kind, once.clear, once.content), once.clear, once.content)
        assert (again.errors, again.clear, again.content) == ({}, once.clear, once.content)


def test_a_choice_is_one_of_those_that_were_offered() -> None:
    need, clear = KINDS["need"], Clear("need")
    for typed in ("", "<script>", "Helse"):
        assert "life_area" in fill(need, {"life_area": typed, "now": "Bra."}, clear, {}).errors
    assert not fill(need, {"life_area": "health", "now": "Bra."}, clear, {}).errors
    assert not fill(KINDS["service"], {"title": "Fysioterapi"}, Clear("service"), {}).errors, "or none"
    assert need.called({"life_area": "health"}) == "Helse"


@pytest.mark.parametrize("name", ["day", "need", "hard", "communication"])
def test_what_says_nothing_at_all_is_not_kept(name: str) -> None:
    kind = KINDS[name]
    chosen = {one.name: next(iter(one.metadata["options"]), "") for one in kind.questions}
    assert len(fill(kind, chosen, Clear(name), {}).errors) == 1
    last = kind.questions[-1].name
    assert not fill(kind, chosen | {last: "Noe."}, Clear(name), {}).errors


@given(st.dictionaries(st.sampled_from(["title", "body", "status", "other"]), WORDS))
def test_a_draft_keeps_every_letter_of_what_the_form_asks(typed: dict[str, str]) -> None:
    kept = draft_content(KINDS["goal"], typed)
    assert kept == {name: value for name, value in typed.items() if name != "other"}


def test_a_draft_is_bounded() -> None:
    assert len(draft_content(KINDS["text"], {"body": "x" * 100_000})["body"]) == 20_000


def test_the_reason_of_an_answer_is_not_the_forms_to_write() -> None:
    kind = KINDS["responsibility"]
    typed = {"title": "Kjøre", "responsible_id": str(uuid4()), "reason": "Han orker visst ikke"}
    filled = fill(kind, typed, Clear(kind.name, status="declined"), {"title": "Hente", "reason": "På ferie"})
    assert filled.content == {"title": "Kjøre", "reason": "På ferie"}
    assert filled.clear.status == "declined"


def test_an_answers_state_is_not_the_forms_to_set() -> None:
    kind = KINDS["responsibility"]
    typed = {"title": "Kjøre", "responsible_id": str(uuid4()), "status": "accepted"}
    assert fill(kind, typed, Clear(kind.name, status="asked"), {}).clear.status == "asked"


def test_what_else_an_item_holds_is_kept_when_it_is_saved() -> None:
    before = {"title": "Gammel", "body": "x", "moved_from": "a/b"}
    filled = fill(KINDS["text"], {"title": "Ny", "body": "x"}, Clear("text"), before)
    assert filled.content == {"title": "Ny", "body": "x", "moved_from": "a/b"}


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-12-31", date(2027, 12, 31)),
        ("31.12.2027", date(2027, 12, 31)),
        ("1.2.2027", date(2027, 2, 1)),
        ("2028-02-29", date(2028, 2, 29)),
        ("2027-02-29", None),
        ("31.12.27", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("2027-12-31T00:00", None),
        ("", None),
        ("\x00", None),
    ],
)
def test_a_day_is_read_as_date_fields_send_it_and_as_people_write_it(typed: str, day: date | None) -> None:
    assert read_day(typed) == day


@given(WORDS)
def test_no_text_breaks_the_reading_of_a_day(typed: str) -> None:
    read_day(typed)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)))
def test_every_day_a_field_shows_is_read_back(day: date) -> None:
    assert read_day(str(day)) == day == read_day(day.strftime("%d.%m.%Y"))


def test_whoever_is_asked_is_read_as_an_id() -> None:
    who = uuid4()
    kind = KINDS["responsibility"]
    filled = fill(kind, {"title": "x", "responsible_id": f" {who} "}, Clear(kind.name, status="asked"), {})
    assert filled.clear.responsible_id == who
    assert isinstance(filled.clear.responsible_id, UUID)
