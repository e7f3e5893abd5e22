"""Sent into a cell as if a learner had written it: it tries each layer from inside and reports what happened.

Nothing on our side imports it. It needs only the standard library and NumPy.
"""

# ruff: noqa: S108, S606

import contextlib
import ctypes
import errno
import functools
import mmap
import os
import platform
import resource
import socket
import threading
from collections.abc import Callable

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "x86_64": {"clone3": 435, "ptrace": 101, "unshare": 272, "keyctl": 250, "io_uring_setup": 425, "bpf": 321},
    "aarch64": {"clone3": 435, "ptrace": 117, "unshare": 97, "keyctl": 219, "io_uring_setup": 425, "bpf": 280},
}
CLONE_NEWUSER = 0x10000000


def outcome(attempt: Callable[[], object]) -> str:
    """The name of the error that stopped it, or "done"."""
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    except BaseException as error:
        return type(error).__name__
    return "done"


def names(folder: str) -> str:
    try:
        return " ".join(sorted(os.listdir(folder)))
    except OSError as error:
        return errno.errorcode[error.errno or 0]


def call(number: int, *arguments: int) -> str:
    def attempt() -> None:
        if libc.syscall(number, *(ctypes.c_ulong(a) for a in arguments)) < 0:
            raise OSError(ctypes.get_errno(), "")

    return outcome(attempt)


def try_files(host_file: str) -> dict[str, str]:
    return {
        "read a file that Landlock alone closes": outcome(lambda: open("/sealed")),
        "read /etc/passwd": outcome(lambda: open("/etc/passwd")),
        "read /proc/self/status": outcome(lambda: open("/proc/self/status")),
        "read our own code": outcome(lambda: open(host_file)),
        "write to /": outcome(lambda: open("/x", "w")),
        "write to the interpreter": outcome(lambda: open("/python/x", "w")),
        "write to the libraries": outcome(lambda: open("/site/x", "w")),
        "root directory": names("/"),
        "devices": names("/dev"),
        "environment": " ".join(sorted(os.environ)),
        "open descriptors": " ".join(str(fd) for fd in range(64) if outcome(functools.partial(os.fstat, fd)) == "done"),
    }


def try_disk(disk_mib: int) -> dict[str, str]:
    def fill() -> None:
        for part in range(4):
            with open(f"/tmp/fill{part}", "wb") as file:
                for _ in range(disk_mib // 2):
                    file.write(bytes(2**20))

    def crowd() -> None:
        for number in range(20_000):
            open(f"/tmp/{number}", "w").close()

    def clean() -> None:
        for name in os.listdir("/tmp"):
            os.unlink(f"/tmp/{name}")

    def run_from_tmp() -> None:
        with open("/tmp/code", "w+b") as file:
            file.write(bytes(mmap.PAGESIZE))
            file.flush()
            mmap.mmap(file.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_EXEC).close()

    full_disk = outcome(fill)
    clean()
    full_table = outcome(crowd)
    clean()
    return {"fill /tmp": full_disk, "many files in /tmp": full_table, "execute from /tmp": outcome(run_from_tmp)}


def try_file_limits(disk_mib: int) -> dict[str, str]:
    def open_many() -> None:
        with contextlib.ExitStack() as files:
            for _ in range(100):
                files.enter_context(open("/dev/null"))

    def write_far() -> None:
        with open("/tmp/far", "wb") as file:  # one page, so that it is not the disk that is full
            os.pwrite(file.fileno(), b"x", disk_mib * 2**20 + 1)

    return {"open 100 files": outcome(open_many), "write beyond the size of a file": outcome(write_far)}


def try_memory(memory_mib: int) -> dict[str, str]:
    size = memory_mib * 2**20
    private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    return {
        "allocate twice the memory": outcome(lambda: np.zeros(2 * size, dtype=np.uint8)),
        "share memory": outcome(lambda: mmap.mmap(-1, 4096)),
        "reserve 1 TiB": outcome(lambda: mmap.mmap(-1, 2**40, flags=private, prot=mmap.PROT_READ)),
        "change a limit": outcome(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))),
        "computing": "limited" if resource.getrlimit(resource.RLIMIT_CPU)[1] != resource.RLIM_INFINITY else "endless",
        "core dump size": str(resource.getrlimit(resource.RLIMIT_CORE)[1]),
    }


def try_calls() -> dict[str, str]:
    numbers = NUMBERS[platform.machine()]
    return {
        "execute a program": outcome(lambda: os.execv("/python/bin/python3", ["python3"])),
        "fork": outcome(os.fork),
        "signal another process": outcome(lambda: os.kill(1, 0)),
        "open a socket": outcome(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)),
        "open a unix socket": outcome(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)),
        "become root": outcome(lambda: os.setuid(0)),
        "own user namespace": call(numbers["unshare"], CLONE_NEWUSER),
        "clone3": call(numbers["clone3"], 0, 0),
        "ptrace": call(numbers["ptrace"], 16, 1, 0, 0),
        "keyring": call(numbers["keyctl"], 0, 0),
        "io_uring": call(numbers["io_uring_setup"], 1, 0),
        "bpf": call(numbers["bpf"], 0, 0, 0),
        "an unknown system call": call(9999),
    }


def try_threads(processes: int) -> dict[str, str]:
    threading.stack_size(2**16)  # small, so that it is the limit on threads that ends this and not the one on memory
    release = threading.Event()

    def start() -> None:
        for _ in range(2 * processes):
            threading.Thread(target=release.wait, daemon=True).start()

    result = outcome(start)
    release.set()
    return {"twice the threads": result}
