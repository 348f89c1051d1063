"""PostgreSQL refuses to run as root; when we are root, it runs as an account without rights."""

import contextlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipplan.embedded import SetupError


@dataclass(frozen=True)
class Account:
    """A system account that is not ours."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Make this account the owner of ``path`` (not of what is in it)."""
        os.chown(path, self.uid, self.gid, follow_symlinks=False)

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments that make ``subprocess`` run a command as this account and in no other group."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account(data: Path) -> Account | None:
    """The account that the server of the folder ``data`` is to run as; None: our own."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in ("nobody", "daemon"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise SetupError(
        "PostgreSQL kan ikke kjøre som root, og kontoen «nobody» finnes ikke. Kjør som en annen bruker."
    )


def may_enter(folder: Path, account: Account) -> bool:
    """Whether ``account`` may go all the way down into ``folder``, by the folders' mode bits."""
    path = folder.resolve()
    return all(_may_pass(part, account) for part in (path, *path.parents))


def _may_pass(folder: Path, account: Account) -> bool:
    found = folder.stat()
    shift = 6 if found.st_uid == account.uid else 3 if found.st_gid == account.gid else 0
    return bool(stat.S_IMODE(found.st_mode) >> shift & 0o1)
