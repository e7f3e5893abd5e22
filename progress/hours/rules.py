"""Days and weeks of study."""

from collections.abc import Mapping
from datetime import date, timedelta

from progress.durations import MINUTES_IN_A_DAY, hours_together, say_minutes, together


class DayIsFullError(ValueError):
    """More than 24 h on one day; the text says so."""


def check_day_total(*, minutes_logged: int, minutes: int, day: date) -> None:
    """Raises DayIsFullError when ``minutes`` more than ``minutes_logged`` would make the day longer than a day."""
    if minutes_logged + minutes > MINUTES_IN_A_DAY:
        already = f"{day.day} {day:%B} already has {say_minutes(minutes_logged)} logged"
        raise DayIsFullError(f"{already}. Another {say_minutes(minutes)} would make more than 24 h.")


def week_start(day: date) -> date:
    """The Monday of that week."""
    return date.fromordinal(day.toordinal() - day.weekday())


def week_sentence(minutes_by_day: Mapping[date, int], *, today: date, minutes_planned: int = 0) -> str:
    """This week against what is planned for it, and the one before if it had any study.

    "This week: 4.5 of 7 h, on 3 days. Last week: 6 h." 0 planned is no plan.
    """
    monday = week_start(today)
    this = [minutes for day, minutes in minutes_by_day.items() if monday <= day < monday + timedelta(days=7)]
    before = sum(m for day, m in minutes_by_day.items() if monday - timedelta(days=7) <= day < monday)
    last = f" Last week: {hours_together(before)}." if before else ""
    if not this and not minutes_planned:
        return f"This week: nothing logged yet.{last}"
    hours = hours_together(sum(this))
    of = f"{hours.removesuffix(together(' h'))} of {hours_together(minutes_planned)}" if minutes_planned else hours
    days = f", on {len(this)} day{'' if len(this) == 1 else 's'}" if this else ""
    return f"This week: {of}{days}.{last}"
