"""The audit of an exercise that its job brings along: what its author is told, at the level *checked*."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runner import audit_process
from runner.audit import job as audit_job
from runner.audit.foreign import DRAWS
from runner.protocol import AuditJob, AuditOutcome, AuditReport, exercise_files_digest
from runner.tests.foreign import SLUG, checks_with
from runner.tests.makes import making
from runner.tests.toy import FILES, SOLUTION

pytestmark = pytest.mark.sandbox

TOKEN = "0b1f8d3e-6f0c-4b53-8f9a-2f8f7a1f1c11"


@pytest.fixture(autouse=True, scope="module")
def _warm_cells() -> Iterator[None]:
    with making("warm"):
        yield


def job_of(files: dict[str, str]) -> AuditJob:
    return AuditJob(audit=TOKEN, exercise=SLUG, digest=exercise_files_digest(files), files=files)


def problems(**changed: str) -> tuple[str, ...]:
    files = FILES | {
        name.replace("__", "/").replace("_py", ".py").replace("_md", ".md"): text for name, text in changed.items()
    }
    report = audit_job.run(job_of({name: text for name, text in files.items() if text}), lambda _: None)
    assert report.outcome is AuditOutcome.FAILED
    return report.result.problems


def test_a_worker_follows_it_to_its_end() -> None:
    reports: list[AuditReport] = []
    job = job_of(FILES | {"notes.txt": "x" * 200_000})  # more than the kernel takes as an argument
    audit_process.start(job, reports.append, is_weak=False).join()
    last = reports[-1]
    assert (last.audit, last.digest, last.outcome) == (TOKEN, job.digest, AuditOutcome.PASSED)
    assert (last.result.draws, last.result.mistakes, last.result.recognitions) == (DRAWS + 2, 4, 4)
    assert last.result.mutants == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"solution_py": SOLUTION.replace("shape[1]", "shape[0]")}, "solution.py is right and doesn't pass"),
        ({"alternatives__loops_py": "def row_means(x):\n    return x\n"}, "loops.py is right and doesn't pass"),
        ({"starter_py": SOLUTION}, "starter.py passes every check"),
        ({"partial_solution_py": SOLUTION}, "partial_solution.py passes every check"),
        ({"mistakes__sums_py": f'"""worked_example\n\nIt is right."""\n{SOLUTION}'}, "/sums.py passes every check"),
        ({"mistakes__sums_py": FILES["mistakes/sums.py"].replace("worked_example", "arguments_unchanged")},
         'arguments_unchanged. It fails worked_example, any_shape: write check = "worked_example"'),
        ({"checks_py": ""}, "checks.py is missing"),
        ({"checks_py": "\nimport nothing_of_that_name\n"}, "checks.py, line 2: ModuleNotFoundError: No module named"),
        ({"checks_py": FILES["checks.py"].replace("(x)", "(y)")}, "checks.py, line 17: NameError: name 'y'"),
        ({"exercise_md": "no front matter"}, "exercise.md"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_file(changed: dict[str, str], words: str) -> None:
    assert any(words in problem for problem in problems(**changed)), problems(**changed)


def test_mistakes_that_cannot_be_read_are_all_named() -> None:
    text = '[a]\ncheck = "worked_example"\ncause = "x"\nedit = "-    nothing like it"\n\n[b]\nchek = "y"\n'
    report = audit_job.run(job_of(FILES | {"mistakes.toml": text}), lambda _: None)
    assert [problem.split(":")[0] for problem in report.result.problems[:2]] == ["mistakes.toml, a", "mistakes.toml, b"]


def test_an_exercise_without_mistakes_is_not_checked() -> None:
    files = checks_with("pass")
    del files["mistakes/sums.py"]
    report = audit_job.run(job_of(files), lambda _: None)
    assert report.outcome is AuditOutcome.FAILED
    assert any("names no mistake" in problem for problem in report.result.problems)


def test_the_digest_of_other_files_is_a_fault_of_the_site() -> None:
    job = AuditJob(audit=TOKEN, exercise=SLUG, digest="0" * 16, files=FILES)
    assert audit_job.run(job, lambda _: None).outcome is AuditOutcome.BROKEN


def test_a_hostile_folder_ends_with_a_sentence() -> None:
    report = audit_job.run(job_of(checks_with("import os\nos._exit(0)")), lambda _: None)
    assert report.outcome is AuditOutcome.FAILED
    assert "checks failed" in report.result.problems[0]
