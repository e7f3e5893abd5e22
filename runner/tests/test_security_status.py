"""The state of a live cell, read from the host's kernel alone and never from the cell itself."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from runner.protocol import Limits
from runner.sandbox.cell import Cell
from runner.sandbox.factory import open_cell
from runner.tests import seen
from runner.tests.cells import REPOSITORY
from runner.tests.makes import MAKES, make_of, making
from tests.patience import comes_true

_ROOT = os.geteuid() == 0
_SECRET = f"descent-status-{secrets.token_hex(8)}"
_ENVIRONMENT = {"HOME", "LC_ALL", "LD_LIBRARY_PATH", "PWD", "TMPDIR", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS",
                "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"}  # fmt: skip
_DEVICES = {"/dev/null", "/dev/random", "/dev/urandom"}
_LIMITS = Limits(wall_s=30.0, cpu_s=7.0, memory_mib=200, processes=9, disk_mib=5)
_MIB = 2**20

only_root = pytest.mark.skipif(not _ROOT, reason="the kernel shows another user's process to root alone")


@pytest.fixture(scope="module", params=MAKES)
def live(request: pytest.FixtureRequest) -> Iterator[tuple[Cell, int]]:
    """A cell of each make, with a source loaded, and its process."""
    with mock.patch.dict(os.environ, {"DESCENT_POSTURE": _SECRET}), making(request.param), open_cell(_LIMITS) as cell:
        pid = seen.load_and_find(cell, "import numpy as np\ndef f(n): return np.ones(n)")
        assert make_of(cell) == request.param
        yield cell, pid


@pytest.fixture
def pid(live: tuple[Cell, int]) -> int:
    return live[1]


def test_it_is_filtered_and_cannot_gain_privileges(pid: int) -> None:
    status = seen.status(pid)
    assert status["Seccomp"] == "2"
    assert status["NoNewPrivs"] == "1"
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}


@only_root
def test_it_runs_as_a_user_of_no_account(pid: int) -> None:
    status = seen.status(pid)
    ids = {int(word) for name in ("Uid", "Gid") for word in status[name].split()}
    known = {
        int(line.split(":")[2])
        for name in ("passwd", "group")
        for line in Path("/etc", name).read_text().split("\n")
        if line
    }
    assert len(ids) == 1
    assert not ids & known
    assert not ids & {os.getuid(), os.getgid()}
    assert status["Groups"] == ""


def test_every_namespace_is_its_own(pid: int) -> None:
    kinds = [*seen.NAMESPACES, *([] if _ROOT else ["user"])]
    assert all(seen.namespace(pid, kind) for kind in kinds)
    assert [kind for kind in kinds if seen.namespace(pid, kind) == seen.namespace("self", kind)] == []


def test_two_cells_share_no_namespace(pid: int) -> None:
    with open_cell(_LIMITS) as other:
        second = seen.load_and_find(other)
        assert [kind for kind in seen.NAMESPACES if seen.namespace(pid, kind) == seen.namespace(second, kind)] == []


def test_it_shares_its_namespaces_only_with_its_init(pid: int) -> None:
    inside = sorted(int(seen.status(other)["NSpid"].split()[-1]) for other in seen.neighbours(pid))
    assert inside == [1, 2]


def test_it_has_one_thread_and_no_child(pid: int) -> None:
    assert os.listdir(f"/proc/{pid}/task") == [str(pid)]
    assert Path(f"/proc/{pid}/task/{pid}/children").read_text() == ""


def test_it_waits_on_its_pipes_and_uses_no_cpu(live: tuple[Cell, int]) -> None:
    cell, pid = live
    before = Path(f"/proc/{pid}/stat").read_text().split()[13:15]
    assert cell.call("f", (3,)).tolist() == [1.0, 1.0, 1.0]
    after = Path(f"/proc/{pid}/stat").read_text().split()[13:15]
    assert sum(map(int, after)) - sum(map(int, before)) < os.sysconf("SC_CLK_TCK")


def _mounts(pid: int) -> dict[str, tuple[set[str], str]]:
    """By mount point: its options, including the file system's, and the file system's type."""
    found = {}
    for line in Path(f"/proc/{pid}/mountinfo").read_text().splitlines():
        own, _, rest = line.partition(" - ")
        words, (kind, _, more) = own.split(), rest.split(maxsplit=2)
        found[words[4]] = (set(words[5].split(",")) | {f"fs:{option}" for option in more.split(",")}, kind)
    return found


def test_mounts_are_read_only_and_ignore_setuid(pid: int) -> None:
    for place, (options, kind) in _mounts(pid).items():
        assert "nosuid" in options, place
        assert "nodev" in options or place in _DEVICES, place
        assert "ro" in options or place == "/tmp" or place in _DEVICES, place  # noqa: S108 - the cell's own /tmp
        assert (
            kind not in {"proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue", "debugfs", "bpf"} or "ro" in options
        ), place


def test_its_tmp_is_small_and_not_executable(pid: int) -> None:
    options, kind = _mounts(pid)["/tmp"]  # noqa: S108 - the cell's own /tmp
    assert kind == "tmpfs"
    assert {"noexec", "nosuid", "nodev", f"fs:size={_LIMITS.disk_mib * 1024}k"} <= options
    assert any(option.startswith("fs:nr_inodes=") for option in options)


@only_root
def test_no_directory_of_the_host_is_in_its_root(pid: int) -> None:
    root = Path(f"/proc/{pid}/root")
    assert set(os.listdir(root)) <= {
        "cell", "dev", "lib", "lib64", "proc", "python", "sealed", "site", "sys", "tmp", "usr"}  # fmt: skip
    assert (root / "sealed").read_bytes() == b""
    assert set(os.listdir(root / "usr")) <= {"lib", "lib64"}
    assert {path.name for path in (root / "cell").iterdir()} <= {"runner", "init"}
    for absent in (
        "etc",
        "root",
        "home",
        "run",
        "var",
        "proc/self",
        "proc/1",
        "proc/sys",
        "sys/kernel",
        "sys/fs",
        "dev/shm",
        "usr/bin",
    ):
        assert not os.path.lexists(root / absent), absent
    assert os.readlink(f"/proc/{pid}/cwd") == "/tmp"  # noqa: S108 - the cell's own /tmp


@only_root
def test_its_five_descriptors_lead_to_no_other_process(pid: int) -> None:
    held = {int(fd): os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
    assert sorted(held) == [0, 1, 2, 3, 4]
    assert held[0] == "/dev/null"
    assert all(held[number].startswith("pipe:") for number in (1, 2, 3, 4))
    assert len({held[1], held[3], held[4]}) == 3


@only_root
def test_its_init_holds_no_end_of_its_channel(live: tuple[Cell, int]) -> None:
    """Otherwise the judge wouldn't notice that the cell has closed its end."""
    cell, pid = live
    channel = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in (3, 4)}
    (init,) = set(seen.neighbours(pid)) - {pid}
    held = {int(fd): os.readlink(f"/proc/{init}/fd/{fd}") for fd in os.listdir(f"/proc/{init}/fd")}
    assert not channel & set(held.values())
    if make_of(cell) == "warm":
        assert sorted(held) == [0, 1, 2]


