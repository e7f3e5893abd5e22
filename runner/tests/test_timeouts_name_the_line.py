"""When the time is up, the verdict names the line that ran, if the interpreter could still say so."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from runner.judge.grading import grade
from runner.protocol import Job, Limits, Mode, Verdict
from runner.sandbox import stacks
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell
from runner.sandbox.processes import has_memory
from runner.tests.cells import ending
from runner.tests.toy import write_exercise

pytestmark = pytest.mark.sandbox

WALL, CPU = Limits(wall_s=0.5, cpu_s=5.0), Limits(wall_s=20.0, cpu_s=1.0)
LOOP = "def f():\n    while True:\n        pass\n"
SLEEP = "import time\ndef f():\n    time.sleep(1e6)\n"
NUMPY = "import numpy as np\ndef f():\n    a = np.ones((500, 500))\n    while True:\n        a @ a\n"
IN_C = "def f():\n    return sum(range(10**12))\n"
RECURSION = "def g(n):\n    return g(n - 1) if n else max(iter(int, 1))\ndef f():\n    return g(900)\n"
LIBRARY = "import re\ndef f():\n    re.match('(a+)+$', 'a' * 60 + 'b')\n"
THREADS = f"import threading\ndef g():\n    threading.Event().wait()\n{LOOP}threading.Thread(target=g).start()\n"
UNNAMED = "f = lambda: max(iter(int, 1))\n"
DEAF = "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\n" + LOOP
OWN_HANDLER = "import signal\nsignal.signal(signal.SIGXCPU, lambda *_: None)\n" + LOOP
BLOCKED = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGXCPU})\n" + LOOP
UNREGISTERED = "import faulthandler, signal\nfaulthandler.unregister(signal.SIGXCPU)\n" + LOOP


@pytest.mark.parametrize(
    ("source", "limits", "lines", "function"),
    [
        (LOOP, WALL, {2, 3}, ", in f,"),
        (LOOP, CPU, {2, 3}, ", in f,"),
        (SLEEP, WALL, {3}, ", in f,"),
        (NUMPY, WALL, {4, 5}, ", in f,"),
        (IN_C, WALL, {2}, ", in f,"),
        (IN_C, CPU, {2}, ", in f,"),
        (RECURSION, WALL, {2}, ", in g,"),
        (LIBRARY, WALL, {3}, ", in f,"),
        (THREADS, WALL, {5, 6}, ", in f,"),
        (UNNAMED, WALL, {1}, "line 1 after"),
    ],
)
def test_the_innermost_line_of_the_learners_file_is_named(
    source: str, limits: Limits, lines: set[int], function: str
) -> None:
    error = ending(source, limits=limits)
    assert error.verdict is Verdict.TIMEOUT
    assert error.line in lines
    assert f"on line {error.line}" in error.message
    assert function in error.message


@pytest.mark.parametrize(
    ("source", "limits"),
    [(DEAF, WALL), (DEAF, CPU), (OWN_HANDLER, WALL), (BLOCKED, WALL), (UNREGISTERED, WALL), (UNREGISTERED, CPU)],
)
def test_code_that_keeps_the_signal_away_gets_no_line_and_no_more_time(source: str, limits: Limits) -> None:
    with open_cell(limits) as cell:
        cell.load(source)
        started_at = time.monotonic()
        with pytest.raises(LearnerError, match="Stopped after") as caught:
            cell.call("f")
        waited_s = time.monotonic() - started_at
        assert not cell.is_alive
    assert (caught.value.verdict, caught.value.line) == (Verdict.TIMEOUT, None)
    assert waited_s < limits.wall_s + 5, "a busy host may be late, but not by another limit"


@pytest.mark.parametrize(
    ("lie", "line"),
    [
        ('  File "solution.py", line 99 in g', None),
        ('  File "solution.py", line 0 in g', None),
        ('  File "solution.py", line 9999999999 in g', 4),  # the true one, from the stack that follows
        ('  File "other.py", line 1 in g', 4),
        ('  File "solution.py", line 2 in <script>alert(1)</script>', 2),
        ('  File "solution.py", line 2 in ' + "g" * 400, 2),
    ],
)
def test_a_forged_stack_can_name_a_line_of_the_file_and_nothing_else(lie: str, line: int | None) -> None:
    text = f"Stack (most recent call first):\n{lie}\n"
    source = f"import os\ndef f():\n    os.write(4, {text.encode()!r})\n    while True: pass\n"
    error = ending(source, limits=WALL)
    assert (error.verdict, error.line) == (Verdict.TIMEOUT, line)
    assert len(error.message) < 100
    assert "alert" not in error.message


def test_an_answer_after_a_forged_stack_is_not_accepted() -> None:
    source = "import os\ndef f():\n    os.write(4, b'Stack (most recent call first):\\n')\n    return 1\n"
    assert ending(source, limits=WALL).verdict is Verdict.TIMEOUT


def test_an_endless_stack_is_cut() -> None:
    source = "import os\ndef f():\n    while True: os.write(4, b'Stack (most recent call first):\\n' * 999)\n"
    assert ending(source, limits=WALL).verdict is Verdict.BAD_VALUE


def test_a_stack_that_comes_after_an_answer_is_no_forgery() -> None:
    source = "import threading\ndef g():\n    while True: pass\ndef f():\n    threading.Thread(target=g).start()\n"
    with open_cell(CPU) as cell:
        cell.load(source)
        cell.call("f")
        while has_memory(cell.pid):
            time.sleep(0.1)
        with pytest.raises(LearnerError, match="of computing") as caught:
            cell.call("f")
    assert caught.value.verdict is Verdict.TIMEOUT


@pytest.mark.parametrize(("mode", "call"), [(Mode.SUBMIT, ""), (Mode.TRY, ""), (Mode.RUN, "row_means([])")])
def test_the_report_marks_the_line_however_the_code_was_run(tmp_path: Path, mode: Mode, call: str) -> None:
    exercise = write_exercise(tmp_path)
    source = "def row_means(x):\n    total = 0\n    while total < 1: total -= 1\n"
    job = Job(
        submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source, mode=mode, call=call
    )
    report = grade(job, exercise=exercise)
    assert (report.verdict, report.line) == (Verdict.TIMEOUT, 3)
    assert "Still on line 3, in row_means, after 2 s" in report.message


def test_a_stack_of_other_files_names_no_line() -> None:
    assert (
        stacks.position(b'  File "/python/lib/re.py", line 3 in match\n  File "<call>", line 1 in <module>', 9) is None
    )
