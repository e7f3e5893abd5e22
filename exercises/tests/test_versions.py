"""A version goes live once it is audited. Until then, submissions wait."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from curriculum.models import Criterion
from exercises.lifecycle import stages
from exercises.lifecycle.loading import load_exercises
from exercises.models import Exercise, ExerciseChange, ProofChoice, Regrade, StageChoice, Submission, VersionAudit
from exercises.submissions.actions import submit
from exercises.submissions.resending import resend_lost
from exercises.tests.catalogue import change_folder, load_audited, record_audits, write_folder
from exercises.tests.reports import audit_report_on, record_audit
from lib.errors import RefusedError
from runner.protocol import RECORD_FILE, AuditLevel, audit_digest, enter_audit

Jobs = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def catalog(tmp_path: Path, criterion: Criterion) -> Path:
    """A catalogue whose exercise is live."""
    write_folder(tmp_path / "transformers" / "softmax")
    load_audited(tmp_path)
    return tmp_path


@pytest.fixture
def changed(catalog: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Exercise:
    """The exercise after its folder has changed, which nobody has audited."""
    change_folder(catalog, "something else")
    with django_capture_on_commit_callbacks(execute=True):
        assert load_exercises(catalog).audits_due == ["softmax"]
    return Exercise.objects.get()


def row() -> Exercise:
    return Exercise.objects.get()


def test_a_version_that_was_audited_before_it_was_shipped_is_live_at_once(catalog: Path) -> None:
    assert (row().stage, row().version) == (StageChoice.ACTIVE, 1)
    assert row().versions.get().proof == ProofChoice.RECORD
    assert not VersionAudit.objects.exists()


def test_a_new_exercise_without_an_audit_is_in_progress_and_its_folder_is_followed(
    tmp_path: Path, criterion: Criterion
) -> None:
    write_folder(tmp_path / "transformers" / "softmax")
    load_exercises(tmp_path)
    assert (row().stage, row().version) == (StageChoice.WIP, None)
    digest = row().digest
    change_folder(tmp_path, "a second draft")
    load_exercises(tmp_path)
    assert row().digest != digest
    assert not row().is_being_checked
    assert not VersionAudit.objects.exists()


def test_a_new_exercise_that_was_only_checked_is_beta_until_it_is_proven(
    tmp_path: Path, criterion: Criterion, grace: User
) -> None:
    folder = tmp_path / "transformers" / "softmax"
    write_folder(folder)
    enter_audit(tmp_path, "softmax", audit_digest(folder), AuditLevel.CHECKED)
    load_exercises(tmp_path)
    assert (row().stage, row().versions.get().proof) == (StageChoice.BETA, ProofChoice.CHECKED)
    with pytest.raises(RefusedError, match=stages.NOT_PROVEN):
        stages.set_stage(person=grace, exercise=row(), stage=StageChoice.ACTIVE)
    load_audited(tmp_path)
    assert row().versions.get().proof == ProofChoice.RECORD
    stages.set_stage(person=grace, exercise=row(), stage=StageChoice.ACTIVE)


def test_a_version_that_was_only_checked_goes_live_in_a_beta_and_waits_for_its_proof_in_an_active_exercise(
    catalog: Path, grace: User
) -> None:
    change_folder(catalog, "checked only")
    folder = catalog / "transformers" / "softmax"
    enter_audit(catalog, "softmax", audit_digest(folder), AuditLevel.CHECKED)
    assert load_exercises(catalog).audits_due == ["softmax"]
    assert (row().version, row().is_being_checked) == (1, True)
    stages.set_stage(person=grace, exercise=row(), stage=StageChoice.BETA)
    assert (row().version, row().is_being_checked) == (2, False)


def test_a_changed_folder_waits_for_its_audit_and_the_live_version_stays(changed: Exercise) -> None:
    assert changed.is_being_checked
    assert changed.version == 1
    assert changed.versions.count() == 2
    assert VersionAudit.objects.get().version.digest == changed.folder_digest


def test_reading_the_folder_again_requests_no_second_audit(catalog: Path, changed: Exercise) -> None:
    load_exercises(catalog)
    assert VersionAudit.objects.count() == 1
    record_audit(data=audit_report_on(VersionAudit.objects.get(), "failed"))
    load_exercises(catalog)
    assert VersionAudit.objects.count() == 1


def test_submissions_wait_while_it_is_checked_and_are_sent_when_it_is_live(
    changed: Exercise, ada: User, jobs: Jobs, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submit(exercise=changed, learner=ada, source="def softmax(x): return x", mode="submit")
    Submission.objects.update(created_at="2026-03-02 10:00:00+00:00")
    resend_lost()
    assert jobs("cpu") == []
    record_audit(data=audit_report_on(VersionAudit.objects.get()))
    resend_lost()
    assert [job["digest"] for job in jobs("cpu")] == [row().digest]


def test_a_passed_audit_makes_the_version_live_with_the_next_number(changed: Exercise) -> None:
    record_audit(data=audit_report_on(VersionAudit.objects.get()))
    assert not row().is_being_checked
    assert (row().version, row().digest) == (2, changed.folder_digest)
    change = ExerciseChange.objects.first()
    assert change is not None
    assert (change.before, change.after, change.by) == ("version 1", "version 2", None)


def test_an_update_that_stores_mistakes_otherwise_keeps_passes_and_grades_nothing_again(
    catalog: Path, ada: User, jobs: Jobs, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    old_digest, graded_at = row().digest, "2026-03-02 10:00:00+00:00"
    fields = {"state": "done", "verdict": "passed", "graded_at": graded_at, "digest": old_digest}
    submission = Submission.objects.create(exercise=row(), learner=ada, source="def softmax(x): ...", **fields)
    folder = catalog / "transformers" / "softmax"
    (folder / "mistakes").mkdir()
    (folder / "mistakes.toml").rename(folder / "mistakes" / "no_shift.py")
    with django_capture_on_commit_callbacks(execute=True):
        load_audited(catalog)
    resend_lost()
    assert (row().version, row().is_being_checked) == (2, False)
    assert row().is_passed_by(ada)
    submission.refresh_from_db()
    assert (submission.verdict, submission.digest, submission.sends) == ("passed", old_digest, 0)
    assert jobs("cpu") == []
    assert not Regrade.objects.exists()
    assert not VersionAudit.objects.exists()


@pytest.mark.parametrize("outcome", ["failed", "broken"])
def test_a_version_whose_audit_does_not_pass_never_goes_live(changed: Exercise, outcome: str) -> None:
    record_audit(data=audit_report_on(VersionAudit.objects.get(), outcome))
    assert row().is_being_checked
    assert row().version == 1


def test_the_earlier_version_goes_live_at_once_when_it_is_put_back(catalog: Path, changed: Exercise) -> None:
    (catalog / "transformers" / "softmax" / "checks.py").write_text("THE_ANSWER = 42\n")
    load_exercises(catalog)
    assert not row().is_being_checked
    assert row().version == 1
    assert VersionAudit.objects.get().state == VersionAudit.State.SUPERSEDED


def test_an_audit_of_a_version_that_has_left_the_folder_makes_nothing_live(catalog: Path, changed: Exercise) -> None:
    audit = VersionAudit.objects.get()
    report = audit_report_on(audit)
    change_folder(catalog, "a third version")
    load_exercises(catalog)
    assert not record_audit(data=report)
    assert (row().version, row().is_being_checked) == (1, True)


def test_what_was_live_before_versions_were_audited_stays_live(catalog: Path) -> None:
    row().versions.all().delete()
    (catalog / RECORD_FILE).unlink()
    load_exercises(catalog)
    assert not row().is_being_checked
    assert row().versions.get().proof == ProofChoice.EARLIER


def test_a_record_that_can_not_be_read_is_named(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (catalog / RECORD_FILE).write_text(json.dumps(["softmax"]))
    with pytest.raises(Exception, match=RECORD_FILE):
        call_command("load_exercises", catalog)
    record_audits(catalog)
    call_command("load_exercises", catalog)
