"""Spot checks: grade some passes from lent hosts again on a host of our own, and compare the verdicts."""

import random
import uuid
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction

from exercises.fleet.queues import may_use
from exercises.models import RunnerHost, Submission, VerdictChoice
from exercises.submissions.attempts import send_attempt
from runner.protocol import regrade_queue

log = structlog.get_logger(__name__)
_CHANCE = random.SystemRandom()  # a host must not be able to tell which of its passes are checked


def maybe_check_lent(old: Submission, verdict: VerdictChoice, host: RunnerHost | None) -> None:
    """Grade a pass of a lent host again, by chance. ``old`` is the row from before the host's report."""
    if host is None or not host.is_lent or not old.counts or verdict != VerdictChoice.PASSED:
        return
    if _CHANCE.random() >= settings.LENT_REGRADE_SHARE:
        return
    submission = Submission.objects.select_related("exercise").get(pk=old.pk)
    queue = regrade_queue(submission.exercise.queue)
    if not any(may_use(own.queues, queue) for own in RunnerHost.objects.active().own()):
        log.warning("lent.unchecked", host=host.name, reason=f"no host of our own takes {queue}")
        return
    begin_regrade(submission)


def compare_with_lent(old: Submission, verdict: VerdictChoice, digest: str) -> None:
    """Flag a lent host that passed a submission which our own host fails under the same exercise version."""
    if old.host is None or not old.host.is_lent or old.verdict != VerdictChoice.PASSED:
        return
    if verdict == VerdictChoice.PASSED or digest != old.digest:
        return
    log.warning("lent.disagrees", host=old.host.name, submission=str(old.uid), verdict=verdict.value)
    reason = f"It passed submission {old.uid}, which one of our own hosts graded as: {verdict.label}."
    RunnerHost.objects.filter(pk=old.host.pk).update(flag=reason)


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
