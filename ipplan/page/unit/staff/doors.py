"""The doors of the unit's directory: accounts, organisations, and who changed what."""

from ipplan.page.door import ACCOUNT, ORGANISATION, Door
from ipplan.page.unit.staff import accounts, accounts_ending, organisations

DOORS: tuple[Door, ...] = (
    Door("GET", "/unit/changes", accounts.changes, "unit"),
    Door("GET", "/unit/accounts", accounts.index, "unit"),
    Door("GET", "/unit/accounts/new", accounts.new, "unit"),
    Door("POST", "/unit/accounts", accounts.create, "unit"),
    Door("GET", ACCOUNT, accounts.show, "unit"),
    Door("POST", ACCOUNT, accounts.change, "unit"),
    Door("POST", ACCOUNT + "/leaving", accounts_ending.leaving, "unit"),
    Door("POST", ACCOUNT + "/staying", accounts_ending.staying, "unit"),
    Door("POST", ACCOUNT + "/closing", accounts_ending.closing, "unit"),
    Door("POST", ACCOUNT + "/reopening", accounts_ending.reopening, "unit"),
    Door("GET", "/unit/organisations", organisations.index, "unit"),
    Door("POST", "/unit/organisations", organisations.create, "unit"),
    Door("GET", ORGANISATION, organisations.edit, "unit"),
    Door("POST", ORGANISATION, organisations.change, "unit"),
    Door("POST", ORGANISATION + "/closing", organisations.closing, "unit"),
    Door("POST", ORGANISATION + "/reopening", organisations.reopening, "unit"),
)
