"""Send what no runner answers again."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from exercises.fleet.capacity import capacity_of
from exercises.grading.reports import our_fault
from exercises.models import DeviceChoice, Submission, SubmissionQuerySet, Worker
from exercises.submissions.attempts import move_attempt, send_attempt
from exercises.submissions.fair_queue import release_submissions
from exercises.submissions.reports import record_verdict

log = structlog.get_logger(__name__)

MIN_UNSENT_SECONDS = 10  # longer than any request takes to put its own job on the queue
CLOCK_SKEW = timedelta(
    seconds=5
)  # between two hosts of the web; what is later still is from before the clock was set back
MAX_SENDS = 5  # of one attempt, each after twice as long: an hour and two minutes with the usual life of a job
NO_RUNNER = "We sent your code {times} times, and no runner answered."


def resend_lost() -> int:
    """Send what was never sent, and resend what was lost. Return how many submissions that were.

    A resent job is the same attempt: only a runner's report counts as an attempt. So a job that kills its runners ends
    after a few reports, and none ends because the runners were away for a while. A job that gets no answer although
    runners are online is resent at ever longer intervals, and in the end counts as our fault.

    Two processes may run this at once: each lost job is claimed by the time at which it was sent.
    """
    now = timezone.now()
    release_submissions()
    under_way = Submission.objects.under_way().select_related("exercise", "learner")
    for submission in under_way.filter(queue=""):  # from a version of the web that didn't store it
        Submission.objects.filter(pk=submission.pk, queue="").update(queue=submission.exercise.queue)
    move_count = _move_stranded(under_way)
    is_old = Q(created_at__lt=now - timedelta(seconds=MIN_UNSENT_SECONDS)) | Q(created_at__gt=now + CLOCK_SKEW)
    unsent = list(under_way.filter(is_old, sent_at=None, held_at=None))
    for submission in unsent:
        send_attempt(submission)
    queues = under_way.order_by().values_list("queue", flat=True).distinct()
    jobs = [job for queue in queues for job in _lost_jobs(under_way.filter(queue=queue), queue, now)]
    jobs = [job for job in jobs if _is_due(job, now)]
    for submission in jobs:
        _resend(submission)
    return len(unsent) + len(jobs) + move_count


def _move_stranded(under_way: SubmissionQuerySet) -> int:
    """Move runs of an exercise of either device off a queue that no host serves, to one that is served."""
    submissions = list(under_way.filter(exercise__device=DeviceChoice.ANY, sent_at__isnull=False))
    workers = list(Worker.objects.ready()) if submissions else []
    count = 0
    for submission in submissions:
        if not capacity_of(submission.sending_queue, workers).processes:
            others = [queue for queue in submission.exercise.queues.values() if queue != submission.queue]
            choices = [queue for queue in others if capacity_of(queue, workers).processes]
            count += bool(choices) and move_attempt(submission, choices[0])
    return count


def _lost_jobs(under_way: SubmissionQuerySet, queue: str, now: datetime) -> SubmissionQuerySet:
    """Return the runs that are on no queue and in no runner.

    What was sent after now is lost too, or may be: the clock has been set back, and neither we nor the broker would
    notice until that time comes again. A second copy does no harm.

    A long wait alone proves nothing: with a long queue, jobs would be sent again and again. There are two proofs. The
    queue is first in, first out, so a job was taken if one that was sent after it has had a verdict for a job's life.
    And if a working runner has been online for a job's life and no verdict came, the queue is empty.
    """
    job_life = timedelta(seconds=settings.JOB_LIFE_S)
    online_since = [worker.online_since for worker in Worker.objects.ready() if queue in worker.queues]
    if not online_since:
        return under_way.none()  # they wait for a runner, however long that takes
    old, ahead = under_way.filter(sent_at__lt=now - job_life), under_way.filter(sent_at__gt=now + CLOCK_SKEW)
    recent = Submission.objects.filter(queue=queue, graded_at__gt=now - timedelta(days=1))
    recent = recent.filter(graded_at__lte=now + CLOCK_SKEW)
    newest = recent.aggregate(newest=Max("graded_at"))["newest"]
    if min(online_since) < now - job_life and (newest is None or newest < now - job_life):
        return old | ahead
    sent_once = recent.filter(graded_at__lt=now - job_life, sends__lte=1)  # a resent one may have been taken earlier
    overtaker = sent_once.aggregate(newest=Max("sent_at"))["newest"]
    return old.filter(state=Submission.State.QUEUED, sent_at__lt=overtaker) | ahead if overtaker else ahead


def _is_due(submission: Submission, now: datetime) -> bool:
    """Resend after a job's life, then after twice as long each time: a copy may still be in a long queue."""
    if submission.sent_at is None:
        return False
    wait = timedelta(seconds=settings.JOB_LIFE_S) * 2 ** max(submission.sends - 1, 0)
    return submission.sent_at < now - wait or submission.sent_at > now + CLOCK_SKEW


def _resend(submission: Submission) -> None:
    """Send another copy. All copies carry the same token, so the first report gives the verdict."""
    same = Submission.objects.under_way().filter(attempt=submission.attempt, sent_at=submission.sent_at)
    log.warning("submission.lost", submission=str(submission.uid), sends=submission.sends)
    if submission.sends >= MAX_SENDS:
        message = NO_RUNNER.format(times=apnumber(MAX_SENDS))
        with transaction.atomic():
            record_verdict(submission, our_fault(submission.uid, submission.attempt, message), None)
    elif same.update(sent_at=None):  # still without a verdict, and no other process has claimed it
        send_attempt(submission)
