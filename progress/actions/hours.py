"""Hours: logged by a line or by the timer, changed, deleted, brought back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum

from accounts.errors import RefusedError
from accounts.models import User
from accounts.receipts import read_receipt, write_receipt
from curriculum.models import Topic
from progress import rules
from progress.durations import MINUTES_IN_A_DAY, say_minutes
from progress.habits import Session
from progress.log_line import StudyLine
from progress.models import Kind, Source, StudyEntry, Timer

GONE = "There is no such entry any more. Log this anew if it is to stay."
CHANGED = "Meanwhile this entry was changed elsewhere. Look at it again; nothing was put in its place."


class NoSuchTopicError(RefusedError):
    """The topic is in no roadmap that is current."""


@dataclass
class TimerAsksError(RefusedError):
    """The learner has to say how much of a timer was study: it ran past the limit, perhaps forgotten, or hours were
    logged while it ran, perhaps the same ones. In minutes: ``ran``, and ``logged`` meanwhile.
    """

    ran: int
    logged: int = 0

    def __str__(self) -> str:
        if self.logged:
            meanwhile = f"The timer ran {say_minutes(self.ran)}, and {say_minutes(self.logged)} was logged meanwhile."
            return f"{meanwhile} How much comes on top?"
        return f"The timer ran {say_minutes(self.ran)}. How much of it was study?"

    @property
    def likely(self) -> int:
        """Minutes that no entry holds yet."""
        return max(0, self.ran - self.logged)


# ---------------------------------------------------------------- hours


@transaction.atomic
def log_study(*, learner: User, study: StudyLine, source: Source = Source.TYPED) -> StudyEntry:
    _check_day(learner, study.day, study.minutes)
    return StudyEntry.objects.create(learner=learner, time_zone=learner.time_zone, source=source, **_columns_of(study))


@transaction.atomic
def edit_entry(*, learner: User, entry: StudyEntry, study: StudyLine) -> StudyEntry:
    """What was typed replaces what was there; how the time was known stays.

    Raises:
        RefusedError: it is no longer as ``entry`` was read, or is gone: whoever was faster loses nothing.
    """
    _check_owner(learner, entry)
    _check_day(learner, study.day, study.minutes, apart_from=entry)
    columns = _columns_of(study)
    read = {column: getattr(entry, column) for column in columns}
    if not StudyEntry.objects.filter(pk=entry.pk, **read).update(**columns):
        raise RefusedError(CHANGED if StudyEntry.objects.filter(pk=entry.pk).exists() else GONE)
    for column, value in columns.items():
        setattr(entry, column, value)
    return entry


@transaction.atomic
def delete_entry(*, learner: User, entry: StudyEntry) -> str:
    """Delete it and return a signed receipt, with which `restore_entry` brings it back within a day."""
    _check_owner(learner, entry)
    receipt = write_receipt(
        "entry",
        learner,
        {
            "uid": str(entry.uid),
            "topic": entry.topic_id,
            "kind": entry.kind,
            "minutes": entry.minutes,
            "day": entry.day.isoformat(),
            "time_zone": entry.time_zone,
            "note": entry.note,
            "source": entry.source,
            "created_at": entry.created_at.isoformat(),
        },
    )
    entry.delete()
    return receipt


@transaction.atomic
def restore_entry(*, learner: User, receipt: str) -> StudyEntry:
    """Undo a deletion. Doing it twice restores it once."""
    kept = read_receipt("entry", learner, receipt, otherwise="Log it again on the hours page.")
    if entry := StudyEntry.objects.of(learner).filter(uid=kept["uid"]).first():
        return entry
    day = date.fromisoformat(kept.pop("day"))
    _check_day(learner, day, kept["minutes"])
    topic = Topic.objects.filter(pk=kept.pop("topic")).first()
    created_at = datetime.fromisoformat(kept.pop("created_at"))
    return StudyEntry.objects.create(learner=learner, day=day, topic=topic, created_at=created_at, **kept)


def _columns_of(study: StudyLine) -> dict[str, Any]:
    topic = None
    if study.topic_uid:
        topic = Topic.objects.current().filter(uid=study.topic_uid).first()
        if topic is None:
            raise NoSuchTopicError("The roadmap has no such topic now. Log the time without it, or on another.")
    return {"topic": topic, "kind": study.kind, "minutes": study.minutes, "day": study.day, "note": study.note}


def _check_owner(learner: User, entry: StudyEntry) -> None:
    if entry.learner_id != learner.pk:
        raise PermissionDenied


def _check_day(learner: User, day: date, minutes: int, apart_from: StudyEntry | None = None) -> None:
    """Refuse more than 24 h on one day. The learner's row is locked, so that two requests can't each see room."""
    User.objects.select_for_update().get(pk=learner.pk)
    others = StudyEntry.objects.of(learner).filter(day=day)
    if apart_from:
        others = others.exclude(pk=apart_from.pk)
    logged = others.aggregate(total=Sum("minutes"))["total"] or 0
    try:
        rules.check_day_total(logged=logged, minutes=minutes, day=day)
    except rules.DayIsFullError as error:
        raise RefusedError(str(error)) from None


# ---------------------------------------------------------------- seen at the exercises


def log_session(*, learner: User, session: Session) -> StudyEntry:
    """What was seen at the exercises, on the learner's word that it was study."""
    day = session.start.astimezone(learner.zone).date()
    minutes = min(session.minutes, MINUTES_IN_A_DAY)
    return log_study(learner=learner, study=StudyLine(minutes, Kind.CODING, day, session.topic), source=Source.RUNS)


