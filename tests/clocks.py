"""Draw the moment at which CI's tests begin, mostly one at which date arithmetic goes wrong.

``python -m tests.clocks`` prints it. It lies ahead, because exercises and curriculum have dates of their own.
"""

import random
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONES = ("UTC", "Europe/Berlin", "America/New_York")
TIMES = (time(0, 5), time(1, 30), time(2, 30), time(3, 10), time(12), time(23, 30))
DAYS_AHEAD = 5 * 366  # so there is a 29 February among them
_DAY = timedelta(days=1)


def _changes_offset(day: date, zone: ZoneInfo) -> bool:
    noon = datetime.combine(day, time(12), zone)
    return noon.utcoffset() != (noon - _DAY).utcoffset()


KINDS_OF_DAY: dict[str, Callable[[date, ZoneInfo], bool]] = {
    "a Monday": lambda day, _: day.weekday() == 0,
    "a Sunday": lambda day, _: day.weekday() == 6,
    "31 December": lambda day, _: (day.month, day.day) == (12, 31),
    "1 January": lambda day, _: (day.month, day.day) == (1, 1),
    "29 February": lambda day, _: (day.month, day.day) == (2, 29),
    "the last day of a month": lambda day, _: (day + _DAY).day == 1,
    "a change of daylight time": _changes_offset,
    "any day": lambda *_: True,
}


def draw(source: random.Random, now: datetime) -> tuple[str, datetime]:
    """Return a kind of day with its zone, and a moment on a day of that kind in the next five years."""
    kind, name = source.choice([*KINDS_OF_DAY]), source.choice(ZONES)
    zone = ZoneInfo(name if kind != "a change of daylight time" or name != "UTC" else "Europe/Berlin")
    ahead = [(now + (number + 2) * _DAY).date() for number in range(DAYS_AHEAD)]
    day = source.choice([day for day in ahead if KINDS_OF_DAY[kind](day, zone)])
    local = datetime.combine(day, source.choice(TIMES), zone).replace(fold=source.randrange(2))
    return f"{kind} in {zone.key}", local.astimezone(UTC).astimezone(zone)  # an hour that is left out becomes the next


if __name__ == "__main__":
    _kind, _moment = draw(random.SystemRandom(), datetime.now(UTC))
    sys.stderr.write(f"The tests begin on {_kind}: --clock {_moment.isoformat()}\n")
    sys.stdout.write(_moment.isoformat())
