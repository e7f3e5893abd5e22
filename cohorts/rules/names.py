"""How learners are called where several have the same name."""

from collections import Counter
from collections.abc import Sequence


def short_names(names: Sequence[str]) -> list[str]:
    """First names; the whole name where two share the first."""
    firsts = [name.split()[0] if name.split() else name for name in names]
    counts = Counter(firsts)
    return [name if counts[first] > 1 else first for name, first in zip(names, firsts, strict=True)]


def labels(people: Sequence[tuple[str, str]]) -> list[str]:
    """The name of each (name, address), with the address where two have the same name: names are free to choose.

    >>> labels([("Sam Hansen", "sam@a.org"), ("sam hansen", "sam@b.org"), ("Bo Li", "bo@a.org")])
    ['Sam Hansen (sam@a.org)', 'sam hansen (sam@b.org)', 'Bo Li']
    """
    counts = Counter(name.casefold() for name, _ in people)
    return [f"{name} ({address})" if counts[name.casefold()] > 1 else name for name, address in people]
