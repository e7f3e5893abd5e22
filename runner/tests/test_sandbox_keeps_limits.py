"""Time, memory, disk, output and threads are limited for each learner, and the error names the limit."""

import pytest

from runner.protocol import Limits, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell
from runner.tests.cells import answer, ending, outcome

pytestmark = pytest.mark.sandbox

SHORT = Limits(wall_s=0.5, cpu_s=5.0)
_DEAF = """
import signal, time
for number in range(1, 32):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True:
    try: time.sleep(60)
    except BaseException: pass
"""
_KILLS_ITSELF = "import signal, threading\nsignal.pthread_kill(threading.get_ident(), 9)"
_THREAD_BOMB = """
import threading
hold = threading.Event()
def f():
    while True: threading.Thread(target=hold.wait).start()
"""


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "import time\ntime.sleep(1e6)",
        _DEAF,
        "pow(10, 10**9)",
        "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
        "sum(range(10**12))",
        "class A:\n    def __del__(self):\n        while True: pass\nA()",
        "import threading\nthreading.Thread(target=lambda: exec('while True: pass')).start()\nwhile True: pass",
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E",
        "import os\nos.close(1); os.close(2)\nwhile True: pass",
    ],
)
def test_endless_code_is_stopped_at_the_limit(source: str) -> None:
    error = ending(source, limits=SHORT)
    assert error.verdict is Verdict.TIMEOUT
    assert "0.5 s" in error.message


def test_the_time_limit_counts_all_calls_together() -> None:
    def call_three_times(cell: Cell) -> None:
        for _ in range(3):
            cell.call("f")

    with open_cell(Limits(wall_s=1.0)) as cell:
        cell.load("import time\ndef f(): time.sleep(0.4)")
        with pytest.raises(LearnerError) as caught:
            call_three_times(cell)
        assert caught.value.verdict is Verdict.TIMEOUT
        assert not cell.is_alive


def test_cpu_time_is_limited_apart_from_wall_time() -> None:
    error = ending("while True: pass", limits=Limits(wall_s=20, cpu_s=1))
    assert error.verdict is Verdict.TIMEOUT
    assert "1 s of computing" in error.message


def test_threads_share_the_cpu_time_of_one() -> None:
    source = "import threading, numpy as np\na = np.ones((600, 600))\ndef g():\n    while True: a @ a\n"
    source += "[threading.Thread(target=g).start() for _ in range(3)]\ng()"
    with open_cell(Limits(wall_s=60, cpu_s=1)) as cell:
        with pytest.raises(LearnerError) as caught:
            cell.load(source)
        computed_s = cell.kill().cpu_s - cell._start_cpu_s
    assert caught.value.verdict is Verdict.TIMEOUT
    assert computed_s < 3.5, (
        "four threads share one limit, which the kernel keeps to the second, and then a second later"
    )


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nnp.ones(10**9)",
        "x = []\nwhile True: x.append(bytes(10**6))",
        "x = []\nwhile True: x.append({})",
        "x = 'a'\nwhile True: x += x",
        "import torch\ntorch.ones(10**9)",
        "import torch\nx = []\nwhile True: x.append(torch.ones(10**6))",
    ],
)
def test_using_too_much_memory_is_reported_as_such(source: str) -> None:
    error = ending(source, limits=Limits(memory_mib=64, wall_s=20, cpu_s=20))
    assert error.verdict is Verdict.MEMORY


def test_the_memory_limit_does_not_count_our_libraries() -> None:
    source = "import numpy as np\ndef f(mib): return int(np.ones(mib * 2**20, dtype=np.uint8).sum())"
    assert answer(source, 100, limits=Limits(memory_mib=128)) == 100 * 2**20
    assert ending(source, 160, limits=Limits(memory_mib=128)).verdict is Verdict.MEMORY
    assert answer("import torch\ndef f(): return float(torch.ones(2**20).sum())", limits=Limits(memory_mib=64)) == 2**20


@pytest.mark.parametrize(
    "statement",
    [
        "mmap.mmap(-1, 2**34)",
        "mmap.mmap(os.open('/tmp/x', os.O_RDWR | os.O_CREAT), 0)",
        "mmap.mmap(os.open('/dev/zero', os.O_RDWR), 2**34)",
        "mmap.mmap(-1, 2**20, flags=0x122, prot=3)",  # a mapping that grows downwards like a stack
        "mmap.mmap(-1, 2**40, flags=0x4022, prot=1)",  # only read, never written: its page tables would not be counted
        "os.memfd_create('x')",
        "__import__('multiprocessing.shared_memory').shared_memory.SharedMemory('x', True, 2**30)",
    ],
)
def test_the_limit_counts_every_kind_of_memory(statement: str) -> None:
    assert outcome(statement, "import mmap") != "done"


