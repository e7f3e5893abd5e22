"""The first page: what is next, this week, the balance, the map."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from progress import rules
from progress.models import Kind, StudyEntry
from progress.pace import Standing
from progress.queries.facts import Overturned, overturned_of
from progress.queries.landscape import map_of
from progress.queries.outline import Outline, PhaseLine, TopicLine, outline_for
from progress.queries.plan import standing_of
from progress.queries.review import left_for_today

RECENT_DAYS = 28


@dataclass(frozen=True)
class Balance:
    """How the hours went by kind, in whole percent, and the sentence that says it."""

    parts: dict[str, int]
    sentence: str

    @property
    def is_known(self) -> bool:
        return any(self.parts.values())


@dataclass(frozen=True)
class Home:
    outline: Outline
    map: SafeString
    """Empty when there is nothing to draw."""
    week: str
    balance: Balance
    look_again: Sequence[Overturned]
    """Passes that a newer version of their exercise overturned."""
    review: int
    """Cards left for today."""
    standing: Standing | None
    """Against the plan; None without one."""

    @property
    def topic(self) -> TopicLine | None:
        return self.outline.here

    @property
    def phase(self) -> PhaseLine | None:
        return self.outline.phase_of(self.topic) if self.topic else None


def home_for(learner: User, *, today: date) -> Home:
    outline = outline_for(learner)
    by_day, by_kind = recent_minutes(learner, today=today)
    return Home(
        outline,
        map_of(outline),
        rules.week_sentence(by_day, today=today),
        balance_of(by_kind, outline),
        list(overturned_of(learner).values()),
        left_for_today(learner, now=timezone.now()),
        standing_of(learner, today=today),
    )


def balance_of(minutes_by_kind: dict[str, int], outline: Outline) -> Balance:
    parts = rules.shares({kind: minutes_by_kind.get(kind, 0) for kind in Kind.values})
    return Balance(parts, rules.balance_sentence(parts, outline.roadmap.balance))


def recent_minutes(learner: User, *, today: date) -> tuple[Counter[date], Counter[str]]:
    """Minutes of the last four weeks by day and by kind, in one query."""
    entries = StudyEntry.objects.of(learner).filter(day__gt=today - timedelta(days=RECENT_DAYS))
    by_day: Counter[date] = Counter()
    by_kind: Counter[str] = Counter()
    rows = entries.order_by().values_list("day", "kind").annotate(total=Sum("minutes"))
    for day, kind, minutes in rows:
        by_day[day] += minutes
        by_kind[kind] += minutes
    return by_day, by_kind
