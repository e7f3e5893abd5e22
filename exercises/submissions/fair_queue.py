"""Fair queueing: hold a heavy user's run while other people's runs keep every runner busy.

A run is held for at most MAX_HOLD_SECONDS, and never while a runner is idle. docs/decisions/0008-fair-queue.md explains
why the database does this.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.db.models import Count, Q
from django.utils import timezone

from exercises.fleet.capacity import capacity_of
from exercises.models import Submission, Worker
from exercises.submissions.attempts import send_attempt

log = structlog.get_logger(__name__)

FAIR_WINDOW_SECONDS = 600  # the window over which a learner's use of the runners is summed
FREE_SECONDS = 30  # of grading in the window before a run may be held: hundreds of usual runs
CANCELLED_SECONDS = 10  # counted for a cancelled run, whose real time is unknown
MAX_HOLD_SECONDS = 60  # then a held run goes to the queue, whoever else waits


def may_be_held(submission: Submission) -> bool:
    """Whether its learner has used the runners so much that others may go first. One query."""
    return used_seconds([submission.learner_id])[submission.learner_id] > FREE_SECONDS


def send_or_hold(submission: Submission) -> None:
    """Send a heavy user's run, or hold it until a runner is free."""
    if not FreeRunnerSlots().is_taken(submission):
        send_attempt(submission)
        return
    submission.held_at = timezone.now()
    Submission.objects.waiting().filter(pk=submission.pk, sent_at=None).update(held_at=submission.held_at)
    log.info("submission.held", submission=str(submission.uid))


def release_submissions() -> int:
    """Send the held runs that may go now, and return how many that were. Those of the lightest users go first.

    A run goes when it has been held for the longest time allowed, or when its queue has room. Two processes may do this
    at once: each run is claimed before it is sent.
    """
    submissions = list(Submission.objects.on_hold().select_related("exercise"))
    if not submissions:
        return 0
    usage, slots, now, count = (
        used_seconds({run.learner_id for run in submissions}),
        FreeRunnerSlots(),
        timezone.now(),
        0,
    )
    for submission in sorted(submissions, key=lambda run: (usage[run.learner_id], run.held_at, run.pk)):
        is_over = submission.held_at is not None and now - submission.held_at >= timedelta(seconds=MAX_HOLD_SECONDS)
        if not is_over and slots.is_taken(submission):
            continue
        if Submission.objects.on_hold().filter(pk=submission.pk).update(held_at=None):
            submission.held_at = None
            slots.take(submission)
            send_attempt(submission)
            count += 1
    return count


def used_seconds(learners: Iterable[int]) -> dict[int, float]:
    """Return how long the runners worked for each learner in the last FAIR_WINDOW_SECONDS. One query.

    A run that was cancelled after it was sent may still be running, so it counts as CANCELLED_SECONDS. Regrades don't
    count.
    """
    usage = dict.fromkeys(learners, 0.0)
    window = timedelta(seconds=FAIR_WINDOW_SECONDS)
    since = timezone.now() - window
    recent = Submission.objects.filter(learner__in=usage, created_at__gt=since - window)
    finished_runs = recent.filter(Q(graded_at__gt=since) | Q(state=Submission.State.CANCELLED, sent_at__gt=since))
    for learner, state, phases in finished_runs.values_list("learner", "state", "phases"):
        is_cancelled = state == Submission.State.CANCELLED
        usage[learner] += CANCELLED_SECONDS if is_cancelled else phases.get("total", 0.0) / 1000
    return usage


class FreeRunnerSlots:
    """Whether a queue has room for one more run beside those that wait there or are being graded. Two queries."""

    def __init__(self) -> None:
        self._workers = list(Worker.objects.in_fleet())
        self._runs: dict[str, Counter[int]] = defaultdict(Counter)
        rows = Submission.objects.waiting().filter(sent_at__isnull=False).order_by()
        for queue, learner, count in rows.values_list("queue", "learner").annotate(Count("pk")):
            self._runs[queue][learner] += count

    def is_taken(self, submission: Submission) -> bool:
        """Whether other learners' runs keep every process of its queue busy. False where it has none."""
        runs, processes = self._runs[submission.queue], capacity_of(submission.queue, self._workers).processes
        return runs.total() - runs[submission.learner_id] >= processes > 0

    def take(self, submission: Submission) -> None:
        self._runs[submission.queue][submission.learner_id] += 1
