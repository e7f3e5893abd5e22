"""A runner checks the files of a work: what it is sent, whose report counts, and what the learner sees."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.grading.errors import QueueDownError
from exercises.models import Submission
from exercises.tests.reports import check_of, record_report
from lib.errors import RefusedError
from projects import file_checks
from projects.catalogue import Project
from projects.file_checks import MAX_AN_HOUR, QUEUE_DOWN, TOO_LONG_TOGETHER, job_of_check, source_of, start_check
from projects.models import FileCheck, ProjectWork
from projects.tests.conftest import COUNTS, PNG, WRONG_COUNTS, upload
from runner.foreign import grading
from runner.protocol import Job

PAGE = "/projects/count-words/"
FILES = "/projects/files/count-words/"
HTMX = {"HX-Request": "true"}
Jobs = Callable[[str], list[dict[str, Any]]]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_jobs(jobs: Jobs) -> None:
    jobs("cpu-regrade")


@pytest.fixture
def client(ada: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(ada)


def report_on(check: FileCheck, project: Project, verdict: str = "passed", **values: Any) -> dict[str, Any]:
    """The report that a runner would send."""
    return {
        "submission": str(check.uid),
        "attempt": str(check.attempt),
        "verdict": verdict,
        "checks": [check_of("The most frequent word comes first", verdict)],
        "digest": project.digest,
        "job": job_of_check(check, project).fingerprint,
    } | values


def test_an_upload_is_checked_at_once_by_a_job_that_brings_the_checks(
    client: Client, work: ProjectWork, project: Project, jobs: Jobs
) -> None:
    client.post(f"{FILES}counts/", {"file": SimpleUploadedFile("c.csv", COUNTS)})
    [job] = jobs("cpu-regrade")
    assert (job["exercise"], job["digest"], job["files"]) == ("count-words", project.digest, dict(project.check_files))
    assert grading.grade(Job.from_json(job)).has_passed
    assert "hx-trigger" in client.get(PAGE).text


def test_a_file_that_nobody_checks_sends_no_job(client: Client, work: ProjectWork, jobs: Jobs) -> None:
    client.post(f"{FILES}plot/", {"file": SimpleUploadedFile("p.png", PNG)})
    assert not jobs("cpu-regrade")


def test_the_page_asks_until_the_result_is_there(client: Client, work: ProjectWork, project: Project) -> None:
    upload(work)
    check = start_check(work=work, project=project)
    assert client.get(f"{PAGE}check/", headers=HTMX).status_code == 204
    assert record_report(data=report_on(check, project))
    fragment = client.get(f"{PAGE}check/", headers=HTMX).text
    assert 'class="verdict passed' in fragment
    assert "<html" not in fragment
    assert client.get(f"{PAGE}check/").headers["Location"] == f"{PAGE}#files"


def test_wrong_files_are_told_what_is_wrong(client: Client, work: ProjectWork, project: Project, jobs: Jobs) -> None:
    upload(work, WRONG_COUNTS)
    start_check(work=work, project=project)
    [job] = jobs("cpu-regrade")
    report = grading.grade(Job.from_json(job)).to_json() | {"job": Job.from_json(job).fingerprint}
    assert record_report(data=report)
    assert "[5, 12]" in client.get(PAGE).text


def test_it_is_no_submission(work: ProjectWork, project: Project) -> None:
    upload(work)
    record_report(data=report_on(start_check(work=work, project=project), project))
    assert not Submission.objects.exists()


def test_a_report_counts_once_and_for_these_files_only(work: ProjectWork, project: Project) -> None:
    upload(work)
    check = start_check(work=work, project=project)
    assert not record_report(data=report_on(check, project, job="0" * 64))
    report = report_on(check, project)
    assert record_report(data=report)
    assert not record_report(data=report | {"verdict": "failed"})
    upload(work, WRONG_COUNTS)
    later = start_check(work=work, project=project)
    early = report_on(later, project)
    upload(work)
    assert not record_report(data=early)


def test_a_result_says_that_the_files_have_changed_since(client: Client, work: ProjectWork, project: Project) -> None:
    upload(work, WRONG_COUNTS)
    record_report(data=report_on(start_check(work=work, project=project), project, "failed"))
    assert "have changed since" not in client.get(PAGE).text
    upload(work)
    assert "have changed since" in client.get(PAGE).text


def test_files_that_change_during_a_check_are_nobody_s_fault(
    client: Client, work: ProjectWork, project: Project
) -> None:
    upload(work)
    report = report_on(start_check(work=work, project=project), project)
    client.post(f"{FILES}counts/remove/")
    assert not record_report(data=report)
    page = client.get(PAGE).text
    assert 'class="verdict waiting' in page
    assert "our fault" not in page
    assert "hx-trigger" not in page
    assert client.get(f"{PAGE}check/", headers=HTMX).status_code == 200


def test_without_an_answer_it_says_whose_fault_it_is(client: Client, work: ProjectWork, project: Project) -> None:
    upload(work)
    start_check(work=work, project=project)
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        page = client.get(PAGE).text
    assert "our fault" in page
    assert "hx-trigger" not in page


def test_a_broker_that_is_down_loses_no_file(
    client: Client, work: ProjectWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise QueueDownError("down")

    monkeypatch.setattr(file_checks, "send", refuse)
    page = client.post(f"{FILES}counts/", {"file": SimpleUploadedFile("c.csv", COUNTS)}, follow=True)
    assert QUEUE_DOWN in page.text
    assert bytes(work.files.get().content) == COUNTS
    assert not FileCheck.objects.exists()


def test_checks_are_counted(work: ProjectWork, project: Project) -> None:
    upload(work)
    for _ in range(MAX_AN_HOUR):
        start_check(work=work, project=project)
    with pytest.raises(RefusedError, match=str(MAX_AN_HOUR)):
        start_check(work=work, project=project)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        start_check(work=work, project=project)
        assert work.checks.count() == 1


def test_the_module_of_the_files_only_returns_them() -> None:
    texts = {"a": 'x"""\\\n\u2028', "b": "print(1)"}
    namespace: dict[str, Any] = {}
    exec(source_of(texts), namespace)  # noqa: S102  # as a cell does
    assert namespace["files"]() == texts


def test_files_too_long_together_are_refused() -> None:
    import random

    noise = random.Random(1).randbytes(60_000).hex()  # noqa: S311
    with pytest.raises(RefusedError, match=TOO_LONG_TOGETHER[:20]):
        source_of({"a": noise})
