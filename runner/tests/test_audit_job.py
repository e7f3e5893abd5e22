"""An audit for the web: what the runner reports while it runs and when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runner import audit_process
from runner.audit import job, right_code
from runner.catalog import CatalogExercise
from runner.protocol import MAX_AUDIT_TEXT, AuditJob, AuditOutcome, AuditReport
from runner.sandbox.errors import SandboxUnavailable
from runner.tests.makes import making
from runner.tests.toy import FILES, write_exercise

pytestmark = pytest.mark.sandbox

TOKEN = "0b1f8d3e-6f0c-4b53-8f9a-2f8f7a1f1c11"
SLUG = "row-means"


@pytest.fixture(autouse=True, scope="module")
def _warm_cells() -> Iterator[None]:
    with making("warm"):
        yield


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    return tmp_path


def job_of(exercise: CatalogExercise) -> AuditJob:
    return AuditJob(audit=TOKEN, exercise=SLUG, digest=exercise.digest)


def followed(job: AuditJob) -> list[AuditReport]:
    """All reports of a job, from a process as a worker starts it."""
    reports: list[AuditReport] = []
    audit_process.start(job, reports.append, is_weak=False).join()
    return reports


def test_a_worker_follows_the_steps_and_gets_the_result(catalog: Path) -> None:
    job = job_of(write_exercise(catalog))
    *progress, last = followed(job)
    assert {report.outcome for report in progress} == {AuditOutcome.RUNNING}
    assert progress[0].step == "correct code: solution.py"
    assert last.outcome is AuditOutcome.PASSED
    assert (last.audit, last.digest) == (TOKEN, job.digest)
    assert last.result.draws == 60
    assert last.result.mutants == last.result.kills > 5


def test_what_fails_is_named_in_bounded_lists(catalog: Path) -> None:
    wrong = "def row_means(x):\n    return x.sum(axis=1) / 2\n"
    report = job.run(job_of(write_exercise(catalog, alternatives__loops_py=wrong)), lambda _: None)
    assert report.outcome is AuditOutcome.FAILED
    assert "loops.py is right and fails on draw 1" in report.result.problems[0]
    assert report.result.problem_count == len(report.result.problems)
    assert max(map(len, report.result.problems)) <= MAX_AUDIT_TEXT


def test_another_version_in_the_folder_is_a_fault_of_the_host(catalog: Path) -> None:
    write_exercise(catalog)
    report = job.run(AuditJob(audit=TOKEN, exercise=SLUG, digest="0" * 16), lambda _: None)
    assert report.outcome is AuditOutcome.BROKEN
    assert "version" in report.message


def test_an_unknown_exercise_is_a_fault_of_the_host(catalog: Path) -> None:
    report = job.run(AuditJob(audit=TOKEN, exercise="k-means", digest="0" * 16), lambda _: None)
    assert report.outcome is AuditOutcome.BROKEN


def test_a_lost_sandbox_is_a_fault_of_the_host(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_cell(*_: object, **__: object) -> None:
        raise SandboxUnavailable("no user namespaces", "Allow them")

    monkeypatch.setattr(right_code, "open_cell", open_cell)
    report = job.run(job_of(write_exercise(catalog)), lambda _: None)
    assert report.outcome is AuditOutcome.BROKEN
    assert "no user namespaces" in report.message


def test_an_audit_whose_process_dies_is_reported(catalog: Path) -> None:
    dies = FILES["checks.py"].replace("import numpy as np", "import numpy as np, os; os._exit(3)")
    [last] = followed(job_of(write_exercise(catalog, checks_py=dies)))
    assert last.outcome is AuditOutcome.BROKEN
    assert "3" in last.message


def test_what_an_exercise_prints_does_not_disturb_the_reports(catalog: Path) -> None:
    prints = FILES["checks.py"].replace("import numpy as np", 'import numpy as np\nprint("{not a report")')
    assert followed(job_of(write_exercise(catalog, checks_py=prints)))[-1].outcome is AuditOutcome.PASSED
