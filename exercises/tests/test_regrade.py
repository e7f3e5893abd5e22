"""A staged regrade: a dry run beside the verdicts, a review, then applied, cancelled or undone."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from exercises.fleet.status import runner_status
from exercises.models import EarlierVerdict, Exercise, Regrade, RegradeResult, Submission, VerdictChoice
from exercises.regrades.actions import (
    advance_regrades,
    apply_regrade,
    cancel_regrade,
    reopen_regrade,
    start_regrade,
    undo_regrade,
)
from exercises.regrades.application import write_regrades
from exercises.regrades.notices import PASSES_NOW_NOTICE, UNDONE_NOTICE
from exercises.regrades.queries import submissions_in_scope
from exercises.regrades.scope import RegradeScope
from exercises.submissions.notifications import OVERTURNED_NOTICE
from exercises.tests.conftest import EVERYTHING
from exercises.tests.conftest import REGRADED_DIGEST as NEW
from exercises.tests.reports import record_report, record_worker, report_on_result, worker_of
from lib.errors import RefusedError
from notices.models import Notice, NoticeKind

Jobs = Callable[..., list[dict[str, Any]]]
Run = Callable[..., Submission]
ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("valkey")


def write(regrade: Regrade, person: User) -> None:
    apply_regrade(person=person, regrade=regrade)
    write_regrades()
    regrade.refresh_from_db()


def rows_of(submission: Submission) -> list[Any]:
    """Everything that a learner or a mentor sees of a submission."""
    fields = Submission.objects.filter(pk=submission.pk).values().get()
    checks = [{**row, "id": 0} for row in submission.checks.values()]
    return [fields, checks, list(submission.earlier_verdicts.values("verdict", "digest"))]


# ------------------------------------------------------------------ the dry run


def test_jobs_go_to_the_queue_that_comes_last(passed: Submission, start: Callable[..., Regrade], jobs: Jobs) -> None:
    jobs("cpu-regrade")
    start()
    assert jobs("cpu") == []
    [job] = jobs("cpu-regrade")
    assert (job["submission"], job["digest"]) == (str(passed.uid), NEW)
    assert job["attempt"] != str(passed.attempt)


def test_a_dry_run_changes_no_submission(
    passed: Submission, failed: Submission, start: Callable[..., Regrade], grade: Callable[..., bool]
) -> None:
    old_rows = rows_of(passed), rows_of(failed)
    regrade = start()
    assert grade(passed, "failed")
    assert grade(failed, "passed")
    assert (rows_of(passed), rows_of(failed)) == old_rows
    regrade.refresh_from_db()
    assert regrade.state == Regrade.State.READY
    assert set(regrade.results.values_list("outcome", flat=True)) == {"overturned", "improved"}
    assert not Notice.objects.exists()


def test_the_same_form_twice_starts_one_regrade(passed: Submission, start: Callable[..., Regrade]) -> None:
    uid = uuid4()
    assert start(uid=uid) == start(uid=uid)
    assert RegradeResult.objects.count() == 1


def test_a_second_report_on_a_result_changes_nothing(passed: Submission, start: Callable[..., Regrade]) -> None:
    start()
    report = report_on_result(RegradeResult.objects.get(), "failed", digest=NEW)
    assert record_report(data=report)
    assert not record_report(data=report | {"verdict": "passed"})
    assert RegradeResult.objects.get().verdict == VerdictChoice.FAILED


def test_a_fault_of_ours_is_tried_again_and_then_changes_nothing(
    passed: Submission, start: Callable[..., Regrade], grade: Callable[..., bool], grace: User, jobs: Jobs
) -> None:
    regrade = start()
    old_rows = rows_of(passed)
    for _ in range(Submission.MAX_ATTEMPTS):
        grade(passed, "internal")
    result = RegradeResult.objects.get()
    assert (result.outcome, result.attempts) == (RegradeResult.Outcome.UNGRADED, Submission.MAX_ATTEMPTS)
    write(regrade, grace)
    assert rows_of(passed) == old_rows


def test_what_a_crash_left_unsent_is_sent_later(passed: Submission, grace: User, jobs: Jobs) -> None:
    jobs("cpu-regrade")
    start_regrade(person=grace, scope=EVERYTHING)  # nothing runs after its commit
    assert jobs("cpu-regrade") == []
    advance_regrades()
    assert len(jobs("cpu-regrade")) == 1
    advance_regrades()
    assert jobs("cpu-regrade") == []


def test_the_status_page_counts_what_is_graded_again(passed: Submission, start: Callable[..., Regrade]) -> None:
    start()
    [cpu] = runner_status().queues
    assert (cpu.waiting, cpu.regrading) == (0, 1)


def test_only_so_many_jobs_are_sent_at_once(
    exercise: Exercise, ada: User, run: Run, start: Callable[..., Regrade], grade: Callable[..., bool], jobs: Jobs
) -> None:
    record_worker(data=worker_of("cpu", processes=3))
    jobs("cpu-regrade")
    submissions = [run(exercise, ada) for _ in range(10)]
    start()
    assert len(jobs("cpu-regrade")) == 6
    Exercise.objects.update(digest=NEW)
    for submission in submissions[:3]:
        grade(submission, "passed")
    assert len(jobs("cpu-regrade")) == 3


def test_nothing_in_scope_is_refused(exercise: Exercise, grace: User) -> None:
    with pytest.raises(RefusedError):
        start_regrade(person=grace, scope=EVERYTHING)


def test_one_regrade_takes_only_so_many_submissions(
    passed: Submission, start: Callable[..., Regrade], run: Run, carl: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(passed.exercise, carl, digest=passed.digest)
    monkeypatch.setattr("exercises.regrades.actions.MAX_RESULTS", 1)
    with pytest.raises(RefusedError, match="2 submissions match"):
        start()
    monkeypatch.setattr("exercises.regrades.actions.MAX_RESULTS", 2)
    assert start().results.count() == 2


# ------------------------------------------------------------------ applying and undoing


def test_applying_writes_the_new_verdicts_and_keeps_the_old(
    reviewed: Regrade, grace: User, passed: Submission, failed: Submission
) -> None:
    write(reviewed, grace)
    assert reviewed.state == Regrade.State.APPLIED
    passed.refresh_from_db()
    failed.refresh_from_db()
    assert (passed.verdict, failed.verdict) == (VerdictChoice.FAILED, VerdictChoice.PASSED)
    assert (passed.digest, passed.checks.get().verdict) == (NEW, VerdictChoice.FAILED)
    assert EarlierVerdict.objects.get(submission=passed).is_overturned
    assert list(Submission.objects.passes()) == [failed]


def test_learners_are_told_once_what_it_means_for_them(reviewed: Regrade, grace: User, ada: User, carl: User) -> None:
    write(reviewed, grace)
    write_regrades()
    assert set(Notice.objects.values_list("person", "kind", "sentence")) == {
        (ada.pk, NoticeKind.OVERTURNED, OVERTURNED_NOTICE.format("Causal attention")),
        (carl.pk, NoticeKind.VERDICT, PASSES_NOW_NOTICE.format("Causal attention")),
    }


def test_nobody_is_told_whose_standing_stays(
    reviewed: Regrade, grace: User, ada: User, carl: User, exercise: Exercise, run: Run
) -> None:
    run(exercise, ada)
    run(exercise, carl)
    write(reviewed, grace)
    assert not Notice.objects.exists()


def test_applying_twice_changes_nothing(reviewed: Regrade, grace: User, passed: Submission) -> None:
    write(reviewed, grace)
    old_rows = rows_of(passed)
    with pytest.raises(RefusedError):
        apply_regrade(person=grace, regrade=reviewed)
    write_regrades()
    assert rows_of(passed) == old_rows
    assert EarlierVerdict.objects.filter(submission=passed).count() == 1


def test_the_same_scope_again_changes_no_verdict(
    reviewed: Regrade, grace: User, start: Callable[..., Regrade], passed: Submission
) -> None:
    write(reviewed, grace)
    with pytest.raises(RefusedError):
        start()  # the current version has judged everything
    again = start(RegradeScope(verdict="", is_every=True))
    for result in again.results.all():
        verdict = Submission.objects.get(pk=result.submission_id).verdict
        record_report(data=report_on_result(result, verdict, digest=NEW))
    assert set(again.results.values_list("outcome", flat=True)) == {RegradeResult.Outcome.SAME}


def test_undoing_brings_everything_back_and_it_can_be_applied_again(
    reviewed: Regrade, grace: User, passed: Submission, failed: Submission
) -> None:
    old_rows = rows_of(passed), rows_of(failed)
    write(reviewed, grace)
    after = Submission.objects.get(pk=passed.pk).verdict
    undo_regrade(person=grace, regrade=reviewed)
    write_regrades()
    assert (rows_of(passed), rows_of(failed)) == old_rows
    reviewed.refresh_from_db()
    assert reviewed.state == Regrade.State.READY
    assert not Notice.objects.exists()
    write(reviewed, grace)
    assert Submission.objects.get(pk=passed.pk).verdict == after


def test_somebody_who_has_read_the_notice_is_told_that_it_no_longer_holds(
    reviewed: Regrade, grace: User, ada: User
) -> None:
    write(reviewed, grace)
    Notice.objects.filter(person=ada).update(read_at=timezone.now())
    undo_regrade(person=grace, regrade=reviewed)
    write_regrades()
    sentences = set(Notice.objects.filter(person=ada).unread().values_list("sentence", flat=True))
    assert sentences == {UNDONE_NOTICE.format("Causal attention")}


def test_a_submission_that_got_another_verdict_meanwhile_is_left_alone(
    reviewed: Regrade, grace: User, passed: Submission
) -> None:
    Submission.objects.filter(pk=passed.pk).update(graded_at=timezone.now(), message="newer")
    old_rows = rows_of(passed)
    write(reviewed, grace)
    assert rows_of(passed) == old_rows
    assert reviewed.results.get(submission=passed).state == RegradeResult.State.SKIPPED


def test_results_of_an_outdated_version_are_left_alone(reviewed: Regrade, grace: User, passed: Submission) -> None:
    Exercise.objects.update(digest="0" * 16)
    old_rows = rows_of(passed)
    write(reviewed, grace)
    assert rows_of(passed) == old_rows


# ------------------------------------------------------------------ cancelling


def test_a_cancelled_regrade_changes_nothing_and_ignores_late_reports(
    start: Callable[..., Regrade], grade: Callable[..., bool], passed: Submission, failed: Submission, grace: User
) -> None:
    old_rows = rows_of(passed), rows_of(failed)
    regrade = start()
    grade(passed, "failed")
    cancel_regrade(person=grace, regrade=regrade)
    assert not grade(failed, "passed")
    write_regrades()
    advance_regrades()
    with pytest.raises(RefusedError):
        apply_regrade(person=grace, regrade=regrade)
    assert (rows_of(passed), rows_of(failed)) == old_rows
    regrade.refresh_from_db()
    assert regrade.state == Regrade.State.CANCELLED


def test_a_cancelled_regrade_can_go_on(
    start: Callable[..., Regrade],
    grade: Callable[..., bool],
    passed: Submission,
    failed: Submission,
    grace: User,
    jobs: Jobs,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    regrade = start()
    grade(passed, "failed")
    cancel_regrade(person=grace, regrade=regrade)
    jobs("cpu-regrade")
    with django_capture_on_commit_callbacks(execute=True):
        reopen_regrade(person=grace, regrade=regrade)
    [job] = jobs("cpu-regrade")
    assert job["submission"] == str(failed.uid)
    assert grade(failed, "passed")
    regrade.refresh_from_db()
    assert regrade.state == Regrade.State.READY


# ------------------------------------------------------------------ scope and rights


def test_the_scope_chooses_by_verdict_version_torch_day_and_learner(
    passed: Submission, failed: Submission, carl: User, ada: User
) -> None:
    Submission.objects.filter(pk=passed.pk).update(versions={"torch": "2.9.1+cpu"}, created_at="2026-03-02T10:00Z")
    Submission.objects.filter(pk=failed.pk).update(versions={"torch": "2.13.0"}, created_at="2026-04-02T10:00Z")

    def matches(learners: list[int] | None = None, **fields: Any) -> set[Submission]:
        return set(submissions_in_scope(RegradeScope(**{"verdict": ""} | fields), learners))

    assert matches() == {passed, failed}
    assert matches(verdict="passed") == {passed}
    assert matches(verdict="failed") == {failed}
    assert matches(digest="0123") == {passed, failed}
    assert matches(digest="fedc") == set()
    assert matches(torch_before="2.10") == {passed}
    assert matches(first_day="2026-03-03") == {failed}
    assert matches(last_day="2026-03-02") == {passed}
    assert matches([carl.pk]) == {failed}
    Submission.objects.filter(pk=passed.pk).update(mode="try")
    assert matches() == {failed}


def test_only_admins_may(reviewed: Regrade, emmy: User) -> None:
    for action in (apply_regrade, cancel_regrade, undo_regrade, reopen_regrade):
        with pytest.raises(PermissionDenied):
            action(person=emmy, regrade=reviewed)
    with pytest.raises(PermissionDenied):
        start_regrade(person=emmy, scope=EVERYTHING)
