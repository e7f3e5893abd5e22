"""Fair queueing: hold a heavy user's run while other people's runs keep every runner busy.

A run is held for at most MAX_HOLD_SECONDS, and never while a runner is idle. docs/decisions/0008-fair-queue.md explains
why the database does this.
"""

from datetime import timedelta

import structlog
from django.utils import timezone

from exercises.models import Submission
from exercises.submissions.attempts import send_attempt
from exercises.submissions.rules import FREE_SECONDS, MAX_HOLD_SECONDS
from exercises.submissions.usage import Room, used_seconds
from lib.compiled_objects import CompiledObjects

log = structlog.get_logger(__name__)

_ON_HOLD = CompiledObjects(lambda: Submission.objects.on_hold().order_by(), joins=("exercise",))


def send_or_hold(submission: Submission) -> None:
    """Send a new run, or hold it until a runner is free."""
    used_s = used_seconds([submission.learner_id])[submission.learner_id]
    if used_s <= FREE_SECONDS or not Room().is_taken(submission):
        send_attempt(submission)
        return
    submission.held_at = timezone.now()
    Submission.objects.waiting().filter(pk=submission.pk, sent_at=None).update(held_at=submission.held_at)
    log.info("submission.held", submission=str(submission.uid), used_s=round(used_s))


def release_submissions() -> int:
    """Send the held runs that may go now, and return how many that were. Those of the lightest users go first.

    A run goes when it has been held for the longest time allowed, or when its queue has room. Two processes may do this
    at once: each run is claimed before it is sent.
    """
    submissions = _ON_HOLD()
    if not submissions:
        return 0
    usage, room, now, count = used_seconds({run.learner_id for run in submissions}), Room(), timezone.now(), 0
    for submission in sorted(submissions, key=lambda run: (usage[run.learner_id], run.held_at, run.pk)):
        is_over = submission.held_at is not None and now - submission.held_at >= timedelta(seconds=MAX_HOLD_SECONDS)
        if not is_over and room.is_taken(submission):
            continue
        if Submission.objects.on_hold().filter(pk=submission.pk).update(held_at=None):
            submission.held_at = None
            room.take(submission)
            send_attempt(submission)
            count += 1
    return count
