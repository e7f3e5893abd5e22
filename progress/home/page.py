"""The home page: what is next, this week, the balance, the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from progress.checkpoints.evidence import OverturnedPass, overturned_of
from progress.commitments.queries import CommitmentPage, commitments_of
from progress.forecast.page_changes import Changes, changes_of
from progress.home.comeback import Comeback, comeback_of
from progress.hours.balance import balance_sentence, shares, unstated_sentence
from progress.hours.days import StudyDays, days_of
from progress.hours.rules import week_sentence, week_start
from progress.kinds import KINDS, NO_KIND
from progress.outline.outline import Outline, outline_for
from progress.outline.phase_lines import PhaseLine
from progress.plan.outlook import Outlook, outlook_of
from progress.plan.pace import LOOK_BACK_WEEKS
from progress.review.queries import left_for_today
from progress.review.scheduler import MINUTES_A_CARD
from progress.roadmap.choices import RoadmapOption, roadmap_options
from progress.roadmap.map import map_of
from progress.topic.lines import TopicLine

RECENT_DAYS = 28


@dataclass(frozen=True)
class Balance:
    """The share of each kind of study in percent, and a sentence about it."""

    parts: dict[str, int]
    sentence: str

    @property
    def is_known(self) -> bool:
        return any(self.parts.values())


@dataclass(frozen=True, kw_only=True)
class HomePage:
    outline: Outline
    map: SafeString
    """Empty when there is nothing to draw."""
    week: str
    balance: Balance
    look_again: Sequence[OverturnedPass]
    """Passes that a newer version of their exercise overturned."""
    review: int
    """Cards left for today."""
    outlook: Outlook | None
    """None without a plan."""
    changes: Changes
    commitments: CommitmentPage
    comeback: Comeback | None
    """None without a break."""
    other_roadmaps: Sequence[RoadmapOption]
    """What there is to follow when this one is completed."""

    @property
    def review_minutes(self) -> int:
        return MINUTES_A_CARD * self.review

    @property
    def topic(self) -> TopicLine | None:
        return self.outline.here

    @property
    def phase(self) -> PhaseLine | None:
        return self.outline.phase_of(self.topic) if self.topic else None


def home_for(learner: User, *, today: date) -> HomePage:
    outline = outline_for(learner)
    days = days_of(learner, since=week_start(today) - timedelta(weeks=LOOK_BACK_WEEKS))
    outlook = outlook_of(learner, outline, days, today=today)
    plan = outlook.plan if outlook else None
    review_count = left_for_today(learner, now=timezone.now(), facts=outline.facts, course=outline.curriculum)
    return HomePage(
        outline=outline,
        map=map_of(outline),
        week=week_of(days, today=today, minutes_planned=outlook.this_week if outlook else 0),
        balance=balance_of(days, outline, today=today),
        look_again=[
            overturned_pass
            for pk, overturned_pass in overturned_of(learner).items()
            if pk not in outline.facts.first_passes
        ],
        review=review_count,
        outlook=outlook,
        changes=changes_of(learner, outline, today=today),
        commitments=commitments_of(learner, days, plan, today=today),
        comeback=comeback_of(outline, days, outlook, review_count, today=today),
        other_roadmaps=[option for option in roadmap_options(None, outline.curriculum) if not option.is_open],
    )


def week_of(days: StudyDays, *, today: date, minutes_planned: int = 0) -> str:
    by_day = days.by_day(week_start(today) - timedelta(weeks=1))
    return week_sentence(by_day, today=today, minutes_planned=minutes_planned)


def balance_of(days: StudyDays, outline: Outline, *, today: date) -> Balance:
    """The balance of the last four weeks."""
    minutes = days.by_kind(today - timedelta(days=RECENT_DAYS - 1))
    parts = shares({kind: minutes[kind] for kind in KINDS})
    sentence = balance_sentence(parts, outline.roadmap.balance, period="In the last 4 weeks")
    return Balance(parts, f"{sentence}{unstated_sentence(minutes[NO_KIND])}")
