"""How many announcements a cohort may send within a day, at whatever times they are scheduled."""

from collections.abc import Iterable
from datetime import datetime, timedelta

DAY = timedelta(days=1)


def fits(at: datetime, others: Iterable[datetime], *, most: int) -> bool:
    """Whether one more at this time leaves at most so many within any 24 hours.

    >>> noon = datetime(2026, 3, 2, 12)
    >>> others = [noon + timedelta(hours=hours) for hours in (-20, -3, 5)]
    >>> fits(noon, others, most=3), fits(noon + DAY, others, most=3)
    (False, True)
    """
    times = sorted([at, *(other for other in others if abs(other - at) < DAY)])
    return all(sum(first <= time < first + DAY for time in times) <= most for first in times)