def test_its_init_has_no_capability_and_cannot_gain_one(pid: int) -> None:
    (init,) = set(seen.neighbours(pid)) - {pid}
    status = seen.status(init)
    assert {status[name] for name in ("CapPrm", "CapEff", "CapAmb")} == {"0" * 16}
    assert status["NoNewPrivs"] == "1"


@only_root
def test_it_maps_no_shared_memory(pid: int) -> None:
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    assert maps
    assert [line for line in maps if line.split()[1][3] == "s" and "w" in line.split()[1]] == []
    ours = (str(REPOSITORY), str(Path.home()))
    assert [line for line in maps if line.split(maxsplit=5)[-1].startswith(ours)] == []


@only_root
def test_its_environment_holds_only_its_own_variables(pid: int) -> None:
    held = Path(f"/proc/{pid}/environ").read_bytes()
    names = {entry.partition(b"=")[0].decode() for entry in held.split(b"\0") if entry}
    assert names <= _ENVIRONMENT
    assert _SECRET.encode() not in held
    assert _SECRET not in Path(f"/proc/{pid}/cmdline").read_text()


def test_it_has_the_submissions_limits(pid: int) -> None:
    limits = seen.limits(pid)
    assert int(limits["Max processes"]) == _LIMITS.processes
    assert int(limits["Max file size"]) == _LIMITS.disk_mib * _MIB
    assert _LIMITS.cpu_s <= int(limits["Max cpu time"]) <= _LIMITS.cpu_s + 60
    assert _LIMITS.memory_mib * _MIB <= int(limits["Max data size"]) < (_LIMITS.memory_mib + 1024) * _MIB
    assert int(limits["Max address space"]) < 2**36
    assert int(limits["Max open files"]) <= 64
    assert {limits[f"Max {name}"] for name in ("core file size", "locked memory", "msgqueue size", "nice priority",
                                               "realtime priority")} == {"0"}  # fmt: skip


def test_the_kernel_kills_it_first_when_memory_runs_out(pid: int) -> None:
    own = int(Path("/proc/self/oom_score_adj").read_text())
    assert int(Path(f"/proc/{pid}/oom_score_adj").read_text()) >= own


def test_closing_it_leaves_no_process_and_no_mount(live: tuple[Cell, int]) -> None:
    with open_cell(Limits()) as cell:
        assert make_of(cell) == make_of(live[0])
        space = seen.namespace(seen.load_and_find(cell), "pid")
    assert comes_true(lambda: not [other for other in seen.pids() if seen.namespace(other, "pid") == space])
