"""Backups in a folder: one file a day, of which the older ones make room."""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

NAME = re.compile(r"descent-(?P<day>\d{4}-\d{2}-\d{2})(?P<suffix>\.\w+)", re.ASCII)
UNFINISHED_NAME = re.compile(rf"\.{NAME.pattern}\.\w{{8}}(-journal)?", re.ASCII)  # as tempfile.mkstemp makes it
ABANDONED_AFTER_S = 24 * 3600

_PERIODS: tuple[Callable[[date], tuple[int, ...]], ...] = (
    lambda day: (day.toordinal(),),
    lambda day: day.isocalendar()[:2],
    lambda day: (day.year, day.month),
)


def name_of_today(suffix: str) -> str:
    """The name of a backup that is written now, by the date in UTC."""
    return f"descent-{datetime.now(UTC):%Y-%m-%d}{suffix}"


def days_to_keep(days: Iterable[date], counts: Sequence[int]) -> set[date]:
    """The newest day of each of the last so many days, weeks and months that have one.

    >>> sorted(str(day) for day in days_to_keep([date(2026, 11, number) for number in range(1, 31)], (2, 2, 1)))
    ['2026-11-29', '2026-11-30']
    """
    newest_days: set[date] = set()
    for period, count in zip(_PERIODS, counts, strict=True):
        newest = {period(day): day for day in sorted(days)}
        newest_days.update(sorted(newest.values(), reverse=True)[:count])
    return newest_days


def delete_old_backups(folder: Path, *, suffix: str, counts: Sequence[int]) -> list[Path]:
    """Delete the backups of this kind that are no longer kept, and what broken attempts left. Return the backups.

    Other files stay, whatever they are.
    """
    backups = {day: path for path in folder.iterdir() if (day := _day_of(path, suffix))}
    days = days_to_keep(backups, counts)
    old = [path for day, path in sorted(backups.items()) if day not in days]
    for path in [*old, *_leftovers(folder)]:
        path.unlink(missing_ok=True)
    return old


def _day_of(path: Path, suffix: str) -> date | None:
    match = NAME.fullmatch(path.name)
    if match is None or match["suffix"] != suffix or path.is_symlink() or not path.is_file():
        return None
    try:
        return date.fromisoformat(match["day"])
    except ValueError:
        return None


def _leftovers(folder: Path) -> list[Path]:
    """The unfinished files of backups that were killed. One that is being written has just changed."""
    latest = time.time() - ABANDONED_AFTER_S
    return [path for path in folder.glob(".descent-*") if _is_unfinished(path) and path.stat().st_mtime < latest]


def _is_unfinished(path: Path) -> bool:
    return UNFINISHED_NAME.fullmatch(path.name) is not None and path.is_file() and not path.is_symlink()
