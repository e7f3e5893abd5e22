"""Durations as people read them, and ranges of hours and weeks, because estimates are never exact."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


def _figure(tenths: int) -> int | float:
    """10 tenths are 1, 5 tenths are 0.5: a whole number stays one."""
    return tenths // 10 if tenths % 10 == 0 else tenths / 10


@dataclass(frozen=True, slots=True)
class Range:
    """An interval from low to high, both included, in the unit of the subclass.

    Raises:
        ValueError: low is negative or above high.
    """

    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"A range runs from low to high and not below 0, but this is {self.low} to {self.high}")

    @classmethod
    def from_figures(cls, figures: list[int | float]) -> Self:
        """The range that the content files write as `[low, high]`."""
        low, high = (_whole_number(figure) for figure in figures)
        return cls(low, high)

    @property
    def ends(self) -> tuple[int, int]:
        return self.low, self.high

    @property
    def figures(self) -> list[int | float]:
        """`[low, high]` as the content files and the export write it."""
        return [self.low, self.high]

    def __str__(self) -> str:
        low, high = self.figures[0], self.figures[-1]
        return f"{low:g}" if low == high else f"{low:g} to {high:g}"


@dataclass(frozen=True, slots=True)
class HoursRange(Range):
    """Hours, stored in tenths so that sums stay exact: `HoursRange(80, 120)` is 8 to 12 hours."""

    @classmethod
    def from_figures(cls, figures: list[int | float]) -> Self:
        low, high = (_whole_number(figure * 10) for figure in figures)
        return cls(low, high)

    @classmethod
    def total(cls, ranges: Iterable["HoursRange"]) -> "HoursRange":
        """The sum, low ends and high ends apart; 0 h for none."""
        parts = list(ranges)
        return cls(sum(part.low for part in parts), sum(part.high for part in parts))

    @property
    def figures(self) -> list[int | float]:
        return [_figure(self.low), _figure(self.high)]

    def __str__(self) -> str:
        return f"{Range.__str__(self)} h"


@dataclass(frozen=True, slots=True)
class CountRange(Range):
    """A number of weeks or of months."""


@dataclass(frozen=True, slots=True)
class WeekSpan:
    """Numbered weeks of the roadmap, from the first to the last; `last` None means that it does not end."""

    first: int
    last: int | None = None

    def __post_init__(self) -> None:
        if self.first < 1 or (self.last is not None and self.last < self.first):
            raise ValueError(f"Weeks run from 1 upwards, first to last, but this is {self.first} to {self.last}")

    @classmethod
    def from_figures(cls, figures: list[int | float]) -> Self:
        """`[1, 2]` are weeks 1 and 2; `[24]` is from week 24 on."""
        return cls(*(_whole_number(figure) for figure in figures))

    @property
    def ends(self) -> tuple[int, int | None]:
        return self.first, self.last

    @property
    def figures(self) -> list[int]:
        return [self.first] if self.last is None else [self.first, self.last]

    def __str__(self) -> str:
        if self.last is None:
            return f"from week {self.first}"
        return f"week {self.first}" if self.first == self.last else f"weeks {self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Hours:
    """One estimate for each background."""

    refresher: HoursRange
    from_scratch: HoursRange

    @property
    def differ(self) -> bool:
        """Whether the two backgrounds have different estimates."""
        return self.refresher != self.from_scratch

    def __str__(self) -> str:
        """ "6 to 10 h", or both where they differ: the admin's lists show it."""
        if not self.differ:
            return str(self.refresher)
        return f"{self.refresher} as a refresher, {self.from_scratch} from scratch"


def _whole_number(figure: int | float) -> int:
    if figure != int(figure):
        raise ValueError(f"{figure} is not a whole number of the smallest unit")
    return int(figure)


MINUTES_IN_A_DAY = 24 * 60


def write_minutes(minutes: int) -> str:
    """90 -> "1h30": what the log line reads without a question."""
    return f"{minutes // 60}h{minutes % 60:02}" if minutes >= 60 else f"{minutes}m"


def format_minutes(minutes: int) -> str:
    """90 -> "1 h 30 min". What `find_durations` reads back as the same number."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def unbroken(text: str) -> str:
    """Replace spaces, so that "7.7 h" and "8 March" stay on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def tenths(minutes: int) -> int:
    """Minutes in tenths of an hour, half a tenth upward: what estimates are counted in."""
    return (minutes + 3) // 6


def format_hours(minutes: int) -> str:
    """384 -> "6.4 h"; whole hours lose the zero."""
    return f"{tenths(minutes) / 10:g} h"


def unbroken_hours(minutes: int) -> str:
    return unbroken(format_hours(minutes))
