"""A zygote is replaced before it grows old, and after it was killed; nobody's cell is lost for the first."""

from __future__ import annotations

import itertools
import os
import signal
import time
from pathlib import Path

import pytest

from runner.protocol import Limits
from runner.sandbox import bubblewrap
from runner.sandbox.cell import Cell, CellError
from runner.sandbox.keeper import Keeper
from runner.sandbox.session import take_cell
from runner.tests import seen
from runner.tests.test_warm_cells import _answer, _pids

_ONE = "def f(): return 1"
_PATIENCE_S = 60.0

# It notes when a zygote is to be started, and fails the first four times and the sixth.
_BROKEN_BWRAP = """#!/bin/sh
case "$*" in
  *harness.zygote*) date +%s.%N >> {log}; case $(wc -l < {log}) in 1|2|3|4|6) exit 1 ;; esac ;;
esac
exec {bwrap} "$@"
"""


def _loaded(keeper: Keeper) -> Cell:
    cell = take_cell(Limits(), keeper.socket)
    cell.load(_ONE)
    return cell


def _first_zygote(keeper: Keeper) -> int:
    assert keeper.wait(_PATIENCE_S)
    pid = keeper.zygote_pid()
    assert pid is not None
    return pid


def test_after_so_many_cells_it_is_replaced_and_every_judge_gets_a_cell_meanwhile() -> None:
    with Keeper(cells=2, recycle_cells=6) as keeper:
        first, deadline = _first_zygote(keeper), time.monotonic() + _PATIENCE_S
        while seen.runs(first) and time.monotonic() < deadline:
            assert _answer(keeper, _ONE) == 1
        assert not seen.runs(first)
        assert keeper.zygote_pid() not in (None, first)
        assert _answer(keeper, _ONE) == 1


def test_after_so_many_seconds_it_is_replaced_though_nobody_asked_for_a_cell() -> None:
    with Keeper(cells=1, recycle_s=5) as keeper:
        assert seen.ends(_first_zygote(keeper), _PATIENCE_S)
        assert _answer(keeper, _ONE) == 1


def test_a_cell_at_work_when_its_zygote_is_replaced_comes_to_its_end() -> None:
    with Keeper(cells=1, recycle_cells=2) as keeper:
        first = _first_zygote(keeper)
        with _loaded(keeper) as cell:
            for _ in range(3):
                assert _answer(keeper, _ONE) == 1
            deadline = time.monotonic() + _PATIENCE_S
            while _zygotes(keeper) < 2 and time.monotonic() < deadline:
                time.sleep(0.05)
            assert _zygotes(keeper) == 2
            assert cell.call("f") == 1
            assert seen.runs(first)
        assert seen.ends(first, _PATIENCE_S)


def test_to_be_replaced_while_it_makes_cells_breaks_no_zygote(capfd: pytest.CaptureFixture[str]) -> None:
    with Keeper(cells=6, recycle_cells=8) as keeper:
        seen = {_first_zygote(keeper)}
        deadline = time.monotonic() + _PATIENCE_S
        while len(seen) < 5 and time.monotonic() < deadline:
            assert _answer(keeper, _ONE) == 1
            seen.add(keeper.zygote_pid() or 0)
    told = capfd.readouterr().err
    assert told.count("a zygote was replaced") >= 3
    assert "broken" not in told


def _zygotes(keeper: Keeper) -> int:
    return len(Path(f"/proc/{keeper.pid}/task/{keeper.pid}/children").read_text().split())


def test_a_killed_zygote_takes_its_leases_along_and_the_next_ones_cells_are_whole() -> None:
    with Keeper(cells=3) as keeper:
        first = _first_zygote(keeper)
        cells = [_loaded(keeper) for _ in range(2)]
        os.kill(first, signal.SIGKILL)
        for cell in cells:
            assert all(map(seen.ends, _pids(cell)))
            with pytest.raises(CellError):
                cell.call("f")
        assert keeper.wait(_PATIENCE_S)
        assert keeper.zygote_pid() not in (None, first)
        assert _answer(keeper, _ONE) == 1


def test_a_zygote_that_does_not_start_is_tried_again_later_each_time_and_at_once_after_a_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, program = tmp_path / "starts", tmp_path / "bwrap"
    log.touch()
    program.write_text(_BROKEN_BWRAP.format(log=log, bwrap=bubblewrap.find()))
    program.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "find", lambda: str(program))
    with Keeper(cells=1) as keeper:
        first = _first_zygote(keeper)
        pauses = _pauses(log)
        assert [pause >= least for pause, least in zip(pauses, (0.0, 0.5, 1.0, 2.0), strict=True)] == [True] * 4
        os.kill(first, signal.SIGKILL)
        assert seen.ends(first)
        assert keeper.wait(_PATIENCE_S)
        assert len(_pauses(log)) == 6
        assert _pauses(log)[-1] < 5, "a good start is forgotten: the next failure costs as much as the fifth"


def _pauses(log: Path) -> list[float]:
    return [after - before for before, after in itertools.pairwise(map(float, log.read_text().split()))]
