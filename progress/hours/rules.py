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


BALANCED_WITHIN = 5  # percentage points; a smaller difference isn't mentioned
NEXT_VERB = {"coding": "write some code", "reading": "read something", "watching": "watch a lecture"}


def shares(minutes: Mapping[str, int]) -> dict[str, int]:
    """Whole percents that add up to 100 (largest remainder); all 0 when nothing was logged."""
    total = sum(minutes.values())
    if not total:
        return dict.fromkeys(minutes, 0)
    percents = {kind: 100 * part // total for kind, part in minutes.items()}
    by_remainder = sorted(minutes, key=lambda kind: -(100 * minutes[kind] % total))
    for kind in by_remainder[: 100 - sum(percents.values())]:
        percents[kind] += 1
    return percents


def unstated_sentence(minutes: int) -> str:
    """What to add where some of the time has no kind: it counts for no share."""
    return f" {hours_together(minutes)} without a kind not counted." if minutes else ""


def balance_sentence(parts: Mapping[str, int], rule: Mapping[str, int], *, period: str = "") -> str:
    """The hours compared with the roadmap's rule, and a suggestion. ``period`` begins the sentence."""
    targets = ", ".join(together(f"{kind} {percent} %") for kind, percent in rule.items())
    if not any(parts.values()):
        return f"Target: {targets}."
    actual = ", ".join(together(f"{kind} {parts[kind]} %") for kind in rule)
    actual = f"{period}: {actual}" if period else actual[0].upper() + actual[1:]
    figures = "/".join(str(percent) for percent in rule.values())
    shortest = max(rule, key=lambda kind: rule[kind] - parts[kind])
    if rule[shortest] - parts[shortest] <= BALANCED_WITHIN:
        return f"{actual}. That matches the {figures} target."
    return f"{actual}. Target {figures}: {NEXT_VERB[shortest]} next."
