"""The days of study as a calendar, and how regular they are."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from django.utils.safestring import SafeString

from progress.durations import say_minutes
from progress.rules.weeks import week_start

CALENDAR_WEEKS = 26
RHYTHM_WEEKS = 8
FULL_DAY = 240  # minutes: from there on a day of the calendar is as dark as it gets
LEVELS = 10
FIRST_WEEK = "Your first week of study."


def calendar_html(minutes_by_day: Mapping[date, int], *, today: date) -> SafeString:
    """Whole weeks from Monday, the last one with today and its future days."""
    first = (week_start(today) - timedelta(weeks=CALENDAR_WEEKS - 1)).toordinal()
    days = map(date.fromordinal, range(first, first + 7 * CALENDAR_WEEKS))
    return SafeString("".join(_cell(day, minutes_by_day.get(day, 0), day > today) for day in days))


@lru_cache(maxsize=4096)
def _cell(day: date, minutes: int, is_ahead: bool) -> str:
    """A day as HTML, with the month's name above its first whole week.

    Cached, and not a template, because half a year of them would take longer than the rest of the page.
    """
    level = min(LEVELS, -(-LEVELS * minutes // FULL_DAY))  # 0 for none, 1 for anything at all, 10 for a full day
    shade = "none" if is_ahead else f"w{level}" if level else ""
    label = f"{day:%A}, {day.day} {day:%B}: {say_minutes(minutes) if minutes else 'nothing'}"
    month = f"<b>{f'{day:%b}' if day.day <= 7 else ''}</b>" if day.weekday() == 0 else ""
    return f'{month}<i class="{shade}" title="{label}"></i>'


def rhythm_sentence(minutes_by_day: Mapping[date, int], *, today: date) -> str:
    """In how many of the last eight weeks there was study: a missed day breaks nothing. Empty before the first."""
    weeks_with_study = {week_start(day) for day, minutes in minutes_by_day.items() if minutes and day <= today}
    if not weeks_with_study:
        return ""
    this = week_start(today)
    since = max(min(weeks_with_study), this - timedelta(weeks=RHYTHM_WEEKS - 1))
    weeks = (this - since).days // 7 + 1
    if weeks == 1:
        return FIRST_WEEK
    count = sum(since <= week <= this for week in weeks_with_study)
    return f"You studied in {'each' if count == weeks else count} of the last {weeks} weeks."
