"""What a line of study was understood to be, before it is logged."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from accounts.models import User
from curriculum.models import Topic
from progress.durations import say_minutes
from progress.log_line import StudyLine, say_date
from progress.models import StudyEntry
from progress.rules import Budget


@dataclass(frozen=True)
class LogPreview:
    """``sentence`` says it; ``offer`` is a topic that the line may have meant when it names none."""

    sentence: str
    offer: Topic | None = None


def preview_of(
    learner: User, study: StudyLine, *, today: date, offer: str = "", instead_of: StudyEntry | None = None
) -> LogPreview:
    """``offer`` is the uid of the topic to offer, ``instead_of`` the entry being changed. Two queries at most."""
    topic = Topic.objects.current().filter(uid=study.topic_uid or offer).first()
    when = say_day(study.day, today)
    said = f"{study.kind.capitalize()}, {say_minutes(study.minutes)} {when}"
    if study.topic_uid and topic:
        others = topic.study_entries.filter(learner=learner).exclude(pk=instead_of and instead_of.pk)
        logged = others.aggregate(total=Sum("minutes"))["total"] or 0
        budget = Budget(logged + study.minutes, topic.hours_for(learner.hours_background))
        said += f", on {topic.short_title}. That makes {budget.logged_of}"
        said += f"; {budget.left_said} left." if budget.left_said else "."
    else:
        said += ", on no topic."
    if study.note:
        said += f" Note: “{study.note}”."
    if study.kind_assumed:
        said += " Write reading or watching if it was that."
    return LogPreview(said, None if study.topic_uid else topic)


def logged_sentence(entry: StudyEntry, *, today: date) -> str:
    on = f" on {entry.topic.short_title}" if entry.topic else ""
    return f"Logged {say_minutes(entry.minutes)} of {entry.kind}{on}, {say_day(entry.day, today)}."


def say_day(day: date, today: date) -> str:
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days) or f"on {day:%A}, {say_date(day)}"
