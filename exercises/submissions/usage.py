"""How much each learner uses the runners, and whether a queue has room."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from exercises.fleet.status import capacity_of
from exercises.models import Submission, Worker
from exercises.submissions.rules import CANCELLED_SECONDS, FAIR_WINDOW_SECONDS


def used_seconds(learners: Iterable[int]) -> dict[int, float]:
    """How long the runners worked for each learner in the last FAIR_WINDOW_SECONDS. One query.

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


class Room:
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
