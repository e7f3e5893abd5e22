"""A pass proves a criterion since the day on which it was one."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client

from accounts.models import User
from exercises.actions import regrade
from exercises.models import EarlierVerdict, Exercise, Submission, VerdictChoice
from exercises.tests.reports import record_report, report_on
from progress.queries.evidence import evidence_of

Run = Callable[..., Submission]
MARCH = datetime(2026, 3, 2, 10, tzinfo=UTC)


def graded_again(submission: Submission, verdict: str) -> None:
    regrade(exercise=submission.exercise, every=True)
    submission.refresh_from_db()
    record_report(data=report_on(submission, verdict))
    submission.refresh_from_db()


def passed_in_march(run: Run, exercise: Exercise, learner: User) -> Submission:
    submission = run(exercise, learner)
    Submission.objects.update(created_at=MARCH, graded_at=MARCH)
    return submission


def test_a_confirming_regrade_does_not_move_the_day(
    exercise: Exercise, ada: User, run: Run, client_of: Callable[[User], Client]
) -> None:
    submission = passed_in_march(run, exercise, ada)
    for _ in range(2):
        graded_again(submission, "passed")
    assert submission.graded_at is not None
    assert submission.graded_at > MARCH
    evidence = evidence_of(ada, [exercise])[exercise.pk]
    assert (evidence.passed_at, evidence.digest) == (MARCH, submission.digest)
    html = client_of(ada).get("/checkpoints/phase-3-checkpoint/").content.decode()
    assert "of 2 March 2026 (exercise version" in html


def test_the_day_is_that_of_a_pass(exercise: Exercise, ada: User, run: Run) -> None:
    submission = passed_in_march(run, exercise, ada)
    EarlierVerdict.objects.create(
        submission=submission, verdict=VerdictChoice.FAILED, graded_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert evidence_of(ada, [exercise])[exercise.pk].passed_at == MARCH


def test_an_overturned_pass_does_not_count(exercise: Exercise, ada: User, run: Run) -> None:
    graded_again(passed_in_march(run, exercise, ada), "failed")
    assert evidence_of(ada, [exercise]) == {}
