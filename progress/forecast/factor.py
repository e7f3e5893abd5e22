"""The learner’s own pace: their hours over the estimates."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lib.ranges import HoursRange
from progress.kinds import NO_KIND

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
        return f"You take {self.times} the estimate ({self.topics} finished topics)."

    @property
    def for_mentor(self) -> str:
        if not self.is_personal:
            return "Based on the estimates: they haven’t finished enough topics to show a pace."
        return f"They take {self.times} the estimate ({self.topics} finished topics)."

    @property
    def times(self) -> str:
        """ "1.2×"."""
        return say_times(self.value)

    @property
    def by_kind(self) -> str:
        """ "By kind, with estimates split by the target balance: coding 1.3×, reading 0.9×, watching 1.1×." """
        if not self.is_personal or not self.kinds:
            return ""
        kinds = ", ".join(f"{kind} {say_times(value)}" for kind, value in self.kinds)
        return f"By kind, with estimates split by the target balance: {kinds}."

    def of(self, hours: HoursRange) -> HoursRange:
        return HoursRange(round(self.value * hours.low), round(self.value * hours.high))


def say_times(value: float) -> str:
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
    usable = [one for one in topics if sum(one.minutes.values()) and one.estimate.high]
    if len(usable) < MIN_TOPICS:
        return Factor(topics=len(usable))
    mean = sum(math.log(one.ratio) for one in usable) / (len(usable) + PRIOR_TOPICS)
    return Factor(_clamp(math.exp(mean)), len(usable), tuple(_kinds(usable, rule)))


def _kinds(usable: Sequence[FinishedTopic], rule: Mapping[str, int]) -> Iterator[tuple[str, float]]:
    """Sums, not means of ratios: a kind may have no time at all on most topics. Time without a kind is split like the
    estimates.
    """
    minutes_estimated = sum(3 * (one.estimate.low + one.estimate.high) for one in usable)
    prior = PRIOR_TOPICS * minutes_estimated / len(usable)
    for kind, percent in rule.items():
        if percent:
            share = percent / 100
            minutes_logged = sum(one.minutes.get(kind, 0) + share * one.minutes.get(NO_KIND, 0) for one in usable)
            yield kind, _clamp((minutes_logged + share * prior) / (share * (minutes_estimated + prior)))


def _clamp(value: float) -> float:
    """To the hundredth, so that a forecast that was stored is the same when it is read back."""
    return round(min(max(value, FASTEST), SLOWEST), 2)