def test_the_disk_is_limited_in_bytes_and_in_files() -> None:
    setup = "def fill():\n    for i in range(9):\n        open(f'/tmp/{i}', 'wb').write(bytes(2**20))\n"
    setup += "def crowd():\n    for i in range(10**5): open(f'/tmp/{i}', 'w').close()\n"
    setup += "def sparse():\n    open('/tmp/x', 'wb').truncate(2**40)\n"
    outcomes = [answer(_catch(setup, name), limits=Limits(disk_mib=4)) for name in ("fill", "crowd", "sparse")]
    assert outcomes == ["ENOSPC", "ENOSPC", "EFBIG"]


def _catch(setup: str, name: str) -> str:
    attempt = f"    try: {name}()\n    except OSError as error: return errno.errorcode[error.errno]\n"
    return f"import errno\n{setup}def f():\n{attempt}"


@pytest.mark.parametrize(
    "source",
    [
        "while True: print('x' * 1000)",
        "import sys\nwhile True: sys.stderr.write('x')",
        "import os\nwhile True: os.write(1, b'\\0' * 65536)",
    ],
)
def test_endless_printing_is_stopped(source: str) -> None:
    error = ending(source, limits=Limits(wall_s=20, cpu_s=20, output_kib=32))
    assert error.verdict is Verdict.OUTPUT
    assert "32 KiB" in error.message


@pytest.mark.parametrize("statement", ["os.fork()", "os.forkpty()", "os.posix_spawn('/python/bin/python3', ['p'], {})",
                                       "os.execv('/python/bin/python3', ['p'])", "os.system('true')",
                                       "__import__('subprocess').run(['ls'])",
                                       "__import__('multiprocessing').Process(target=print).start()"])  # fmt: skip
def test_no_second_process_can_be_started(statement: str) -> None:
    attempt = f"    try: return {statement}\n    except OSError: return -1\n"
    assert answer(f"import os\ndef f():\n{attempt}") in {-1, 127, 32512}


def test_a_thread_bomb_raises_an_exception_in_its_own_cell_only() -> None:
    error = ending(_THREAD_BOMB, limits=Limits(processes=8))
    assert error.verdict is Verdict.ERROR
    assert "can't start new thread" in error.message
    assert answer("def f(): return 1") == 1


def test_the_number_of_open_files_is_limited() -> None:
    assert outcome("[open('/dev/null') for _ in range(100)]") == "EMFILE"


def test_core_dumps_and_memory_locks_are_off() -> None:
    limits = "[resource.getrlimit(r)[1] for r in (resource.RLIMIT_CORE, resource.RLIMIT_MEMLOCK)]"
    assert answer(f"import resource\ndef f(): return {limits}") == [0, 0]


@pytest.mark.parametrize("source", ["import ctypes\nctypes.string_at(0)", "import os\nos.abort()"])
def test_a_crash_is_named_and_is_the_learners_error(source: str) -> None:
    error = ending(source)
    assert error.verdict is Verdict.ERROR
    assert error.message.startswith("The Python process ended with a")


def test_exiting_with_status_0_is_not_a_pass() -> None:
    error = ending("import os\nos._exit(0)")
    assert error.verdict is Verdict.ERROR
    assert "ended the program" in error.message


def test_a_process_cannot_kill_itself_so_a_kill_is_always_ours() -> None:
    error = ending(_KILLS_ITSELF)
    assert error.verdict is Verdict.ERROR
    assert "PermissionError" in error.message


@pytest.mark.parametrize("source", ["raise SystemExit(0)", "exit_ = __import__('sys').exit\nexit_()",
                                    "raise KeyboardInterrupt", "raise GeneratorExit"])  # fmt: skip
def test_an_exception_that_usually_ends_python_is_reported_like_any_other(source: str) -> None:
    with open_cell(Limits()) as cell:
        with pytest.raises(LearnerError) as caught:
            cell.load(source)
        assert caught.value.verdict is Verdict.ERROR
        assert cell.is_alive


def test_a_source_of_nested_parentheses_raises_an_exception() -> None:
    assert ending("x = " + "(" * 60_000).verdict is Verdict.ERROR
    assert ending("x = " + "-" * 60_000 + "1").verdict in {Verdict.ERROR, Verdict.MEMORY}
