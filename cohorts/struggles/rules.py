"""Rules for the struggles of a cohort: the period, and topics over their estimate."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lib.durations import HoursRange

PERIODS = (1, 4, 12)  # weeks that the page offers
DEFAULT_WEEKS = 4
MAX_WEEKS = 156
EVER = "all"


@dataclass(frozen=True)
class Period:
    """The last weeks, or all time if ``weeks`` is None."""

    weeks: int | None

    @classmethod
    def of(cls, text: str) -> "Period":
        """The period in a URL. Anything else is the usual one.

        >>> [Period.of(text).weeks for text in ("12", "all", "", "-1", "9999", "x")]
        [12, None, 4, 4, 4, 4]
        """
        if text == EVER:
            return cls(None)
        weeks = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_WEEKS)) else 0
        return cls(weeks if 1 <= weeks <= MAX_WEEKS else DEFAULT_WEEKS)

    def since(self, now: datetime) -> datetime | None:
        return now - timedelta(weeks=self.weeks) if self.weeks else None

    @property
    def param(self) -> str:
        return str(self.weeks) if self.weeks else EVER

    @property
    def label(self) -> str:
        """
        >>> [Period(weeks).label for weeks in (1, 4, None)]
        ['last week', 'last 4 weeks', 'all time']
        """
        if self.weeks is None:
            return "all time"
        return "last week" if self.weeks == 1 else f"last {self.weeks} weeks"

    @property
    def phrase(self) -> str:
        """The period as the end of a sentence."""
        return f"in the {self.label}" if self.weeks else "so far"


@dataclass(frozen=True, kw_only=True)
class TopicHours:
    """The hours of a learner on a topic, against its estimate for their background."""

    learner: int
    topic: int
    minutes: int
    estimate: HoursRange

    @property
    def ratio(self) -> float:
        """The hours logged over the upper end of the estimate."""
        return self.minutes / (6 * self.estimate.high)

    @property
    def is_over(self) -> bool:
        return self.ratio > 1


@dataclass(frozen=True, kw_only=True)
class TopicOver:
    """A topic that took some learners longer than its estimate."""

    topic: int
    over: Sequence[TopicHours]
    """The learners over the estimate, the furthest first."""
    learners: int
    """How many learners logged hours on it."""

    @property
    def ratio(self) -> float:
        """The median of the learners over it."""
        return statistics.median(learner.ratio for learner in self.over)


def topics_over(hours: Iterable[TopicHours]) -> list[TopicOver]:
    """Rank topics by how many learners are over the estimate, then by how far."""
    by_topic: dict[int, list[TopicHours]] = defaultdict(list)
    for learner_hours in hours:
        by_topic[learner_hours.topic].append(learner_hours)
    topics = []
    for topic, all_hours in by_topic.items():
        over = sorted((row for row in all_hours if row.is_over), key=lambda row: (-row.ratio, row.learner))
        if over:
            topics.append(TopicOver(topic=topic, over=over, learners=len(all_hours)))
    return sorted(topics, key=lambda topic: (-len(topic.over), -topic.ratio, topic.topic))
