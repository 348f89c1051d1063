"""The tables as SQLAlchemy knows them; migrations/ makes them."""

from ipplan.store.tables.access import (
    access_grant,
    access_log,
    access_state,
    consent,
    keeping,
    log_head,
    log_leaf,
    mandate,
    withholding,
)
from ipplan.store.tables.base import metadata
from ipplan.store.tables.content import change, draft, item, section, version
from ipplan.store.tables.deciding import agreement, appointment, decision
from ipplan.store.tables.directory import (
    account,
    account_door,
    clock_mark,
    invitation,
    login_transaction,
    logout_token,
    municipality,
    participant,
    presence,
    session,
    set_aside,
    space,
    space_key,
)
from ipplan.store.tables.proposals import age_notice, expiry_notice, proposal

__all__ = [
    "access_grant",
    "access_log",
    "access_state",
    "account",
    "account_door",
    "age_notice",
    "agreement",
    "appointment",
    "change",
    "clock_mark",
    "consent",
    "decision",
    "draft",
    "expiry_notice",
    "invitation",
    "item",
    "keeping",
    "log_head",
    "log_leaf",
    "login_transaction",
    "logout_token",
    "mandate",
    "metadata",
    "municipality",
    "participant",
    "presence",
    "proposal",
    "section",
    "session",
    "set_aside",
    "space",
    "space_key",
    "version",
    "withholding",
]
