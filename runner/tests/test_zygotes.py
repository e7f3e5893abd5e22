"""A zygote is replaced when it is old or killed. Replacing an old one ends nobody's cell."""

from __future__ import annotations

import os
import re
import signal
import socket
from pathlib import Path

import pytest

from runner.protocol import Limits
from runner.sandbox import bubblewrap
from runner.sandbox.cell import Cell
from runner.sandbox.daemon import Daemon, DaemonConfig
from runner.sandbox.errors import CellError
from runner.sandbox.supervisor import Supervisor
from runner.sandbox.warm_cell import WarmCell
from runner.sandbox.zygote import CellSize
from runner.tests import seen
from runner.tests.test_warm_cells import _answer, _pids
from tests.patience import PATIENCE_S, comes_true

pytestmark = pytest.mark.sandbox

_ONE = "def f(): return 1"
_AGAIN = re.compile(r"starting a zygote, attempt (\d+); the next follows after ([\d.]+) s")

# It records each start of a zygote, and fails the first four times and the sixth.
_BROKEN_BWRAP = """#!/bin/sh
case "$*" in
  *harness.zygote*) echo >> {log}; case $(wc -l < {log}) in 1|2|3|4|6) exit 1 ;; esac ;;
esac
exec {bwrap} "$@"
"""


def _loaded(supervisor: Supervisor) -> Cell:
    cell = WarmCell(Limits(), supervisor.socket)
    cell.load(_ONE)
    return cell


def _first_zygote(supervisor: Supervisor) -> int:
    assert supervisor.wait(PATIENCE_S)
    pid = supervisor.zygote_pid()
    assert pid is not None
    return pid


def test_it_is_replaced_after_a_time_even_if_idle() -> None:
    with Supervisor(cells=1, recycle_s=5) as supervisor:
        assert seen.ends(_first_zygote(supervisor))
        assert _answer(supervisor, _ONE) == 1


def test_a_busy_cell_finishes_after_its_zygote_is_replaced() -> None:
    with Supervisor(cells=1, recycle_cells=2) as supervisor:
        first = _first_zygote(supervisor)
        with _loaded(supervisor) as cell:
            for _ in range(3):
                assert _answer(supervisor, _ONE) == 1
            assert comes_true(lambda: _zygotes(supervisor) == 2)
            assert cell.call("f") == 1
            assert seen.runs(first)
        assert seen.ends(first)


def test_it_is_replaced_after_a_number_of_cells_and_no_judge_waits(capfd: pytest.CaptureFixture[str]) -> None:
    with Supervisor(cells=6, recycle_cells=8) as supervisor:
        first = _first_zygote(supervisor)
        pids = {first}

        def takes_a_cell() -> bool:
            assert _answer(supervisor, _ONE) == 1
            pids.add(supervisor.zygote_pid() or 0)
            return len(pids) >= 4

        assert comes_true(takes_a_cell, 3 * PATIENCE_S)
        assert seen.ends(first)
    told = capfd.readouterr().err
    assert told.count("a zygote was replaced") >= 2
    assert "broken" not in told


def _zygotes(supervisor: Supervisor) -> int:
    return len(Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children").read_text().split())


def test_a_killed_zygote_ends_its_leases_and_the_next_one_makes_working_cells() -> None:
    with Supervisor(cells=3) as supervisor:
        first = _first_zygote(supervisor)
        cells = [_loaded(supervisor) for _ in range(2)]
        os.kill(first, signal.SIGKILL)
        for cell in cells:
            assert all(map(seen.ends, _pids(cell)))
            with pytest.raises(CellError):
                cell.call("f")
        assert supervisor.wait(PATIENCE_S)
        assert supervisor.zygote_pid() not in (None, first)
        assert _answer(supervisor, _ONE) == 1


def test_failed_starts_are_retried_with_growing_pauses_until_one_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    log, program = tmp_path / "starts", tmp_path / "bwrap"
    log.touch()
    program.write_text(_BROKEN_BWRAP.format(log=log, bwrap=bubblewrap.find()))
    program.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "find", lambda: str(program))
    with Supervisor(cells=1) as supervisor:
        first = _first_zygote(supervisor)
        assert len(log.read_text()) == 5
        assert _AGAIN.findall(capfd.readouterr().err) == [("2", "0.5"), ("3", "1.0"), ("4", "2.0"), ("5", "5.0")]
        os.kill(first, signal.SIGKILL)
        assert seen.ends(first)
        assert supervisor.wait(PATIENCE_S)
        assert len(log.read_text()) == 7
    told = _AGAIN.findall(capfd.readouterr().err)
    assert told == [("2", "0.5")], "a good start is forgotten: the next failure costs as much as the sixth"


_CONFIG = DaemonConfig(zygote=["/bin/false"], cells=1, size=CellSize(64, 4), recycle_cells=10, recycle_s=60.0)


def test_no_start_comes_before_its_pause_is_over(tmp_path: Path) -> None:
    """Uses the daemon's clock, which the test sets."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        daemon = Daemon(listener, _CONFIG)
        starts = []
        for now in (100.0, 100.0, 100.4, 100.5, 101.4, 101.5, 103.4, 103.5, 108.4, 108.5):
            daemon._start(now)
            starts.append(daemon._starts)
        for zygote in daemon._zygotes:
            zygote.end()
        daemon._memory.close()
    assert starts == [1, 2, 2, 3, 3, 4, 4, 5, 5, 6]
