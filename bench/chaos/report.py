"""The report: the figures of each fault, and what was found."""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Incident:
    """One fault. The seconds count from its end.

    Attributes:
        page_s: until a page was answered as usual.
        verdict_s: until a submission that was sent afterwards had its verdict.
        backlog_s: until every submission that was acknowledged before its end had its verdict. None: not yet when the
            next fault began.
        troubles: what /readyz said meanwhile.
        replies: how requests ended, from its begin until the next one's.
    """

    name: str
    seconds: float = 0.0
    page_s: float | None = None
    verdict_s: float | None = None
    backlog_s: float | None = None
    troubles: list[str] = field(default_factory=list)
    replies: dict[str, int] = field(default_factory=dict)
    has_said: bool = True

    def is_open(self, *, has_backlog: bool) -> bool:
        """Whether the site has not recovered yet."""
        return None in (self.page_s, self.verdict_s, *([self.backlog_s] if has_backlog else []))


def by_kind(incidents: Iterable[Incident]) -> dict[str, dict[str, Any]]:
    kinds: dict[str, list[Incident]] = {}
    for incident in incidents:
        kinds.setdefault(incident.name, []).append(incident)
    return {name: _row(kinds[name]) for name in sorted(kinds)}


def _row(incidents: list[Incident]) -> dict[str, Any]:
    replies = sum((Counter(incident.replies) for incident in incidents), Counter())
    return {
        "count": len(incidents),
        "seconds": round(sum(incident.seconds for incident in incidents), 1),
        **{name: _worst_and_median([getattr(incident, name) for incident in incidents])
           for name in ("page_s", "verdict_s", "backlog_s")},
        "readyz": sorted({problem for incident in incidents for problem in incident.troubles}),
        "replies": dict(replies),
    }  # fmt: skip


def _worst_and_median(values: list[float | None]) -> list[float | None]:
    """The median and the longest. None: it didn't come."""
    numbers = [value for value in values if value is not None]
    if len(numbers) < len(values):
        return [None, None]
    return [round(statistics.median(numbers), 1), round(max(numbers), 1)]


def table(report: dict[str, Any]) -> str:
    return "\n".join(_lines(report))


def _lines(report: dict[str, Any]) -> Iterator[str]:
    yield f"{'fault':22}{'times':>6}{'page':>12}{'verdict':>12}{'backlog':>12}  /readyz"
    for name, row in report["kinds"].items():
        cells = "".join(f"{_cell(row[figure]):>12}" for figure in ("page_s", "verdict_s", "backlog_s"))
        yield f"{name:22}{row['count']:>6}{cells}  {', '.join(row['readyz'])}"
    yield from (f"{name:22}  not here: {reason}" for name, reason in report["skipped"].items())
    yield ""
    for name in ("faults", "minutes", "acknowledged", "verdicts", "replies", "slowest_verdict_s"):
        yield f"{name:22}{report[name]}"
    for name in ("lost", "duplicates", "wrong", "our_fault", "unclear", "unsaid", "leftovers"):
        yield f"{name:22}{len(report[name])}"
        yield from (f"    {sentence}" for sentence in report[name][:20])


def _cell(pair: list[float | None]) -> str:
    return "never" if pair[0] is None else f"{pair[0]} ({pair[1]})"
