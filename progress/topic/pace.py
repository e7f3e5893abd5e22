"""A topic's hours at the learner's own pace, beside the estimate and what they logged, in words and as a scale."""

from dataclasses import dataclass
from typing import NamedTuple

from lib.durations import HoursRange, unbroken_hours
from progress.forecast.forecast import Factor
from progress.topic.rules import HoursBudget, coarse

SCALE_WIDTH = 296  # of the drawing, whose unit is arbitrary
MIN_TENTHS_TO_ROUND = 50  # below five hours, a whole hour more or less matters


class ScaleBar(NamedTuple):
    x: int
    width: int


@dataclass(frozen=True)
class HoursScale:
    """The positions of hours, in tenths, on a line from 0."""

    length: int

    def bar(self, low: int, high: int) -> ScaleBar:
        x = low * SCALE_WIDTH // self.length
        return ScaleBar(x, max(high * SCALE_WIDTH // self.length - x, 2))


@dataclass(frozen=True, kw_only=True)
class OwnHours:
    """``budget`` counts at the learner's pace, or at the estimate as long as the pace isn't known."""

    estimate: HoursRange | None
    factor: Factor
    budget: HoursBudget

    @property
    def is_personal(self) -> bool:
        """Whether the hours differ from the estimate."""
        return self.budget.estimate != self.estimate

    @property
    def sentence(self) -> str:
        """ "24 to 36 h to go.", or what is logged and left. The learner's own pace is never called an estimate."""
        budget = self.budget
        if not self.is_personal or (budget.minutes and budget.hours_left_text):
            return budget.sentence
        if budget.minutes or not budget.hours_left_text:
            return f"{unbroken_hours(budget.minutes)} logged."
        return f"{budget.hours_left_text} to go."

    @property
    def logged_bar(self) -> ScaleBar | None:
        return self._scale.bar(0, self.budget.tenths_logged) if self.budget.tenths_logged else None

    @property
    def estimate_bar(self) -> ScaleBar | None:
        return self._scale.bar(*self.estimate.ends) if self.estimate else None

    @property
    def own_bar(self) -> ScaleBar | None:
        return self._scale.bar(*self.budget.estimate.ends) if self.budget.estimate and self.is_personal else None

    @property
    def _scale(self) -> HoursScale:
        ends = [hours.high for hours in (self.estimate, self.budget.estimate) if hours]
        return HoursScale(max(*ends, self.budget.tenths_logged, 1) * 11 // 10 + 1)


def own_hours(budget: HoursBudget, factor: Factor) -> OwnHours:
    """``budget`` counts at the estimate."""
    hours = budget.estimate
    if hours and factor.is_personal:
        exact = factor.of(hours)
        hours = coarse(exact) if exact.low >= MIN_TENTHS_TO_ROUND else exact
    own = HoursBudget(budget.minutes, hours, is_closed=budget.is_closed)
    return OwnHours(estimate=budget.estimate, factor=factor, budget=own)


def hours_at_pace(hours: HoursRange | None, factor: Factor) -> HoursRange | None:
    """An estimate at the learner's own pace, as soon as that is known."""
    return own_hours(HoursBudget(0, hours), factor).budget.estimate