# ---------------------------------------------------------------- the timer


@transaction.atomic
def start_timer(*, learner: User, topic: Topic | None, kind: str) -> Timer:
    User.objects.select_for_update().get(pk=learner.pk)
    if running := Timer.objects.filter(learner=learner).select_related("topic").first():
        on = f" on {running.topic.short_title}" if running.topic else ""
        since = running.started_at.astimezone(learner.zone)
        raise RefusedError(f"A timer is running{on} since {since:%H:%M}. Stop it first.")
    return Timer.objects.create(learner=learner, topic=topic, kind=kind)


def question_of(timer: Timer) -> TimerAsksError | None:
    """What has to be asked before it is stopped. One query."""
    day = timer.started_at.astimezone(timer.learner.zone).date()
    meanwhile = StudyEntry.objects.of(timer.learner).filter(created_at__gte=timer.started_at, day__gte=day)
    logged = meanwhile.aggregate(total=Sum("minutes"))["total"] or 0
    return TimerAsksError(timer.minutes, logged) if timer.minutes and (logged or timer.over_limit) else None


@transaction.atomic
def stop_timer(*, learner: User, minutes: int | None = None) -> StudyEntry | None:
    """Log what the timer counted, or ``minutes`` of it, on the day it was started; None when it was under a minute.

    Raises TimerAsksError when ``minutes`` is not given and what it counted is in doubt.
    """
    timer = Timer.objects.select_for_update().filter(learner=learner).first()
    if timer is None:
        raise RefusedError("No timer is running.")
    counted = timer.minutes
    if minutes is None and (question := question_of(timer)):
        raise question
    if not counted:
        timer.delete()
        return None
    if minutes is not None and not 1 <= minutes <= min(counted, MINUTES_IN_A_DAY):
        most = say_minutes(min(counted, MINUTES_IN_A_DAY))
        raise RefusedError(f"The timer can log 1 min to {most}. Log other hours by hand.")
    timer.delete()
    day = timer.started_at.astimezone(learner.zone).date()
    topic = timer.topic.uid if timer.topic and not timer.topic.retired else None
    return log_study(learner=learner, study=StudyLine(minutes or counted, timer.kind, day, topic), source=Source.TIMER)


def discard_timer(*, learner: User) -> None:
    deleted, _ = Timer.objects.filter(learner=learner).delete()
    if not deleted:
        raise RefusedError("No timer is running.")
