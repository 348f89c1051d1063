"""Identity numbers: check digits, dates, and the synthetic series of tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.identity import born_on, valid_pid
from tests.world import PEOPLE


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_the_demos_numbers_are_valid_and_with_one_digit_wrong_they_are_not(name: str) -> None:
    pid = PEOPLE[name]["pid"]
    assert valid_pid(pid) == pid == valid_pid(f" {pid[:6]} {pid[6:]}\n")
    for place in range(11):
        for digit in "0123456789":
            if digit != pid[place]:
                assert valid_pid(pid[:place] + digit + pid[place + 1 :]) is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "00000000000",
        "12345678901",
        "1489175600",
        "148917560044",
        "1489175600a",
        "14891756-04",
        "١٤٨٩١٧٥٦٠٠٤",
        "14891756004²",
        "²²²²²²²²²²²",
        "１４８９１７５６００４",
    ],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert valid_pid(typed) is None


@given(st.text(max_size=20))
def test_no_text_breaks_it(typed: str) -> None:
    pid = valid_pid(typed)
    assert pid is None or (len(pid) == 11 and pid.isascii() and pid.isdigit())


@pytest.mark.parametrize(
    ("pid", "born"),
    [("14891756004", "2017-09-14"), ("03848526273", "1985-04-03"), ("20915444033", "1954-11-20")],
)
def test_a_number_bears_a_date_of_birth_with_its_century(pid: str, born: str) -> None:
    assert str(born_on(pid)) == born


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_any_eleven_digits_bear_a_date_or_none(digits: str) -> None:
    born = born_on(digits)
    assert born is None or 1854 <= born.year <= 2039
