"""The hours left: the estimates at the learner's own pace."""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from lib.durations import HoursRange, tenths
from progress.kinds import NO_KIND

Key = TypeVar("Key", bound=Hashable)
MIN_TOPICS = 3  # fewer finished topics say too little to move a forecast
PRIOR_TOPICS = 3  # as if so many more topics had taken exactly their estimate
SLOWEST, FASTEST = 2.5, 0.5  # times the estimate; beyond that the log or the estimate is wrong, not the learner
LARGEST_RATIO = 4  # of one topic, up or down: limits the weight of a typo in its hours or its estimate


@dataclass(frozen=True)
class FinishedTopic:
    """A finished topic: the minutes logged on it by kind, and the estimate in force when it was finished."""

    minutes: Mapping[str, int]
    estimate: HoursRange

    @property
    def ratio(self) -> float:
        """The hours logged over the middle of the estimate, within bounds."""
        ratio = sum(self.minutes.values()) / (3 * (self.estimate.low + self.estimate.high))
        return min(max(ratio, 1 / LARGEST_RATIO), LARGEST_RATIO)


@dataclass(frozen=True)
class Factor:
    """The factor of the estimates, and the number of finished topics that it is based on."""

    value: float = 1.0
    topics: int = 0
    kinds: tuple[tuple[str, float], ...] = ()
    """The same for each kind of study, for information: the forecast uses ``value`` alone."""

    @property
    def is_personal(self) -> bool:
        return self.topics >= MIN_TOPICS

    @property
    def sentence(self) -> str:
        if not self.is_personal:
            return (
                f"Based on the estimates. After {MIN_TOPICS} finished topics ({self.topics} so far), we adjust them to "
                "your pace."
            )
        return f"You’re taking {self.times} the estimated time ({self.topics} topics so far)."

    @property
    def for_mentor(self) -> str:
        if not self.is_personal:
            return "Based on the estimates: they haven’t finished enough topics to show a pace."
        return f"They take {self.times} the estimate ({self.topics} finished topics)."

    @property
    def times(self) -> str:
        """ "1.2×"."""
        return format_factor(self.value)

    @property
    def by_kind(self) -> str:
        """ "By kind: coding 1.3×, reading 0.9×, watching 1.1×." """
        if not self.is_personal or not self.kinds:
            return ""
        kinds = ", ".join(f"{kind} {format_factor(value)}" for kind, value in self.kinds)
        return f"By kind: {kinds}."

    def of(self, hours: HoursRange) -> HoursRange:
        return HoursRange(round(self.value * hours.low), round(self.value * hours.high))


def format_factor(value: float) -> str:
    return f"{value:.1f}×"


def factor_of(topics: Iterable[FinishedTopic], rule: Mapping[str, int]) -> Factor:
    """The learner's pace from the topics they finished with logged hours.

    exp(Σ ln rᵢ / (n + 3)), where rᵢ is the logged time of topic i over the estimate in force when it was finished:
    the geometric mean of the n ratios and of three more that are 1. Time over estimate is skewed to the right, so the
    mean is taken of its logarithm. The three ones shrink it towards the estimate: it is the posterior mean for normally
    distributed logarithms under a prior centred on 0 that weighs as much as three topics. With fewer than three topics
    the factor is 1. Each ratio stays within 1/4 and 4, and the factor within 0.5 and 2.5.

    ``rule`` has the roadmap's share of each kind of study in percent.
    """
    usable = [topic for topic in topics if sum(topic.minutes.values()) and topic.estimate.high]
    if len(usable) < MIN_TOPICS:
        return Factor(topics=len(usable))
    mean = sum(math.log(topic.ratio) for topic in usable) / (len(usable) + PRIOR_TOPICS)
    return Factor(_clamp(math.exp(mean)), len(usable), tuple(_kinds(usable, rule)))


def _kinds(usable: Sequence[FinishedTopic], rule: Mapping[str, int]) -> Iterator[tuple[str, float]]:
    """Sums, not means of ratios: a kind may have no time at all on most topics. Time without a kind is split like the
    estimates.
    """
    minutes_estimated = sum(3 * (topic.estimate.low + topic.estimate.high) for topic in usable)
    prior = PRIOR_TOPICS * minutes_estimated / len(usable)
    for kind, percent in rule.items():
        if percent:
            share = percent / 100
            minutes_logged = sum(topic.minutes.get(kind, 0) + share * topic.minutes.get(NO_KIND, 0) for topic in usable)
            yield kind, _clamp((minutes_logged + share * prior) / (share * (minutes_estimated + prior)))


def _clamp(value: float) -> float:
    """Round to the hundredth, so that a stored forecast is the same when it is read back."""
    return round(min(max(value, FASTEST), SLOWEST), 2)


@dataclass(frozen=True)
class Work(Generic[Key]):
    """An activity with its hours, and the topics it is about."""

    key: Key
    hours: HoursRange | None
    topics: tuple[int, ...]


def for_background(hours: HoursRange, topics: Iterable[tuple[HoursRange, HoursRange]]) -> HoursRange:
    """The hours of an activity, given for a refresher, as they grow with those of its topics: each topic comes with
    its hours as a refresher and with the learner's.
    """
    pairs = list(topics)
    refresher, personal = (
        HoursRange.total(base for base, _ in pairs),
        HoursRange.total(learner_hours for _, learner_hours in pairs),
    )
    if not refresher.low or refresher == personal:
        return hours
    low, high = hours.low * personal.low / refresher.low, hours.high * personal.high / refresher.high
    return HoursRange(round(min(low, high)), round(max(low, high)))


def left_of(
    works: Sequence[Work[Key]], minutes_by_topic: Mapping[int, int], closed_topics: Iterable[int]
) -> dict[Key, HoursRange]:
    """Hours left of each activity, given the minutes logged on each topic and the topics that are done or skipped.

    Time is logged on topics, and a topic may be in several activities: it fills the first of them up to its high end,
    then the next. An activity is over when all its topics are.
    """
    remaining = dict(minutes_by_topic)
    closed_set = frozenset(closed_topics)
    hours_left: dict[Key, HoursRange] = {}
    for work in works:
        if work.hours is None or (work.topics and closed_set.issuperset(work.topics)):
            hours_left[work.key] = HoursRange(0, 0)
            continue
        minutes_used = 0
        for topic in work.topics:
            take = min(remaining.get(topic, 0), 6 * work.hours.high - minutes_used)
            minutes_used += take
            remaining[topic] = remaining.get(topic, 0) - take
        tenths_used = tenths(minutes_used)
        hours_left[work.key] = HoursRange(max(0, work.hours.low - tenths_used), max(0, work.hours.high - tenths_used))
    return hours_left


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
