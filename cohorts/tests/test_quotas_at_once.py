"""A hundred learners who submit in the same moment get no more than their cohort's quota."""

import pytest

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.quotas.charges import CohortRunQuotas
from cohorts.quotas.models import CohortQuota, QuotaDay
from exercises.models import DeviceChoice, Exercise, Submission
from exercises.submissions.actions import RateLimitError, submit
from exercises.tests.reports import record_report, report_on
from tests.at_once import at_once

LEARNERS, CONNECTIONS, LIMIT = 100, 25, 30
pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]  # each database locks in a way of its own


@pytest.fixture
def exercise(transactional_db: None) -> Exercise:
    fields = {"title": "Attention", "summary": "One query.", "statement": "Write it.", "statement_html": "<p>It.</p>"}
    return Exercise.objects.create(
        uid="attention", slug="attention", section="llms", starter="", stars=5, minutes=40, digest="0" * 16, **fields
    )


@pytest.fixture
def learners(emmy: User) -> list[User]:
    people = [User.objects.create(email=f"l{number}@example.org", name=f"L{number}") for number in range(LEARNERS)]
    cohort = Cohort.objects.get()
    Membership.objects.bulk_create(Membership(cohort=cohort, user=person) for person in people)
    return people


def submit_all(exercise: Exercise, learners: list[User]) -> list[object]:
    """Everybody submits once, over as many connections as a site's processes may have. Return runs and refusals."""
    results: list[object] = []

    def submit_as(people: list[User]) -> None:
        for learner in people:
            try:
                results.append(submit(exercise=exercise, learner=learner, source="x = 1", mode="submit"))
            except RateLimitError as refused:
                results.append(refused)

    shares = [learners[start::CONNECTIONS] for start in range(CONNECTIONS)]
    at_once(*(lambda share=share: submit_as(share) for share in shares))
    return results


def test_submissions_never_exceed_it(exercise: Exercise, learners: list[User], valkey: str) -> None:
    CohortQuota.objects.create(cohort=Cohort.objects.get(), submissions_per_day=LIMIT)
    results = submit_all(exercise, learners)
    assert len(results) == LEARNERS
    assert Submission.objects.count() == QuotaDay.objects.get().submissions == LIMIT
    assert sum(isinstance(result, RateLimitError) for result in results) == LEARNERS - LIMIT


def test_gpu_time_never_exceeds_it_while_reports_come(exercise: Exercise, learners: list[User], valkey: str) -> None:
    exercise.device, exercise.limits = DeviceChoice.GPU, {"gpu_s": 6.0}
    exercise.save()
    CohortQuota.objects.create(cohort=Cohort.objects.get(), gpu_minutes_per_day=LIMIT // 10)
    submit_all(exercise, learners)
    assert QuotaDay.objects.get().gpu_s == LIMIT * 6
    runs = list(Submission.objects.all())
    assert len(runs) == LIMIT
    reports = [report_on(run, gpu_s=2.0) for run in runs]
    record_report(data=reports.pop())
    assert all(at_once(*(lambda data=data: record_report(data=data) for data in reports[:CONNECTIONS])))
    for data in reports[CONNECTIONS:]:
        record_report(data=data)
    assert QuotaDay.objects.get().gpu_s == LIMIT * 2


def test_a_report_that_comes_twice_is_counted_once(exercise: Exercise, learners: list[User], valkey: str) -> None:
    exercise.device = DeviceChoice.GPU
    exercise.save()
    CohortQuota.objects.create(cohort=Cohort.objects.get())
    run = submit(exercise=exercise, learner=learners[0], source="x = 1", mode="submit")
    at_once(*(lambda: CohortRunQuotas().settle(run, gpu_s=2.0) for _ in range(8)))
    assert QuotaDay.objects.get().gpu_s == 2.0
