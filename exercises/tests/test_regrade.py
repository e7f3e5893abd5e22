"""Grading again: behind the learners, with the old verdict standing until the new one is there and kept after it."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from exercises.actions import regrade
from exercises.models import EarlierVerdict, Exercise, ModeChoice, Submission, VerdictChoice
from exercises.rules import headline
from exercises.tests.reports import check_of, record_report, report_on
from tests.markup import squeeze

Jobs = Callable[..., list[dict[str, Any]]]
NEW = "fedcba9876543210"


@pytest.fixture
def passed(submitted: Submission) -> Submission:
    """Ada passed, and then the exercise changed."""
    record_report(data=report_on(submitted))
    Exercise.objects.update(digest=NEW)
    return Submission.objects.select_related("exercise").get()


def under_way(submission: Submission) -> Submission:
    regrade(exercise=Exercise.objects.get())
    submission.refresh_from_db()
    return submission


def test_only_passes_by_another_version_are_sent_and_behind_what_learners_send(
    passed: Submission,
    exercise: Exercise,
    ada: User,
    jobs: Jobs,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    for verdict, mode, digest in (
        ("failed", ModeChoice.SUBMIT, ""),
        ("passed", ModeChoice.TRY, ""),
        ("passed", ModeChoice.SUBMIT, NEW),
    ):
        other = Submission.objects.create(exercise=exercise, learner=ada, source="x = 1", mode=mode)
        record_report(data=report_on(other, verdict, digest=digest))
    with django_capture_on_commit_callbacks(execute=True):
        done = regrade(exercise=Exercise.objects.get())
    assert (done.passes, done.to_grade, done.under_way) == (2, 1, 0)
    assert jobs("cpu") == []
    [job] = jobs("cpu-regrade")
    assert (job["submission"], job["digest"]) == (str(passed.uid), NEW)
    again = regrade(exercise=Exercise.objects.get())
    assert (again.to_grade, again.under_way) == (0, 1)
    assert regrade(exercise=Exercise.objects.get(), every=True, dry_run=True).to_grade == 1


def test_the_old_verdict_counts_until_the_new_one_is_recorded(
    passed: Submission, ada: User, client_of: Callable[[User], Client]
) -> None:
    under_way(passed)
    assert Submission.objects.passes().exists()
    html = client_of(ada).get(passed.get_absolute_url()).content.decode()
    assert headline("passed", "submit", 1, 1) in html
    assert "grading this again" in html
    assert "hx-trigger" not in html


def test_a_pass_that_is_confirmed_stays_one_and_its_history_is_kept(passed: Submission) -> None:
    record_report(data=report_on(under_way(passed), "passed", digest=NEW))
    passed.refresh_from_db()
    assert (passed.state, passed.verdict, passed.digest) == ("done", VerdictChoice.PASSED, NEW)
    assert passed.checks.count() == 1
    earlier = EarlierVerdict.objects.get()
    assert (earlier.verdict, earlier.digest, earlier.is_overturned) == (VerdictChoice.PASSED, "0123456789abcdef", False)


def test_an_overturned_pass_is_no_longer_evidence(
    passed: Submission, ada: User, client_of: Callable[[User], Client]
) -> None:
    checks = check_of("Rows sum to one"), check_of("Nobody looks ahead", "failed")
    record_report(data=report_on(under_way(passed), "failed", *checks, digest=NEW))
    assert not Submission.objects.passes().exists()
    html = squeeze(client_of(ada).get(passed.get_absolute_url()).content.decode())
    assert headline("failed", "submit", 1, 2) in html
    assert "version fedcba98. The verdict of" in html
    assert "(version 01234567) was: passed." in html
    assert 'class="state stuck"' in html
    assert regrade(exercise=Exercise.objects.get(), dry_run=True).past_failures == 1


def test_a_failed_regrade_keeps_the_old_verdict(passed: Submission) -> None:
    under_way(passed)
    for _ in range(Submission.MAX_ATTEMPTS):
        record_report(data=report_on(passed, "internal"))
        passed.refresh_from_db()
    assert (passed.state, passed.verdict, passed.digest) == ("done", VerdictChoice.PASSED, "0123456789abcdef")
    assert passed.checks.count() == 1
    assert not EarlierVerdict.objects.exists()


def test_a_second_report_for_a_regrade_changes_nothing(passed: Submission) -> None:
    under_way(passed)
    assert record_report(data=report_on(passed, "failed"))
    assert not record_report(data=report_on(passed, "passed"))
    assert EarlierVerdict.objects.count() == 1


def test_the_command_counts_first_and_sends_only_then(passed: Submission) -> None:
    def said(*options: str) -> str:
        out = StringIO()
        call_command("regrade", "causal-attention", *options, stdout=out)
        return out.getvalue()

    assert "1 submission passed Causal attention" in said("--dry-run")
    assert Submission.objects.get().state == "done"
    said()
    assert Submission.objects.get().state == "regrading"
    with pytest.raises(CommandError, match="no exercise 'unknown'"):
        call_command("regrade", "unknown")
