"""Record in the audit log that somebody read a learner's code."""

from collections.abc import Callable

from accounts.models import User
from audit_log.actions import record_code_read
from exercises.models import Submission


def record_reading_of(submission: Submission, *, reader: User, role: str | Callable[[], str], cohort: str = "") -> None:
    """``role`` is what the reader is, or a function that returns it. ``cohort`` is the slug of the reader's."""
    exercise = submission.exercise
    record_code_read(
        reader=reader,
        learner=submission.learner,
        exercise=exercise.slug,
        title=exercise.title,
        role=role,
        cohort=cohort,
    )
