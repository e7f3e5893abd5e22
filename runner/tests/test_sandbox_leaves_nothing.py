"""A cell leaves no process, descriptor or mount, and doesn't affect the next learner's run."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from runner.protocol import Limits
from runner.sandbox.cell import Cell
from runner.sandbox.cold_cell import ColdCell
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell
from runner.tests import seen
from runner.tests.cells import REPOSITORY, answer

pytestmark = pytest.mark.sandbox

HOSTILE = [
    "while True: pass",
    "import threading\nwhile True:\n    try: threading.Thread(target=input).start()\n    except RuntimeError: pass",
    "import os\nfor fd in range(64):\n    try: os.close(fd)\n    except OSError: pass\nwhile True: pass",
    "import os\nwhile True: os.write(4, b'x' * 65536)",
    "import os\nwhile True: os.write(1, b'x' * 65536)",
    "x = []\nwhile True: x.append(bytes(10**6))",
    "import os\nos._exit(0)",
    "import ctypes\nctypes.string_at(0)",
]
_ENDLESS_THREAD = """
import threading
def spin():
    while True: pass
def f():
    threading.Thread(target=spin).start()
    return 1
"""


def _children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def _init(cell: Cell) -> int | None:
    assert isinstance(cell, ColdCell)
    return cell.init_pid


@pytest.mark.parametrize("source", HOSTILE)
def test_a_hostile_cell_leaves_nothing(source: str) -> None:
    answer("def f(): return 0")  # creates what is made once per process
    descriptors, children = set(os.listdir("/proc/self/fd")), _children()
    mounts = Path("/proc/self/mountinfo").read_text()
    with open_cell(Limits(wall_s=1, cpu_s=1)) as cell:
        with pytest.raises(LearnerError):
            cell.load(source)
        init = _init(cell)
    assert set(os.listdir("/proc/self/fd")) == descriptors
    assert _children() == children
    assert Path("/proc/self/mountinfo").read_text() == mounts
    assert not Path(f"/proc/{init}").exists()
    assert answer("def f(x): return x + 1", 1) == 2


def test_a_cell_does_not_outlive_its_judge() -> None:
    program = (
        "from runner.protocol import Limits\nfrom runner.sandbox.factory import open_cell\n"
        "cell = open_cell(Limits(wall_s=60))\ncell.load('x = 1')\n"
        "print(cell.init_pid, flush=True)\ncell._channel.receive(60)"
    )
    judge = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    assert judge.stdout is not None
    init = int(judge.stdout.readline())
    assert Path(f"/proc/{init}").exists()
    judge.send_signal(signal.SIGKILL)
    judge.wait()
    judge.stdout.close()
    assert seen.ends(init)


def test_a_thread_that_outlives_its_call_dies_with_the_cell() -> None:
    with open_cell(Limits()) as cell:
        cell.load(_ENDLESS_THREAD)
        assert cell.call("f") == 1
        init = _init(cell)
    assert not Path(f"/proc/{init}").exists()


def test_one_learners_changes_are_not_visible_to_another() -> None:
    answer("import numpy, builtins\nnumpy.add = None\nbuiltins.abs = lambda x: 42\ndef f(): return 0")
    assert answer("import numpy\ndef f(): return [abs(-1), float(numpy.add(1.0, 1.0))]") == [1, 2.0]


def test_two_cells_draw_different_numbers() -> None:
    source = "import random, numpy as np\ndef f(): return [random.random(), float(np.random.rand())]"
    assert answer(source) != answer(source)


def test_two_hostile_cells_cannot_reach_each_other() -> None:
    with open_cell(Limits()) as first, open_cell(Limits()) as second:
        first.load("import os\nopen('/tmp/secret', 'w').write('s')\ndef f(): return os.listdir('/tmp')")
        second.load("import os\ndef f(): return os.listdir('/tmp')")
        assert first.call("f") == ["secret"]
        assert second.call("f") == []
        first.close()
        assert second.call("f") == []
