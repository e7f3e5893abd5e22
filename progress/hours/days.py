"""Minutes of study by day and kind."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from progress.hours.models import StudyEntry


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
