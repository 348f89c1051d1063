"""Say in one line that a port is taken, before anything has been started."""

import errno
import socket

from ipplan.embedded import SetupError


def check_ports(host: str, wanted: dict[str, int]) -> None:
    """Refuse unless every port is free and different; ``wanted`` maps the setting's variable to the port."""
    seen: dict[int, str] = {}
    for variable, port in wanted.items():
        if port in seen:
            raise SetupError(f"{seen[port]} og {variable} er begge {port}. Velg to forskjellige porter.")
        seen[port] = variable
        check_port(host, port, variable)


def check_port(host: str, port: int, variable: str) -> None:
    """Refuse unless ``port`` can be listened on; ``variable`` is the setting that moves it."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As the servers do: a connection that is still closing after the last run does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            raise SetupError(_reason(error, host, port, variable)) from error


def _reason(error: OSError, host: str, port: int, variable: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} er opptatt. Stopp det andre programmet, eller velg en annen port med {variable}."
    return f"Kan ikke lytte på {host}:{port} ({error.strerror}). Velg en annen port med {variable}."
