"""Entries of the study log: logged, changed, deleted, restored."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from curriculum.models import Topic
from lib.durations import MINUTES_IN_A_DAY
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from progress.hours.days import DayIsFullError, check_day_total
from progress.hours.models import Source, StudyEntry, StudyKind
from progress.hours.sessions import StudySession
from progress.log_line.study_line import StudyLine

ENTRY_DELETED = "This entry has been deleted. To keep it, log it again."
ENTRY_CHANGED = "This entry was changed elsewhere, so we didn’t save your version. Check it and try again."
TOPIC_GONE = "This topic is no longer in the roadmap. Log the time without a topic, or on another one."


class NoSuchTopicError(RefusedError):
    """The topic is no longer in the roadmap."""


class AlreadyLoggedError(Exception):
    """The same form has logged this already."""


@transaction.atomic
def log_study(
    *,
    learner: User,
    study: StudyLine,
    source: Source = Source.TYPED,
    shares_note: bool = False,
    uid: UUID | None = None,
) -> StudyEntry:
    """``uid`` comes with the form and becomes the entry's, so that a form that is sent twice logs once.

    Raises:
        AlreadyLoggedError: the learner has this entry with this uid.
        RefusedError: the day is full, or the topic is gone.
    """
    columns = _columns_of(study) | {"source": source, "shares_note": shares_note}
    uid = _unused_uid(learner, uid, columns) if uid else uuid4()
    _check_day(learner, study.day, study.minutes)
    return StudyEntry.objects.create(uid=uid, learner=learner, time_zone=learner.time_zone, **columns)


def _unused_uid(learner: User, uid: UUID, columns: Mapping[str, Any]) -> UUID:
    """``uid``, or another one if an old form comes back with another line. The learner's row is locked."""
    learner.lock()
    entry = StudyEntry.objects.filter(uid=uid).first()
    if entry is None:
        return uid
    if entry.learner_id == learner.pk and all(getattr(entry, name) == value for name, value in columns.items()):
        raise AlreadyLoggedError
    return uuid4()


@transaction.atomic
def edit_entry(*, learner: User, entry: StudyEntry, study: StudyLine, shares_note: bool | None = None) -> StudyEntry:
    """Replace the entry with what was typed. Its source stays, and so does ``shares_note`` unless given.

    Raises:
        RefusedError: it was changed or deleted since ``entry`` was read.
    """
    _check_owner(learner, entry)
    _check_day(learner, study.day, study.minutes, apart_from=entry)
    columns = _columns_of(study) | ({} if shares_note is None else {"shares_note": shares_note})
    previous = {column: getattr(entry, column) for column in columns}
    if not StudyEntry.objects.filter(pk=entry.pk, **previous).update(**columns):
        raise RefusedError(ENTRY_CHANGED if StudyEntry.objects.filter(pk=entry.pk).exists() else ENTRY_DELETED)
    for column, value in columns.items():
        setattr(entry, column, value)
    return entry


@transaction.atomic
def delete_entry(*, learner: User, entry: StudyEntry) -> str:
    """Delete it and return a signed undo token, with which `restore_entry` brings it back within a day."""
    _check_owner(learner, entry)
    undo_token = make_undo_token(
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
            "shares_note": entry.shares_note,
            "source": entry.source,
            "created_at": entry.created_at.isoformat(),
        },
    )
    entry.delete()
    return undo_token


@transaction.atomic
def restore_entry(*, learner: User, undo_token: str) -> StudyEntry:
    """Undo a deletion. Doing it twice restores it once."""
    values = read_undo_token("entry", learner, undo_token, otherwise="Log it again on the hours page.")
    if entry := StudyEntry.objects.of(learner).filter(uid=values["uid"]).first():
        return entry
    day = date.fromisoformat(values.pop("day"))
    _check_day(learner, day, values["minutes"])
    topic = Topic.objects.filter(pk=values.pop("topic")).first()
    created_at = datetime.fromisoformat(values.pop("created_at"))
    return StudyEntry.objects.create(learner=learner, day=day, topic=topic, created_at=created_at, **values)


def _columns_of(study: StudyLine) -> dict[str, Any]:
    topic = None
    if study.topic_uid:
        topic = Topic.objects.current().filter(uid=study.topic_uid).first()
        if topic is None:
            raise NoSuchTopicError(TOPIC_GONE)
    return {"topic": topic, "kind": study.kind, "minutes": study.minutes, "day": study.day, "note": study.note}


def _check_owner(learner: User, entry: StudyEntry) -> None:
    if entry.learner_id != learner.pk:
        raise PermissionDenied


def _check_day(learner: User, day: date, minutes: int, apart_from: StudyEntry | None = None) -> None:
    """Refuse more than 24 h on one day. The learner's row is locked, so that two requests can't each see room."""
    learner.lock()
    others = StudyEntry.objects.of(learner).filter(day=day)
    if apart_from:
        others = others.exclude(pk=apart_from.pk)
    minutes_logged = others.total_minutes()
    try:
        check_day_total(minutes_logged=minutes_logged, minutes=minutes, day=day)
    except DayIsFullError as error:
        raise RefusedError(str(error)) from None


def log_session(*, learner: User, session: StudySession) -> StudyEntry:
    """Log a session at the exercises that the learner confirms was study."""
    day = session.start.astimezone(learner.zone).date()
    minutes = min(session.minutes, MINUTES_IN_A_DAY)
    return log_study(
        learner=learner,
        study=StudyLine(minutes=minutes, kind=StudyKind.CODING, day=day, topic_uid=session.topic),
        source=Source.RUNS,
    )
