"""Audits by runners: which reports count, what is sent, and what happens when nobody answers."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from curriculum.models import Criterion
from exercises.lifecycle.audit_sending import MAX_SENDS, SILENT_AFTER, advance_audits
from exercises.lifecycle.audits import request_audit
from exercises.lifecycle.loading import load_exercises
from exercises.models import AuditState, Exercise, ExerciseVersion, RunnerHost, Submission, VersionAudit, Worker
from exercises.tests.catalogue import change_folder, write_folder
from exercises.tests.reports import audit_report_on, host_called, record_audit, record_worker, worker_of

Jobs = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def version(tmp_path: Path, criterion: Criterion) -> ExerciseVersion:
    """A version of an exercise in progress."""
    write_folder(tmp_path / "transformers" / "softmax")
    load_exercises(tmp_path)
    return ExerciseVersion.objects.get()


@pytest.fixture
def audit(
    version: ExerciseVersion, grace: User, jobs: Jobs,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> VersionAudit:  # fmt: skip
    """Requested, and sent."""
    jobs("cpu-regrade")
    with django_capture_on_commit_callbacks(execute=True):
        return request_audit(person=grace, version=version)


def state() -> str:
    return VersionAudit.objects.get().state


def test_a_runner_gets_the_version_and_a_second_click_starts_nothing(
    audit: VersionAudit, version: ExerciseVersion, grace: User, jobs: Jobs
) -> None:
    assert request_audit(person=grace, version=version) == audit
    job = {"audit": str(audit.attempt), "exercise": "softmax", "digest": version.digest, "files": {}}
    assert jobs("cpu-regrade") == [job]


def test_only_an_admin_requests_one(version: ExerciseVersion, emmy: User) -> None:
    with pytest.raises(PermissionDenied):
        request_audit(person=emmy, version=version)


def test_progress_is_shown_and_the_result_is_kept(audit: VersionAudit, version: ExerciseVersion) -> None:
    record_audit(data=audit_report_on(audit, "running", step="mutants", done_count=3, total_count=40))
    audit.refresh_from_db()
    assert (audit.state, audit.step, audit.done_count, audit.total_count) == (AuditState.RUNNING, "mutants", 3, 40)
    record_audit(data=audit_report_on(audit, "failed"))
    audit.refresh_from_db()
    assert audit.state == AuditState.FAILED
    assert audit.result["problem_count"] == 1
    version.refresh_from_db()
    assert not version.is_audited


def test_a_fault_of_the_host_is_no_failed_audit_and_it_can_be_run_again(
    audit: VersionAudit, version: ExerciseVersion, grace: User
) -> None:
    record_audit(data=audit_report_on(audit, "broken", message="The host has no card."))
    audit.refresh_from_db()
    assert (audit.state, audit.message) == (AuditState.BROKEN, "The host has no card.")
    assert request_audit(person=grace, version=version) != audit


@pytest.mark.parametrize(
    "fields",
    [
        {"digest": "0000000000000000"},
        {"audit": "0b1f8d3e-6f0c-4b53-8f9a-000000000000"},
        {"audit": "nonsense"},
        {"outcome": "perfect"},
        {"result": {"draws": 60, "problems": ["one"], "problem_count": 1}},
        {"result": {"draws": 60, "survivor_count": 2}},
        {"result": {}},
        {"result": {"draws": "many"}},
    ],
)
def test_a_report_that_does_not_fit_makes_nothing_pass(
    audit: VersionAudit, version: ExerciseVersion, fields: dict[str, Any]
) -> None:
    assert not record_audit(data=audit_report_on(audit) | fields)
    version.refresh_from_db()
    assert not version.is_audited
    assert state() == AuditState.WAITING


def test_a_host_that_is_lent_or_not_registered_for_the_queue_is_not_believed(audit: VersionAudit) -> None:
    host_called("desk", ("cpu",), lent=True)
    host_called("gpu", ("gpu", "gpu-regrade"))
    for name in ("desk", "gpu"):
        assert not record_audit(data=audit_report_on(audit), by=name)
    RunnerHost.objects.filter(name="desk").update(queues=["cpu-regrade"])
    assert not record_audit(data=audit_report_on(audit), by="desk")
    assert state() == AuditState.WAITING


def test_the_weak_sandbox_proves_nothing_in_production(audit: VersionAudit, settings: Settings) -> None:
    settings.DEBUG = False
    record_audit(data=audit_report_on(audit, weak=True))
    assert state() == AuditState.BROKEN


def test_a_long_report_is_cut(audit: VersionAudit) -> None:
    result = {"draws": 60, "problems": ["x" * 5_000] * 50, "problem_count": 10**12}
    record_audit(data=audit_report_on(audit, "failed", result=result, step="s" * 900))
    saved = VersionAudit.objects.get()
    assert len(saved.result["problems"]) == 20
    assert max(map(len, saved.result["problems"])) == 400


def test_one_audit_at_a_time_is_sent_to_a_queue(
    audit: VersionAudit, grace: User, criterion: Criterion, tmp_path: Path, jobs: Jobs,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    write_folder(tmp_path / "transformers" / "hardmax", uid="hardmax")
    load_exercises(tmp_path)
    second = ExerciseVersion.objects.get(exercise__slug="hardmax")
    with django_capture_on_commit_callbacks(execute=True):
        request_audit(person=grace, version=second)
    assert [job["exercise"] for job in jobs("cpu-regrade")] == ["softmax"]
    with django_capture_on_commit_callbacks(execute=True):
        record_audit(data=audit_report_on(audit))
    assert [job["exercise"] for job in jobs("cpu-regrade")] == ["hardmax"]


def test_an_audit_waits_for_a_runner_however_long_that_takes(audit: VersionAudit, jobs: Jobs) -> None:
    jobs("cpu-regrade")
    VersionAudit.objects.update(sent_at=timezone.now() - timedelta(days=3))
    advance_audits()
    assert state() == AuditState.WAITING
    assert jobs("cpu-regrade") == []


def test_one_that_was_lost_is_sent_again_and_given_up_in_the_end(audit: VersionAudit, jobs: Jobs) -> None:
    record_worker(data=worker_of())
    Worker.objects.update(online_since=timezone.now() - timedelta(days=4))
    for _ in range(MAX_SENDS):
        assert len(jobs("cpu-regrade")) == 1
        VersionAudit.objects.update(sent_at=timezone.now() - timedelta(days=3))
        advance_audits()
    assert state() == AuditState.BROKEN
    assert VersionAudit.objects.get().attempt != audit.attempt


def test_an_audit_that_waits_behind_learners_is_not_lost(audit: VersionAudit, jobs: Jobs, ada: User) -> None:
    record_worker(data=worker_of())
    long_ago = timezone.now() - timedelta(days=3)
    Worker.objects.update(online_since=long_ago)
    VersionAudit.objects.update(sent_at=long_ago)
    jobs("cpu-regrade")
    Submission.objects.create(exercise=Exercise.objects.get(), learner=ada, source="x", sent_at=long_ago)
    advance_audits()
    assert jobs("cpu-regrade") == []


def test_a_runner_that_falls_silent_loses_it(audit: VersionAudit, jobs: Jobs) -> None:
    report = audit_report_on(audit)
    record_audit(data=audit_report_on(audit, "running"))
    VersionAudit.objects.update(reported_at=timezone.now() - 2 * SILENT_AFTER)
    jobs("cpu-regrade")
    advance_audits()
    assert len(jobs("cpu-regrade")) == 1
    assert not record_audit(data=report)


def test_a_folder_that_changes_meanwhile_ends_the_audit(audit: VersionAudit, tmp_path: Path) -> None:
    change_folder(tmp_path, "something else")
    load_exercises(tmp_path)
    assert state() == AuditState.SUPERSEDED
    assert Exercise.objects.get().folder_digest != audit.version.digest
