"""The timer: started, stopped, discarded."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from curriculum.models import Topic
from lib.durations import MINUTES_IN_A_DAY, format_minutes
from lib.errors import RefusedError
from progress.hours.actions import log_study
from progress.hours.models import Source, StudyEntry
from progress.log_line.study_line import StudyLine
from progress.timer.models import Timer

NO_TIMER = "No timer is running."


@dataclass
class TimerAsksError(RefusedError):
    """The learner has to say how much of a timer was study: it ran past the limit, perhaps forgotten, or hours were
    logged while it ran, perhaps the same ones. In minutes: ``minutes_run``, and ``minutes_logged`` meanwhile.
    """

    minutes_run: int
    minutes_logged: int = 0

    def __str__(self) -> str:
        if self.minutes_logged:
            meanwhile = f"and you logged {format_minutes(self.minutes_logged)} in the meantime"
            return f"The timer ran {format_minutes(self.minutes_run)}, {meanwhile}. How much should we add?"
        return f"The timer ran {format_minutes(self.minutes_run)}. How much of that was study?"

    @property
    def minutes_unlogged(self) -> int:
        """Minutes not yet in any entry."""
        return max(0, self.minutes_run - self.minutes_logged)


@transaction.atomic
def start_timer(*, learner: User, topic: Topic | None, kind: str) -> Timer:
    learner.lock()
    if running := Timer.objects.filter(learner=learner).select_related("topic").first():
        on = f" on {running.topic.short_title}" if running.topic else ""
        since = running.started_at.astimezone(learner.zone)
        raise RefusedError(f"A timer is running{on} since {since:%H:%M}. Stop it first.")
    return Timer.objects.create(learner=learner, topic=topic, kind=kind)


def question_of(timer: Timer) -> TimerAsksError | None:
    """Return the question to ask before the timer is stopped, if there is one. One query."""
    day = timer.started_at.astimezone(timer.learner.zone).date()
    meanwhile = StudyEntry.objects.of(timer.learner).filter(created_at__gte=timer.started_at, day__gte=day)
    minutes_logged = meanwhile.total_minutes()
    return (
        TimerAsksError(timer.minutes, minutes_logged)
        if timer.minutes and (minutes_logged or timer.is_over_limit)
        else None
    )


@transaction.atomic
def stop_timer(*, learner: User, minutes: int | None = None) -> StudyEntry | None:
    """Log what the timer counted, or ``minutes`` of it, on the day it was started; None when it was under a minute.

    Raises TimerAsksError when ``minutes`` is not given and what it counted is in doubt.
    """
    timer = Timer.objects.select_for_update().filter(learner=learner).first()
    if timer is None:
        raise RefusedError(NO_TIMER)
    minutes_run = timer.minutes
    if minutes is None and (question := question_of(timer)):
        raise question
    if not minutes_run:
        timer.delete()
        return None
    if minutes is not None and not 1 <= minutes <= min(minutes_run, MINUTES_IN_A_DAY):
        maximum = format_minutes(min(minutes_run, MINUTES_IN_A_DAY))
        raise RefusedError(f"The timer can log between 1 min and {maximum}. Log other times by hand.")
    timer.delete()
    day = timer.started_at.astimezone(learner.zone).date()
    topic = timer.topic.uid if timer.topic and not timer.topic.retired else None
    return log_study(
        learner=learner,
        study=StudyLine(minutes=minutes or minutes_run, kind=timer.kind, day=day, topic_uid=topic),
        source=Source.TIMER,
    )


def discard_timer(*, learner: User) -> None:
    count, _ = Timer.objects.filter(learner=learner).delete()
    if not count:
        raise RefusedError(NO_TIMER)
