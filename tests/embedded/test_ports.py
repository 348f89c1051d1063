"""A taken port is one clear line."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ipplan.config import ROOT
from ipplan.embedded import SetupError
from ipplan.embedded.ports import check_ports
from tests.waiting import free_port


def test_free_ports_pass() -> None:
    check_ports("127.0.0.1", {"IPPLAN_PORT": free_port(), "IPPLAN_IDP_PORT": free_port()})


def test_two_settings_may_not_name_one_port() -> None:
    port = free_port()
    with pytest.raises(SetupError, match=f"IPPLAN_PORT og IPPLAN_IDP_PORT er begge {port}"):
        check_ports("127.0.0.1", {"IPPLAN_PORT": port, "IPPLAN_IDP_PORT": port})


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(SetupError, match=r"Kan ikke lytte på 192\.0\.2\.1:"):
        check_ports("192.0.2.1", {"IPPLAN_PORT": free_port()})


@pytest.mark.parametrize("variable", ["IPPLAN_PORT", "IPPLAN_IDP_PORT", "IPPLAN_SMTP_PORT"])
def test_demo_says_so_in_one_line_and_starts_nothing(tmp_path: Path, variable: str) -> None:
    ports = {name: str(free_port()) for name in ("IPPLAN_PORT", "IPPLAN_IDP_PORT", "IPPLAN_SMTP_PORT")}
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        environment = os.environ | ports | {variable: str(taken), "IPPLAN_VAR": str(tmp_path / "var")}
        command = [sys.executable, "-m", "ipplan", "demo"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    advice = f"Stopp det andre programmet, eller velg en annen port med {variable}."
    assert done.stderr == f"Port {taken} er opptatt. {advice}\n"
    assert not (tmp_path / "var").exists()
