"""What is sealed opens with its own key and for its own place, and otherwise not at all."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.store import seal
from ipplan.store.seal import SealBroken, SectionBox

PLAIN, BOUND = st.binary(max_size=500), st.binary(max_size=100)
KEY, OTHER = seal.new_key(), seal.new_key()


@given(plain=PLAIN, bound=BOUND)
def test_what_was_sealed_opens_again(plain: bytes, bound: bytes) -> None:
    assert seal.unseal(KEY, seal.seal(KEY, plain, bound), bound) == plain


@given(plain=PLAIN, bound=BOUND, other=BOUND)
def test_it_opens_for_nothing_else_and_under_no_other_key(plain: bytes, bound: bytes, other: bytes) -> None:
    sealed = seal.seal(KEY, plain, bound)
    with pytest.raises(SealBroken):
        seal.unseal(OTHER, sealed, bound)
    if other != bound:
        with pytest.raises(SealBroken):
            seal.unseal(KEY, sealed, other)


@given(plain=PLAIN, place=st.integers(0), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_breaks_the_seal(plain: bytes, place: int, bit: int) -> None:
    sealed = bytearray(seal.seal(KEY, plain, b"here"))
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        seal.unseal(KEY, bytes(sealed), b"here")


@given(plain=PLAIN, length=st.integers(0))
def test_what_was_cut_does_not_open(plain: bytes, length: int) -> None:
    sealed = seal.seal(KEY, plain, b"here")
    with pytest.raises(SealBroken):
        seal.unseal(KEY, sealed[: length % len(sealed)], b"here")


@given(plain=st.binary(min_size=8, max_size=500))
def test_equal_words_are_never_sealed_alike_nor_readable(plain: bytes) -> None:
    one, two = seal.seal(KEY, plain, b"here"), seal.seal(KEY, plain, b"here")
    assert one != two
    assert one[: seal.NONCE] != two[: seal.NONCE]
    assert plain not in one


def test_a_space_key_opens_for_its_own_space_under_its_own_master() -> None:
    space, key = uuid4(), seal.new_key()
    wrapped = seal.wrap_space_key(KEY, space, key)
    assert seal.unwrap_space_key(KEY, space, wrapped) == key
    for master, other in ((OTHER, space), (KEY, uuid4())):
        with pytest.raises(SealBroken):
            seal.unwrap_space_key(master, other, wrapped)


@pytest.mark.parametrize("changed", range(3), ids=["space", "section", "key id"])
def test_a_section_key_opens_for_its_own_space_section_and_id(changed: int) -> None:
    place: list[UUID] = [uuid4(), uuid4(), uuid4()]
    key = seal.new_key()
    wrapped = seal.wrap_section_key(KEY, place[0], place[1], place[2], key)
    assert seal.unwrap_section_key(KEY, place[0], place[1], place[2], wrapped) == key
    place[changed] = uuid4()
    with pytest.raises(SealBroken):
        seal.unwrap_section_key(KEY, place[0], place[1], place[2], wrapped)


def test_a_wrapped_key_is_of_one_level_only() -> None:
    space = uuid4()
    with pytest.raises(SealBroken):
        seal.unwrap_space_key(KEY, space, seal.wrap_section_key(KEY, space, space, space, OTHER))


def test_a_box_opens_only_with_the_keys_it_holds() -> None:
    first, second = uuid4(), uuid4()
    box = SectionBox(second, {first: KEY, second: OTHER})
    sealed = box.seal(b"words", b"here")
    assert box.open(second, sealed, b"here") == b"words"
    assert box.open(first, seal.seal(KEY, b"older", b"here"), b"here") == b"older"
    for key_id in (first, uuid4()):
        with pytest.raises(SealBroken):
            box.open(key_id, sealed, b"here")
