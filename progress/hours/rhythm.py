"""How regular the weeks of study are."""

from collections.abc import Mapping
from datetime import date, timedelta

from progress.hours.rules import week_start

RHYTHM_WEEKS = 8
FIRST_WEEK = "Your first week of study."


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
