"""Who is to blame when a cold or warm cell ends: we are for a kill from outside, the learner for the rest."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.judge import grading
from runner.protocol import Device, Job, Limits, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.cold_cell import ColdCell
from runner.sandbox.errors import CellError, LearnerError
from runner.sandbox.factory import open_cell
from runner.sandbox.supervisor import SOCKET, Supervisor
from runner.sandbox.warm_cell import WarmCell
from runner.tests.makes import shared_daemon
from runner.tests.toy import write_exercise
from tests.patience import PATIENCE_S, comes_true

pytestmark = pytest.mark.sandbox

Make = Callable[[Limits], Cell]
_COMPUTES = "computes"
_SLEEPS = f"import time\ndef f():\n    print({_COMPUTES!r}, flush=True)\n    time.sleep(1000)"


@pytest.fixture(scope="module")
def daemon() -> Supervisor:
    supervisor = shared_daemon()
    assert supervisor.wait(60), "no daemon starts here"
    return supervisor


@pytest.fixture(params=["cold", "ready"])
def make(daemon: Supervisor, request: pytest.FixtureRequest) -> Make:
    return ColdCell if request.param == "cold" else lambda limits: WarmCell(limits, daemon.socket)


def _ending(make: Make, source: str, limits: Limits | None = None) -> LearnerError:
    with make(limits or Limits()) as cell:
        cell.load(source)
        with pytest.raises(LearnerError) as caught:
            cell.call("f")
        return caught.value


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_what_ends_a_cell_from_outside(make: Make, number: signal.Signals) -> None:
    """SIGKILL can only come from outside. Learners can send themselves any other signal."""
    with make(Limits(wall_s=PATIENCE_S)) as cell:
        cell.load(_SLEEPS)
        killer = _killer(cell, cell.pid, number)
        with pytest.raises(CellError if number == signal.SIGKILL else LearnerError):
            cell.call("f")
        killer.join()


@pytest.mark.parametrize("part", [0, 1], ids=["its init", "its process"])
def test_a_cell_that_is_killed_while_it_computes_is_our_fault(make: Make, part: int) -> None:
    """CPU time from before the learner's code ran, such as a cold cell's imports, doesn't explain a kill."""
    with make(Limits(cpu_s=1.0, wall_s=PATIENCE_S)) as cell:
        cell.load(f"import torch\n{_SLEEPS}")
        killer = _killer(cell, _pids(cell)[part], signal.SIGKILL)
        with pytest.raises(CellError):
            cell.call("f")
        killer.join()


def _killer(cell: Cell, pid: int | None, number: int) -> threading.Thread:
    """Send the signal to a process of the cell once the learner's function has begun."""

    def kill() -> None:
        assert pid is not None
        if comes_true(lambda: _COMPUTES.encode() in cell._channel.output):
            os.kill(pid, number)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def _kill_at_work(cell: Cell) -> None:
    assert comes_true(lambda: cell.security_status)
    os.kill(_pids(cell)[1], signal.SIGKILL)


def _pids(cell: Cell) -> tuple[int, int]:
    init, pid = cell.init_pid, cell.pid
    assert init is not None
    assert pid is not None
    return init, pid


@pytest.mark.parametrize("cells", ["cold", "ready"])
def test_a_submission_whose_cells_are_killed_is_our_fault(
    cells: str, daemon: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = write_exercise(tmp_path)
    killers: list[threading.Thread] = []

    def open_and_kill(limits: Limits, *, device: Device) -> Cell:
        cell = open_cell(limits, device=device)
        killers.append(threading.Thread(target=_kill_at_work, args=(cell,)))
        killers[-1].start()
        return cell

    monkeypatch.setenv(SOCKET, daemon.socket if cells == "ready" else "")
    monkeypatch.setattr(grading, "open_cell", open_and_kill)
    source = "import time\ntime.sleep(9)"
    report = grading.grade(
        Job(submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source),
        exercise=exercise,
    )
    assert report.verdict is Verdict.INTERNAL
    assert "our fault" in report.message
    assert len(killers) == 2
    for killer in killers:
        killer.join()


@pytest.mark.parametrize(
    "statement",
    ["signal.raise_signal(9)", "signal.pthread_kill(threading.get_ident(), 9)", "os.kill(os.getpid(), 9)",
     "signal.raise_signal(signal.SIGSTOP)"],
)  # fmt: skip
def test_no_learner_can_send_what_looks_like_a_signal_of_ours(make: Make, statement: str) -> None:
    ending = _ending(make, f"import os, signal, threading\ndef f():\n    {statement}")
    assert ending.verdict is Verdict.ERROR
    assert "PermissionError" in ending.message


def test_an_exit_status_that_looks_like_a_signal_is_the_learners(make: Make) -> None:
    ending = _ending(make, "import os\ndef f(): os._exit(137)")
    assert ending.verdict is Verdict.ERROR
    assert "a forbidden system call" in ending.message


def test_a_cell_that_closes_its_channel_and_lives_on_is_the_learners(make: Make) -> None:
    ending = _ending(make, "import os, time\ndef f():\n    os.close(4)\n    time.sleep(30)")
    assert ending.verdict is Verdict.ERROR


def test_a_kill_that_the_limit_on_computing_explains_is_the_learners(make: Make) -> None:
    source = "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\ndef f():\n    while True: pass"
    ending = _ending(make, source, Limits(wall_s=60.0, cpu_s=1.0))
    assert ending.verdict is Verdict.TIMEOUT
    assert "1 s of computing" in ending.message
