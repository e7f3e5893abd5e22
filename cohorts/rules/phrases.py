"""Numbers and days in words."""

from datetime import date

_IN_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def in_words(number: int) -> str:
    """Up to twelve a word, then digits."""
    return _IN_WORDS[number] if number < len(_IN_WORDS) else str(number)


def days_ago(day: date, *, today: date) -> str:
    """
    >>> days_ago(date(2026, 3, 1), today=date(2026, 3, 3))
    '2 days ago'
    """
    return ago((today - day).days)


def ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
