"""Minutes of study by day and kind."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from progress.hours.models import StudyEntry
from progress.hours.rules import balance_sentence, shares, sum_by_key, unstated_sentence, week_sentence, week_start
from progress.kinds import KINDS, NO_KIND

RECENT_DAYS = 28


@dataclass(frozen=True)
class Balance:
    """The share of each kind of study in percent, and a sentence about it."""

    percents: dict[str, int]
    sentence: str

    @property
    def is_known(self) -> bool:
        return any(self.percents.values())


@dataclass(frozen=True)
class StudyDays:
    """Minutes of study and the number of entries on each of some days, by kind."""

    sums: tuple[tuple[date, str, int, int], ...]

    @property
    def last(self) -> date:
        """The last day with study."""
        return max((day for day, *_ in self.sums), default=date.min)

    def by_day(self, first: date) -> Counter[date]:
        return sum_by_key((day, minutes) for day, _, minutes, _ in self.sums if day >= first)

    def by_kind(self, first: date) -> Counter[str]:
        return sum_by_key((kind, minutes) for day, kind, minutes, _ in self.sums if day >= first)

    def week_sentence(self, *, today: date, minutes_planned: int = 0) -> str:
        by_day = self.by_day(week_start(today) - timedelta(weeks=1))
        return week_sentence(by_day, today=today, minutes_planned=minutes_planned)

    def balance(self, rule: Mapping[str, int], *, today: date) -> Balance:
        """Return the balance of the last four weeks against the roadmap's rule."""
        minutes = self.by_kind(today - timedelta(days=RECENT_DAYS - 1))
        percents = shares({kind: minutes[kind] for kind in KINDS})
        sentence = balance_sentence(percents, rule, period="In the last 4 weeks")
        return Balance(percents, f"{sentence}{unstated_sentence(minutes[NO_KIND])}")


_DAYS = CompiledQuery(
    lambda: (
        StudyEntry.objects.filter(learner=Param("learner"), day__gte=Param("since"), day__lt=Param("before"))
        .order_by()
        .values_list("day", "kind")
        .annotate(total=Sum("minutes"), count=Count("*"))
    )
)


def days_of(learner: User, *, since: date, before: date = date.max) -> StudyDays:
    """Read the sums in one query of the index alone, with at most a row for each kind and day."""
    return StudyDays(tuple(_DAYS(learner=learner.pk, since=since, before=before)))
