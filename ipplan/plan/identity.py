"""Norwegian identity numbers: eleven digits, two of them checks; synthetic ones have month + 80 (or 40)."""

from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer

SYNTHETIC = (80, 40)


def valid_pid(typed: str) -> str | None:
    """The eleven digits of a valid number as typed (spaces are no matter), or ``None``.

    Check digits and date are python-stdnum's to judge; it does not know the synthetic series that the
    national test register uses, so those are judged by their check digits and by the date without the 80.
    """
    pid = "".join(typed.split())
    # Digits of other scripts are digits too, and would index the same person anew.
    if len(pid) != 11 or not pid.isascii() or not pid.isdigit():
        return None
    if fodselsnummer.is_valid(pid):
        return pid
    digits = fodselsnummer.calc_check_digit1(pid) + fodselsnummer.calc_check_digit2(pid)
    return pid if digits == pid[-2:] and _synthetic_date(pid) else None


def _synthetic_date(pid: str) -> bool:
    day, month = int(pid[:2]), int(pid[2:4])
    return any(1 <= month - extra <= 12 for extra in SYNTHETIC) and 1 <= (day - 40 if day > 40 else day) <= 31


def born_on(pid: str) -> date | None:
    """The date of birth that a number bears; ``None`` for one that bears none.

    The century follows from the three digits after the date, as the number's rules have it.
    """
    month = int(pid[2:4])
    plain = pid if month <= 80 else f"{pid[:2]}{month - 80:02}{pid[4:]}"
    try:
        born: date = fodselsnummer.get_birth_date(plain)
    except (ValidationError, ValueError):
        return None
    return born
