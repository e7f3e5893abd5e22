"""Days and weeks of study, and the balance of its kinds."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Count, Sum

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from lib.durations import MINUTES_IN_A_DAY, format_minutes, unbroken, unbroken_hours
from progress.hours.models import StudyEntry
from progress.kinds import KINDS, NO_KIND

CALENDAR_WEEKS = 26
RHYTHM_WEEKS = 8
FIRST_WEEK = "Your first week of study."
BALANCED_WITHIN = 5  # percentage points; a smaller difference isn't mentioned
NEXT_VERB = {"coding": "write some code", "reading": "read something", "watching": "watch a lecture"}
Key = TypeVar("Key", bound=Hashable)
RECENT_DAYS = 28


class DayIsFullError(ValueError):
    """More than 24 h on one day; the text says so."""


def check_day_total(*, minutes_logged: int, minutes: int, day: date) -> None:
    """Raises DayIsFullError when ``minutes`` more than ``minutes_logged`` would make the day longer than a day."""
    if minutes_logged + minutes > MINUTES_IN_A_DAY:
        already = f"{day.day} {day:%B} already has {format_minutes(minutes_logged)} logged"
        raise DayIsFullError(f"{already}. Another {format_minutes(minutes)} would make more than 24 h.")


def sum_by_key(pairs: Iterable[tuple[Key, int]]) -> Counter[Key]:
    """Add up the numbers of each key."""
    totals: Counter[Key] = Counter()
    for key, number in pairs:
        totals[key] += number
    return totals


def day_name(day: date) -> str:
    """ "Tuesday, 24 November"."""
    return f"{day:%A}, {day.day} {day:%B}"


def week_start(day: date) -> date:
    """Return the Monday of that week."""
    return date.fromordinal(day.toordinal() - day.weekday())


def week_sentence(minutes_by_day: Mapping[date, int], *, today: date) -> str:
    """ "This week: 4.5 h, on 3 days. Last week: 6 h." Last week only if it had any study."""
    monday = week_start(today)
    this = [minutes for day, minutes in minutes_by_day.items() if monday <= day < monday + timedelta(days=7)]
    minutes_last_week = sum(
        minutes for day, minutes in minutes_by_day.items() if monday - timedelta(days=7) <= day < monday
    )
    last = f" Last week: {unbroken_hours(minutes_last_week)}." if minutes_last_week else ""
    if not this:
        return f"This week: nothing logged yet.{last}"
    return f"This week: {unbroken_hours(sum(this))}, on {len(this)} day{'' if len(this) == 1 else 's'}.{last}"


def rhythm_sentence(minutes_by_day: Mapping[date, int], *, today: date) -> str:
    """Say in how many of the last eight weeks there was study: a missed day breaks nothing. Empty before the first."""
    weeks_with_study = {week_start(day) for day, minutes in minutes_by_day.items() if minutes and day <= today}
    if not weeks_with_study:
        return ""
    this = week_start(today)
    since = max(min(weeks_with_study), this - timedelta(weeks=RHYTHM_WEEKS - 1))
    weeks = (this - since).days // 7 + 1
    if weeks == 1:
        return FIRST_WEEK
    count = sum(since <= week <= this for week in weeks_with_study)
    return f"You studied in {'each' if count == weeks else count} of the last {weeks} weeks."


def shares(minutes: Mapping[str, int]) -> dict[str, int]:
    """Return whole percents that add up to 100 (largest remainder); all 0 when nothing was logged."""
    total = sum(minutes.values())
    if not total:
        return dict.fromkeys(minutes, 0)
    percents = {kind: 100 * number // total for kind, number in minutes.items()}
    by_remainder = sorted(minutes, key=lambda kind: -(100 * minutes[kind] % total))
    for kind in by_remainder[: 100 - sum(percents.values())]:
        percents[kind] += 1
    return percents


def unstated_sentence(minutes: int) -> str:
    """Say how much of the time has no kind and so counts for no share; empty if none."""
    return f" {unbroken_hours(minutes)} without a kind not counted." if minutes else ""


def balance_sentence(percents: Mapping[str, int], rule: Mapping[str, int], *, period: str = "") -> str:
    """Compare the shares with the roadmap's rule and suggest what to do next. ``period`` begins the sentence."""
    targets = ", ".join(unbroken(f"{kind} {percent}%") for kind, percent in rule.items())
    if not any(percents.values()):
        return f"Target: {targets}."
    actual = ", ".join(unbroken(f"{kind} {percents[kind]}%") for kind in rule)
    actual = f"{period}: {actual}" if period else actual[0].upper() + actual[1:]
    figures = "/".join(str(percent) for percent in rule.values())
    shortest = max(rule, key=lambda kind: rule[kind] - percents[kind])
    if rule[shortest] - percents[shortest] <= BALANCED_WITHIN:
        return f"{actual}. That matches the {figures} target."
    return f"{actual}. Target {figures}: {NEXT_VERB[shortest]} next."


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

    def week_sentence(self, *, today: date) -> str:
        by_day = self.by_day(week_start(today) - timedelta(weeks=1))
        return week_sentence(by_day, today=today)

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
