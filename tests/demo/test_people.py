"""The people of the demo have sound synthetic identity numbers and reserved addresses."""

import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

PEOPLE: list[dict[str, Any]] = tomllib.loads(
    files("ipplan").joinpath("demo/people.toml").read_text(encoding="utf-8")
)["person"]
MEN = {"sindre-nygard", "roar-myklebust", "mehmet-aydin", "odd-fjeld"}
FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def weighted(pid: str, weights: tuple[int, ...]) -> int:
    """The weighted sum of the leading digits, modulo 11; 0 when the check digit at their end is right."""
    return sum(int(digit) * weight for digit, weight in zip(pid, weights, strict=False)) % 11


def birth_date(pid: str) -> date:
    """The birth date inside a synthetic number: month + 80, century told by the three digits after it."""
    day, month, year, serial = int(pid[:2]), int(pid[2:4]) - 80, int(pid[4:6]), int(pid[6:9])
    century = 1900 if serial < 500 else 2000
    return date(century + year, month, day)


def person(slug: str) -> dict[str, Any]:
    return next(one for one in PEOPLE if one["id"] == slug)


def test_a_wrong_digit_is_noticed() -> None:
    pid = PEOPLE[0]["pid"]
    wrong = pid[:-1] + str((int(pid[-1]) + 1) % 10)
    assert weighted(pid, SECOND_WEIGHTS) == 0
    assert weighted(wrong, SECOND_WEIGHTS) != 0


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: str(one["id"]))
def test_identity_number_is_synthetic_and_valid(one: dict[str, Any]) -> None:
    pid = one["pid"]
    assert len(pid) == 11
    assert pid.isdecimal()
    assert 81 <= int(pid[2:4]) <= 92
    assert birth_date(pid).year > 1930
    assert weighted(pid, FIRST_WEIGHTS) == 0
    assert weighted(pid, SECOND_WEIGHTS) == 0
    assert (int(pid[8]) % 2 == 1) == (one["id"] in MEN)


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: str(one["id"]))
def test_every_field_is_there(one: dict[str, Any]) -> None:
    own = {"unit", "municipality", "language", "competence", "most", "manager", "first_use"}
    assert set(one) - own == {
        "id", "name", "pid", "email", "title", "organisation", "about", "login", "account",
    }  # fmt: skip
    assert one["email"].endswith("@example.org")
    assert one["name"]
    assert one["title"]
    assert 20 <= len(one["about"]) <= 130


def test_numbers_addresses_and_names_are_unique() -> None:
    for field in ("id", "pid", "email", "name"):
        assert len({one[field] for one in PEOPLE}) == len(PEOPLE)


def test_owners_are_a_child_and_an_adult() -> None:
    assert birth_date(person("tiril-vollan")["pid"]).year == 2017
    assert birth_date(person("roar-myklebust")["pid"]).year == 1968


def test_the_child_does_not_log_in_and_one_person_has_no_account() -> None:
    assert [one["id"] for one in PEOPLE if not one["login"]] == ["tiril-vollan"]
    assert [one["id"] for one in PEOPLE if not one["account"]] == ["odd-fjeld"]
