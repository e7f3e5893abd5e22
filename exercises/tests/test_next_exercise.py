"""A pass leads to the next exercise."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.models import Exercise, Submission, VerdictChoice
from exercises.submissions.results import submission_results


@pytest.fixture
def others(exercise: Exercise) -> dict[str, Exercise]:
    """One before it in the roadmap's order, a short and a long one after it."""
    Exercise.objects.filter(pk=exercise.pk).update(order=5)
    exercise.refresh_from_db()
    order_and_minutes = {"before": (4, 10), "long": (6, 60), "short": (6, 20)}
    return {
        slug: Exercise.objects.create(
            uid=slug, slug=slug, title=slug, order=order, minutes=minutes, stars=3, digest="0123456789abcdef"
        )
        for slug, (order, minutes) in order_and_minutes.items()
    }


def passed(exercise: Exercise, learner: User) -> Submission:
    return Submission.objects.create(
        exercise=exercise,
        learner=learner,
        source="x = 1\n",
        state=Submission.State.DONE,
        verdict=VerdictChoice.PASSED,
        digest=exercise.digest,
        graded_at=timezone.now(),
    )


def next_after(submission: Submission) -> str | None:
    following = submission_results(submission).next_exercise
    return following.slug if following else None


def test_it_is_the_first_one_after_it_that_the_learner_has_not_passed(
    exercise: Exercise, others: dict[str, Exercise], ada: User, carl: User
) -> None:
    passed(others["short"], carl)
    run = passed(exercise, ada)
    assert next_after(run) == "short"
    passed(others["short"], ada)
    assert next_after(run) == "long"


def test_after_the_last_it_starts_again_at_the_first(
    exercise: Exercise, others: dict[str, Exercise], ada: User
) -> None:
    run = passed(exercise, ada)
    for slug in ("short", "long"):
        passed(others[slug], ada)
    assert next_after(run) == "before"
    passed(others["before"], ada)
    assert next_after(run) is None


def test_it_reads_one_row_however_many_there_are(
    exercise: Exercise, others: dict[str, Exercise], ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    run = passed(exercise, ada)
    with django_assert_num_queries(4):  # checks, earlier verdicts, criteria, the next exercise
        following = submission_results(run).next_exercise
    assert following is not None
    with django_assert_num_queries(0):
        assert (str(following), following.minutes, following.get_absolute_url()) == ("short", 20, "/exercises/short/")
