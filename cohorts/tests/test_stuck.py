"""StuckExercise is who fails an exercise again and again for the same reason, and only until they pass it."""

from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.needs.activity import StuckExercise, stuck_of
from cohorts.tests.conftest import Submit
from exercises.models import CheckResult, Submission


def stuck(learner: User) -> StuckExercise | None:
    return stuck_of([learner.pk]).get(learner.pk)


def fail_at(submission: Submission, title: str) -> None:
    """Pass the first check and fail at this one."""
    for order, (name, verdict) in enumerate([("shape", "passed"), (title, "failed"), ("later", "failed")]):
        CheckResult.objects.create(submission=submission, order=order, name=name, title=name, verdict=verdict)


def test_the_same_check_three_times(ada: User, spring: Cohort, submit: Submit) -> None:
    for _ in range(3):
        fail_at(submit(ada), "The gradients are right")
    exercise = stuck(ada)
    assert exercise
    assert (exercise.failing.times, exercise.failing.reason) == (3, "“The gradients are right” failed")


def test_another_check_each_time_is_progress(ada: User, spring: Cohort, submit: Submit) -> None:
    for title in ("The shapes are right", "The loss is right", "The gradients are right"):
        fail_at(submit(ada), title)
    assert stuck(ada) is None


def test_the_same_mistake_counts_whatever_check_it_fails(ada: User, spring: Cohort, submit: Submit) -> None:
    for title in ("one", "two", "three"):
        run = submit(ada)
        fail_at(run, title)
        Submission.objects.filter(pk=run.pk).update(mistake="hidden_bias_forgotten")
    exercise = stuck(ada)
    assert exercise
    assert "hidden bias forgotten" in exercise.failing.reason


def test_a_pass_clears_it_for_good(ada: User, spring: Cohort, submit: Submit) -> None:
    for _ in range(3):
        fail_at(submit(ada), "The gradients are right")
    submit(ada, "passed", at=timezone.now())
    for _ in range(3):
        fail_at(submit(ada), "The gradients are right")
    assert stuck(ada) is None


def test_the_worst_exercise_is_named(ada: User, spring: Cohort, submit: Submit) -> None:
    for _ in range(3):
        fail_at(submit(ada), "check")
    for _ in range(4):
        fail_at(submit(ada, slug="byte-pair-encoding"), "check")
    exercise = stuck(ada)
    assert exercise
    assert exercise.failing.exercise.startswith("Byte-pair")
