"""Hours logged on something against its estimate."""

from dataclasses import dataclass

from lib.ranges import HoursRange
from progress.durations import hours_together, tenths, together


@dataclass(frozen=True)
class HoursBudget:
    """Minutes logged on something against its estimate. ``is_closed``: nothing is left to do."""

    minutes: int
    estimate: HoursRange | None
    is_closed: bool = False

    @property
    def hours_left(self) -> HoursRange | None:
        """Hours left; they and the hours logged add up to the estimate, as printed. None without an estimate."""
        if self.estimate is None:
            return None
        if self.is_closed:
            return HoursRange(0, 0)
        return HoursRange(
            max(0, self.estimate.low - self.tenths_logged), max(0, self.estimate.high - self.tenths_logged)
        )

    @property
    def tenths_logged(self) -> int:
        """Tenths of an hour logged: how much of a bar of ``bar_length`` is filled."""
        return tenths(self.minutes)

    @property
    def bar_length(self) -> int:
        """Tenths of an hour that the bar is long; what was logged beyond the estimate does not overflow it."""
        return max(self.estimate.high if self.estimate else 0, self.tenths_logged, 1)

    @property
    def hours_left_text(self) -> str:
        """ "1.6 to 5.6 h", "up to 3 h", or nothing where none is left or none was estimated."""
        return say_left(self.hours_left)

    @property
    def sentence(self) -> str:
        if self.estimate is None:
            return f"{hours_together(self.minutes)} logged." if self.minutes else "Nothing logged yet."
        if not self.minutes:
            return f"Nothing logged yet. Estimate: {together(str(self.estimate))}."
        if self.is_closed or not self.hours_left_text:
            return f"{hours_together(self.minutes)} logged. Estimate: {together(str(self.estimate))}."
        return f"{self.logged_of_estimate} logged, {self.hours_left_text} left."

    @property
    def logged_of_estimate(self) -> str:
        """ "6.4 of 8 to 12 h"."""
        text = hours_together(self.minutes)
        return f"{text.removesuffix(together(' h'))} of {together(str(self.estimate))}" if self.estimate else text


def say_left(hours: HoursRange | None) -> str:
    """ "1.6 to 5.6 h", "up to 3 h", or nothing where none is left or none was estimated."""
    if hours is None or not hours.high:
        return ""
    return together(str(hours)) if hours.low else f"up to {together(str(HoursRange(hours.high, hours.high)))}"


def coarse(hours: HoursRange) -> HoursRange:
    """In whole hours: a sum of estimates is not known to the tenth."""
    return HoursRange((hours.low + 5) // 10 * 10, (hours.high + 5) // 10 * 10)
