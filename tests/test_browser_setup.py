"""Without Chromium the browser tests are skipped, and one sentence says how many and why."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import browser_setup
from tests.site import ROOT


@pytest.fixture(autouse=True)
def _ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    browser_setup.find_chromium.cache_clear()


def test_browser_tests_are_skipped_with_one_sentence() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/browser/test_notes.py"],
        cwd=ROOT,
        env=os.environ | {"CHROMIUM": "none"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0
    assert "error" not in run.stdout
    assert f"browser tests were skipped: {browser_setup.REASON}" in run.stdout
    assert run.stdout.count("SKIPPED [") == 1


def test_a_chromium_that_does_not_start_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "chromium"
    stub.write_text("#!/bin/sh\nexit 1\n")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))

    assert browser_setup.find_chromium() is None


def test_root_installs_the_distributions_package(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = _commands_as(0, monkeypatch)

    assert commands[:2] == ["apt-get update", "apt-get install"]


def test_an_ordinary_user_installs_playwrights_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _commands_as(1000, monkeypatch) == [f"{sys.executable} -m"]


def test_nothing_is_installed_if_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "none")
    monkeypatch.setattr(browser_setup, "install_chromium", lambda: pytest.fail("it tried"))

    browser_setup.main()


def _commands_as(user: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The beginnings of what is run to install it, where nothing helps."""
    commands: list[str] = []

    def run(command: list[str]) -> bool:
        commands.append(" ".join(command[:2]))
        return True

    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(browser_setup, "_run", run)
    monkeypatch.setattr(browser_setup, "_starts", lambda path: False)
    browser_setup.install_chromium()
    return commands
