"""Grade one submission again in place, as spot checks do. Admins regrade in stages instead, see `regrades`."""

import uuid
from functools import partial

from django.db import transaction

from exercises.models import RunnerHost, Submission, SubmissionQuerySet
from exercises.submissions.attempts import send_attempt


def passes_of(host: RunnerHost) -> SubmissionQuerySet:
    """The passes that this host signed."""
    return Submission.objects.passes().filter(host=host)


def begin_regrade(submission: Submission) -> bool:
    """Send a graded submission to be graded again. It keeps its verdict until the new one is recorded; the old one then
    becomes an EarlierVerdict. False: it has no verdict, or a regrade is under way already.
    """
    with transaction.atomic():
        submission.state, submission.attempt, submission.attempts = Submission.State.REGRADING, uuid.uuid4(), 1
        submission.sent_at, submission.sends, submission.queue = None, 0, submission.exercise.queue
        names = ("state", "attempt", "attempts", "sent_at", "sends", "queue")
        fields = {name: getattr(submission, name) for name in names}
        is_claimed = bool(Submission.objects.filter(pk=submission.pk, state=Submission.State.DONE).update(**fields))
        if is_claimed:
            transaction.on_commit(partial(send_attempt, submission))
    return is_claimed
