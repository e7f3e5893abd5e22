"""The supervisor starts what has ended again, later each time, and ends everything with itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.operations.supervisor import ROOT, ProcessEnd, SiteSupervisor
from tests.patience import comes_true

STEPS = (0.05, 0.1)


@contextmanager
def supervising(commands: dict[str, str], logs: Path) -> Iterator[SiteSupervisor]:
    supervisor = SiteSupervisor(commands, logs, dict(os.environ), STEPS)
    try:
        yield supervisor
    finally:
        supervisor.stop()


def ends_of(supervisor: SiteSupervisor, count: int) -> list[ProcessEnd]:
    ends: list[ProcessEnd] = []

    def has_ended() -> bool:
        ends.extend(supervisor.tend())
        return len(ends) >= count

    assert comes_true(has_ended)
    return ends


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_process_that_keeps_ending_starts_later_each_time_but_never_stops_starting(tmp_path: Path) -> None:
    with supervising({"broken": "sh -c 'echo no; exit 3'"}, tmp_path) as supervisor:
        ends = ends_of(supervisor, 4)

    assert ends == [ProcessEnd("broken", 3, seconds) for seconds in (0.05, 0.1, 0.1, 0.1)]
    assert (tmp_path / "broken.log").read_text().count("no") >= 4


def test_one_that_is_killed_starts_again_beside_the_others(tmp_path: Path) -> None:
    with supervising({"victim": "sleep 600", "other": "sleep 600"}, tmp_path) as supervisor:
        supervisor.tend()
        victim, other = (supervisor.running[name].pid for name in ("victim", "other"))
        os.kill(victim, signal.SIGKILL)

        assert ends_of(supervisor, 1) == [ProcessEnd("victim", -signal.SIGKILL, STEPS[0])]
        assert comes_true(lambda: supervisor.tend() or supervisor.is_up("victim"))
        assert supervisor.running["other"].pid == other
        assert supervisor.restarts == {"victim": 1}


def test_it_starts_processes_also_where_no_log_can_be_written(tmp_path: Path) -> None:
    with supervising({"one": "sleep 600"}, tmp_path / "missing") as supervisor:
        supervisor.tend()
        assert supervisor.is_up("one")


def test_all_are_told_to_end_at_once_and_the_deaf_are_killed(tmp_path: Path) -> None:
    deaf = "sh -c 'trap : TERM; echo ready; while :; do sleep 600; done'"
    with supervising({"deaf": deaf, "quick": "sleep 600"}, tmp_path) as supervisor:
        supervisor.tend()
        assert comes_true(lambda: (tmp_path / "deaf.log").read_text())
        pids = [process.pid for process in supervisor.running.values()]
        supervisor.end("deaf", "quick", patience_s=0.2)

        assert not any(map(is_running, pids))


def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, time\n"
        "from config.operations.supervisor import SiteSupervisor\n"
        f"supervisor = SiteSupervisor({{'one': 'sleep 600'}}, pathlib.Path({str(tmp_path)!r}), dict(os.environ))\n"
        "supervisor.tend()\n"
        "print(supervisor.running['one'].pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert is_running(child)
        process.kill()

    assert comes_true(lambda: not is_running(child))
