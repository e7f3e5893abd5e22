"""The fleet's figures of the last hour and day: times of waiting and running, and failures of ours.

A worker measures this every minute, because it reads every verdict of a day. Pages read the result from the cache.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

import structlog
from django.core.cache import cache
from django.utils import timezone
from redis import RedisError

from exercises.models import Submission, VerdictChoice
from exercises.submissions.rules import duration, percentile_of

log = structlog.get_logger(__name__)

KEY = "exercises.fleet-figures"
SECONDS = 24 * 3600
MAX_VERDICTS = 50_000  # of a day, the newest
MAX_FAILURES = 1000
MAX_KINDS = 20
MAX_KIND_CHARS = 160
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PHASES = {"wait": "queue", "run": "total"}  # our name, and the report's, in milliseconds


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one queue in one window, formatted: the median and the 95th percentile of each phase."""

    count: int
    percentiles: dict[str, tuple[str, str]]

    @property
    def wait(self) -> str:
        return self._range("wait")

    @property
    def run(self) -> str:
        return self._range("run")

    def _range(self, name: str) -> str:
        return " / ".join(self.percentiles[name]) if name in self.percentiles else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A kind of failure of ours: its message, who reported it, and how often."""

    message: str
    worker: str
    host: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetFigures:
    at: datetime
    is_cut: bool
    """Whether the day had more verdicts than were read."""
    hour: dict[str, Times]
    day: dict[str, Times]
    verdicts: dict[tuple[str, str], tuple[int, int]]
    """(All verdicts, failures of ours) in the last day, by the names of host and worker."""
    failures: list[Failure]

    def to_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "is_cut": self.is_cut,
            "hour": {queue: [times.count, times.percentiles] for queue, times in self.hour.items()},
            "day": {queue: [times.count, times.percentiles] for queue, times in self.day.items()},
            "verdicts": [[*names, *counts] for names, counts in self.verdicts.items()],
            "failures": [[kind.message, kind.worker, kind.host, kind.count] for kind in self.failures],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            at=datetime.fromisoformat(data["at"]),
            is_cut=data["is_cut"],
            hour={queue: Times(*values) for queue, values in data["hour"].items()},
            day={queue: Times(*values) for queue, values in data["day"].items()},
            verdicts={(host, worker): (total, faults) for host, worker, total, faults in data["verdicts"]},
            failures=[
                Failure(message=message, worker=worker, host=host, count=count)
                for message, worker, host, count in data["failures"]
            ],
        )


def measure_fleet() -> None:
    """Measure the figures and cache them for the pages. Two queries."""
    cache.set(KEY, _measure(timezone.now()).to_json(), SECONDS)


def fleet_figures() -> FleetFigures | None:
    """Return the newest figures. None: no worker has measured them yet, or the cache can't be reached."""
    try:
        data = cache.get(KEY)
    except RedisError as error:
        log.warning("fleet.no_figures", error=str(error))
        return None
    return FleetFigures.from_json(data) if data else None


def _measure(now: datetime) -> FleetFigures:
    recent = Submission.objects.filter(graded_at__gt=now - DAY).order_by("-graded_at")
    fields = ("queue", "graded_at", "verdict", "phases", "host__name", "worker")
    rows = list(recent.values_list(*fields)[: MAX_VERDICTS + 1])
    totals: Counter[tuple[str, str]] = Counter()
    faults: Counter[tuple[str, str]] = Counter()
    for _, _, verdict, _, host, worker in rows:
        totals[host or "", worker] += 1
        faults[host or "", worker] += verdict == VerdictChoice.INTERNAL
    return FleetFigures(
        at=now,
        is_cut=len(rows) > MAX_VERDICTS,
        hour=_times((queue, phases) for queue, at, _, phases, _, _ in rows if at > now - HOUR),
        day=_times((queue, phases) for queue, _, _, phases, _, _ in rows),
        verdicts={names: (total, faults[names]) for names, total in totals.items()},
        failures=_failures(now),
    )


def _times(rows: Iterable[tuple[str, dict[str, float]]]) -> dict[str, Times]:
    counts: Counter[str] = Counter()
    values: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for queue, phases in rows:
        counts[queue] += 1
        for name, phase in PHASES.items():
            if phase in phases:
                values[queue][name].append(phases[phase])
    return {
        queue: Times(count, {name: _both(times) for name, times in values[queue].items()})
        for queue, count in counts.items()
    }


def _both(milliseconds: Sequence[float]) -> tuple[str, str]:
    return duration(percentile_of(milliseconds, 50)), duration(percentile_of(milliseconds, 95))


def _failures(now: datetime) -> list[Failure]:
    faults = Submission.objects.filter(graded_at__gt=now - DAY, verdict=VerdictChoice.INTERNAL).order_by("-graded_at")
    counts: Counter[tuple[str, str, str]] = Counter()
    for message, worker, host in faults.values_list("message", "worker", "host__name")[:MAX_FAILURES]:
        counts[message.partition("\n")[0][:MAX_KIND_CHARS], worker, host or ""] += 1
    return [
        Failure(message=message, worker=worker, host=host, count=count)
        for (message, worker, host), count in counts.most_common(MAX_KINDS)
    ]
