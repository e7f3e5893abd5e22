"""The hours left: the estimates at the learner’s own pace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lib.ranges import HoursRange
from progress.forecast.factor import Factor
from progress.forecast.remaining import Work, left_of


@dataclass(frozen=True)
class ForecastItem:
    """An activity, or a topic that no activity counts: its title, its hours by background, the topics it is about."""

    title: str
    hours: Mapping[str, HoursRange | None]
    topics: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Everything that the hours left follow from. Topics are primary keys; ``work`` is in the roadmap's order."""

    work: Mapping[str, ForecastItem]
    background: str
    minutes_by_topic: Mapping[int, int] = field(default_factory=dict)
    """Minutes by topic."""
    closed_topics: Mapping[int, str] = field(default_factory=dict)
    """The topics with nothing left to do, by the word for that: "done" or "skipped"."""
    retired_topics: frozenset[int] = frozenset()
    """Topics that are no longer part of the roadmap."""
    factor: float = 1.0
    topic_count: int = 0
    """How many finished topics the factor is from."""

    @cached_property
    def hours_left(self) -> dict[str, HoursRange]:
        """Hours left of each piece of work."""
        own = Factor(self.factor)
        works = [
            Work(key, hours and own.of(hours), item.topics)
            for key, item in self.work.items()
            for hours in [item.hours.get(self.background)]
        ]
        return left_of(works, self.minutes_by_topic, closed_topics=self.retired_topics.union(self.closed_topics))

    @cached_property
    def total(self) -> HoursRange:
        return HoursRange.total(self.hours_left.values())

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "background": self.background,
            "factor": self.factor,
            "topics": self.topic_count,
            "logged": sorted(self.minutes_by_topic.items()),
            "closed": sorted(self.closed_topics.items()),
            "retired": sorted(self.retired_topics),
            "work": [
                [key, item.title, item.topics, {name: hours and hours.ends for name, hours in item.hours.items()}]
                for key, item in self.work.items()
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Forecast":
        work = {
            key: ForecastItem(title, {name: ends and HoursRange(*ends) for name, ends in hours.items()}, tuple(topics))
            for key, title, topics, hours in data["work"]
        }
        return cls(
            work=work,
            background=data["background"],
            minutes_by_topic=dict(map(tuple, data["logged"])),
            closed_topics=dict(map(tuple, data["closed"])),
            retired_topics=frozenset(data["retired"]),
            factor=data["factor"],
            topic_count=data["topics"],
        )
