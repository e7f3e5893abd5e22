"""Warm cells keep every promise of cold ones, and come back after their zygote, daemon or owner dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

from runner.protocol import Limits, Verdict
from runner.sandbox import doctor, memory
from runner.sandbox.cell import Cell
from runner.sandbox.errors import CellError, LearnerError
from runner.sandbox.factory import open_cell
from runner.sandbox.supervisor import SOCKET, Supervisor
from runner.sandbox.warm_cell import WarmCell
from runner.tests import seen
from runner.tests.cells import REPOSITORY, as_ordinary_user
from runner.tests.test_sandbox_as_ordinary_user import _BARE
from tests.patience import comes

pytestmark = pytest.mark.sandbox


CANARY = "descent-canary-warm-" + "0f5a9c31"


@pytest.fixture(scope="module")
def daemon() -> Iterator[Supervisor]:
    with mock.patch.dict(os.environ, DESCENT_CANARY=CANARY), Supervisor(cells=4) as supervisor:
        assert supervisor.wait(60), "no daemon starts here"
        yield supervisor


def _take(daemon: Supervisor, limits: Limits | None = None) -> Cell:
    return WarmCell(limits or Limits(), daemon.socket)


def _answer(daemon: Supervisor, source: str) -> object:
    with _take(daemon) as cell:
        cell.load(source)
        return cell.call("f")


def _pids(cell: Cell) -> tuple[int, int]:
    assert isinstance(cell, WarmCell)
    return cell.init_pid, cell.pid


def _zygote(daemon: Supervisor) -> int:
    pid = daemon.zygote_pid()
    assert pid is not None
    return pid


def test_every_layer_of_a_warm_cell_holds(daemon: Supervisor) -> None:
    examination = doctor.examine_warm(daemon.socket)
    assert examination.is_fit, examination.first_failure
    assert {"warm cell: namespaces", "warm cell: system calls"} <= {layer.name for layer in examination.layers}


def test_a_cell_comes_from_the_daemon_if_one_is_configured(daemon: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SOCKET, daemon.socket)
    with open_cell(Limits()) as cell:
        assert cell.memory_level in {"cgroup v2", "cgroup v1", "daemon"}


def test_without_the_daemon_a_cell_is_made_cold_and_just_as_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SOCKET, "/nonexistent/sandboxd")
    with open_cell(Limits()) as cell:
        cell.load("def f(): return 1")
        assert cell.call("f") == 1
        assert cell.security_status["seccomp"] == "2"
        assert cell.memory_level == ""


def test_no_cell_is_lent_twice(daemon: Supervisor) -> None:
    seen = set()
    for _ in range(12):
        with _take(daemon) as cell:
            seen.add(_pids(cell))
    assert len(seen) == 12


def test_two_cells_draw_different_numbers(daemon: Supervisor) -> None:
    source = (
        "import os, random, numpy as np, torch\n"
        "def f(): return [random.random(), float(np.random.rand()), float(np.random.default_rng().random()),"
        " float(torch.rand(1))]"
    )
    first, second = _answer(daemon, source), _answer(daemon, source)
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert not set(first) & set(second)


def test_one_learners_changes_are_not_visible_to_another(daemon: Supervisor) -> None:
    _answer(
        daemon, "import numpy, builtins\nnumpy.add = None\nbuiltins.abs = 1\nopen('/tmp/x', 'w')\ndef f(): return 0"
    )
    seen = _answer(daemon, "import os, numpy\ndef f(): return [abs(-1), float(numpy.add(1, 1)), os.listdir('/tmp')]")
    assert seen == [1, 2.0, []]


def test_a_returned_cell_leaves_nothing(daemon: Supervisor) -> None:
    with _take(daemon) as cell:
        cell.load("import threading\nthreading.Thread(target=lambda: [None for _ in iter(int, 1)]).start()")
        pids = _pids(cell)
        assert all(map(seen.runs, pids))
    assert all(map(seen.ends, pids))


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one processor: there are no two to take")
def test_a_judge_and_its_cell_run_in_parallel_given_two_processors(daemon: Supervisor) -> None:
    before = os.sched_getaffinity(0)
    with _take(daemon) as cell:
        own, its = os.sched_getaffinity(0), os.sched_getaffinity(_pids(cell)[1])
        assert len(own) == 1
        assert its == before - own
        with _take(daemon) as next_cell:
            assert os.sched_getaffinity(_pids(next_cell)[1]) == before, "the first pair has two of them already"
    assert os.sched_getaffinity(0) == before


def test_a_cell_ends_with_a_judge_that_vanishes(daemon: Supervisor) -> None:
    program = (
        "import sys\nfrom runner.protocol import Limits\nfrom runner.sandbox.warm_cell import WarmCell\n"
        "cell = WarmCell(Limits(wall_s=60), sys.argv[1])\nprint(cell.init_pid, cell.pid, flush=True)\n"
        "cell.load('while True: pass')"
    )
    words = [sys.executable, "-c", program, daemon.socket]
    judge = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    assert judge.stdout is not None
    pids = [int(word) for word in judge.stdout.readline().split()]
    judge.send_signal(signal.SIGKILL)
    judge.wait()
    judge.stdout.close()
    assert all(map(seen.ends, pids))


def _idle(supervisor: Supervisor) -> tuple[int, int]:
    """The init and the process of a warm cell that isn't lent yet. The init starts first, so its pid is lower.

    Raises ValueError: another cell is still there, or none is.
    """
    zygote = supervisor.zygote_pid()
    init, runner = map(int, Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split())
    return init, runner


def _closed(supervisor: Supervisor) -> tuple[dict[str, str], dict[str, str]] | None:
    """The states of init and process. The filter comes last, so once it is on, the other layers are too."""
    try:
        init, runner = map(seen.status, _idle(supervisor))
    except (OSError, ValueError, KeyError):  # still being made, or an earlier one still ends
        return None
    return (init, runner) if runner["Seccomp"] == "2" else None


def test_a_waiting_cell_has_every_layer_in_place() -> None:
    with Supervisor(cells=1) as supervisor:
        assert supervisor.wait(60)
        assert supervisor.wait(60)  # the first one was lent and replaced
        init, runner = comes(lambda: _closed(supervisor))
    assert runner["Seccomp"] == "2"
    for status in (init, runner):
        assert status["NoNewPrivs"] == "1"
        assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
        ids = {int(word) for name in ("Uid", "Gid") for word in status[name].split()}
        assert len(ids) == 1
        assert os.geteuid() != 0 or not ids & {0, os.getuid()}
    assert os.geteuid() != 0 or init["Uid"] != runner["Uid"]


def test_a_cell_gets_the_disk_size_of_its_exercise(daemon: Supervisor) -> None:
    source = (
        "def f():\n    mib = 0\n    try:\n        for mib in range(100):\n"
        "            with open(f'/tmp/{mib}', 'wb') as file: file.write(bytes(2**20))\n"
        "    except OSError: return mib\n"
    )
    for mib in (3, Limits().disk_mib, 40):
        with _take(daemon, Limits(disk_mib=mib)) as cell:
            cell.load(source)
            assert cell.call("f") == mib


def _best_memory_level() -> str:
    level = memory.open_level()
    level.close()
    return level.name


def test_the_outer_memory_limit_kills_and_reports_it(daemon: Supervisor) -> None:
    with WarmCell(Limits(memory_mib=1), daemon.socket) as cell:
        assert cell.memory_level == _best_memory_level()
        cell.limits = Limits(memory_mib=600)  # the cell's own limit comes too late
        with pytest.raises(LearnerError) as caught:
            cell.load("import numpy as np, time\nkept = np.ones(400 * 2**17)\ntime.sleep(5)")
    assert caught.value.verdict is Verdict.MEMORY
    assert _answer(daemon, "def f(): return 1") == 1


@pytest.mark.parametrize("door", ["uid", "seccomp", "capabilities"])
def test_a_cell_lent_without_a_layer_gets_no_byte(
    daemon: Supervisor, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bytes] = []
    with _take(daemon) as cell:
        cell._lockdown_status |= {door: "9"}
        monkeypatch.setattr(cell._channel, "send", sent.append)
        with pytest.raises(CellError, match=f"not closed: .*{door} is 9"):
            cell.load("x = 1")
    assert sent == []


def test_a_cell_that_cannot_set_its_limits_reads_no_source(daemon: Supervisor) -> None:
    with _take(daemon, Limits(processes=-5)) as cell:
        with pytest.raises(CellError, match=r"the cell is not closed: \w+Error"):
            cell.load("print('it ran')")
        assert "it ran" not in cell.read_output()


def test_an_endless_loop_is_stopped_and_the_next_cell_is_ready(daemon: Supervisor) -> None:
    with _take(daemon, Limits(wall_s=0.3)) as cell, pytest.raises(LearnerError) as caught:
        cell.load("while True: pass")
    assert caught.value.verdict is Verdict.TIMEOUT
    assert _answer(daemon, "def f(): return 1") == 1


@pytest.mark.parametrize("mib", [64, 700])
def test_a_warm_cell_takes_the_limits_of_its_exercise(daemon: Supervisor, mib: int) -> None:
    source = "import numpy as np\ndef f(mib): return float(np.ones(mib * 2**17).sum())"
    with _take(daemon, Limits(memory_mib=mib)) as cell:
        cell.load(source)
        assert cell.call("f", (mib // 2,)) == mib // 2 * 2**17
        with pytest.raises(LearnerError) as caught:
            cell.call("f", (mib + 8,))
    assert caught.value.verdict is Verdict.MEMORY


def test_a_learner_cannot_see_the_zygote_its_socket_or_another_cell(daemon: Supervisor) -> None:
    source = (
        "import os, stat, gc, socket\n"
        "def kind(n):\n    try: return stat.S_IFMT(os.fstat(n).st_mode)\n    except OSError: return None\n"
        "def works(s):\n    try: s.getsockname(); return True\n    except OSError: return False\n"
        "def kill(n):\n    try: os.kill(n, 0); return 'done'\n    except OSError as e: return type(e).__name__\n"
        "def f():\n"
        "    sockets = [o for o in gc.get_objects() if isinstance(o, socket.socket) and works(o)]\n"
        "    kinds = {n: kind(n) for n in range(256) if kind(n)}\n"
        "    return [len(sockets), sorted(kinds), stat.S_IFSOCK in kinds.values(), {kill(n) for n in range(1, 50)} == "
        "{'PermissionError'}, os.listdir('/proc'), os.getpid()]"
    )
    assert _answer(daemon, source) == [0, [0, 1, 2, 3, 4], False, True, [], 2]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may read the memory of a cell")
def test_a_cells_memory_holds_no_secret_of_the_judge(daemon: Supervisor) -> None:
    assert os.environ["DESCENT_CANARY"] == CANARY
    with _take(daemon) as cell:
        pid = _pids(cell)[1]
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        found = [line for line in _written_memory(pid) if CANARY.encode() in line]
    assert CANARY.encode() not in environment
    assert not found


def _written_memory(pid: int) -> Iterator[bytes]:
    """Every readable anonymous mapping of a process."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, mode, _, _, inode = line.split()[:5]
            if mode.startswith("rw") and inode == "0":
                low, high = (int(part, 16) for part in place.split("-"))
                memory.seek(low)
                yield memory.read(high - low)


