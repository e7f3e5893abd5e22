"""Grading again what passed, after the exercise or the runner has changed."""

import uuid
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from exercises.actions.sending import send_attempt
from exercises.models import EarlierVerdict, Exercise, Submission, Verdict


@dataclass(frozen=True, slots=True)
class Regrade:
    """``passes`` submissions of an exercise passed. ``chosen`` of them are, or would be, graded again; ``under_way``
    were already; ``overturned`` is how many passes earlier regrades took back."""

    passes: int
    chosen: int
    under_way: int
    overturned: int


def regrade(*, exercise: Exercise, every: bool = False, dry_run: bool = False) -> Regrade:
    """Send the passes that another version of the exercise gave (or ``every`` pass) to the runner again.

    They wait behind whatever learners send meanwhile. Each keeps its verdict until the new one is recorded, and the
    old one is kept then as history.
    """
    passed = exercise.submissions.passed().select_related("exercise")
    chosen = passed.filter(state=Submission.State.DONE)
    if not every:
        chosen = chosen.exclude(digest=exercise.digest)
    taken_back = EarlierVerdict.objects.filter(submission__exercise=exercise, verdict=Verdict.PASSED)
    found = Regrade(
        passes=passed.count(),
        chosen=chosen.count(),
        under_way=passed.filter(state=Submission.State.REGRADING).count(),
        overturned=taken_back.exclude(submission__verdict=Verdict.PASSED).values("submission").distinct().count(),
    )
    if not dry_run:
        for submission in chosen.order_by("pk"):
            _begin(submission)
    return found


def _begin(submission: Submission) -> None:
    with transaction.atomic():
        submission.state, submission.attempt, submission.attempts = Submission.State.REGRADING, uuid.uuid4(), 1
        submission.sent_at, submission.sends = None, 0
        fields = {name: getattr(submission, name) for name in ("state", "attempt", "attempts", "sent_at", "sends")}
        if Submission.objects.filter(pk=submission.pk, state=Submission.State.DONE).update(**fields):
            transaction.on_commit(partial(send_attempt, submission))
