"""Two hostile cells look for each other in every way we know, with an honest one beside them."""

from __future__ import annotations

import os
import secrets
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import numpy as np
import pytest

from runner.protocol import Limits, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.errors import CellError, LearnerError
from runner.sandbox.factory import open_cell
from runner.tests.makes import making
from tests.patience import PATIENCE_S, comes_true

pytestmark = pytest.mark.sandbox

_HEAD = """
import contextlib, ctypes, errno, os, signal, socket, struct, threading, time
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
kept = []
NUMBER = 24_601
"""
# By what they meet: leave(token) leaves a mark for the other, look(token) says whether the other's is seen.
MEETINGS = {
    "a file anywhere": """
FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev", "/run", "/cell", "/site", "/python", "/")
def leave(token):
    for folder in FOLDERS:
        with contextlib.suppress(OSError):
            with open(f"{folder}/descent-{token}", "w") as file: file.write(token)
def look(token):
    return any(token in name for folder in FOLDERS if os.path.isdir(folder) for name in os.listdir(folder))
""",
    "a directory's name and time": """
def leave(token):
    with contextlib.suppress(OSError): os.mkdir(f"/tmp/{token}")
def look(token): return os.path.exists(f"/tmp/{token}")
""",
    "shared memory by key": """
def leave(token):
    segment = libc.shmget(NUMBER, 4096, 0o1666)
    address = libc.shmat(segment, None, 0) if segment >= 0 else -1
    if address not in (-1, 2**64 - 1, None): ctypes.memmove(address, token.encode(), len(token))
    kept.append(segment)
def look(token):
    segment = libc.shmget(NUMBER, 0, 0)
    return segment >= 0 and ctypes.string_at(libc.shmat(segment, None, 0), len(token)) == token.encode()
def clean(): libc.shmctl(kept[-1], 0, None)
""",
    "a message queue": """
def leave(token):
    kept.append(libc.msgget(NUMBER, 0o1666))
    libc.msgsnd(kept[-1], struct.pack("l", 1) + token.encode(), len(token), 0o4000)
def look(token):
    queue, buffer = libc.msgget(NUMBER, 0), ctypes.create_string_buffer(200)
    return queue >= 0 and libc.msgrcv(queue, buffer, 100, 0, 0o4000) > 0 and token.encode() in buffer.raw
def clean(): libc.msgctl(kept[-1], 0, None)
""",
    "an abstract socket": """
def leave(token):
    with contextlib.suppress(OSError):
        kept.append(socket.socket(socket.AF_UNIX)); kept[-1].bind(f"\\0descent-{token}"); kept[-1].listen()
def look(token):
    try: socket.socket(socket.AF_UNIX).connect(f"\\0descent-{token}")
    except OSError: return False
    return True
""",
    "a port of the loopback": """
def port(token): return 20_000 + int(token, 16) % 20_000
def leave(token):
    with contextlib.suppress(OSError): kept.append(socket.create_server(("127.0.0.1", port(token))))
def look(token):
    try: socket.create_connection(("127.0.0.1", port(token)), 1)
    except OSError: return False
    return True
""",
    "a lock on a file that both can read": """
FILES = ["/cell/runner/wire/packer.py", "/python/lib", "/site", "/dev/null", os.__file__]
import fcntl
def leave(token):
    for name in FILES:
        with contextlib.suppress(OSError):
            kept.append(os.open(name, os.O_RDONLY))
            fcntl.flock(kept[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
def look(token):
    for name in FILES:
        with contextlib.suppress(FileNotFoundError, PermissionError):
            try: fcntl.flock(os.open(name, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError: return True
    return False
def clean(): [os.close(lock) for lock in kept]
""",
    "a key in a keyring": """
def leave(token):
    for ring in (-3, -4, -5): libc.syscall(248, b"user", b"descent", token.encode(), len(token), ctypes.c_long(ring))
def look(token):
    buffer = ctypes.create_string_buffer(200)
    for ring in (-3, -4, -5):
        key = libc.syscall(250, 10, ctypes.c_long(ring), b"user", b"descent", 0)
        if key >= 0 and libc.syscall(250, 11, key, buffer, 200) > 0 and token.encode() in buffer.raw: return True
    return False
""",
    "a signal": """
got = []
def leave(token):
    with contextlib.suppress(OSError, ValueError): signal.signal(signal.SIGUSR1, lambda *a: got.append(1))
    for pid in (*range(-1, 300), 0):
        if pid != os.getpid():
            for number in (signal.SIGUSR1, signal.SIGSTOP, signal.SIGKILL):
                with contextlib.suppress(OSError): os.kill(pid, number)
                libc.syscall(234, pid, pid, int(number)) if pid > 0 and pid != os.getpid() else None
def look(token): return bool(got)
""",
    "the other's memory": """
def leave(token): kept.append(f"mark-{token}")
def look(token):
    vector = (ctypes.c_ulong * 2)(ctypes.addressof(ctypes.create_string_buffer(64)), 64)
    for pid in range(1, 300):
        if pid == os.getpid(): continue
        if libc.syscall(310, pid, vector, 1, vector, 1, 0) > 0: return True
        if libc.syscall(101, 16, pid, 0, 0) >= 0: return True
        handle = libc.syscall(434, pid, 0)
        if handle >= 0 and any(libc.syscall(438, handle, fd, 0) >= 0 for fd in range(8)): return True
    return False
""",
    "the host's name": """
def leave(token): libc.sethostname(token.encode(), len(token))
def look(token): return token in (os.uname().nodename, socket.gethostname())
""",
    "a shared map of a common file": """
import mmap
def leave(token):
    for name in (os.__file__, "/cell/runner/wire/packer.py", "/dev/null", "/dev/urandom"):
        with contextlib.suppress(OSError, ValueError):
            page = mmap.mmap(os.open(name, os.O_RDWR), 4096, mmap.MAP_SHARED); page[: len(token)] = token.encode()
def look(token):
    found = False
    for name in (os.__file__, "/cell/runner/wire/packer.py"):
        with contextlib.suppress(OSError): found |= token.encode() in open(name, "rb").read()
    return found
""",
    "a name in shared memory": """
from multiprocessing import shared_memory
def leave(token):
    with contextlib.suppress(OSError): kept.append(shared_memory.SharedMemory(f"d{token}", True, 4096))
def look(token):
    try: kept.append(shared_memory.SharedMemory(f"d{token}"))
    except OSError: return False
    return True
""",
    "a futex in a page of the C library": """
WAIT, WAKE, FUTEX = 0, 1, 202 if os.uname().machine == "x86_64" else 98
def place(token):
    return ((ctypes.cast(libc.qsort, ctypes.c_void_p).value + 64) & ~3) + 4 * (int(token, 16) % 20_000)
def leave(token):
    at = ctypes.c_ulong(place(token))
    value, patience = ctypes.c_uint32.from_address(at.value).value, struct.pack("<qq", 5, 0)
    threading.Thread(target=lambda: libc.syscall(FUTEX, at, WAIT, value, patience), daemon=True).start()
def look(token):
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        if libc.syscall(FUTEX, ctypes.c_ulong(place(token)), WAKE, 1) > 0: return True
    return False
""",
    "the entropy device": """
def leave(token):
    for name in ("/dev/random", "/dev/urandom", "/dev/null"):
        with contextlib.suppress(OSError): os.write(os.open(name, os.O_RDWR), token.encode() * 99)
def look(token):
    with open("/dev/null", "rb") as null, open("/dev/urandom", "rb") as random:
        return null.read(99) != b"" or token.encode() in random.read(99)
""",
}  # fmt: skip
GREEDY = {
    "computing": "import threading\ndef spin():\n    while True: pass\n"
    "def f():\n    for _ in range(8): threading.Thread(target=spin).start()\n    spin()\n",
    "memory": "import numpy as np\ndef f():\n    kept = []\n    while True:\n        try: kept.append(np.ones(2**22))\n"
    "        except MemoryError: kept.pop()\n",
    "disk": "import os\ndef f():\n    while True:\n        try: open('/tmp/x', 'ab', 0).write(bytes(2**20))\n"
    "        except OSError: os.unlink('/tmp/x')\n",
}
# With nothing between them they would meet: the same code in one plain interpreter does.
_MEET_OUTSIDE = ["shared memory by key", "a message queue", "an abstract socket", "a port of the loopback",
                 "a lock on a file that both can read", "a directory's name and time",
                 "a futex in a page of the C library"]  # fmt: skip

