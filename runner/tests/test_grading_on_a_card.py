"""What a report says of a card, with cells of this CPU in its place. Nothing here ran on a card."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.catalog import CatalogExercise
from runner.judge import grading
from runner.protocol import CPU_NAME, Device, Job, Limits, Report, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.errors import CellError
from runner.sandbox.factory import open_cell
from runner.tests.toy import FILES, SOLUTION, write_exercise

pytestmark = pytest.mark.sandbox

CARD = "NVIDIA Stand-In, driver 580.65.06, CUDA 13.0"


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[Limits]:
    """The limits of each cell that is asked for on a card, where this CPU takes its place."""
    asked_limits: list[Limits] = []

    def open_stand_in(limits: Limits, *, device: Device) -> Cell:
        cell = open_cell(limits)
        if device is Device.GPU:
            asked_limits.append(limits)
            cell.device_name = CARD
        return cell

    monkeypatch.setattr(grading, "open_cell", open_stand_in)
    return asked_limits


def graded(exercise: CatalogExercise, source: str = SOLUTION, device: Device = Device.GPU) -> Report:
    job = Job(submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source)
    return grading.grade(job, exercise=exercise, device=device)


def test_a_report_names_the_card_and_for_how_long_it_was_leased(limits: list[Limits], tmp_path: Path) -> None:
    report = graded(write_exercise(tmp_path))
    assert (report.verdict, report.device) == (Verdict.PASSED, CARD)
    assert 0 < report.gpu_s <= (report.phases["total"] - report.phases["cell"]) / 1000


def test_every_cell_of_a_submission_counts(limits: list[Limits], tmp_path: Path) -> None:
    head = FILES["exercise.md"].replace("+++\n\nWrite", 'cells = "check"\n+++\n\nWrite')
    source = f"import time\ntime.sleep(0.05)\n{SOLUTION}"
    report = graded(write_exercise(tmp_path, **{"exercise.md": head}), source)
    assert report.verdict is Verdict.PASSED
    assert len(limits) == len(report.checks)
    assert report.gpu_s > 0.05 * len(limits)


def test_the_cells_share_the_seconds_that_a_submission_may_lease_a_card_for(
    limits: list[Limits], tmp_path: Path
) -> None:
    head = FILES["exercise.md"].replace("limits = { wall_s = 2.0 }", 'cells = "check"\nlimits = { gpu_s = 1.0 }')
    graded(write_exercise(tmp_path, **{"exercise.md": head}), f"import time\ntime.sleep(0.2)\n{SOLUTION}")
    assert [limit.wall_s for limit in limits] == sorted((limit.wall_s for limit in limits), reverse=True)
    assert limits[0].wall_s == 1.0
    assert limits[-1].wall_s < 0.81


def test_a_fault_of_ours_costs_nothing(limits: list[Limits], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*_: object) -> None:
        raise CellError("the card was taken out of service")

    monkeypatch.setattr(grading, "judge", lose)
    report = graded(write_exercise(tmp_path))
    assert (report.verdict, report.gpu_s) == (Verdict.INTERNAL, 0.0)


def test_on_the_cpu_nothing_is_leased(limits: list[Limits], tmp_path: Path) -> None:
    report = graded(write_exercise(tmp_path), device=Device.CPU)
    assert (report.device, report.gpu_s, limits) == (CPU_NAME, 0.0, [])
