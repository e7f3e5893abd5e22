"""A learner's code runs as an unused user, with no privileges and no way to gain any."""

import os
import platform
from pathlib import Path

import pytest

from runner.protocol import Limits, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.factory import open_cell
from runner.tests.cells import answer, ending, outcome

pytestmark = pytest.mark.sandbox

_SYSCALL = (
    "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\ndef f(*a): return (libc.syscall(*a), ctypes.get_errno())"
)
EPERM, ENOSYS = 1, 38
_X86 = platform.machine() == "x86_64"


def _status(cell: Cell) -> dict[str, str]:
    """The kernel's /proc/PID/status of the learner's process, read from outside."""
    lines = Path(f"/proc/{cell.pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def test_the_kernel_shows_it_filtered_unprivileged_and_with_an_unused_id() -> None:
    with open_cell(Limits()) as cell:
        cell.load("x = 1")
        status = _status(cell)
    assert status["Seccomp"] == "2"
    assert status["NoNewPrivs"] == "1"
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert "0" not in status["Uid"].split()
    if os.geteuid() == 0:
        assert status["Groups"] == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give each cell an id of its own")
def test_two_cells_rarely_run_as_the_same_user() -> None:
    users = set()
    for _ in range(4):
        with open_cell(Limits()) as cell:
            cell.load("x = 1")
            users.add(cell.security_status["uid"])
    assert len(users) > 1


@pytest.mark.parametrize("statement", ["os.setuid(0)", "os.setgid(0)", "os.setgroups([0])", "os.chroot('/tmp')",
                                       "os.nice(-5)", "os.sched_setaffinity(0, [0])", "os.kill(1, 9)"])  # fmt: skip
def test_it_cannot_become_or_signal_another_user(statement: str) -> None:
    assert outcome(statement) in {"EPERM", "ENOSYS"}


@pytest.mark.skipif(not _X86, reason="the numbers are x86_64's")
@pytest.mark.parametrize(
    ("number", "name"),
    [
        (56, "clone into a new user namespace"), (272, "unshare"), (308, "setns"), (165, "mount"), (155, "pivot_root"),
        (101, "ptrace"), (310, "process_vm_readv"), (250, "keyctl"), (321, "bpf"), (425, "io_uring_setup"),
        (323, "userfaultfd"), (298, "perf_event_open"), (135, "personality"), (319, "memfd_create"), (29, "shmget"),
        (59, "execve"), (322, "execveat"), (57, "fork"), (58, "vfork"), (317, "seccomp"), (444, "landlock"),
        (175, "init_module"), (169, "reboot"), (304, "open_by_handle_at"), (438, "pidfd_getfd"), (9999, "unknown"),
        (435, "clone3"),
    ],
)  # fmt: skip
def test_only_system_calls_on_the_list_are_allowed(number: int, name: str) -> None:
    arguments = (0x10000000, 0, 0, 0, 0) if number in (56, 272) else (0, 0, 0, 0, 0)
    result, code = answer(_SYSCALL, number, *arguments)
    assert (result, code) in {(-1, EPERM), (-1, ENOSYS)}, name


@pytest.mark.skipif(not _X86, reason="only x86_64 kernels answer a second ABI")
def test_a_call_in_the_x32_abi_ends_the_process() -> None:
    error = ending("import ctypes\nctypes.CDLL(None).syscall(0x40000000 + 39)")
    assert error.verdict is Verdict.ERROR
    assert "forbidden system call" in error.message


@pytest.mark.skipif(not _X86, reason="int 0x80 is x86's")
def test_a_call_in_the_32_bit_abi_ends_the_process() -> None:
    source = (
        "import ctypes, mmap\n"
        "page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)\n"
        "page.write(bytes.fromhex('b814000000cd80c3'))  # mov eax, 20; int 0x80; ret\n"
        "ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()\n"
    )
    assert "forbidden system call" in ending(source).message


def test_it_cannot_weaken_its_filter_or_its_limits() -> None:
    assert answer(_SYSCALL, 157 if _X86 else 167, 38, 0, 0, 0, 0) == (-1, EPERM)  # prctl(PR_SET_NO_NEW_PRIVS, 0)
    assert answer(_SYSCALL, 157 if _X86 else 167, 4, 1, 0, 0, 0) == (-1, EPERM)  # prctl(PR_SET_DUMPABLE, 1)
    assert outcome("resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))", "import resource") == "ValueError"


def test_a_terminal_command_is_refused_whatever_its_high_bits() -> None:
    tiocsti = 0x5412
    number = 16 if _X86 else 29
    for command in (tiocsti, tiocsti | 1 << 32):
        assert (
            answer(_SYSCALL.replace("syscall(*a)", "syscall(a[0], a[1], ctypes.c_ulong(a[2]))"), number, 0, command)[0]
            == -1
        )
