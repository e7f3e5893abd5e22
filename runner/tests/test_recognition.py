"""Solutions that were written from the statements alone, before their author had seen any check, hint or mistake.

``blind/right`` has 20 exercises in two styles each. ``blind/wrong`` and ``blind/wrong.toml`` have 100 mistakes that
learners make, each with a sentence about it. Those in the TOML are edits of a right solution. No file of the catalogue
was changed because of one of them. When they were new, 85 of the 100 were recognised by name, none of them wrongly.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from runner.protocol.mistakes import edit_code

pytestmark = pytest.mark.sandbox

FOLDER = Path(__file__).parent / "blind"
MIN_RECOGNISED = 0.85
SAMPLE = 10  # every tenth in make test


def grade(sources: dict[str, str], step: int = 1) -> dict[str, dict[str, object]]:
    """The report of every so many of these solutions, by their names."""
    names = sorted(sources)[::step]
    jobs = json.dumps([[name.partition("__")[0], sources[name]] for name in names])
    command = [sys.executable, "-m", "runner", "grade-many"]
    ran = subprocess.run(command, input=jobs, capture_output=True, text=True, check=True)
    return dict(zip(names, json.loads(ran.stdout), strict=True))


def right_solutions() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (FOLDER / "right").glob("*.py")}


def wrong_solutions() -> dict[str, str]:
    right = right_solutions()
    edits = tomllib.loads((FOLDER / "wrong.toml").read_text(encoding="utf-8"))
    sources = {name: edit_code(entry["base"], right[entry["base"]], entry["edit"]) for name, entry in edits.items()}
    return sources | {path.stem: path.read_text(encoding="utf-8") for path in (FOLDER / "wrong").glob("*.py")}


def test_there_are_as_many_as_the_figures_say() -> None:
    assert (len(right_solutions()), len(wrong_solutions())) == (40, 100)


@pytest.mark.parametrize("step", [SAMPLE, pytest.param(1, marks=pytest.mark.slow)], ids=["sample", "all"])
def test_every_right_solution_passes(step: int) -> None:
    reports = grade(right_solutions(), step)
    assert {name: report["message"] for name, report in reports.items() if report["verdict"] != "passed"} == {}


@pytest.mark.parametrize("step", [SAMPLE, pytest.param(1, marks=pytest.mark.slow)], ids=["sample", "all"])
def test_no_wrong_solution_passes(step: int) -> None:
    reports = grade(wrong_solutions(), step)
    assert [name for name, report in reports.items() if report["verdict"] not in ("failed", "error")] == []


@pytest.mark.slow
def test_most_wrong_solutions_are_recognised() -> None:
    reports = grade(wrong_solutions())
    unnamed = [name for name, report in reports.items() if not report["mistake"]]
    assert len(unnamed) <= (1 - MIN_RECOGNISED) * len(reports), unnamed
