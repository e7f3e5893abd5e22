"""A submission's position in the queue."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import fmean
from typing import ClassVar

from django.db.models import Q
from django.utils import timezone

from exercises.fleet.capacity import capacity
from exercises.models import Submission
from exercises.submissions.fair_queue import FAIR_WINDOW_SECONDS, MAX_HOLD_SECONDS, used_seconds

SAMPLE_SIZE = 50  # newest verdicts used to estimate how long the next one takes


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePosition:
    """The number of submissions ahead of this one, and how long it is expected to take."""

    ahead: int
    processes: int
    problem: str
    expected_s: float | None
    poll_ms: int
    held_until: datetime | None = None
    used_s: float = 0.0

    WINDOW_MINUTES: ClassVar = FAIR_WINDOW_SECONDS // 60

    @property
    def is_running(self) -> bool:
        """An estimate, because a runner reports nothing until it has finished."""
        return not self.problem and not self.held_until and self.ahead < self.processes

    @property
    def key(self) -> str:
        """Changes whenever the page has something new to show."""
        state = "held" if self.held_until else "idle" if self.problem else self.is_running
        return f"{self.ahead}.{state}.{self.poll_ms}"

    @property
    def label(self) -> str:
        return f"{ordinal(self.ahead + 1)} in line"

    @property
    def expected(self) -> str:
        return "" if self.problem else about(self.expected_s)


def queue_position(submission: Submission) -> QueuePosition:
    """The submission's place in the queue.

    Those before it were sent earlier, so they only become fewer; regrades never go first. One not sent yet goes
    behind all that are sent. Any number of others may overtake a held run, so it has no place, but a time at which it
    goes to the queue at the latest.
    """
    same_queue = Submission.objects.filter(queue=submission.queue)
    ahead = same_queue.waiting().filter(_goes_before(submission)).count()
    serving = capacity(submission.sending_queue)
    recent = same_queue.filter(graded_at__isnull=False).order_by("-graded_at").values_list("phases", flat=True)
    times = [phases["total"] / 1000 for phases in recent[:SAMPLE_SIZE] if "total" in phases]
    position = QueuePosition(
        ahead=ahead,
        processes=serving.processes,
        problem=serving.problem,
        expected_s=expected_wait(ahead, serving.processes, fmean(times) if times else None),
        poll_ms=poll_interval_ms(timezone.now() - submission.created_at),
    )
    if submission.held_at is None:
        return position
    until = submission.held_at + timedelta(seconds=MAX_HOLD_SECONDS)
    used_s = used_seconds([submission.learner_id])[submission.learner_id]
    return replace(position, expected_s=None, held_until=until, used_s=used_s)


def _goes_before(submission: Submission) -> Q:
    """Select the runs before it: the queue is first in, first out, by ``sent_at`` and then by ``created_at``."""
    earlier = Q(created_at__lt=submission.created_at) | Q(created_at=submission.created_at, pk__lt=submission.pk)
    if submission.sent_at is None:
        return Q(sent_at__isnull=False) | earlier & Q(held_at=None)
    return Q(sent_at__lt=submission.sent_at) | Q(sent_at=submission.sent_at) & earlier


def ordinal(number: int) -> str:
    """A number as an ordinal.

    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '102nd', '111th']
    """
    last = 0 if number // 10 % 10 == 1 else number % 10
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(last, "th")


def expected_wait(ahead: int, processes: int, mean_s: float | None) -> float | None:
    """Seconds until the verdict, None when nothing was measured yet.

    The mean, not the median: ten jobs of 0.1 s and one of 10 s keep a queue busy for 11 s.

    >>> expected_wait(0, 2, 0.5), expected_wait(5, 2, 0.5)
    (0.5, 1.5)
    """
    return None if mean_s is None else (ahead // max(processes, 1) + 1) * mean_s


def poll_interval_ms(age: timedelta) -> int:
    """Return the pause between two requests of a page that waits for a verdict. It grows with the wait.

    >>> poll_interval_ms(timedelta(seconds=3)), poll_interval_ms(timedelta(minutes=5))
    (500, 5000)
    """
    seconds = age.total_seconds()
    return 500 if seconds < 10 else 2000 if seconds < 60 else 5000


def about(seconds: float | None) -> str:
    """An expected time, no more precise than it is known.

    >>> about(0.2), about(4.2), about(64), about(340), about(None)
    ('about 1 s', 'about 4 s', 'about 1 min', 'about 6 min', '')
    """
    if seconds is None:
        return ""
    return f"about {max(1, round(seconds))} s" if seconds < 60 else f"about {round(seconds / 60)} min"
