"""The sandbox works without root: for an ordinary user, a user namespace keeps the same promises."""

import os

import pytest

from runner.tests.cells import as_ordinary_user

_PROMISES = [
    "runner/tests/test_sandbox_keeps_files.py",
    "runner/tests/test_sandbox_has_no_network.py",
    "runner/tests/test_sandbox_has_no_privileges.py",
    "runner/tests/test_sandbox_leaves_nothing.py",
    "runner/tests/test_frames_keep_types.py",
]
_ALSO = (
    "runner/tests/test_sandbox_keeps_limits.py::test_the_limit_counts_every_kind_of_memory",
    "runner/tests/test_sandbox_keeps_limits.py::test_a_thread_bomb_raises_an_exception_in_its_own_cell_only",
    "runner/tests/test_sandbox_keeps_limits.py::test_the_disk_is_limited_in_bytes_and_in_files",
    "runner/tests/test_sandbox_keeps_limits.py::test_no_second_process_can_be_started",
)
# Without the site's fixtures and settings, which this user may not write.
_BARE = (
    "-m",
    "pytest",
    "-q",
    "-c",
    "/dev/null",
    "--rootdir",
    ".",
    "--noconftest",
    "-p",
    "no:django",
    "-p",
    "no:cacheprovider",
)

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(os.geteuid() != 0, reason="already an ordinary user: every test here is this test"),
]


def test_the_limits_hold_for_an_ordinary_user_too() -> None:
    run = as_ordinary_user(*_BARE, *_PROMISES, *_ALSO)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    passed = int(run.stdout.split(" passed")[0].split()[-1])
    assert passed >= 100, "most of the promises were skipped"


def test_the_doctor_accepts_an_ordinary_user() -> None:
    run = as_ordinary_user("-m", "runner", "doctor")
    assert run.returncode == 0, run.stdout
    for make in ("", "warm cell: "):
        assert f"holds  {make}namespaces: own mnt, pid, net, ipc, uts, cgroup, user" in run.stdout
    assert "behind it: daemon" in run.stdout
    assert "uid 65534" in run.stdout
