"""The hours page: entries by week, totals by kind, logged against estimated by topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Sum

from accounts.models import User
from progress import rules
from progress.durations import say_hours
from progress.models import Kind, StudyEntry, Timer
from progress.queries.home import Balance, balance_of, recent_minutes
from progress.queries.outline import Outline, TopicLine, outline_for

WEEKS_SHOWN = 8


@dataclass(frozen=True)
class Week:
    """The entries of one week, newest first."""

    monday: date
    entries: tuple[StudyEntry, ...]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def total(self) -> str:
        return say_hours(sum(entry.minutes for entry in self.entries))


@dataclass(frozen=True)
class KindTotal:
    kind: str
    total: str
    percent: int
    asked: int


@dataclass(frozen=True)
class HoursPage:
    outline: Outline
    weeks: Sequence[Week]
    older_than: date | None
    """The Monday before which there are more entries."""
    minutes_by_kind: Mapping[str, int]
    week: str
    balance: Balance
    timer: Timer | None

    @property
    def total(self) -> str:
        return say_hours(sum(self.minutes_by_kind.values()))

    @property
    def kinds(self) -> list[KindTotal]:
        minutes = {kind: self.minutes_by_kind.get(kind, 0) for kind in Kind.values}
        percents, asked = rules.shares(minutes), self.outline.roadmap.balance
        return [KindTotal(kind, say_hours(minutes[kind]), percents[kind], asked[kind]) for kind in Kind.values]

    @property
    def topics(self) -> list[TopicLine]:
        """Those with time on them, or the one that is next."""
        return [line for line in self.outline.topics.values() if line.budget.minutes or line is self.outline.here]


def hours_page(learner: User, *, today: date, before: date | None = None) -> HoursPage:
    """``before``: the page of the weeks before that day."""
    outline = outline_for(learner)
    mine = StudyEntry.objects.of(learner)
    end = rules.week_start(before) if before else rules.week_start(today) + timedelta(days=7)
    start = end - timedelta(weeks=WEEKS_SHOWN)
    entries = list(mine.filter(day__gte=start, day__lt=end).newest_first().select_related("topic"))
    by_day, by_kind = recent_minutes(learner, today=today)
    return HoursPage(
        outline,
        [Week(monday, tuple(rows)) for monday, rows in groupby(entries, lambda entry: rules.week_start(entry.day))],
        start if mine.filter(day__lt=start).exists() else None,
        dict(mine.order_by().values_list("kind").annotate(total=Sum("minutes"))),
        rules.week_sentence(by_day, today=today),
        balance_of(by_kind, outline),
        Timer.objects.filter(learner=learner).select_related("topic").first(),
    )
