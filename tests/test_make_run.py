"""`make run` after the installation: it starts, says what is wrong in one sentence, and leaves nothing behind."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.devserver import ALREADY_RUNS
from tests.patience import PATIENCE_S
from tests.site import ROOT, Site


@pytest.fixture(scope="module")
def started(stopped_sites: list[Site]) -> Iterator[Site]:
    with Site() as site:
        yield site
    stopped_sites.append(site)


def up(site: Site, port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"DESCENT_VAR": str(site.var)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def facts(site: Site) -> list[tuple[str, int]]:
    """How many rows each table has, without those that the worker adds at any minute."""
    with sqlite3.connect(site.var / "descent.sqlite3") as database:
        names = [
            row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        kept = [name for name in names if not name.startswith(("sqlite_", "django_session", "notices_"))]
        return [(name, database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in kept]  # noqa: S608 - the database's own names


def processes_with(marker: str) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if marker in command + environment and int(folder.name) != os.getpid():
            found.append(command)
    return found


def test_it_says_where_to_sign_in(started: Site) -> None:
    assert f"Descent is ready at {started.address}/" in started.said
    assert "[info" not in started.said
    for role in ("a learner", "their mentor", "an admin"):
        assert "@" in started.sign_in(role)[0]


def test_a_wrong_address_shows_our_page_and_no_list_of_urls(started: Site) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{started.address}/no/such/page/", timeout=30)
    page = caught.value.read().decode()
    assert caught.value.code == 404
    assert "Page not found" in page
    assert "DEBUG" not in page


def test_a_second_site_from_the_same_folder_is_refused_with_the_reason(started: Site) -> None:
    second = up(started, 0)

    assert second.returncode == 1
    assert ALREADY_RUNS in second.stderr
    assert "Traceback" not in second.stderr


def test_a_busy_port_gets_one_sentence_with_an_alternative() -> None:
    site = Site()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = up(site, port)

    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert f"PORT={port + 1} make run" in refused.stderr


def test_a_second_start_changes_no_data_and_ctrl_c_leaves_no_process(started: Site) -> None:
    first = facts(started)
    assert started.stop() == 0
    assert processes_with(str(started.var)) == []

    with started:
        assert facts(started) == first
        started.process.send_signal(signal.SIGHUP)  # a closed terminal is a Ctrl-C too
        started.process.wait(30)

    assert processes_with(str(started.var)) == []
