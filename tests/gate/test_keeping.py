"""Kept from a parent: gone for her though she decides, by her signed state; and no row brings it back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.gate.audit import audit
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.withholding import lift
from ipplan.permit import Access, Refused
from ipplan.plan.periods import birthday, birthday_after
from tests.gate.family import (
    AGREED,
    CHILD,
    FATHER,
    MOTHER,
    NO_REASON,
    PROFESSIONAL,
    REASON,
    TWELVE,
    assessed,
    ended,
    family,
    kept,
    told,
)
from tests.gate.holding import grow_branch, hide, put
from tests.gate.test_takeover import SIXTEEN, _lets
from tests.gate.test_withholding import MINE, _move, looked_up, seen
from tests.world import World


async def test_it_is_gone_for_him_alone_and_he_decides_all_the_same(world: World) -> None:
    await family(world)
    branch, before = await grow_branch(world, asked=PROFESSIONAL), await seen(world, FATHER)
    assert branch.all <= before
    await kept(world, branch.goal)
    assert await seen(world, FATHER) == before - branch.all
    assert await looked_up(world, FATHER, branch.all) == set()
    for name in (CHILD, MOTHER, PROFESSIONAL, "berit"):
        assert branch.all <= await seen(world, name), name
    visit = await world.enter(FATHER)
    assert visit.decides
    assert visit.may(world.sections["tiril"]["home"], Access.WRITE)
    later = uuid4()
    await put(world, "goal", later, branch.goal, "home", title="Senere", status="active")
    assert later not in await seen(world, FATHER)


async def test_an_ordinary_withholding_does_not_bind_who_decides_and_this_one_does(world: World) -> None:
    await family(world)
    mine, hers = await grow_branch(world), await grow_branch(world)
    await kept(world, hers.goal)
    # He acts no more, and is given access as anybody else.
    world.clock.move(timedelta(days=301))
    await _lets(world, MOTHER, world.clock.now() + timedelta(days=200))
    ends, home = world.clock.now() + timedelta(days=100), world.sections["tiril"]["home"]
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(MOTHER)) as (held, visit):
        wish = Wish(world.accounts[FATHER], home, Access.READ, ends)
        await sign_wishes(held, visit, visit.gate.signer, [wish])
    found = await seen(world, FATHER)
    assert mine.all <= found
    assert not hers.all & found
    await hide(world, mine.goal, FATHER)
    assert not mine.all & await seen(world, FATHER)
    await _lets(world, FATHER, ends)
    found = await seen(world, FATHER)
    assert mine.all <= found
    assert not hers.all & found


@pytest.mark.parametrize(
    ("by", "why", "of", "reason"),
    [
        (MOTHER, None, FATHER, "not_keeping"),
        (MOTHER, REASON, FATHER, "not_keeping"),
        ("berit", REASON, FATHER, "not_keeping"),
        ("wenche", REASON, FATHER, "not_keeping"),
        (PROFESSIONAL, None, FATHER, "no_reason"),
        (PROFESSIONAL, REASON, "berit", "not_acting"),
        (CHILD, REASON, FATHER, "not_professional"),
        (CHILD, None, MOTHER, "author"),
    ],
)
async def test_the_child_wishes_it_a_professional_sets_it_and_nobody_else(
    world: World, by: str, why: None, of: str, reason: str
) -> None:
    await family(world)
    branch = await grow_branch(world)
    with pytest.raises(Refused, match=reason):
        await kept(world, branch.goal, by, why, of)


async def test_a_childs_own_word_counts_from_its_birthday_on(world: World) -> None:
    await family(world, TWELVE - timedelta(seconds=1))
    branch = await grow_branch(world)
    with pytest.raises(Refused, match="not_keeping"):
        await kept(world, branch.goal)
    await kept(world, branch.action, PROFESSIONAL, REASON)
    assert branch.action not in await seen(world, FATHER)
    with pytest.raises(Refused, match="not_keeping"):
        await told(world, CHILD)
    world.clock.move(timedelta(seconds=1))
    await kept(world, branch.goal)
    assert branch.goal not in await seen(world, FATHER)
    assert len(await told(world, CHILD)) == 2


async def test_a_wish_is_assessed_with_a_reason_that_parents_never_read(world: World) -> None:
    await family(world)
    branch = await grow_branch(world)
    await kept(world, branch.goal)
    (one,) = await told(world, PROFESSIONAL)
    assert (one.wished, one.waits, one.why) == (True, True, None)
    await assessed(world, branch.goal, AGREED)
    for name in (CHILD, PROFESSIONAL, "leila"):
        (one,) = await told(world, name)
        assert (one.wished, one.waits, one.why) == (True, False, AGREED)
    for name in (MOTHER, FATHER, "berit", "wenche"):
        with pytest.raises(Refused, match="not_keeping"):
            await told(world, name)
    rows = await world.sql("SELECT sealed FROM keeping")
    assert AGREED.text.encode() not in bytes(rows[0][0])
    await ended(world, branch.goal)
    assert branch.goal in await seen(world, FATHER)


async def test_what_rests_on_a_professionals_word_is_not_for_the_child_to_end(world: World) -> None:
    await family(world)
    set_by_her, taken_over = await grow_branch(world), await grow_branch(world)
    await kept(world, set_by_her.goal, PROFESSIONAL, REASON)
    await kept(world, taken_over.goal)
    await assessed(world, taken_over.goal, REASON)
    for branch in (set_by_her, taken_over):
        with pytest.raises(Refused, match="not_hers_to_end"):
            await ended(world, branch.goal)
        with pytest.raises(Refused, match="not_keeping"):
            await assessed(world, branch.goal, NO_REASON, MOTHER)
        await assessed(world, branch.goal, NO_REASON, "leila")
        assert branch.all <= await seen(world, FATHER)
    assert [one.why for one in await told(world, CHILD)] == [NO_REASON, NO_REASON]


async def test_neither_parent_lifts_it_and_the_owner_does_when_she_decides(world: World) -> None:
    await family(world, SIXTEEN - timedelta(days=10))
    branch = await grow_branch(world)
    await kept(world, branch.goal)
    home = world.sections["tiril"]["home"]
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(MOTHER)) as (held, visit):
        with pytest.raises(Refused, match="no_participant"):
            await lift(held, visit, await visit.open(home), branch.goal, world.accounts[FATHER])
    world.clock.move(timedelta(days=11))
    assert (await world.enter(CHILD)).decides
    with pytest.raises(Refused, match="not_keeping"):
        await told(world, CHILD)
    assert branch.goal not in await seen(world, FATHER), "a birthday shows nobody anything"
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(CHILD)) as (held, visit):
        await lift(held, visit, await visit.open(home), branch.goal, world.accounts[FATHER])
    assert branch.goal in await seen(world, FATHER)


@pytest.mark.parametrize(
    "edit",
    [
        "DELETE FROM keeping",
        "UPDATE keeping SET ended_at = at, ending = token",
        "UPDATE keeping SET participant_id = '{mother}'",
        "UPDATE participant SET role = 'representative', role_until = now() - interval '1 year'",
        "UPDATE account SET organisation = 'Skolen'",
        "UPDATE item SET parent_id = NULL WHERE item_id = '{action}'",
    ],
)
async def test_no_row_of_the_database_shows_it(world: World, edit: str) -> None:
    await family(world)
    branch, before = await grow_branch(world), await seen(world, FATHER)
    await kept(world, branch.goal)
    await world.sql(edit.format(mother=world.accounts[MOTHER], action=branch.action))
    assert await seen(world, FATHER) == before - branch.all
    with pytest.raises(Refused, match="not_keeping"):
        await told(world, FATHER)


async def test_a_row_that_says_another_than_was_signed_is_not_the_childs_to_end(world: World) -> None:
    await family(world)
    branch, other = await grow_branch(world), await grow_branch(world)
    await kept(world, branch.goal)
    await kept(world, other.goal, PROFESSIONAL, REASON)
    await world.sql(
        "UPDATE keeping SET token = (SELECT token FROM keeping k WHERE k.item_id = :mine)"
        " WHERE item_id = :other",
        mine=branch.goal,
        other=other.goal,
    )
    with pytest.raises(Refused, match="not_hers_to_end"):
        await ended(world, other.goal)
    assert [one.item_id for one in await told(world, CHILD)] == [branch.goal]


async def test_it_stays_kept_when_it_is_moved_by_him_too_and_is_still_the_childs_to_end(world: World) -> None:
    await family(world)
    branch = await grow_branch(world)
    await kept(world, branch.action)
    await assessed(world, branch.action, AGREED)
    before = await seen(world, MOTHER, "leisure")
    goal = await _move(world, FATHER, "home", "leisure")
    new = await seen(world, MOTHER, "leisure") - before
    assert len(new) == 4
    assert new & await seen(world, FATHER, "leisure") == {goal}
    moved = {one.item_id: one for one in await told(world, CHILD)}
    (action,) = new & set(moved)
    assert (moved[action].why, moved[action].wished) == (AGREED, True)


async def test_what_is_kept_after_a_move_is_kept_where_it_was_too_though_she_has_no_access_there(
    world: World,
) -> None:
    await family(world)
    branch = await grow_branch(world, "economy")
    goal = await _move(world, MOTHER, "economy", "home")
    assert branch.all <= await seen(world, FATHER, "economy")
    assert not (await world.enter(PROFESSIONAL)).may(world.sections["tiril"]["economy"])
    await kept(world, goal, PROFESSIONAL, REASON)
    assert goal not in await seen(world, FATHER)
    assert not branch.all & await seen(world, FATHER, "economy")
    assert await looked_up(world, FATHER, branch.all, "economy") == set()
    for name in (CHILD, MOTHER):
        assert branch.all <= await seen(world, name, "economy"), name
    assert {one.why for one in await told(world, CHILD)} == {REASON}
    await assessed(world, goal, NO_REASON)
    assert goal in await seen(world, FATHER)
    assert branch.all <= await seen(world, FATHER, "economy")


async def test_a_wish_after_a_move_is_assessed_and_ended_with_all_its_places(world: World) -> None:
    await family(world)
    branch = await grow_branch(world, "leisure")
    goal = await _move(world, MOTHER, "leisure", "home")
    await kept(world, goal)
    assert not branch.all & await seen(world, FATHER, "leisure")
    await assessed(world, goal, AGREED)
    assert [(one.why, one.waits) for one in await told(world, CHILD)] == [(AGREED, False)] * 2
    await ended(world, goal)
    assert goal in await seen(world, FATHER)
    assert branch.all <= await seen(world, FATHER, "leisure")
    await kept(world, branch.goal, PROFESSIONAL, REASON, area="leisure")
    await kept(world, goal)
    await ended(world, goal)
    assert goal in await seen(world, FATHER)
    assert branch.goal not in await seen(world, FATHER, "leisure"), "it rests on a professional's word there"
    await kept(world, goal)
    await assessed(world, goal, REASON)
    with pytest.raises(Refused, match="not_hers_to_end"):
        await ended(world, goal)


async def test_who_sees_as_another_does_not_see_it_there_either(world: World) -> None:
    await family(world)
    branch, gate = await grow_branch(world), world.house.gate
    await kept(world, branch.goal)
    for name, shown in ((MOTHER, True), (FATHER, False), (MOTHER, True)):
        visit = await world.enter(name, road="see-as")
        _, _, look = await gate.look(visit, world.accounts[PROFESSIONAL], language="nb")
        assert look is not None
        view = await world.house.screens.view(look, await look.open_all(), still=True)
        html = "".join(one.html for one in view.fragments)
        assert ("Hemmelig" in html) is shown, name


async def test_later_signings_keep_it_and_the_audit_counts_them(world: World) -> None:
    await family(world)
    branch, before = await grow_branch(world), await seen(world, FATHER)
    who = {"space": world.spaces["tiril"], "who": world.accounts[FATHER]}
    kept_state = (await world.sql(f"SELECT serial, token FROM access_state WHERE {MINE}", **who))[0]
    await kept(world, branch.goal)
    await hide(world, branch.comment, PROFESSIONAL)
    assert await seen(world, FATHER) == before - branch.all
    house = world.house
    issuer = house.settings.address
    assert not [
        one for one in (await audit(house.database, house.keyring, issuer)).misfits if "rullet" in one
    ]
    edit = f"UPDATE access_state SET serial = :serial, token = :token WHERE {MINE}"
    await world.sql(edit, serial=kept_state[0], token=kept_state[1], **who)
    assert [one for one in (await audit(house.database, house.keyring, issuer)).misfits if "rullet" in one]


@given(
    born=st.dates(min_value=date(1920, 1, 1), max_value=date(2079, 12, 31)),
    age=st.sampled_from((7, 12, 18)),
)
def test_every_birthday_is_reckoned_from_the_one_that_is_signed(born: date, age: int) -> None:
    assert birthday_after(birthday(born, 16), age - 16) == birthday(born, age)


@pytest.mark.parametrize("age", [7, 12, 18])
def test_a_leap_days_child_too(age: int) -> None:
    born = date(2012, 2, 29)
    assert birthday_after(birthday(born, 16), age - 16) == birthday(born, age)
