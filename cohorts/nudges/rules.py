"""Rules for when learners are reminded of an answer, and when a quiet thread closes."""

from collections.abc import Collection
from datetime import timedelta

MAX_NUDGES = 5
MAX_NUDGE_DAYS = 365
LAST_CALL = timedelta(days=7)  # between the last reminder and the closing


def read_days(text: str) -> list[int]:
    """Parse a list of days such as "7, 14", in order. Raises ValueError unless there are one to five of 1 to 365.

    >>> read_days("14, 7 7")
    [7, 14]
    """
    words = text.replace(",", " ").split()
    if not all(word.isascii() and word.isdigit() and len(word) <= 3 for word in words):
        raise ValueError(text)
    days = sorted({int(word) for word in words})
    if not 1 <= len(days) <= MAX_NUDGES or not 1 <= days[0] <= days[-1] <= MAX_NUDGE_DAYS:
        raise ValueError(text)
    return days


def days_text(days: Collection[int]) -> str:
    """
    >>> days_text([7, 14])
    '7, 14'
    """
    return ", ".join(str(day) for day in sorted(days))


def last_call(close_days: int) -> timedelta:
    """Return how long before the closing a learner is reminded at the latest.

    >>> last_call(28).days, last_call(6).days
    (7, 3)
    """
    return min(LAST_CALL, timedelta(days=close_days) / 2)
