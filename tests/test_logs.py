"""The process's log says where and what kind, never what somebody wrote."""

import asyncio
import json
import logging
from uuid import uuid4

import psycopg
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.routing import Route

from ipplan.page.respond import place
from tests.world import World

SECRET = "41818500001 Kari Nordmann sover dårlig"


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """The one line that was said."""
    out = capsys.readouterr().out
    assert SECRET not in json.loads(out).values()
    assert "Kari" not in out
    assert "41818500001" not in out
    line: dict[str, object] = json.loads(out)
    return line


def test_an_exception_is_told_by_kind_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError:
        structlog.get_logger().exception("failed", path="/plans")
    line = said(capsys)
    assert line["event"] == "failed"
    assert line["error"] == "ValueError < KeyError"
    assert str(line["places"]).count("test_logs.py") == 1


async def test_a_database_error_is_told_by_its_code(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    async with await psycopg.AsyncConnection.connect(world.owner_url) as connection:
        await connection.execute("CREATE TEMP TABLE note (words text UNIQUE)")
        await connection.execute("INSERT INTO note VALUES (%s)", [SECRET])
        with pytest.raises(psycopg.Error, match="Kari") as caught:  # PostgreSQL does quote the row
            await connection.execute("INSERT INTO note VALUES (%s)", [SECRET])
    structlog.get_logger().error("failed", exc_info=caught.value)
    assert said(capsys)["error"] == "UniqueViolation(23505)"


def test_a_librarys_words_come_without_what_was_filled_in(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("some.library").warning("could not send %s", SECRET)
    line = said(capsys)
    assert (line["said"], line["logger"]) == ("could not send %s", "some.library")


async def test_a_task_that_nobody_asked_after_does_not_tell_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def fails() -> None:
        raise ValueError(SECRET)

    task = asyncio.get_running_loop().create_task(fails())
    await asyncio.wait([task])
    del task
    await asyncio.sleep(0)
    line = said(capsys)
    assert line["said"] == "Task exception was never retrieved"
    assert line["error"] == "ValueError"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/plans/{id}/sections", "/plans/{id}/sections"),
        ("/invitations/" + "a1" * 32, "/invitations/*"),
        ("/plans/Kari Nordmann", "/plans/*"),
        ("/plans/{ID}", "/plans/*"),
        ("/41818500001", "/*"),
        ("/", "/"),
    ],
)
def test_an_address_is_told_by_our_own_words_and_ids(path: str, told: str) -> None:
    async def nothing() -> None: ...

    known = str(uuid4())
    paths = ("/plans/{plan}/sections", "/invitations/{token}", "/plans/{plan}")
    app = Starlette(routes=[Route(one, nothing) for one in paths])
    asked = path.replace("{id}", known).replace("{ID}", known.upper())
    connection = HTTPConnection({"type": "http", "path": asked, "app": app, "headers": []})
    assert place(connection) == told.replace("{id}", known)
