"""``python -m bench.cohorts [--json]``: queries, server time and size of the mentors' pages.

Four rows for each page: for a cohort of 12, 40 and 500 learners, and for the last one beside 500 other cohorts of 100
learners. The learners are copies of the demo's, with twenty submissions each. Times are medians. A bare page is
requested before each page, and the ratio is to that page. One learner logs five minutes before each request.
``--database`` takes the URL of an empty database, such as PostgreSQL's on this host. ``--first`` measures what the
first request of the grid costs in a new process.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.cohort_data import add_crowd, add_submissions, copy_learners
from bench.pages import BASE_PAGE, _queries, _site

SIZES = (12, 40, 500)
ROUNDS = 9
GRID = "/cohorts/autumn/"
PAGES = (
    GRID, f"{GRID}?sort=pace", f"{GRID}?by=topic", f"{GRID}?by=exercise", f"{GRID}?by=exercise&phase=all",
    f"{GRID}?q=learner&show=attention", f"{GRID}grid.csv", "/", "/questions/queue/", f"{GRID}struggles/",
    f"{GRID}members/", f"{GRID}sign-offs/", f"{GRID}shared-replies/", f"{GRID}announcements/", f"{GRID}invitations/",
    "/cohorts/",
)  # fmt: skip
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.cohorts", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="how often each page is requested (default %(default)s)"
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="how many learners (default %(default)s)")
    parser.add_argument("--no-crowd", action="store_true", help="leave out the 500 other cohorts")
    parser.add_argument("--database", help="the URL of an empty database (default: SQLite in a temporary folder)")
    parser.add_argument("--first", action="store_true", help="measure the first request of a process instead")
    parser.add_argument("--paint", action="store_true", help="measure the first paint in Chromium instead")
    options = parser.parse_args(argv)
    with _site(options.database):
        rows = paint(max(options.sizes)) if options.paint else first(options) if options.first else measure(options)
        for figures in rows:
            sys.stdout.write(json.dumps(figures) + "\n" if options.json else _as_text(figures))
            sys.stdout.flush()
    return 0


def _as_text(figures: dict[str, Any]) -> str:
    if "paint_ms" in figures:
        return "{learners:>5} {page:40}{cells:>6} cells  paint {paint_ms:>5} ms  {tab_stops:>3} tab stops\n".format(
            **figures
        )
    if "first_ms" in figures:
        return "{learners:>5} first {first_ms:>6} ms, second {second_ms:>6} ms, bare {bare_ms:>5} ms\n".format(
            **figures
        )
    line = "{learners:>5} of {people:>6} {page:42}{queries:>3} queries {kb:>4} kB {ms:>7} ms, {ratio:>5} bare pages\n"
    return line.format(**figures)


def measure(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One row for each page and size of its cohort, and of the site."""
    from accounts.models import User

    cohort, originals, client = make_cohort()
    pages = [*PAGES, *_pages_of_rows(cohort, originals[0])]
    sizes = [*options.sizes, *([] if options.no_crowd else [None])]
    for size in sizes:
        if size:
            copy_learners(cohort, originals, size)
        else:
            add_crowd()
        _analyze()
        learners, people = cohort.memberships.learners().count(), User.objects.count()
        for page in pages:
            ms, base_ms, length = _times(client, page, options.rounds, originals[0])
            yield {
                "learners": learners, "people": people, "page": _UUID.sub("…", page),
                "queries": _queries(client, page), "kb": round(length / 1000), "ms": round(ms, 1),
                "bare_ms": round(base_ms, 1), "ratio": round(ms / base_ms, 1),
            }  # fmt: skip


def _pages_of_rows(cohort: Any, learner: Any) -> Iterator[str]:
    """A learner, one of their submissions, a sign-off, a thread about a topic, and one about a submission."""
    from django.urls import reverse

    from cohorts.models import Comment, SignOff, Thread
    from exercises.models import Submission

    run = Submission.objects.filter(learner=learner, mode="submit").order_by("pk")[0]
    thread = Thread.objects.create(learner=learner, cohort=cohort, submission=run, is_request=True)
    Comment.objects.create(thread=thread, from_mentor=False, text="Why?")
    yield reverse("cohorts:learner_detail", args=[cohort.slug, learner.uid])
    yield reverse("cohorts:submission_detail", args=[cohort.slug, learner.uid, run.uid])
    yield SignOff.objects.filter(cohort=cohort).order_by("pk")[0].get_absolute_url()
    yield cohort.threads.order_by("pk")[0].get_absolute_url()
    yield thread.get_absolute_url()


def make_cohort() -> tuple[Any, list[Any], Any]:
    """The demo's autumn cohort, its learners, and the browser of a mentor."""
    from django.test import Client
    from django.utils import timezone

    from cohorts.demo import make_demo

    cohort = make_demo(today=timezone.localdate(), reports={})
    originals = [member.user for member in cohort.memberships.learners().select_related("user")]
    add_submissions(originals)
    client = Client()
    client.force_login(cohort.memberships.staff()[0].user)
    return cohort, originals, client


def _analyze() -> None:
    """Update the statistics by which the database plans its queries."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _times(client: Any, page: str, rounds: int, learner: Any) -> tuple[float, float, int]:
    """The median times of the page and of the bare page, and the size of the page. The first round is not counted.

    They are processor time, so that what else the host does is not counted.
    """
    backends = _backends()
    times: dict[str, list[float]] = {BASE_PAGE: [], page: []}
    length = 0
    for _ in range(rounds + 1):
        _log(learner)
        for each in times:
            started_at = _processor_time(backends)
            response = client.get(each)
            times[each].append((_processor_time(backends) - started_at) * 1000)
            if response.status_code != 200:
                raise RuntimeError(f"{each} returned {response.status_code}")
            length = len(response.content)
    return statistics.median(times[page][1:]), statistics.median(times[BASE_PAGE][1:]), length


def _backends() -> list[Path]:
    """Where Linux says how long PostgreSQL's processes for this database ran. It has to be on this host.

    SQLite works within this process.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [Path(f"/proc/{pid}/schedstat") for (pid,) in cursor.fetchall()]


def _processor_time(backends: Sequence[Path]) -> float:
    """In seconds, of this process and the database's."""
    return time.process_time() + sum(int(path.read_text().split()[0]) for path in backends) / 1e9


def _log(learner: Any) -> None:
    """Log five minutes, so that a page finds something new."""
    from django.utils import timezone

    from progress.models import StudyEntry

    StudyEntry.objects.create(learner=learner, kind="reading", minutes=5, day=timezone.localdate(), time_zone="UTC")


def first(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One row for each size: `bench.first_request` in a process of its own."""
    cohort, originals, _ = make_cohort()
    for size in options.sizes:
        copy_learners(cohort, originals, size)
        _analyze()
        command = [sys.executable, "-m", "bench.first_request", cohort.slug]
        result = subprocess.run(command, check=True, capture_output=True, text=True)
        yield {"learners": size, **json.loads(result.stdout)}


def paint(learners: int) -> Iterator[dict[str, Any]]:
    from bench.paint import measure_paint

    cohort, originals, client = make_cohort()
    copy_learners(cohort, originals, learners)
    _analyze()
    yield from measure_paint(client, [page for page in PAGES if page.startswith(GRID) and "csv" not in page], learners)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
