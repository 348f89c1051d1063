"""The verdict as a pure function: honest facts open what they say while they say it, altered ones nothing."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipplan.gate.facts import Facts, PersonFacts, SpaceFacts
from ipplan.gate.keys import load, make
from ipplan.gate.representing import LEEWAY
from ipplan.gate.standing import Allowed, Denied
from ipplan.gate.tokens import Signer
from ipplan.gate.verdict import judge
from ipplan.rules import standard
from tests.gate.honest import (
    FROM,
    MANDATE,
    OWNER,
    PARENT,
    PERSON,
    SECTION,
    SPACE,
    UNTIL,
    grant,
    honest_facts,
    mandate_row,
    state,
)

TAIL = int(standard().grants_outlast_mandate.time.total_seconds())
MANDATE_ENDS = UNTIL + 100
EXAMPLES = settings(max_examples=300, deadline=None)


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    folder: Path = tmp_path_factory.mktemp("keys")
    make(folder)
    return Signer(load(folder), "https://ipplan.example")


@pytest.fixture(scope="module", params=[True, False], ids=["by a parent", "by the owner"])
def facts(signer: Signer, request: pytest.FixtureRequest) -> Facts:
    return honest_facts(signer, by_parent=request.param)


def verdict(facts: Facts, at: float, signer: Signer) -> Allowed | Denied:
    """What the one section of ``facts`` is to the person who asks."""
    standing = judge(facts, datetime.fromtimestamp(at, UTC), signer)
    if isinstance(standing, Denied):
        return standing
    return standing.sections.get(SECTION, Denied("no_section"))


@EXAMPLES
@given(at=st.floats(FROM - 1000, UNTIL + 1000))
def test_an_honest_grant_opens_from_its_start_until_its_end(signer: Signer, facts: Facts, at: float) -> None:
    found = verdict(facts, at, signer)
    assert isinstance(found, Allowed) == (FROM <= at < UNTIL)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (FROM - LEEWAY - 1, "iat"),
        (FROM - 1, "not_yet"),
        (FROM, None),
        (UNTIL - 0.001, None),
        (UNTIL, "expired"),
        (UNTIL + 0.001, "expired"),
    ],
)
def test_the_very_edges_of_a_grant(signer: Signer, facts: Facts, at: float, reason: str | None) -> None:
    found = verdict(facts, at, signer)
    assert (found.reason if isinstance(found, Denied) else None) == reason


@EXAMPLES
@given(
    start=st.integers(FROM, UNTIL), length=st.integers(1, 3600 * 24 * 900), at=st.integers(FROM - 99, UNTIL)
)
def test_allowed_if_and_only_if_within_the_grant_s_time(
    signer: Signer, start: int, length: int, at: int
) -> None:
    facts = honest_facts(signer, start=start, end=start + length)
    # The mandate that signed it must have stood then; the root is as long as the whole range.
    at = min(max(at, start - 5), start + length + 5)
    found = verdict(facts, at, signer)
    root_stands = at < UNTIL + 9
    signed_on_mandate = start < MANDATE_ENDS
    end = min(start + length, MANDATE_ENDS + TAIL)
    expected = start <= at < end and root_stands and signed_on_mandate
    assert isinstance(found, Allowed) == expected
    if isinstance(found, Allowed):
        assert found.expires_at == datetime.fromtimestamp(end, UTC)


COLUMNS: dict[str, tuple[str, ...]] = {
    "grants": (
        "grant_id",
        "participant_id",
        "section_id",
        "access",
        "not_before",
        "expires_at",
        "granted_by",
        "mandate_id",
        "consent_id",
        "token",
    ),
    "state": ("serial", "token"),
    "consents": ("consent_id", "kind", "sha256", "given_by", "token"),
    "mandates": ("mandate_id", "representative_id", "owner_id", "not_before", "expires_at", "token"),
    "roots": ("grant_id", "participant_id", "section_id", "access", "not_before", "expires_at", "token"),
    "owner_state": ("serial", "token"),
}


def altered(value: Any, draw: st.DataObject) -> Any:
    """Another value of the same type, or none at all."""
    others: dict[type, st.SearchStrategy[Any]] = {
        UUID: st.just(None) | st.uuids() | st.sampled_from([OWNER, PERSON, SECTION]),
        int: st.integers(0, 2**33),
        type(None): st.uuids(),
        str: st.just(value[:-1]) | st.just(value + "A") | st.sampled_from(["write", "", "comment"])
        if isinstance(value, str)
        else st.nothing(),
    }
    return draw.draw(others[type(value)].filter(lambda other: other != value))


def places(facts: Facts) -> Iterator[tuple[str, int, str]]:
    """Every signed column of every row that the grant rests on."""
    for rows, columns in COLUMNS.items():
        found = rows_of(facts, rows)
        for place in range(len(found)):
            for column in columns:
                yield rows, place, column


def rows_of(facts: Facts, rows: str) -> tuple[Any, ...]:
    held = getattr(facts.person if rows in ("grants", "state") else facts.space, rows)
    return held if isinstance(held, tuple) else (held,)


def with_rows(facts: Facts, rows: str, changed: tuple[Any, ...]) -> Facts:
    single = rows in ("state", "owner_state")
    value: Any = (changed[0] if changed else None) if single else changed
    return with_value(facts, "person" if rows in ("grants", "state") else "space", rows, value)


def with_value(facts: Facts, part: str, name: str, value: Any) -> Facts:
    changed: Any = replace(getattr(facts, part), **{name: value})
    both: dict[str, Any] = {part: changed}
    return replace(facts, **both)


@EXAMPLES
@given(draw=st.data())
def test_one_altered_column_of_one_row_opens_nothing(
    signer: Signer, facts: Facts, draw: st.DataObject
) -> None:
    assert isinstance(verdict(facts, FROM, signer), Allowed)
    rows, place, column = draw.draw(st.sampled_from(list(places(facts))))
    row = rows_of(facts, rows)[place]
    edited = replace(row, **{column: altered(getattr(row, column), draw)})
    before = rows_of(facts, rows)
    changed = with_rows(facts, rows, (*before[:place], edited, *before[place + 1 :]))
    assert isinstance(verdict(changed, FROM, signer), Denied)


@EXAMPLES
@given(draw=st.data())
def test_one_row_left_out_opens_nothing(signer: Signer, facts: Facts, draw: st.DataObject) -> None:
    rows = draw.draw(st.sampled_from([rows for rows in COLUMNS if rows_of(facts, rows)]))
    before = rows_of(facts, rows)
    place = draw.draw(st.integers(0, len(before) - 1))
    changed = with_rows(facts, rows, before[:place] + before[place + 1 :])
    assert isinstance(verdict(changed, FROM, signer), Denied)


@EXAMPLES
@given(draw=st.data())
def test_tokens_swapped_between_any_two_rows_open_nothing(
    signer: Signer, facts: Facts, draw: st.DataObject
) -> None:
    spots = [(rows, place) for rows in COLUMNS for place in range(len(rows_of(facts, rows)))]
    one, two = draw.draw(st.lists(st.sampled_from(spots), min_size=2, max_size=2, unique=True))
    tokens = {spot: rows_of(facts, spot[0])[spot[1]].token for spot in (one, two)}
    changed = facts
    for (rows, place), token in ((one, tokens[two]), (two, tokens[one])):
        before = rows_of(changed, rows)
        edited = replace(before[place], token=token)
        changed = with_rows(changed, rows, (*before[:place], edited, *before[place + 1 :]))
    assert isinstance(verdict(changed, FROM, signer), Denied)


def test_a_grant_that_was_signed_on_another_text_than_was_consented_to_opens_nothing(
    signer: Signer, facts: Facts
) -> None:
    row = facts.person.grants[0]
    assert row.consent_id is not None
    other = grant(
        signer,
        PERSON,
        SECTION,
        by=row.granted_by,
        start=row.not_before,
        end=row.expires_at,
        consent=row.consent_id,
        mandate=row.mandate_id,
        text="another",
    )
    changed = with_rows(facts, "grants", (other,))
    changed = with_rows(changed, "state", (state(signer, PERSON, {other.grant_id}),))
    assert verdict(changed, FROM, signer) == Denied("other_consent_text")


LIVES: dict[str, tuple[type, str, tuple[Any, ...]]] = {
    "space": (SpaceFacts, "state", ("closed", "", "OPEN")),
    "owner": (SpaceFacts, "owner_id", (PERSON, uuid4())),
    "space id": (SpaceFacts, "space_id", (uuid4(),)),
    "account": (PersonFacts, "account_state", ("closed", None)),
    "participant": (PersonFacts, "participant_state", ("ended", None)),
    "role": (PersonFacts, "role", (None,)),
    "who asks": (PersonFacts, "account_id", (uuid4(),)),
}


@pytest.mark.parametrize(("kind", "name", "values"), LIVES.values(), ids=LIVES.keys())
def test_nothing_opens_in_another_place_or_to_another_person(
    signer: Signer, facts: Facts, kind: type, name: str, values: tuple[Any, ...]
) -> None:
    assert name in {field.name for field in fields(kind)}
    for value in values:
        changed = with_value(facts, "space" if kind is SpaceFacts else "person", name, value)
        assert isinstance(verdict(changed, FROM, signer), Denied), value


def test_there_is_nothing_where_there_is_no_space(signer: Signer, facts: Facts) -> None:
    assert verdict(replace(facts, space=None), FROM, signer) == Denied("no_space")


def test_a_grant_signed_far_ahead_of_the_clock_is_refused(signer: Signer) -> None:
    facts = honest_facts(signer, start=FROM + 3600, end=UNTIL)
    assert verdict(facts, FROM, signer) == Denied("iat")
    assert isinstance(verdict(facts, FROM + 3600, signer), Allowed)


@pytest.mark.parametrize(("gone", "opens"), [(FROM - 1, False), (FROM, True), (FROM + 1, True), (None, True)])
def test_a_grant_rests_on_the_mandate_at_the_time_of_signing(
    signer: Signer, gone: int | None, opens: bool
) -> None:
    changed = ended_mandate(signer, honest_facts(signer), gone)
    assert isinstance(verdict(changed, FROM + 9, signer), Allowed) is opens


@EXAMPLES
@given(gone=st.integers(FROM, UNTIL), after=st.integers(-9, 2 * TAIL))
def test_what_was_granted_outlasts_the_mandate_by_the_period_of_the_rules(
    signer: Signer, gone: int, after: int
) -> None:
    facts = ended_mandate(signer, honest_facts(signer), gone)
    at = min(max(gone + after, FROM), UNTIL - 1)
    found = verdict(facts, at, signer)
    assert isinstance(found, Allowed) == (at < gone + TAIL)
    if isinstance(found, Allowed):
        assert found.expires_at == datetime.fromtimestamp(min(gone + TAIL, UNTIL), UTC)
        assert found.left_over == (at >= gone)


def test_a_mandates_end_counts_only_as_it_was_signed(signer: Signer) -> None:
    facts = honest_facts(signer)
    honest = ended_mandate(signer, facts, FROM + 5).space
    assert honest is not None
    row = honest.mandates[0]
    elsewhere = ended_mandate(signer, facts, FROM + 5, space=uuid4()).space
    assert elsewhere is not None
    for changed in (
        replace(row, withdrawal=None),
        replace(row, withdrawal=row.token),
        replace(row, withdrawal=elsewhere.mandates[0].withdrawal),
        # The mark is gone, and her signed state knows of no mandate.
        replace(row, withdrawn_at=None),
    ):
        edited = replace(facts, space=replace(honest, mandates=(changed,)))
        assert verdict(edited, FROM + 9, signer) == Denied("granter_mandate")
    later = replace(facts, space=replace(honest, mandates=(replace(row, withdrawn_at=UNTIL),)))
    assert verdict(later, FROM + 5 + TAIL, signer) == Denied("granter_mandate_over"), "by what was signed"


@pytest.mark.parametrize(
    ("scope", "may_grant", "opens"),
    [("*", True, True), ([SECTION], True, True), ([], True, False), ("*", False, False)],
)
def test_nobody_grants_beyond_her_mandate(signer: Signer, scope: Any, may_grant: bool, opens: bool) -> None:
    row = mandate_row(signer, scope=scope if scope == "*" else list(map(str, scope)), may_grant=may_grant)
    found = verdict(with_rows(honest_facts(signer), "mandates", (row,)), FROM, signer)
    assert isinstance(found, Allowed) is opens
    if not opens:
        assert found == Denied("granter_scope")


@pytest.mark.parametrize("scope", ["*", [str(SECTION)], [str(uuid4())]])
@pytest.mark.parametrize("may_grant", [True, False])
def test_who_acts_on_a_mandate_opens_what_it_covers(signer: Signer, scope: Any, may_grant: bool) -> None:
    row = mandate_row(signer, scope=scope, may_grant=may_grant)
    facts = with_rows(honest_facts(signer), "mandates", (row,))
    assert facts.space is not None
    parent = replace(facts.person, account_id=PARENT, grants=(), state=facts.space.people[PARENT].state)
    standing = judge(replace(facts, person=parent), datetime.fromtimestamp(FROM, UTC), signer)
    assert not isinstance(standing, Denied)
    assert (standing.role, standing.decides) == ("representative", may_grant)
    assert standing.whole == (scope == "*")
    assert standing.may(SECTION) == (scope in ("*", [str(SECTION)]))


def ended_mandate(signer: Signer, facts: Facts, gone: int | None, *, space: UUID = SPACE) -> Facts:
    """The facts after the mandate was ended, signed as the house does."""
    assert facts.space is not None
    if gone is None:
        return facts
    claims = {
        "jti": str(uuid4()),
        "iat": gone,
        "sub": str(PARENT),
        "space": str(space),
        "ended_mandate": str(MANDATE),
        "withdrawn_by": str(PARENT),
        "mandate": None,
    }
    row = replace(mandate_row(signer), withdrawn_at=gone, withdrawal=signer.sign("withdrawal", claims))
    people = {PARENT: PersonFacts(PARENT, state=state(signer, PARENT, set()))}
    return replace(facts, space=replace(facts.space, mandates=(row,), people=people))


def test_somebody_who_granted_to_herself_opens_nothing(signer: Signer) -> None:
    facts = honest_facts(signer, by_parent=False)
    own = grant(
        signer,
        PERSON,
        SECTION,
        by=PERSON,
        start=FROM,
        end=UNTIL,
        consent=facts.person.grants[0].consent_id,
        mandate=None,
        access="write",
    )
    changed = replace(
        facts, person=replace(facts.person, grants=(own,), state=state(signer, PERSON, {own.grant_id}))
    )
    assert verdict(changed, FROM, signer) == Denied("granter")


def test_a_grant_does_not_outlive_the_owner_s_own_right(signer: Signer) -> None:
    facts = honest_facts(signer, end=UNTIL + 1000)
    at = datetime.fromtimestamp(UNTIL, UTC)
    assert isinstance(verdict(facts, at.timestamp(), signer), Allowed)
    assert verdict(facts, (at + timedelta(seconds=9)).timestamp(), signer) == Denied("owner_expired")


@pytest.mark.parametrize(
    ("until", "opens"), [(None, True), (FROM + 1, True), (FROM, False), (FROM - 1, False)]
)
def test_who_has_left_the_work_by_which_she_takes_part_reads_nothing(
    signer: Signer, facts: Facts, until: int | None, opens: bool
) -> None:
    left = replace(facts, person=replace(facts.person, work_until=until))
    found = verdict(left, FROM, signer)
    assert found == Denied("left_work") if not opens else isinstance(found, Allowed)
