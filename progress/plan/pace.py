"""The pace of the last weeks."""

from collections.abc import Sequence
from dataclasses import dataclass

from progress.durations import hours_together, tenths

LOOK_BACK_WEEKS = 12
BLOCK_WEEKS = 4  # with fewer, one week of holidays decides; with more, a recent change doesn't show


@dataclass(frozen=True)
class Pace:
    """Minutes a week, slow and fast, and whether they were logged or are only planned."""

    slow: int
    fast: int
    is_logged: bool

    @property
    def sentence(self) -> str:
        if not self.is_logged:
            return f"Based on your plan of {hours_together(self.fast)} a week, until you’ve logged four weeks."
        if tenths(self.slow) == tenths(self.fast):
            return f"Based on the {hours_together(self.fast)} a week you logged."
        return (
            f"Based on your last {LOOK_BACK_WEEKS} weeks: {hours_together(self.slow)} a week in your slowest four, "
            f"{hours_together(self.fast)} in your fastest."
        )


def pace_kept(weeks: Sequence[int], minutes_planned: int) -> Pace:
    """The mean of the slowest and of the fastest four weeks in a row.

    ``weeks`` are the minutes of each whole week, the oldest first, without the weeks spent in a pause. Means over four
    weeks, not quantiles over single ones: a finish months away averages over many weeks, good and bad.
    """
    recent = weeks[-LOOK_BACK_WEEKS:]
    if len(recent) < BLOCK_WEEKS:
        return Pace(minutes_planned, minutes_planned, is_logged=False)
    means = [sum(recent[i : i + BLOCK_WEEKS]) // BLOCK_WEEKS for i in range(len(recent) - BLOCK_WEEKS + 1)]
    return Pace(min(means), max(means), is_logged=True)
