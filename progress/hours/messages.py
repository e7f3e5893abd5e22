"""The preview of a line of the study log, and the message once it is logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import Truncator

from accounts.models import User
from curriculum.models import Topic
from lib.durations import format_minutes
from progress.hours.models import StudyEntry
from progress.kinds import KINDS, NO_KIND, format_kind
from progress.log_line.study_line import StudyLine, format_date
from progress.topic.rules import HoursBudget

MAX_SHOWN_NOTE_CHARS = 60  # the space for the preview is reserved


@dataclass(frozen=True)
class LogPreview:
    """``sentence`` says it; ``offer`` is a topic that the line may have meant when it names none."""

    sentence: str
    offer: Topic | None = None
    kinds: Sequence[str] = ()
    """What to choose from where the line states no kind."""


def preview_of(
    learner: User, study: StudyLine, *, today: date, offer: str = "", instead_of: StudyEntry | None = None
) -> LogPreview:
    """``offer`` is the uid of the topic to offer, ``instead_of`` the entry being changed. Two queries at most."""
    topic = Topic.objects.current().filter(uid=study.topic_uid or offer).first()
    when = format_day(study.day, today)
    sentence = f"{format_kind(study.kind).capitalize()}, {format_minutes(study.minutes)} {when}"
    if study.topic_uid and topic:
        others = topic.study_entries.filter(learner=learner).exclude(pk=instead_of and instead_of.pk)
        minutes_logged = others.total_minutes()
        budget = HoursBudget(minutes_logged + study.minutes, topic.hours_for(learner.hours_background))
        sentence += f", on {topic.short_title}. Total: {budget.logged_of_estimate}"
        sentence += f", {budget.hours_left_text} left." if budget.hours_left_text else "."
    else:
        sentence += ", no topic."
    if study.note:
        note = Truncator(study.note).chars(MAX_SHOWN_NOTE_CHARS)
        sentence += f" Note{'' if instead_of else ' (only you can see it)'}: “{note}”."
    kinds = KINDS if study.kind == NO_KIND else ()
    return LogPreview(sentence, None if study.topic_uid else topic, kinds)


def logged_sentence(entry: StudyEntry, *, today: date) -> str:
    on = f" on {entry.topic.short_title}" if entry.topic else ""
    return f"Logged {format_minutes(entry.minutes)} of {format_kind(entry.kind)}{on}, {format_day(entry.day, today)}."


def format_day(day: date, today: date) -> str:
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days) or f"on {day:%A}, {format_date(day)}"
