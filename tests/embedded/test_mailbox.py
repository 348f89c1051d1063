"""The demo's mail is real SMTP, and ends up in files."""

import email
import email.policy
import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from ipplan.config import ROOT
from tests.waiting import answers, free_port, until


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A running mail catcher: its port and its process."""
    port = free_port()
    environment = os.environ | {"IPPLAN_SMTP_PORT": str(port), "IPPLAN_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "ipplan", "mailbox"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        until(lambda: answers(port), "the mail catcher listens")
        yield port, process
        process.terminate()
        assert process.wait(20) == 0


def letter(subject: str) -> EmailMessage:
    """A message to two people."""
    message = EmailMessage()
    message["From"] = "ipplan@localhost"
    message["To"] = "Åse <aase@example.org>, lege@example.org"
    message["Subject"] = subject
    message.set_content("Det er kommet noe nytt i en plan du er med i.\n")
    return message


def test_every_message_becomes_a_file_and_a_line(
    mailbox: tuple[int, subprocess.Popen[str]], tmp_path: Path
) -> None:
    port, process = mailbox
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.send_message(letter("Nytt i en plan: æøå"))
        client.send_message(letter("Og ett til"))
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(2)]
    files = sorted((tmp_path / "mail").glob("*.eml"))
    assert len(files) == 2
    found = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert found["subject"] == "Nytt i en plan: æøå"
    assert found.get_content() == "Det er kommet noe nytt i en plan du er med i.\r\n"
    assert lines[0] == f"E-post til aase@example.org, lege@example.org: Nytt i en plan: æøå ({files[0]})\n"
    assert {file.stat().st_mode & 0o077 for file in files} == {0}


def test_a_subject_cannot_forge_a_line(mailbox: tuple[int, subprocess.Popen[str]]) -> None:
    port, process = mailbox
    raw = b"Subject: one\r\n two =?utf-8?q?=0Athree=1B?=\r\n\r\nbody\r\n"
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail("a@example.org", ["b@example.org"], raw)
    assert process.stdout
    line = process.stdout.readline()
    assert "one two" in line
    assert "three" in line
    assert "\x1b" not in line
