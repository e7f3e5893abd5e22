"""`make run` after the installation: it starts, says what is wrong in one sentence, and leaves nothing behind."""

import base64
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.operations.devserver import ALREADY_RUNS
from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT, Site, free_port


@pytest.fixture(scope="module")
def started(stopped_sites: list[Site]) -> Iterator[Site]:
    with Site() as site:
        yield site
    stopped_sites.append(site)


def up(site: Site, port: int | str) -> subprocess.CompletedProcess[str]:
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
        kept = [
            name
            for name in names
            if not name.startswith(("sqlite_", "django_session", "notices_", "audit_log_auditlink"))
        ]
        return [(name, database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in kept]  # noqa: S608 - the database's own names


def processes_with(marker: str) -> list[str]:
    return list(commands_with(marker).values())


def commands_with(marker: str) -> dict[int, str]:
    """The command lines of processes that have this text there or in their environment, by pid."""
    commands = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if marker in command + environment and int(folder.name) != os.getpid():
            commands[int(folder.name)] = command
    return commands


def said_until(site: Site, text: str) -> str:
    """What the site says from now on, up to the line with this text."""
    assert site.process.stdout is not None
    lines = []
    for line in site.process.stdout:
        lines.append(line)
        if text in line:
            break
    return "".join(lines)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=PATIENCE_S) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def test_it_says_where_to_sign_in(started: Site) -> None:
    assert f"Descent is ready at {started.address}/" in started.said
    assert "[info" not in started.said
    assert "[warning" not in started.said
    for role in ("a learner", "their mentor", "an admin"):
        assert "@" in started.sign_in(role)[0]


def test_it_says_that_kernels_need_triton_only_where_it_is_missing(started: Site) -> None:
    assert ("install Triton, as README.md shows" in started.said) == (find_spec("triton") is None)
    assert "pip install -r requirements/triton.txt" in (ROOT / "README.md").read_text()


def test_every_step_is_named_before_it_takes_its_time(started: Site) -> None:
    steps = ("Testing the sandbox", "Updating the database", "Loading the roadmap", "Loading the exercises",
             "Creating a demo", "✓ valkey", "✓ runner")  # fmt: skip
    positions = [started.said.find(step) for step in steps]
    assert -1 not in positions
    assert positions == sorted(positions)


def test_the_demo_s_badges_and_the_web_s_links_name_the_port(started: Site) -> None:
    token = started.shell("from proof.models import Badge\nprint(Badge.objects.first().token)")
    payload = token.split(".")[1]
    badge = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    with urllib.request.urlopen(f"{started.address}/.well-known/did.json", timeout=PATIENCE_S) as response:
        issuer = response.read().decode()

    assert f"{started.address}/" in badge
    assert f"127.0.0.1%3A{started.port}" in issuer


def test_a_wrong_address_shows_our_page_and_no_list_of_urls(started: Site) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{started.address}/no/such/page/", timeout=30)
    page = caught.value.read().decode()
    assert caught.value.code == 404
    assert "Page not found" in page
    assert "DEBUG" not in page


def test_a_second_site_from_the_same_folder_is_refused_with_the_reason(started: Site) -> None:
    second = up(started, free_port())

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


@pytest.mark.parametrize("port", ["0", "65536", "eighty"])
def test_a_port_that_is_none_gets_one_sentence(port: str) -> None:
    with pytest.raises(CommandError, match=f"{port!r} isn’t a port"):
        call_command("up", f"--port={port}")


def test_a_process_that_dies_starts_again_and_the_terminal_says_so(started: Site) -> None:
    web = next(pid for pid, command in commands_with(str(started.var)).items() if "manage.py serve" in command)
    os.kill(web, signal.SIGKILL)

    said = said_until(started, "✓ web")
    assert "web ended (signal 9) and starts again in 1 s" in said
    assert str(started.var / "log" / "web.log") in said
    assert comes_true(lambda: answers(started.address))


def test_a_second_start_changes_no_data_and_ctrl_c_leaves_no_process(started: Site) -> None:
    first = facts(started)
    assert started.stop() == 0
    assert processes_with(str(started.var)) == []

    with started:
        assert facts(started) == first
        started.process.send_signal(signal.SIGHUP)  # a closed terminal is a Ctrl-C too
        started.process.wait(30)

    assert processes_with(str(started.var)) == []
