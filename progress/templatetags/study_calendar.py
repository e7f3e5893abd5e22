"""The calendar of the hours page: a table with a column for each week and a cell for each day."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString

from lib.durations import format_minutes
from progress.hours.days import CALENDAR_WEEKS, day_name, week_start

FULL_DAY = 240  # minutes: from there on a day of the calendar is as dark as it gets
LEVELS = 10
register = template.Library()


@register.simple_tag
def study_calendar(minutes_by_day: Mapping[date, int], today: date) -> SafeString:
    """Render a row of months and one for each weekday, over whole weeks. The last one has today and its future days."""
    first = (week_start(today) - timedelta(weeks=CALENDAR_WEEKS - 1)).toordinal()
    columns = range(first, first + 7 * CALENDAR_WEEKS, 7)
    months = "".join(_month(date.fromordinal(monday)) for monday in columns)
    rows = [f"<tr><td></td>{months}</tr>"]
    for weekday in range(7):
        days = [date.fromordinal(monday + weekday) for monday in columns]
        cells = "".join(_cell(day, minutes_by_day.get(day, 0), day > today) for day in days)
        rows.append(f'<tr><th scope="row">{days[0]:%a}</th>{cells}</tr>')
    return SafeString("".join(rows))


@lru_cache(maxsize=1024)
def _month(monday: date) -> str:
    """Write the name of the month above its first whole week."""
    return f"<td>{f'<b>{monday:%b}</b>' if monday.day <= 7 else ''}</td>"


@lru_cache(maxsize=4096)
def _cell(day: date, minutes: int, is_ahead: bool) -> str:
    """Render one day. A day with study links to its details.

    Cached, and not a template, because half a year of them would take longer than the rest of the page.
    """
    if is_ahead:
        return "<td></td>"
    name = day_name(day)
    if not minutes:
        return f'<td><i title="{name}: nothing"></i></td>'
    level = min(LEVELS, -(-LEVELS * minutes // FULL_DAY))  # 1 for anything at all, 10 for a full day
    title = f"{name}: {format_minutes(minutes)}"
    return f'<td><a class="w{level}" href="?day={day.isoformat()}#day" title="{title}"></a></td>'
