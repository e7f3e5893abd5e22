"""``python -m bench.soak [--json]``: many jobs through one runner, to see what grows.

A site of its own: broker, the web's worker and collector, one runner with two processes, all real. With late
acknowledgement, Celery's prefetch counter on Redis leaks: the worker takes more and more jobs that it can't start
(celery#9913). Nothing outside a worker can read its counter, so this reads what it does: how many jobs the runner holds
at once, at most, in each stretch. Two are right for two processes. It also reads the runner's memory after each
stretch, its rate, and how much processor time a verdict takes in the runner and in the collector.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.load import cpu_seconds
from bench.site import bench_site, wait_until

SLUG = "dead-relus"
LEARNERS, WAITING = 60, 200
EVERY_S = 0.05


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--jobs", type=int, default=20_000, help="in all (default %(default)s)")
    parser.add_argument("--stretch", type=int, default=2_000, help="jobs in a stretch (default %(default)s)")
    options = parser.parse_args(argv)
    stretches = []
    with bench_site() as supervisor:
        pids = {name: supervisor.running[name].pid for name in ("runner", "reports")}
        for stretch in Soak(pids).run(options.jobs, options.stretch):
            stretches.append(asdict(stretch))
            if not options.json:
                sys.stdout.write(f"{stretch}\n")
                sys.stdout.flush()
    if options.json:
        sys.stdout.write(json.dumps(stretches, indent=2) + "\n")
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What was seen while a number of jobs were graded."""

    jobs: int
    verdicts_per_s: float
    most_held: int
    """Jobs that the runner had taken and not acknowledged, at most."""
    memory_mb: int
    """Of the runner's processes, without what they share."""
    runner_cpu_ms: float
    """Processor time of the runner's processes and cells for each job."""
    collector_cpu_ms: float


class Soak:
    """Submits our own solution of one exercise again and again, so that jobs always wait.

    ``pids`` are the first processes of the runner and of the collector.
    """

    def __init__(self, pids: Mapping[str, int]) -> None:
        from accounts.models import User
        from exercises.models import Exercise, RunnerHost

        self._pids = pids
        self._host = RunnerHost.objects.get().host
        self._exercise = Exercise.objects.get(slug=SLUG)
        folder = Path(__file__).resolve().parent.parent / "exercises" / "catalog" / self._exercise.section / SLUG
        self._source = (folder / "solution.py").read_text(encoding="utf-8")
        self._learners = [User.objects.create(email=f"soak{n}@example.org", name=f"Soak {n}") for n in range(LEARNERS)]
        self._number = 0

    def run(self, jobs: int, stretch: int) -> Iterator[Stretch]:
        for first in range(0, jobs, stretch):
            yield self._stretch(min(stretch, jobs - first))

    def _stretch(self, jobs: int) -> Stretch:
        counts, is_over = [0], threading.Event()
        watch = threading.Thread(target=self._watch, args=(counts, is_over))
        watch.start()
        started_at, cpu_before = time.monotonic(), self._cpu_seconds()
        for _ in range(jobs):
            if self._number % (WAITING // 2) == 0:
                wait_until(lambda: self._waiting() < WAITING)
            self._submit()
        wait_until(lambda: not self._waiting())
        seconds = time.monotonic() - started_at
        cpu_ms = {name: (after - cpu_before[name]) * 1000 for name, after in self._cpu_seconds().items()}
        is_over.set()
        watch.join()
        self._forget()
        return Stretch(
            jobs=jobs,
            verdicts_per_s=round(jobs / seconds, 1),
            most_held=max(counts),
            memory_mb=self._memory_mb(),
            runner_cpu_ms=round(cpu_ms["runner"] / jobs, 1),
            collector_cpu_ms=round(cpu_ms["reports"] / jobs, 1),
        )

    def _submit(self) -> None:
        from exercises.actions import submit

        self._number += 1
        learner = self._learners[self._number % LEARNERS]
        submit(exercise=self._exercise, learner=learner, source=f"{self._source}# {self._number}\n", mode="submit")

    def _waiting(self) -> int:
        from exercises.models import Submission

        return Submission.objects.waiting().count()

    def _forget(self) -> None:
        """Raises RuntimeError at a verdict that isn't right, and deletes the rows: only the runner is to be soaked."""
        from exercises.models import Submission

        wrong = Submission.objects.exclude(verdict="passed").values_list("verdict", flat=True)
        if wrong:
            raise RuntimeError(f"our own solution was graded as {wrong[0]}")
        Submission.objects.all().delete()

    def _watch(self, counts: list[int], is_over: threading.Event) -> None:
        from exercises.broker import client
        from exercises.grading import unacked_keys

        key = unacked_keys(self._host)["unacked_key"]
        while not is_over.wait(EVERY_S):
            counts.append(client().hlen(key))

    def _memory_mb(self) -> int:
        from bench.processes import offspring

        runner = self._pids["runner"]
        return sum(map(_private_kb, (runner, *offspring(runner)))) // 1024

    def _cpu_seconds(self) -> dict[str, float]:
        return {name: cpu_seconds(pid) for name, pid in self._pids.items()}


def _private_kb(pid: int) -> int:
    """The memory that would be free if this process ended."""
    lines: Sequence[str] = ()
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it has ended, as cells do
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
