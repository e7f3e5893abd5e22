"""Minutes of study by day and kind."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from progress.hours.models import StudyEntry
from progress.hours.rules import balance_sentence, shares, unstated_sentence, week_sentence, week_start
from progress.kinds import KINDS, NO_KIND
from progress.outline.outline import Outline


@dataclass(frozen=True)
class StudyDays:
    """Minutes of study and the number of entries on each of some days, by kind."""

    sums: tuple[tuple[date, str, int, int], ...]

    @property
    def last(self) -> date:
        """The last one with study."""
        return max((day for day, *_ in self.sums), default=date.min)

    def by_day(self, first: date) -> Counter[date]:
        total: Counter[date] = Counter()
        for day, _, minutes, _ in self.sums:
            if day >= first:
                total[day] += minutes
        return total

    def by_kind(self, first: date) -> Counter[str]:
        total: Counter[str] = Counter()
        for day, kind, minutes, _ in self.sums:
            if day >= first:
                total[kind] += minutes
        return total


_DAYS = CompiledQuery(
    lambda: (
        StudyEntry.objects.filter(learner=Param("learner"), day__gte=Param("since"), day__lt=Param("before"))
        .order_by()
        .values_list("day", "kind")
        .annotate(total=Sum("minutes"), count=Count("*"))
    )
)


def days_of(learner: User, *, since: date, before: date = date.max) -> StudyDays:
    """One query of the index alone, with at most a row for each kind and day."""
    return StudyDays(tuple(_DAYS(learner=learner.pk, since=since, before=before)))


RECENT_DAYS = 28


@dataclass(frozen=True)
class Balance:
    """The share of each kind of study in percent, and a sentence about it."""

    parts: dict[str, int]
    sentence: str

    @property
    def is_known(self) -> bool:
        return any(self.parts.values())


def week_of(days: StudyDays, *, today: date, minutes_planned: int = 0) -> str:
    by_day = days.by_day(week_start(today) - timedelta(weeks=1))
    return week_sentence(by_day, today=today, minutes_planned=minutes_planned)


def balance_of(days: StudyDays, outline: Outline, *, today: date) -> Balance:
    """The balance of the last four weeks."""
    minutes = days.by_kind(today - timedelta(days=RECENT_DAYS - 1))
    parts = shares({kind: minutes[kind] for kind in KINDS})
    sentence = balance_sentence(parts, outline.roadmap.balance, period="In the last 4 weeks")
    return Balance(parts, f"{sentence}{unstated_sentence(minutes[NO_KIND])}")
