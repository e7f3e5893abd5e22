"""Scales of a plot: from numbers to lengths, with ticks at round numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lib.charts.parsing import format_number

TICKS = 5  # about as many on an axis
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
MIN_SPAN = 1e-290  # below it, steps would be too small for floating-point numbers

Tick = tuple[float, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """``low`` lies at ``start``, ``high`` at ``end``. A logarithmic one has the logarithms of its numbers."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False

    def place(self, value: float) -> float:
        share = ((math.log10(value) if self.is_log else value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self, unit: float = 0.0) -> list[Tick]:
        """The place and the text of each tick. With a ``unit``, they are at multiples of it."""
        if self.is_log:
            exponents = range(math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9) + 1)
            every = math.ceil(len(exponents) / (TICKS + 1)) or 1
            return [(self.place(10.0**n), _power(n)) for n in exponents[::every]]
        span = self.high - self.low
        step = unit * math.ceil(round_step(span / unit)) if unit else round_step(span)
        first = math.ceil(self.low / step - 1e-9)
        count = math.floor(self.high / step + 1e-9) - first + 1
        values = [float(f"{(first + n) * step:.12g}") for n in range(count)]
        return [(self.place(value), format_number(value, 6)) for value in values]


def _power(exponent: int) -> str:
    """
    >>> _power(-12), _power(2)
    ('10⁻¹²', '100')
    """
    if -3 <= exponent <= 3:
        return format_number(10.0**exponent, 4)
    return f"10{str(exponent).translate(SUPERSCRIPTS)}"


def round_step(span: float) -> float:
    """A round distance that goes about TICKS times into the span.

    >>> round_step(100), round_step(0.9)
    (20.0, 0.2)
    """
    least = max(span, MIN_SPAN) / TICKS
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in ROUND_STEPS if factor * power * (1 + 1e-9) >= least)


def round_ends(values: Sequence[float], *, from_zero: bool = False) -> tuple[float, float]:
    """Ends at round numbers around the values."""
    low, high = min(values), max(values)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < MIN_SPAN:
        low, high = low - 1.0, high + 1.0
    step = round_step(high - low)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
