"""``python -m bench.regrade [--json]``: how fast a regrade runs, and how long learners wait meanwhile.

A site of its own: broker, the web's worker and collector, one runner with two processes, all real. In one run:

1. the sustained rate: many learners' submissions at once, verdicts per second between the first and the last;
2. idle: a live submission now and then, from submitting to its recorded verdict;
3. the regrade: the same pace of live submissions while a dry run grades ``--submissions`` others.

With ``--regrade-worker`` regrades have a worker of their own at low priority: Compose's profile `regrade`.

Targets: the regrade at 0.8 of the sustained rate, and the live p95 below twice the idle p95.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from bench.site import bench_site, wait_until

SLUG = "scaled-dot-product-attention"
LEARNERS = 60


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.regrade", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--submissions", type=int, default=1_000, help="submissions in the regrade (default %(default)s)"
    )
    parser.add_argument(
        "--sustained", type=int, default=300, help="submissions for the sustained rate (default %(default)s)"
    )
    parser.add_argument("--idle", type=int, default=60, help="live submissions while idle (default %(default)s)")
    parser.add_argument(
        "--every", type=float, default=0.4, help="seconds between live submissions (default %(default)s)"
    )
    parser.add_argument("--database", default="", help="a URL; by default SQLite in a temporary folder")
    parser.add_argument("--regrade-worker", action="store_true", help="give regrades a worker of their own")
    options = parser.parse_args(argv)
    with bench_site(database=options.database, has_regrade_worker=options.regrade_worker):
        figures = measure(options)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.writelines(f"{name:22} {value}\n" for name, value in figures.items())
    return 0


def measure(options: argparse.Namespace) -> dict[str, Any]:
    from accounts.models import User
    from exercises.models import Exercise, Submission

    exercise = Exercise.objects.get(slug=SLUG)
    folder = Path(__file__).resolve().parent.parent / "exercises" / "catalog" / exercise.section / SLUG
    bench = Bench(
        exercise=exercise,
        source=(folder / "solution.py").read_text(encoding="utf-8"),
        learners=[User.objects.create(email=f"learner{n}@example.org", name=f"Learner {n}") for n in range(LEARNERS)],
        every_s=options.every,
    )
    bench.live(20, lambda: False)  # warm up the judges
    sustained_rate = bench.sustained_rate(options.sustained)
    idle = bench.live(options.idle, lambda: False)
    count = options.submissions
    Submission.objects.filter(exercise=exercise).delete()
    rate, live = bench.regrade(count)
    idle_p95, live_p95 = (_percentile([wait.verdict_ms for wait in waits], 0.95) for waits in (idle, live))
    return {
        "submissions": count,
        "database": "SQLite" if not options.database else options.database.partition(":")[0],
        "load_average": round(os.getloadavg()[0], 1),
        "sustained_per_s": round(sustained_rate, 1),
        "regrade_per_s": round(rate, 1),
        "regrade_of_sustained": round(rate / sustained_rate, 2),
        **_summary("idle", idle),
        **_summary("live", live),
        "live_over_idle_p95": round(live_p95 / idle_p95, 2),
    }


@dataclass(frozen=True, slots=True)
class Wait:
    """Milliseconds of a live submission until its verdict is recorded; of these, in the queue and in the runner."""

    verdict_ms: float
    queue_ms: float
    runner_ms: float

    @classmethod
    def of(cls, submission: Any) -> Self:
        verdict_ms = (submission.graded_at - submission.created_at).total_seconds() * 1000
        return cls(verdict_ms, submission.phases["queue"], submission.phases["total"])


def _summary(name: str, waits: Sequence[Wait]) -> dict[str, Any]:
    figures: dict[str, Any] = {f"{name}_count": len(waits)}
    for part in ("verdict_ms", "queue_ms", "runner_ms"):
        values = [getattr(wait, part) for wait in waits]
        figures |= {f"{name}_{part}_p50": round(_percentile(values, 0.5))}
        figures |= {f"{name}_{part}_p95": round(_percentile(values, 0.95))}
    return figures


class Bench:
    """Submits and regrades our own solution of one exercise."""

    def __init__(self, *, exercise: Any, source: str, learners: Sequence[Any], every_s: float) -> None:
        self.exercise, self.source, self.learners, self.every_s = exercise, source, learners, every_s
        self.number = 0

    def submit(self) -> Any:
        from exercises.actions import submit

        self.number += 1
        learner = self.learners[self.number % len(self.learners)]
        return submit(exercise=self.exercise, learner=learner, source=f"{self.source}# {self.number}\n", mode="submit")

    def live(self, count: int, is_over: Callable[[], bool]) -> list[Wait]:
        """Submit at a steady pace, ``count`` times or until ``is_over``. Returns the wait of each submission."""
        from exercises.models import Submission

        submissions: list[Submission] = []
        while len(submissions) < count and not is_over():
            submissions.append(self.submit())
            time.sleep(self.every_s)
        mine = Submission.objects.filter(pk__in=[one.pk for one in submissions])
        wait_until(lambda: not mine.waiting().exists())
        if mine.exclude(verdict="passed").exists():
            raise RuntimeError(f"our own solution was graded as {mine.exclude(verdict='passed')[0].verdict}")
        return [Wait.of(one) for one in mine]

    def sustained_rate(self, count: int) -> float:
        """Verdicts per second with a queue that is never empty."""
        from exercises.models import Submission

        keys = [self.submit().pk for _ in range(count)]
        mine = Submission.objects.filter(pk__in=keys)
        wait_until(lambda: not mine.waiting().exists())
        times: list[Any] = sorted(filter(None, mine.values_list("graded_at", flat=True)))
        busy = times[count // 5 :]  # while the first were graded, this process was still submitting
        return _rate(busy)

    def regrade(self, count: int) -> tuple[float, list[Wait]]:
        """Results per second, and how long the live submissions waited meanwhile."""
        from django.utils import timezone

        from exercises.actions import start_regrade
        from exercises.models import Regrade, Submission
        from exercises.regrade_scope import RegradeScope

        Submission.objects.bulk_create(
            Submission(
                exercise=self.exercise, learner=self.learners[number % len(self.learners)], state="done",
                verdict="passed", source=f"{self.source}# old {number}\n", digest="0" * 16, queue=self.exercise.queue,
                created_at=timezone.now() - timedelta(days=1), graded_at=timezone.now(),
            )
            for number in range(count)
        )  # fmt: skip
        regrade = start_regrade(person=None, scope=RegradeScope(exercise=SLUG))
        running = Regrade.objects.in_dry_run().filter(pk=regrade.pk)
        live = self.live(count, lambda: not running.exists())
        wait_until(lambda: not running.exists())
        if regrade.results.exclude(outcome="same").exists():
            raise RuntimeError("a regrade of our own solution changes a verdict")
        return _rate(sorted(regrade.results.values_list("graded_at", flat=True))), live


def _rate(times: Sequence[Any]) -> float:
    seconds: float = (times[-1] - times[0]).total_seconds()
    return (len(times) - 1) / seconds


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
