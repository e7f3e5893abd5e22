"""Regrades: grade passes again after the exercise or the runner has changed."""

import uuid
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from exercises.actions.attempts import send_attempt
from exercises.models import EarlierVerdict, Exercise, RunnerHost, Submission, SubmissionQuerySet, VerdictChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrade:
    """How many submissions of an exercise a regrade is about."""

    passes: int
    """All that passed."""
    to_grade: int
    """Those that it sends or, in a dry run, would send."""
    under_way: int
    """Those that an earlier regrade sent and that have no new verdict yet."""
    past_failures: int
    """Those that passed once and failed when they were graded again."""


def regrade(*, exercise: Exercise, every: bool = False, dry_run: bool = False) -> Regrade:
    """Send the passes that another version of the exercise judged (or ``every`` pass) to the runners again.

    Learners' own runs go first. Each submission keeps its verdict until the new one is recorded; the old one then
    becomes an EarlierVerdict.
    """
    passes = exercise.submissions.passes().select_related("exercise")
    to_grade = passes.filter(state=Submission.State.DONE)
    if not every:
        to_grade = to_grade.exclude(digest=exercise.digest)
    earlier_passes = EarlierVerdict.objects.filter(submission__exercise=exercise, verdict=VerdictChoice.PASSED)
    result = Regrade(
        passes=passes.count(),
        to_grade=to_grade.count(),
        under_way=passes.filter(state=Submission.State.REGRADING).count(),
        past_failures=earlier_passes.exclude(submission__verdict=VerdictChoice.PASSED)
        .values("submission")
        .distinct()
        .count(),
    )
    if not dry_run:
        for submission in to_grade.order_by("pk"):
            begin_regrade(submission)
    return result


def regrade_host(*, host: RunnerHost) -> int:
    """Grade every pass that a host signed again, on hosts of our own. Return how many were sent."""
    passes = passes_of(host).filter(state=Submission.State.DONE).select_related("exercise")
    return sum(begin_regrade(submission) for submission in passes.order_by("pk").iterator())


def passes_of(host: RunnerHost) -> SubmissionQuerySet:
    """The passes that this host signed."""
    return Submission.objects.passes().filter(host=host)


def begin_regrade(submission: Submission) -> bool:
    """Send a graded submission to be graded again. False: it has no verdict, or a regrade is under way already."""
    with transaction.atomic():
        submission.state, submission.attempt, submission.attempts = Submission.State.REGRADING, uuid.uuid4(), 1
        submission.sent_at, submission.sends, submission.queue = None, 0, submission.exercise.queue
        names = ("state", "attempt", "attempts", "sent_at", "sends", "queue")
        fields = {name: getattr(submission, name) for name in names}
        is_claimed = bool(Submission.objects.filter(pk=submission.pk, state=Submission.State.DONE).update(**fields))
        if is_claimed:
            transaction.on_commit(partial(send_attempt, submission))
    return is_claimed
