"""Firefox and WebKit, each started with a profile of its own, on the site that the browser tests used."""

import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.engines.setup import FIREFOX, WEBKIT, find_firefox, find_webkit, is_missing, reason
from tests.engines.webdriver import Engine, HTTPEngine, MarionetteEngine, Tab
from tests.patience import PATIENCE_S, comes_true
from tests.site import Site, free_port

PREFERENCES = """
user_pref("marionette.port", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.normandy.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
"""


@contextmanager
def process(command: list[str]) -> Iterator[None]:
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.terminate()
        running.wait(PATIENCE_S)


@contextmanager
def firefox() -> Iterator[MarionetteEngine]:
    path = find_firefox()
    assert path
    with tempfile.TemporaryDirectory(prefix="descent-firefox-", ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(PREFERENCES)
        port = Path(profile, "MarionetteActivePort")
        with process([path, "--headless", "--marionette", "--no-remote", "--profile", profile]):
            assert comes_true(lambda: port.exists() and port.read_text())
            engine = MarionetteEngine(int(port.read_text()))
            yield engine
            engine.close()


@contextmanager
def webkit() -> Iterator[HTTPEngine]:
    paths = find_webkit()
    assert paths
    driver, browser = paths
    port = free_port()
    with process([driver, f"--port={port}"]):
        assert comes_true(lambda: _is_listening(port))
        options = {"binary": browser, "args": ["--headless", "--automation"]}
        engine = HTTPEngine(port, {"wpe:browserOptions": options})
        yield engine
        engine.close()


def _is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@contextmanager
def started(name: str) -> Iterator[Engine]:
    with firefox() if name == FIREFOX else webkit() as engine:
        yield engine


@pytest.fixture(scope="package")
def site(stopped_sites: list[Site]) -> Iterator[Site]:
    with stopped_sites.pop() if stopped_sites else Site() as site:
        yield site


@pytest.fixture(scope="package", params=[FIREFOX, WEBKIT])
def tab(request: pytest.FixtureRequest) -> Iterator[Tab]:
    if is_missing(request.param):
        pytest.skip(reason(request.param))
    site = request.getfixturevalue("site")  # no site starts for tests that can't run
    with started(request.param) as engine:
        yield Tab(engine, site)
