"""What commands ask for by hand, so that it stands in no list of processes and in no shell's history."""

import typer

from ipplan.config import SettingsTrouble
from ipplan.plan.identity import valid_pid

NAMES_KEYS = {"ignore_unknown_options": True}
"""For commands that take a key's name: a thumbprint may begin with a dash, and is no option then."""


def asked_pid() -> str:
    """An identity number, typed unseen; raises `SettingsTrouble` for one that is none."""
    pid = valid_pid(typer.prompt("Fødselsnummer", hide_input=True))
    if pid is None:
        raise SettingsTrouble("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
    return pid
