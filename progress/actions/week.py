"""On a learner's Monday: the week that is over, in one sentence, for those who asked for it."""

from datetime import datetime, timedelta

from django.db.models import Sum

from accounts.models import User
from notices.actions import tell
from notices.models import Kind, NoticeChoice
from progress import review, rules
from progress.durations import say_hours, say_minutes
from progress.models import StudyEntry
from progress.queries.plan import plan_of
from progress.queries.review import left_for_today

FROM_HOUR = 7  # of the learner's own morning


def tell_the_week(*, now: datetime) -> int:
    """Tell everybody whose Monday morning it is, once. Returns how many were told now."""
    asked = NoticeChoice.objects.filter(kind=Kind.WEEK, person__is_active=True).exclude(page=False, mail=False)
    told = 0
    for choice in asked.select_related("person").iterator(chunk_size=200):
        local = now.astimezone(choice.person.zone)
        if local.isoweekday() == 1 and local.hour >= FROM_HOUR:
            told += _tell(choice.person, local)
    return told


def _tell(learner: User, local: datetime) -> bool:
    year, week, _ = local.isocalendar()
    key = f"{year}-{week:02}"
    if learner.notices.filter(kind=Kind.WEEK, key=key).exists():
        return False  # an hour ago
    return tell(person=learner, kind=Kind.WEEK, key=key, sentence=week_news(learner, now=local), link="/")


def week_news(learner: User, *, now: datetime) -> str:
    """``now`` in the learner's own time."""
    monday = rules.week_start(now.date())
    first = monday - timedelta(weeks=1)
    entries = StudyEntry.objects.of(learner).filter(day__gte=first, day__lt=monday)
    logged = entries.order_by().aggregate(total=Sum("minutes"))["total"] or 0
    plan = plan_of(learner)
    planned = plan.minutes_between(first, monday) if plan else None
    return _sentence(logged, planned, left_for_today(learner, now=now))


def _sentence(logged: int, planned: int | None, due: int) -> str:
    """Last week's minutes against the plan's (None: there is no plan), and what is due for review today."""
    said = f"Last week: {say_hours(logged)}"
    if planned:
        said += f" of {say_hours(planned)} planned"
    elif planned == 0:
        said += ", none planned"
    said += "."
    if due:
        said += f" For review today: {due}, about {say_minutes(due * review.MINUTES_A_CARD)}."
    return said
