"""``python -m runner grade`` works without the web, and its exit status is the verdict."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runner.grade import main as grade_command
from runner.tests.cells import REPOSITORY
from runner.tests.toy import SOLUTION, write_exercise

pytestmark = pytest.mark.sandbox


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    write_exercise(tmp_path / "catalog")
    return tmp_path / "catalog"


def _run(catalog: Path, *arguments: str, source: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runner", *arguments]
    environment = os.environ | {"DESCENT_CATALOG": str(catalog)}
    return subprocess.run(
        command, input=source, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )


def test_a_right_solution_exits_with_0_and_prints_a_report(catalog: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(SOLUTION)
    run = _run(catalog, "grade", "row-means", str(file), "--json")
    report = json.loads(run.stdout)
    assert run.returncode == 0
    assert report["verdict"] == "passed"
    assert [check["verdict"] for check in report["checks"]] == ["passed"] * 3
    assert {"cell", "source", "calls", "judge", "total"} <= set(report["phases"])


def test_what_a_library_prints_is_not_in_the_json(catalog: Path) -> None:
    """LAPACK, in a check or a replayed mistake, writes to descriptor 1 past Python."""
    [checks] = catalog.rglob("checks.py")
    checks.write_text(f"import os\nos.write(1, b'DLASCL')\n{checks.read_text()}")
    run = _run(catalog, "grade", "row-means", "-", "--json", source=SOLUTION)
    assert json.loads(run.stdout)["verdict"] == "passed"
    assert "DLASCL" in run.stderr


def test_a_wrong_solution_on_standard_input_exits_with_1_and_is_explained(catalog: Path) -> None:
    run = _run(catalog, "grade", "row-means", "-", source="def row_means(x):\n    return x.sum(axis=1)\n")
    assert run.returncode == 1
    assert run.stdout.startswith("failed: 1 of 3 checks passed.")
    assert "The worked example" in run.stdout


def test_a_try_run_looks_at_the_worked_example_only(catalog: Path) -> None:
    run = _run(catalog, "grade", "row-means", "-", "--try", "--json", source=SOLUTION)
    assert [check["name"] for check in json.loads(run.stdout)["checks"]] == ["worked_example"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("grade", "no-such", "-"), "no exercise 'no-such'"),
        (("grade", "row-means", "/nonexistent.py"), "No such file"),
        (("grade", "row-means", "/dev/zero"), "64 KiB"),
        (("fly",), "python -m runner"),
        ((), "python -m runner"),
    ],
)
def test_what_can_not_be_graded_exits_with_2(catalog: Path, arguments: tuple[str, ...], said: str) -> None:
    run = _run(catalog, *arguments)
    assert run.returncode == 2
    assert said in run.stderr


def test_many_are_graded_by_one_process_in_order(catalog: Path) -> None:
    jobs = [["row-means", SOLUTION], ["row-means", "def row_means(table):\n    return 0\n"]]
    run = _run(catalog, "grade-many", source=json.dumps(jobs))
    assert run.returncode == 0
    assert [report["verdict"] == "passed" for report in json.loads(run.stdout)] == [True, False]


@pytest.mark.parametrize("jobs", ["", "[1]", '[["no-such", "x = 1"]]'])
def test_many_of_what_does_not_exist_are_refused(catalog: Path, jobs: str) -> None:
    assert _run(catalog, "grade-many", source=jobs).returncode == 2


@pytest.mark.parametrize(("front", "advice"), [
    ('device = "gpu"', "python -m runner doctor --card"),
    ('needs = ["triton"]', "pip install -r requirements/triton.txt"),
])  # fmt: skip
def test_a_host_that_lacks_what_the_exercise_needs_says_what_to_do(
    front: str, advice: str, catalog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    head = next(catalog.glob("*/*/exercise.md"))
    head.write_text(head.read_text().replace('entry = ["row_means"]', f'entry = ["row_means"]\n{front}'))
    monkeypatch.setenv("DESCENT_CATALOG", str(catalog))
    monkeypatch.setattr("runner.harness.interpreter.is_installed", lambda: False)
    monkeypatch.setattr("runner.grade.capabilities", frozenset)
    source = head.parent / "solution.py"
    assert grade_command(["row-means", str(source)]) == 2
    output = capsys.readouterr()
    assert advice in output.err
    assert not output.out