_HONEST = "import numpy as np\ndef f(n): return float(np.linalg.norm(np.ones((n, n))))"
_PATIENT = Limits(wall_s=PATIENCE_S, cpu_s=PATIENCE_S)
_BRIEF = Limits(wall_s=1.5, cpu_s=10, memory_mib=128)
_LONG = Limits(wall_s=PATIENCE_S, cpu_s=PATIENCE_S, memory_mib=128)


@pytest.fixture(scope="module", autouse=True)
def _ready() -> Iterator[None]:
    with making("warm", own_cells=4):
        yield


class Honest(threading.Thread):
    """A learner whose code runs meanwhile: how many values came, all of them right, or what went wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()
        self.values = 0
        self.trouble: Exception | None = None

    def run(self) -> None:
        try:
            while not self.over.is_set() or not self.values:
                with open_cell(_PATIENT) as cell:
                    cell.load(_HONEST)
                    assert cell.call("f", (40,)) == pytest.approx(40.0)
                self.values += 1
        except (LearnerError, CellError, AssertionError) as error:
            self.trouble = error

    def goes_on(self) -> bool:
        """Whether more values arrive from now on."""
        enough = self.values + 3
        return comes_true(lambda: self.values >= enough or self.trouble) and self.trouble is None

    def end(self) -> None:
        self.over.set()
        self.join()


@pytest.fixture
def honest() -> Iterator[Honest]:
    honest = Honest()
    honest.start()
    yield honest
    honest.end()


def _at_once(cells: list[Cell], name: str, arguments: list[str]) -> list[object]:
    with ThreadPoolExecutor(len(cells)) as pool:
        return [future.result() for future in [
            pool.submit(cell.call, name, (argument,)) for cell, argument in zip(cells, arguments, strict=True)
        ]]  # fmt: skip


@pytest.mark.parametrize("name", MEETINGS)
def test_two_who_look_for_each_other_do_not_meet(name: str, honest: Honest) -> None:
    tokens = [secrets.token_hex(4), secrets.token_hex(4)]
    with ExitStack() as stack:
        cells = [stack.enter_context(open_cell(_PATIENT)) for _ in tokens]
        for cell in cells:
            cell.load(_HEAD + MEETINGS[name])
        for _ in range(3):
            _at_once(cells, "leave", tokens)
            assert _at_once(cells, "look", tokens[::-1]) == [False, False]
        assert all(cell.is_alive for cell in cells)
    honest.end()
    assert honest.trouble is None


def _take_all(name: str, limits: Limits) -> LearnerError | None:
    """How the code ends. A worker would grade again on a host that stood still, which says nothing about the code."""
    while True:
        try:
            return _ending(name, limits)
        except CellError as error:
            if "stood still" not in str(error):
                raise


def _ending(name: str, limits: Limits) -> LearnerError | None:
    with open_cell(limits) as cell:
        try:
            cell.load(GREEDY[name])
            cell.call("f")
        except LearnerError as error:
            return error
    return None


@pytest.mark.parametrize("name", GREEDY)
def test_two_who_take_all_they_can_end_at_their_limit(name: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        endings = [future.result() for future in [pool.submit(_take_all, name, _BRIEF) for _ in range(2)]]
    assert {ending.verdict if ending else None for ending in endings} <= {Verdict.TIMEOUT, Verdict.MEMORY}


@pytest.mark.parametrize("name", GREEDY)
def test_beside_two_who_take_all_they_can_an_honest_learner_is_graded_on_and_on(name: str, honest: Honest) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        cells = [stack.enter_context(open_cell(_LONG)) for _ in range(2)]
        for cell in cells:
            cell.load(GREEDY[name])
        calls = [pool.submit(cell.call, "f") for cell in cells]
        went_on, still_at_it = honest.goes_on(), not any(call.done() for call in calls)
        for cell in cells:
            os.kill(cell.pid or 0, signal.SIGKILL)
    assert went_on
    assert still_at_it


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user may not lock or share where root may")
@pytest.mark.parametrize("name", _MEET_OUTSIDE)
def test_with_nothing_between_them_they_would_meet(name: str) -> None:
    room: dict[str, object] = {}
    exec(_HEAD + MEETINGS[name], room)  # noqa: S102 - ours, and harmless
    token = secrets.token_hex(4)
    leave, look, clean = room["leave"], room["look"], room.get("clean")
    assert callable(leave)
    assert callable(look)
    try:
        leave(token)
        assert look(token)
    finally:
        if callable(clean):
            clean()
        if os.path.isdir(f"/tmp/{token}"):  # noqa: S108 - the cell's own /tmp
            os.rmdir(f"/tmp/{token}")  # noqa: S108 - the cell's own /tmp


def test_an_honest_value_is_right() -> None:
    with open_cell(_PATIENT) as cell:
        cell.load(_HONEST)
        assert cell.call("f", (3,)) == np.linalg.norm(np.ones((3, 3)))
