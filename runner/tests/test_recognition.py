"""Solutions that were written from the statements alone, before their author had seen any check, hint or mistake.

``blind/right`` has 20 exercises in two styles each, and ``blind/wrong`` 100 mistakes that learners make, each with its
mistake in the first line. No file of the catalogue was changed because of one of them. When they were new, 85 of the
100 were recognised by name, none of them wrongly.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sandbox

FOLDER = Path(__file__).parent / "blind"
MIN_RECOGNISED = 0.85
SAMPLE = 10  # every tenth in make test


def grade(files: list[Path]) -> dict[str, dict[str, object]]:
    """The report of each file, by its name."""
    jobs = json.dumps([[file.name.partition("__")[0], file.read_text(encoding="utf-8")] for file in files])
    command = [sys.executable, "-m", "runner", "grade-many"]
    ran = subprocess.run(command, input=jobs, capture_output=True, text=True, check=True)
    return {file.name: report for file, report in zip(files, json.loads(ran.stdout), strict=True)}


def files_of(folder: str) -> list[Path]:
    return sorted((FOLDER / folder).glob("*.py"))


@pytest.mark.parametrize("step", [SAMPLE, pytest.param(1, marks=pytest.mark.slow)], ids=["sample", "all"])
def test_every_right_solution_passes(step: int) -> None:
    reports = grade(files_of("right")[::step])
    assert {name: report["message"] for name, report in reports.items() if report["verdict"] != "passed"} == {}


@pytest.mark.parametrize("step", [SAMPLE, pytest.param(1, marks=pytest.mark.slow)], ids=["sample", "all"])
def test_no_wrong_solution_passes(step: int) -> None:
    reports = grade(files_of("wrong")[::step])
    assert [name for name, report in reports.items() if report["verdict"] not in ("failed", "error")] == []


@pytest.mark.slow
def test_most_wrong_solutions_are_recognised() -> None:
    reports = grade(files_of("wrong"))
    unnamed = [name for name, report in reports.items() if not report["mistake"]]
    assert len(unnamed) <= (1 - MIN_RECOGNISED) * len(reports), unnamed
