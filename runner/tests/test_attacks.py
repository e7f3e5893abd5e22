"""No threat succeeds, and the suite notices if one does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from runner.attack import command, invariants
from runner.attack.harness import WARM, AttackHarness, AttackRun, missing_requirement, open_harness
from runner.attack.report_checks import leaks, wrong_value
from runner.attack.threat import Threat, all_threats, read
from runner.harness import interpreter
from runner.protocol import Device
from runner.tests.cells import REPOSITORY

pytestmark = pytest.mark.sandbox

THREATS = all_threats()
COMPLETE = {"A": 32, "B": 21, "C": 22, "D": 10, "E": 20, "F": 26, "G": 13, "H": 16}
NEED_A_GPU = {threat.id for threat in THREATS if threat.device is Device.GPU}
NEED_TRITON = {threat.id for threat in THREATS if threat.exercise == "kernel"}
# Run in the other ways as well: of each group what depends on who we are or who makes cells.
SAMPLE = ("A7", "A12", "A15", "A24", "B6", "C1", "C8", "C12", "D1", "D5", "D7", "E2", "E7", "E13", "E20", "F1", "F13",
          "H1", "H4", "H10", "H12", "H16")  # fmt: skip
OTHER_WAYS = (("--cells", "cold"), ("--cells", "cold", "--as-user"), ("--cells", "warm", "--as-user"))
_ALL = os.environ.get("DESCENT_ATTACKS") == "all"  # otherwise the first submission of each
_RIGHT = "def double(x):\n    return x * 2\n"
_HEAD = '"""A1: Something.\n\nA story.\n\n+++\n{}\n+++\n"""\n'


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AttackHarness]:
    tmp_path_factory.getbasetemp()  # before the harness moves the temporary folder, for it takes its own away again
    with open_harness(WARM) as harness:
        yield harness


@pytest.mark.parametrize("threat", THREATS, ids=[threat.id for threat in THREATS])
def test_the_threat_is_met_in_the_cells_that_learners_get(harness: AttackHarness, threat: Threat) -> None:
    row = command.run_threat(harness, threat, only_first=not _ALL)
    if row.skip_reason:
        assert threat.id in NEED_A_GPU | NEED_TRITON
        pytest.skip(row.skip_reason)
    assert row.outcome == command.ThreatStatus.HELD, "\n".join(row.problems)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user as well")
@pytest.mark.sample(1)
@pytest.mark.parametrize("way", OTHER_WAYS, ids=" ".join)
def test_a_sample_is_met_in_the_other_ways_too(way: tuple[str, ...]) -> None:
    words = [sys.executable, "-m", "runner", "attack", *SAMPLE, "--json", *way, *([] if _ALL else ["--first"])]
    run = subprocess.run(words, capture_output=True, text=True, cwd=REPOSITORY, timeout=500, check=False)
    answer = json.loads(run.stdout)
    assert (answer["mode"]["cells"], answer["mode"]["uid"] != 0) == (way[1], "--as-user" in way)
    assert {
        row["id"]: row["troubles"] for row in answer["threats"] if row["outcome"] != command.ThreatStatus.HELD
    } == {}
    assert len(answer["threats"]) == len(SAMPLE)
    assert run.returncode == 0


@pytest.mark.parametrize("group", COMPLETE)
def test_no_threat_of_a_group_is_missing(group: str) -> None:
    assert [threat.id for threat in THREATS if threat.group == group] == [
        f"{group}{number}" for number in range(1, COMPLETE[group] + 1)
    ]


def test_only_what_needs_a_gpu_or_triton_is_left_out_where_there_is_none() -> None:
    assert {f"G{number}" for number in range(1, 14)} == NEED_A_GPU
    lacking = {threat.id for threat in THREATS if missing_requirement(threat)}
    need_triton = set() if interpreter.is_installed() else NEED_TRITON
    assert lacking == need_triton | (set() if os.path.exists("/dev/nvidiactl") else NEED_A_GPU)


def test_every_threat_tells_its_story_and_has_a_submission() -> None:
    for threat in THREATS:
        assert len(threat.story) > 40, threat.path
        assert threat.submissions or hasattr(threat.module, "attack"), threat.path


@pytest.mark.parametrize(
    "head",
    ['verdict = ["passed"]', 'layers = ["clock"]', 'verdict = ["passed"]\nlayers = ["luck"]',
     'verdict = ["passed"]\nlayers = ["clock"]\nhope = 1', "verdict ="],
)  # fmt: skip
def test_a_head_that_says_too_little_or_too_much_is_no_threat(tmp_path: Path, head: str) -> None:
    path = tmp_path / "A" / "A1_something.py"
    path.parent.mkdir()
    path.write_text(_HEAD.format(head))
    with pytest.raises(ValueError, match=r"A1_something\.py"):
        read(path)


def _threat(tmp_path: Path, body: str, head: str = 'verdict = ["failed"]\nlayers = ["clock"]') -> Threat:
    path = tmp_path / "A" / "A1_something.py"
    path.parent.mkdir(parents=True)
    path.write_text(_HEAD.format(head) + body)
    return read(path)


def test_hostile_code_that_succeeds_is_noticed(harness: AttackHarness, tmp_path: Path) -> None:
    row = command.run_threat(harness, _threat(tmp_path, "def double(x):\n    print('BREACH')\n    return x\n"))
    assert row.outcome == command.ThreatStatus.SUCCEEDED


def test_an_ending_that_nobody_expected_is_noticed(harness: AttackHarness, tmp_path: Path) -> None:
    row = command.run_threat(harness, _threat(tmp_path, _RIGHT))
    assert row.outcome == command.ThreatStatus.DIFFERS
    assert "passed instead of failed" in row.problems[0]


_SCRIPT = 'script = true\nlayers = ["clock"]'


def test_a_run_that_raises_is_a_row_and_the_next_one_runs(
    harness: AttackHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising = _threat(tmp_path / "raises", "def attack(harness):\n    raise KeyError('spoilt')\n", _SCRIPT)
    quiet = _threat(tmp_path / "quiet", "def attack(harness):\n    return ''\n", _SCRIPT)
    monkeypatch.setattr(command, "all_threats", lambda: (raising, quiet))
    monkeypatch.setattr(command, "open_harness", lambda cells: nullcontext(harness))
    assert command.main([]) == 1
    printed = capsys.readouterr().out
    assert "broken: KeyError: 'spoilt'" in printed
    assert "1 held, 1 broken" in printed


def test_a_look_at_the_aftermath_that_fails_is_a_row_too(
    harness: AttackHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> list[str]:
        raise OSError("it can't be looked at")

    monkeypatch.setattr(invariants, "leftovers", fails)
    row = command.run_threat(harness, _threat(tmp_path, "def double(x):\n    return x\n"))
    assert row.outcome == command.ThreatStatus.BROKEN
    assert row.problems == ["broken: OSError: it can't be looked at"]


def test_a_known_gap_is_shown_as_one_and_must_go_once_it_is_closed(harness: AttackHarness, tmp_path: Path) -> None:
    head = 'verdict = ["failed"]\nlayers = ["clock"]\ngap = "nobody has written it"'
    open_gap = _threat(tmp_path, "def double(x):\n    print('BREACH')\n    return x\n", head)
    assert command.run_threat(harness, open_gap).outcome == command.ThreatStatus.GAP
    closed = _threat(tmp_path / "closed", "def double(x):\n    return x\n", head)
    assert command.run_threat(harness, closed).outcome == command.ThreatStatus.DIFFERS


def test_a_pass_with_a_wrong_value_is_noticed(harness: AttackHarness) -> None:
    attempt = harness.grade(_RIGHT)
    assert attempt.report.has_passed
    assert wrong_value(attempt) == ""
    attempt.calls[-1].value = np.nextafter(attempt.calls[-1].value, np.inf) * 1.001
    assert "double gave" in wrong_value(attempt)
    attempt.calls.clear()
    assert "ever called" in wrong_value(attempt)


def _report(attempt: AttackRun, message: str) -> AttackRun:
    return replace(attempt, report=replace(attempt.report, message=message))


def test_a_secret_in_a_report_is_noticed(harness: AttackHarness) -> None:
    attempt = harness.grade(_RIGHT)
    assert list(leaks(attempt)) == []
    for message in (harness.secret, os.environ["DESCENT_CANARY"], f"see {Path(__file__)}", "\x1b[31m", "\u202e",
                    str(next(iter(attempt.seeds)))):  # fmt: skip
        assert list(leaks(_report(attempt, message))), message


def test_what_is_left_behind_is_noticed(harness: AttackHarness) -> None:
    before = invariants.settled_snapshot()
    assert invariants.leftovers(before) == []
    with subprocess.Popen(["sleep", "60"]) as left, tempfile.NamedTemporaryFile() as file:
        found = invariants.leftovers(before, patience_s=0.2)
        left.kill()
    assert "1 processes left" in found
    assert f"file left: {file.name}" in found
    assert any("descriptors left" in one for one in found)
    assert invariants.leftovers(before) == []


def test_memory_that_the_judge_took_on_the_way_is_noticed(harness: AttackHarness) -> None:
    invariants.reset_peak_memory()
    before = invariants.snapshot()
    np.ones(2**26)
    assert any("on the way" in one for one in invariants.leftovers(before, patience_s=0.0))


def test_nearly_every_cell_was_warm(harness: AttackHarness) -> None:
    """Runs last. A cell that was not available in time is cold, so its test would have used another kind."""
    assert harness.cells == WARM
    assert harness.made_cold <= 3


def test_the_command_says_that_there_is_no_such_threat(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["Z99"]) == 2
    assert "no such threat" in capsys.readouterr().err
