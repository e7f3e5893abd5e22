"""A verdict that comes late to a page that was left, and a pass that a regrade overturns, leave a notice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from exercises.models import Exercise, ModeChoice, Submission
from exercises.submissions.notifications import LATE_AFTER, OVERTURNED_NOTICE
from exercises.tests.reports import record_report, regrade_in_place, report_on
from notices.models import Notice, NoticeKind


def verdict_notices() -> QuerySet[Notice]:
    """The notices, without those of the checkpoint that the pass proves."""
    return Notice.objects.exclude(kind=NoticeKind.CHECKPOINT)


@pytest.fixture
def late(submitted: Submission) -> Submission:
    """A submission that has waited for longer than anybody watches a page."""
    submitted.created_at -= LATE_AFTER + timedelta(seconds=1)
    submitted.save()
    return submitted


def test_a_late_verdict_is_notified_once(
    late: Submission, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(late, "failed"))
        record_report(data=report_on(late, "failed"))
    notice = Notice.objects.get()
    assert notice.person == late.learner
    assert (notice.kind, notice.link) == (NoticeKind.VERDICT, late.get_absolute_url())
    assert notice.sentence == "Your submission for Causal attention was graded: checks failed."


def test_a_quick_verdict_is_not_notified(
    submitted: Submission, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(submitted))
    assert not verdict_notices().exists()


def test_no_notice_is_sent_while_the_page_is_open(
    late: Submission,
    client_of: Callable[[User], Client],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client_of(late.learner).get(late.get_absolute_url(), headers={"HX-Request": "true"})  # as an open page asks
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(late))
    assert not verdict_notices().exists()


@pytest.mark.parametrize(
    ("mode", "verdict", "notice_count"),
    [(ModeChoice.SUBMIT, "failed", 1), (ModeChoice.SUBMIT, "passed", 0), (ModeChoice.TRY, "failed", 0)],
)
def test_an_overturned_pass_is_notified(
    late: Submission,
    mode: ModeChoice,
    verdict: str,
    notice_count: int,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    Submission.objects.update(mode=mode)
    record_report(data=report_on(late))
    Exercise.objects.update(digest="fedcba9876543210")
    regrade_in_place(Exercise.objects.get())
    Submission.objects.update(state=Submission.State.REGRADING)
    late.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(late, verdict, digest="fedcba9876543210"))
    sentences = list(verdict_notices().values_list("kind", "sentence"))
    assert sentences == [(NoticeKind.OVERTURNED, OVERTURNED_NOTICE.format("Causal attention"))] * notice_count


def test_opening_the_verdict_reads_its_notice(
    late: Submission,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    client_of: Callable[[User], Client],
) -> None:
    """Without JavaScript no page listens, so the notice comes although the learner waits for the verdict."""
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(late, "failed"))
    client_of(late.learner).get(late.get_absolute_url())
    assert not Notice.objects.unread().exists()
