"""The systemd units restrict their processes as far as these allow it, and no further: the processes run under them."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from runner.protocol import broker_socket
from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT, free_port
from tests.systemd_sandbox import read_options
from tests.valkey import valkey_at

UNITS = ROOT / "docs" / "deploy" / "systemd"
OF_THE_WEB = ("descent-web", "descent-worker", "descent-beat", "descent-reports", "descent-backup")
RUNNER = "descent-runner@"
MAX_EXPOSURE = dict.fromkeys(OF_THE_WEB, 2.0) | {RUNNER: 3.9}  # of 10, as systemd-analyze counts
OF_ONE_PROCESS = {
    "ExecStartPre",
    "ExecStart",
    "ExecReload",
    "LimitNOFILE",
    "Type",
    "TimeoutStopSec",
    "Restart",
    "RestartSec",
}

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user")


def path_of(unit: str) -> Path:
    return UNITS / f"{unit}.service"


@needs_systemd
@pytest.mark.parametrize("unit", MAX_EXPOSURE)
def test_a_unit_is_hardly_exposed(unit: str, tmp_path: Path) -> None:
    copy = tmp_path / path_of(unit.replace("@", "@0")).name
    shutil.copyfile(path_of(unit), copy)
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(copy)]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    exposure = re.search(r"Overall exposure level for .*: ([\d.]+)", table)
    assert exposure, table
    assert float(exposure[1]) <= MAX_EXPOSURE[unit], table


def test_the_units_of_the_web_differ_in_their_command_only() -> None:
    common = [
        {name: values for name, values in read_options(path_of(unit)).items() if name not in OF_ONE_PROCESS}
        for unit in OF_THE_WEB
    ]
    assert all(options == common[0] for options in common)


def test_the_web_may_hold_many_connections() -> None:
    assert read_options(path_of("descent-web"))["LimitNOFILE"] == ["65536"]


def test_a_runner_cant_read_the_secrets_of_the_web() -> None:
    hidden = {path.removeprefix("-") for path in read_options(path_of(RUNNER))["InaccessiblePaths"]}
    secrets = {word.partition(":")[2] for word in read_options(path_of("descent-web"))["LoadCredential"]}
    assert secrets
    assert all(any(Path(secret).is_relative_to(folder) for folder in hidden) for secret in secrets)


def under(unit: str, state: Path, command: list[str]) -> list[str]:
    """The command line that runs ``command`` as root with what the unit allows."""
    sandbox = [sys.executable, "-m", "tests.systemd_sandbox", str(path_of(unit)), "root", str(state)]
    return ["unshare", "--mount", *sandbox, *command]


@contextmanager
def running(unit: str, state: Path, environment: dict[str, str], *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    start = " ".join(read_options(path_of(unit))["ExecStart"]).replace("%%", "%")
    _, *arguments = shlex.split(start.replace("/var/lib/descent", str(state)))
    command = under(unit, state, [sys.executable, *arguments, *options])
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        yield process
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


@pytest.fixture
def state() -> Iterator[Path]:
    """A state directory: not in /tmp, of which each unit has its own."""
    folder = Path("/var/lib", f"descent-test-{os.getpid()}")
    folder.mkdir(mode=0o700)
    yield folder
    shutil.rmtree(folder)


@needs_systemd
@needs_root
def test_the_processes_of_the_web_run_under_the_restrictions_of_their_units(state: Path) -> None:
    port = free_port()
    environment = {"DESCENT_VAR": str(state), "DEBUG": "1"}
    migrate = under("descent-web", state, [sys.executable, "manage.py", "migrate", "--verbosity", "0"])
    subprocess.run(migrate, cwd=ROOT, env=os.environ | environment, check=True)
    with (
        valkey_at(broker_socket(state)),
        running("descent-web", state, environment, "--port", str(port)),
        running("descent-worker", state, environment),
        running("descent-beat", state, environment),
        running("descent-reports", state, environment),
    ):
        assert comes_true(lambda: _is_ready(port))
        assert comes_true(lambda: _worker_answers(environment))
        assert comes_true(lambda: list(state.glob("celerybeat-schedule*")))


def _is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE_S) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _worker_answers(environment: dict[str, str]) -> bool:
    ping = [sys.executable, "-m", "celery", "-A", "config", "inspect", "ping", "-t", "5"]
    return subprocess.run(ping, cwd=ROOT, env=os.environ | environment, capture_output=True).returncode == 0


@needs_systemd
@needs_root
def test_a_sandbox_is_whole_under_the_restrictions_of_the_runners_unit(state: Path) -> None:
    command = under(RUNNER, state, [sys.executable, "-m", "runner", "doctor"])
    doctor = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"DESCENT_VAR": str(state)}, capture_output=True, text=True
    )
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
