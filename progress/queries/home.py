"""The first page: what is next, this week, the balance, the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from progress import pace, rules
from progress.models import Kind
from progress.queries.facts import Days, Overturned, days_of, overturned_of
from progress.queries.landscape import map_of
from progress.queries.outline import Outline, PhaseLine, TopicLine, outline_for
from progress.queries.plan import Outlook, outlook_of
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
    outlook: Outlook | None
    """By the plan; None without one."""

    @property
    def topic(self) -> TopicLine | None:
        return self.outline.here

    @property
    def phase(self) -> PhaseLine | None:
        return self.outline.phase_of(self.topic) if self.topic else None


def home_for(learner: User, *, today: date) -> Home:
    outline = outline_for(learner)
    days = days_of(learner, since=rules.week_start(today) - timedelta(weeks=pace.LOOK_BACK_WEEKS))
    outlook = outlook_of(learner, outline, days, today=today)
    return Home(
        outline,
        map_of(outline),
        week_of(days, today=today, planned=outlook.this_week if outlook else 0),
        balance_of(days, outline, today=today),
        [was for pk, was in overturned_of(learner).items() if pk not in outline.facts.passed],
        left_for_today(learner, now=timezone.now(), facts=outline.facts),
        outlook,
    )


def week_of(days: Days, *, today: date, planned: int = 0) -> str:
    by_day = days.by_day(rules.week_start(today) - timedelta(weeks=1))
    return rules.week_sentence(by_day, today=today, planned=planned)


def balance_of(days: Days, outline: Outline, *, today: date) -> Balance:
    """Of the last four weeks."""
    minutes = days.by_kind(today - timedelta(days=RECENT_DAYS - 1))
    parts = rules.shares({kind: minutes[kind] for kind in Kind.values})
    return Balance(parts, rules.balance_sentence(parts, outline.roadmap.balance))
