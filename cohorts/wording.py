"""Numbers, days and names of learners in sentences."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

_IN_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def in_words(number: int) -> str:
    """Write numbers up to twelve as words, others in digits."""
    return _IN_WORDS[number] if number < len(_IN_WORDS) else str(number)


def days_ago(day: date, *, today: date) -> str:
    """
    >>> days_ago(date(2026, 3, 1), today=date(2026, 3, 3))
    '2 days ago'
    """
    return ago((today - day).days)


def ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def date_text(day: date) -> str:
    """
    >>> date_text(date(2026, 3, 8))
    '8 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def short_names(names: Sequence[str]) -> list[str]:
    """Return first names; the whole name where two share the first."""
    firsts = [name.split()[0] if name.split() else name for name in names]
    counts = Counter(firsts)
    return [name if counts[first] > 1 else first for name, first in zip(names, firsts, strict=True)]


def labels(people: Sequence[tuple[str, str]]) -> list[str]:
    """Return the name of each (name, address), with the address where two have the same name: names are free to choose.

    >>> labels([("Sam Hansen", "sam@a.org"), ("sam hansen", "sam@b.org"), ("Bo Li", "bo@a.org")])
    ['Sam Hansen (sam@a.org)', 'sam hansen (sam@b.org)', 'Bo Li']
    """
    counts = Counter(name.casefold() for name, _ in people)
    return [f"{name} ({address})" if counts[name.casefold()] > 1 else name for name, address in people]
