"""The exercises that visitors may try without an account, and the code in the front page's editor."""

from collections.abc import Iterable

from django.conf import settings

from exercises.fleet.capacity import capacity
from exercises.models import DeviceChoice, Exercise
from runner.protocol import regrade_queue

NO_RUNNER = "We can’t grade code right now."
BEING_CHECKED = "This exercise has changed, and we’re checking the new version. Until then, it can’t be tried."

HEAD_STARTS = {
    "dropout": """def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= p
    return x * kept
"""
}
"""Code that is one line from passing, by exercise. A test has the real sandbox recognise the mistake in it."""


def may_be_tried(exercise: Exercise) -> bool:
    """Whether visitors may run it. Only what any CPU runner can grade."""
    is_listed = exercise.slug in settings.TRIAL_EXERCISES
    return is_listed and exercise.is_offered and exercise.device == DeviceChoice.CPU and exercise.needs_nothing


def trial_exercises(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Those that may be tried, in the setting's order. The first is on the front page."""
    by_slug = {exercise.slug: exercise for exercise in exercises if may_be_tried(exercise)}
    return [by_slug[slug] for slug in settings.TRIAL_EXERCISES if slug in by_slug]


def trial_problem(exercise: Exercise) -> str:
    """Why no visitor's code can be graded now, as a sentence; empty if it can. One query."""
    if exercise.is_on_hold:
        return BEING_CHECKED
    return NO_RUNNER if capacity(regrade_queue(exercise.queue)).problem else ""
