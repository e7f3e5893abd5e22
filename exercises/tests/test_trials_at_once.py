"""Visitors' requests that arrive in the same moment get no more than their limit."""

import uuid
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from exercises.models import Exercise, Trial
from exercises.submissions.actions import RateLimitError
from exercises.tests.reports import record_worker, worker_of
from exercises.trials.actions import MAX_UNDER_WAY_PER_ADDRESS, start_trial

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]  # each database locks in a way of its own


def test_one_address_has_two_in_progress_however_many_it_sends_at_once(
    exercise: Exercise, jobs: Callable[[str], object], settings: object
) -> None:
    settings.TRIAL_EXERCISES = [exercise.slug]  # type: ignore[attr-defined]  # pytest-django's wrapper
    record_worker(data=worker_of())
    barrier, refusals = Barrier(8), []

    def try_it() -> None:
        barrier.wait()
        try:
            start_trial(exercise=exercise, visitor=uuid.uuid4(), address="a hash", source="x = 1")
        except RateLimitError as refused:
            refusals.append(refused)
        finally:
            connection.close()

    threads = [Thread(target=try_it) for _ in range(barrier.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Trial.objects.count() == MAX_UNDER_WAY_PER_ADDRESS
    assert len(refusals) == barrier.parties - MAX_UNDER_WAY_PER_ADDRESS
