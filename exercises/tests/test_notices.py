"""A verdict that comes late to a page that was left, and a pass that a regrade overturns, leave a notice."""

import time
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from exercises.actions import record_report, regrade
from exercises.actions.telling import LATE_AFTER
from exercises.models import Exercise, Mode, Submission
from exercises.news import channel
from exercises.tests.reports import report_on
from notices.models import Kind, Notice


@pytest.fixture
def late(submitted: Submission) -> Submission:
    """It has waited for longer than a page is looked at."""
    submitted.created_at -= LATE_AFTER + timedelta(seconds=1)
    submitted.save()
    return submitted


def test_a_late_verdict_is_told_once(
    late: Submission, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(late, "failed"))
        record_report(data=report_on(late, "failed"))
    notice = Notice.objects.get()
    assert notice.person == late.learner
    assert (notice.kind, notice.link) == (Kind.VERDICT, late.get_absolute_url())
    assert notice.sentence == "The verdict on your submission of Causal attention: not yet."


def test_a_quick_verdict_is_not(
    submitted: Submission, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(submitted))
    assert not Notice.objects.exists()


def test_nor_is_one_whose_page_is_still_open(
    late: Submission, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with redis.Redis.from_url(settings.CACHE_URL).pubsub() as page:  # type: ignore[no-untyped-call]  # redis leaves it untyped
        page.subscribe(channel(late.uid))
        deadline = time.monotonic() + 5
        while page.get_message(timeout=0.1) is None:
            assert time.monotonic() < deadline
        with django_capture_on_commit_callbacks(execute=True):
            record_report(data=report_on(late))
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("mode", "verdict", "told"), [(Mode.SUBMIT, "failed", 1), (Mode.SUBMIT, "passed", 0), (Mode.TRY, "failed", 0)]
)
def test_a_pass_that_is_taken_back_is_told(
    late: Submission,
    mode: Mode,
    verdict: str,
    told: int,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    Submission.objects.update(mode=mode)
    record_report(data=report_on(late))
    Exercise.objects.update(digest="fedcba9876543210")
    regrade(exercise=Exercise.objects.get(), every=True)
    Submission.objects.update(state=Submission.State.REGRADING)
    late.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(late, verdict, digest="fedcba9876543210"))
    said = list(Notice.objects.values_list("kind", "sentence"))
    sentence = "Your pass of Causal attention does not hold under the exercise’s newer version. Look again."
    assert said == [(Kind.OVERTURNED, sentence)] * told
