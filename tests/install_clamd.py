"""``python -m tests.install_clamd``: see to it that there is a ClamAV for the tests of files with viruses."""

import os
import shutil
import subprocess
import sys

from tests.clamav import clamd_path

ADVICE = """\
The tests of files need clamd, and it could not be installed. Install it, then try again:
  Debian, Ubuntu:  sudo apt-get install clamav-daemon
  elsewhere:       ClamAV, with clamd on the PATH"""


def main() -> int:
    """Use what is there; else the distribution's package. Tests make their own list of viruses."""
    if clamd_path():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", "clamav-daemon"],
        ):
            print(" ".join(command), flush=True)  # noqa: T201
            if subprocess.run(command, check=False).returncode != 0:
                break
    if clamd_path():
        return 0
    print(ADVICE, file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
