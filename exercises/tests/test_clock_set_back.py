"""The host's clock was ahead and is set back: what was written meanwhile seems to come from the future."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from exercises.models import Submission, Worker
from exercises.submissions.resending import resend_lost
from exercises.tests.reports import record_worker, worker_of

AHEAD = timedelta(minutes=10)
Jobs = Callable[..., list[dict[str, Any]]]
pytestmark = pytest.mark.django_db


def test_heartbeats_are_accepted_again_at_once() -> None:
    record_worker(data=worker_of())
    later = timezone.now() + AHEAD
    Worker.objects.update(seen_at=later, online_since=later, sent_at=later.timestamp())
    assert record_worker(data=worker_of())
    assert Worker.objects.ready().filter(online_since__lte=timezone.now()).exists()


@pytest.mark.parametrize("ahead", [AHEAD, -AHEAD])
def test_a_heartbeat_from_another_time_counts_for_nothing(ahead: timedelta) -> None:
    """One from the future would make all others seem old until then."""
    assert not record_worker(data=worker_of(sent_at=(timezone.now() + ahead).timestamp()))
    assert not Worker.objects.exists()


def test_a_worker_that_was_last_seen_in_the_future_is_offline() -> None:
    record_worker(data=worker_of())
    Worker.objects.update(seen_at=timezone.now() + AHEAD)
    assert not Worker.objects.online().exists()
    assert not Worker.objects.get().is_online


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_submission_of_the_future_is_sent_again_once(submitted: Submission, jobs: Jobs, is_sent: bool) -> None:
    record_worker(data=worker_of())
    later = timezone.now() + AHEAD
    Submission.objects.update(created_at=later, sent_at=later if is_sent else None, queue="cpu")
    assert resend_lost() == 1
    assert [job["submission"] for job in jobs()] == [str(submitted.uid)]
    assert resend_lost() == 0


def test_a_verdict_of_the_future_does_not_hide_that_later_submissions_are_lost(
    submitted: Submission, run: Callable[..., Submission], jobs: Jobs
) -> None:
    record_worker(data=worker_of())
    long_ago = timezone.now() - timedelta(hours=1)
    Worker.objects.update(online_since=long_ago)
    run(submitted.exercise, submitted.learner, queue="cpu", graded_at=timezone.now() + AHEAD)
    Submission.objects.filter(pk=submitted.pk).update(queue="cpu", sent_at=long_ago)
    assert resend_lost() == 1
    assert [job["submission"] for job in jobs()] == [str(submitted.uid)]
