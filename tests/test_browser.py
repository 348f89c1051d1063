"""The browser tests find a browser that runs, or say so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import browser, install_browser


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No answer remembered from before, and none for those after."""
    browser.chromium_path.cache_clear()
    yield
    browser.chromium_path.cache_clear()


def program(path: Path, code: int) -> str:
    """A program that ends with ``code`` at once."""
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


def test_a_placeholder_that_does_not_run_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path / "chromium-browser", 1)
    real = program(tmp_path / "google-chrome", 0)
    assert browser.chromium_path() == real


def test_without_any_it_fails_saying_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    failing = program(tmp_path / "failing", 1)
    monkeypatch.setattr(install_browser, "_ways", lambda: iter([[[failing]]]))
    assert browser.chromium_path() is None
    assert install_browser.main() == 1
    assert "apt-get install chromium" in capsys.readouterr().err
