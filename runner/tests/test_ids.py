"""No two cells have the same user id at a time, and a cell's init has no privileges."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runner.protocol import Limits
from runner.sandbox import ids
from runner.sandbox.factory import open_cell
from runner.tests import seen
from runner.tests.cells import REPOSITORY
from runner.tests.makes import MAKES, making

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="the cells of an ordinary user keep that user's id")


@pytest.fixture
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for locks that no other runner of this host uses."""
    monkeypatch.setattr(ids, "_FOLDERS", (str(tmp_path),))
    return tmp_path / "descent-ids"


@pytest.fixture
def same_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda below: below - 1)


def _claim() -> ids.Claim:
    claim = ids.claim()
    assert claim is not None
    return claim


def test_every_id_is_given_once_and_then_there_is_none_until_one_is_released(locks: Path) -> None:
    claims = [_claim() for _ in range(500)]
    assert {claim.uid for claim in claims} == set(range(65_000, 65_500))
    with pytest.raises(BlockingIOError):
        ids.claim()
    claims[123].release()
    assert _claim().uid == claims[123].uid
    for claim in claims:
        claim.release()


def test_an_id_that_another_process_has_is_not_given(locks: Path, same_draw: None) -> None:
    program = (
        "import secrets, sys\nfrom runner.sandbox import ids\nids._FOLDERS = (sys.argv[1],)\n"
        "secrets.randbelow = lambda below: below - 1\nprint(ids.claim().uid, flush=True)\nsys.stdin.read()"
    )
    words = [sys.executable, "-c", program, str(locks.parent)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as other:
        assert other.stdout is not None
        theirs = int(other.stdout.readline())
        mine = _claim()
        other.kill()
    assert theirs == 65_499
    assert mine.uid == 65_000
    assert _claim().uid == theirs, "its holder has ended"


def test_two_cold_cells_that_draw_the_same_id_do_not_get_it(locks: Path, same_draw: None) -> None:
    with making("cold"), open_cell(Limits()) as one, open_cell(Limits()) as other:
        for cell in (one, other):
            cell.load("")
        assert {one.security_status["uid"], other.security_status["uid"]} == {"65499,65499,65499", "65000,65000,65000"}


@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_a_folder_of_locks_that_others_may_enter_is_not_used(locks: Path, mode: int) -> None:
    locks.mkdir()
    locks.chmod(mode)
    with pytest.raises(PermissionError):
        ids.claim()


def test_a_folder_of_somebody_elses_is_not_used(locks: Path) -> None:
    locks.mkdir(mode=0o700)
    os.chown(locks, 65_534, 65_534)
    with pytest.raises(PermissionError):
        ids.claim()


@pytest.mark.parametrize("make", MAKES)
def test_the_init_of_a_cell_has_no_capability(make: str) -> None:
    with making(make), open_cell(Limits()) as cell:
        pid = seen.load_and_find(cell)
        others = [seen.status(other) for other in seen.neighbours(pid) if other != pid]
        assert [status["NSpid"].split()[-1] for status in others] == ["1"]
        assert {others[0][name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {"0" * 16}
        assert others[0]["NoNewPrivs"] == "1"
        if make == "warm":  # bubblewrap's own init stays root by name, with an empty hand
            assert others[0]["CapBnd"] == "0" * 16
            assert "0" not in others[0]["Uid"].split()
