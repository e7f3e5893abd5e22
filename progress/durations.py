"""Durations as people read them. Minutes are whole; hours in estimates are tenths."""

MINUTES_IN_A_DAY = 24 * 60


def write_minutes(minutes: int) -> str:
    """90 -> "1h30": what the log line reads without a question."""
    return f"{minutes // 60}h{minutes % 60:02}" if minutes >= 60 else f"{minutes}m"


def format_minutes(minutes: int) -> str:
    """90 -> "1 h 30 min". What `find_durations` reads back as the same number."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def unbroken(text: str) -> str:
    """Replace spaces, so that "7.7 h" and "8 March" stay on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def tenths(minutes: int) -> int:
    """Minutes in tenths of an hour, half a tenth upward: what estimates are counted in."""
    return (minutes + 3) // 6


def format_hours(minutes: int) -> str:
    """384 -> "6.4 h"; whole hours lose the zero."""
    return f"{tenths(minutes) / 10:g} h"


def unbroken_hours(minutes: int) -> str:
    return unbroken(format_hours(minutes))
