"""The tables as SQLAlchemy knows them; migrations/ makes them."""

from ipplan.store.tables.access import (
    access_grant,
    access_log,
    access_state,
    consent,
    log_head,
    log_leaf,
    mandate,
    withholding,
)
from ipplan.store.tables.base import metadata
from ipplan.store.tables.content import change, draft, item, section, version
from ipplan.store.tables.directory import (
    account,
    clock_mark,
    invitation,
    login_transaction,
    logout_token,
    municipality,
    participant,
    presence,
    session,
    space,
    space_key,
)

__all__ = [
    "access_grant",
    "access_log",
    "access_state",
    "account",
    "change",
    "clock_mark",
    "consent",
    "draft",
    "invitation",
    "item",
    "log_head",
    "log_leaf",
    "login_transaction",
    "logout_token",
    "mandate",
    "metadata",
    "municipality",
    "participant",
    "presence",
    "section",
    "session",
    "space",
    "space_key",
    "version",
    "withholding",
]
