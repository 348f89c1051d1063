"""Asks a process on this machine whether it is well: ``python -m ipplan.probe PORT [PATH]``.

For health checks. A small program of its own, since it is run every few seconds; it loads
nothing of the application.
"""

import http.client
import socket
import sys


def answers(port: int, path: str, host: str = "127.0.0.1") -> bool:
    """Whether ``path`` is answered with 200. Asks directly, whatever proxy the environment names."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def greets(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody there speaks first and says 220, as a mail server does."""
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            return connection.recv(3) == b"220"
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    """0 when well; without a path, the port is a mail server's."""
    port, *path = arguments
    return 0 if (answers(int(port), path[0]) if path else greets(int(port))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