def test_the_first_step_of_an_optimiser_imports_nothing(daemon: Supervisor) -> None:
    source = (
        "import torch, time, sys\n"
        "def f():\n    started, before = time.perf_counter(), set(sys.modules)\n"
        "    weight = torch.nn.Parameter(torch.ones(3))\n    weight.square().sum().backward()\n"
        "    torch.optim.AdamW([weight]).step()\n    return len(set(sys.modules) - before) < 5"
    )
    assert _answer(daemon, source) is True


def test_linear_algebra_works_in_a_fork(daemon: Supervisor) -> None:
    source = (
        "import numpy as np, torch\ndef f(a):\n    np.linalg.svd(a); np.linalg.inv(a); np.einsum('ij,jk', a, a)\n"
        "    t = torch.from_numpy(a); torch.linalg.lu(t); torch.linalg.qr(t)\n    return float((a @ a).sum())"
    )
    matrix = np.random.default_rng(1).normal(size=(200, 200))
    with _take(daemon) as cell:
        cell.load(source)
        assert cell.call("f", (matrix,)) == pytest.approx(float((matrix @ matrix).sum()))


def test_a_killed_daemon_leaves_nothing_and_is_restarted(daemon: Supervisor) -> None:
    cell = _take(daemon)
    pids, pid = _pids(cell), daemon.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert all(map(seen.ends, pids))
    cell.close()
    assert daemon.wait(60)
    assert _answer(daemon, "def f(): return 1") == 1


def test_a_killed_owner_leaves_no_daemon() -> None:
    program = (
        "import time\nfrom runner.sandbox.supervisor import Supervisor\nsupervisor = Supervisor(cells=1)\n"
        "supervisor.wait(60)\nprint(supervisor.pid, flush=True)\ntime.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    assert seen.runs(pid)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    assert seen.ends(pid)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="already an ordinary user: every test here is this test")
def test_every_test_of_this_file_passes_as_an_ordinary_user() -> None:
    run = as_ordinary_user(*_BARE, "-rs", "runner/tests/test_warm_cells.py")
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert run.stdout.count("SKIPPED") == 2, run.stdout[-1000:]  # tests that need root, and this one


def test_a_cell_starts_beside_any_number_of_others() -> None:
    """The zygote holds two descriptors per cell, and a cell may have no more than 64."""
    with Supervisor(cells=40) as supervisor, ExitStack() as leases:
        assert supervisor.wait(60)
        for _ in range(40):
            cell = leases.enter_context(_take(supervisor))
        cell.load("def f(): return 1")
        assert cell.call("f") == 1
