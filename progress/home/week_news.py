"""The notice about last week, sent on a learner's Monday to those who chose it."""

from datetime import datetime, timedelta

from accounts.models import User
from lib.durations import format_hours, format_minutes
from notices.actions import notify
from notices.models import NoticeChoice, NoticeKind
from progress.commitments.queries import commitments_of
from progress.hours.days import days_of, week_start
from progress.hours.models import StudyEntry
from progress.plan.queries import plan_of
from progress.review import scheduler as review
from progress.review.queries import left_for_today

FIRST_HOUR = 7  # of the learner's own morning


def send_week_notices(*, now: datetime) -> int:
    """Notify everybody whose Monday morning it is, once. Returns how many were notified now."""
    choices = NoticeChoice.objects.filter(kind=NoticeKind.WEEK, person__is_active=True).exclude(page=False, mail=False)
    count = 0
    for choice in choices.select_related("person").iterator(chunk_size=200):
        local = now.astimezone(choice.person.zone)
        if local.isoweekday() == 1 and local.hour >= FIRST_HOUR:
            count += _send(choice.person, local)
    return count


def _send(learner: User, local: datetime) -> bool:
    year, week, _ = local.isocalendar()
    key = f"{year}-{week:02}"
    if learner.notices.filter(kind=NoticeKind.WEEK, key=key).exists():
        return False  # an hour ago
    return notify(person=learner, kind=NoticeKind.WEEK, key=key, sentence=week_news(learner, now=local), link="/")


def week_news(learner: User, *, now: datetime) -> str:
    """``now`` in the learner's own time."""
    monday = week_start(now.date())
    first = monday - timedelta(weeks=1)
    entries = StudyEntry.objects.of(learner).filter(day__gte=first, day__lt=monday)
    minutes_logged = entries.total_minutes()
    plan = plan_of(learner)
    minutes_planned = plan.minutes_between(first, monday) if plan else None
    commitments = commitments_of(learner, days_of(learner, since=first), plan, today=now.date())
    return _news_sentence(minutes_logged, minutes_planned, commitments.news, left_for_today(learner, now=now))


def _news_sentence(minutes_logged: int, minutes_planned: int | None, commitment: str, due_count: int) -> str:
    """Last week's minutes against the plan's (None: there is no plan), the commitment, and the reviews due today."""
    sentence = f"Last week: {format_hours(minutes_logged)}"
    if minutes_planned:
        sentence += f" of {format_hours(minutes_planned)} planned"
    elif minutes_planned == 0:
        sentence += ", none planned"
    sentence += "."
    if commitment:
        sentence += f" {commitment}"
    if due_count:
        sentence += f" Due for review: {due_count}, about {format_minutes(due_count * review.MINUTES_A_CARD)}."
    return sentence
