"""``python -m bench.pages [--json]``: queries and server time of each learner page, at 1, 10, 100 times the demo data.

Times are medians of this process's processor time, from request to response with all middleware, as in production
(DEBUG off). SQLite runs in this process, so this covers the whole response, and other work of the host isn't counted.
The target is 25 ms for every page at 100 times the data, and the same number of queries at each size. All pages take
turns, so a host that slows down in between slows all of them down.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

ROUNDS = 15
FACTORS = (1, 10, 100)
LEARNER = "nora@demo.descent.test"
THREAD = "00000000-0000-4000-8000-000000000000"  # the name of the learner's thread in the demo, here
PAGES = (
    "/", "/roadmap/", "/roadmap/phases/3/", "/roadmap/topics/transformers/", "/hours/", "/plan/", "/review/",
    "/checkpoints/", "/checkpoints/phase-3-checkpoint/", "/exercises/", "/exercises/two-layer-backprop/",
    "/exercises/two-layer-backprop/submissions/", "/questions/", "/questions/ask/?topic=transformers",
    f"/questions/{THREAD}/", "/account/data/", "/account/settings/",
)  # fmt: skip


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="how often each page is requested (default %(default)s)"
    )
    parser.add_argument("--database", help="the URL of an empty database (default: SQLite in a temporary folder)")
    options = parser.parse_args(argv)
    with _site(options.database):
        figures = list(measure(options.rounds))
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    else:
        sys.stdout.write(_as_text(figures))
    return 0


@contextmanager
def _site(database: str | None) -> Iterator[None]:
    """Set Django up on an empty database, by default in a folder of its own. Its broker is never used."""
    with tempfile.TemporaryDirectory() as var:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DESCENT_VAR": var}
        os.environ["DATABASE_URL"] = database or f"sqlite:///{Path(var) / 'bench.sqlite3'}"
        start_django()
        from django.apps import apps
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        if connection.introspection.table_names():
            raise RuntimeError("The database is not empty. Use another one, since this adds people to it.")

        # The tables as the models have them: their history would take a third of the whole time.
        settings.MIGRATION_MODULES = dict.fromkeys(app.label for app in apps.get_app_configs())
        call_command("migrate", run_syncdb=True, verbosity=0)
        for command in ("load_curriculum", "load_exercises"):
            call_command(command, verbosity=0)
        yield


def start_django() -> None:
    """Set Django up as in production, but with a cache in this process."""
    import django
    from django.conf import settings

    django.setup()
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def measure(rounds: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each page and size of the data."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.utils import timezone

    from cohorts.demo import make_demo
    from cohorts.threads.models import Thread

    make_demo(today=timezone.localdate(), reports={})
    Thread.objects.filter(learner__email=LEARNER).update(uid=THREAD)
    client = Client(raise_request_exception=True)
    client.force_login(get_user_model().objects.get(email=LEARNER))
    rows = 0
    for factor in FACTORS:
        multiply(factor - rows)
        rows = factor
        times = _median_ms(client, rounds)
        for page in PAGES:
            yield {"page": page, "rows": factor, "queries": _queries(client, page), "ms": round(times[page], 2)}


def multiply(times: int) -> None:
    """Add this many times a year of a learner's data: entries, submissions with checks, threads with comments."""
    from accounts.models import User
    from cohorts.threads.models import Comment, Thread
    from curriculum.models import Topic
    from exercises.models import CheckResult, Exercise, Submission
    from progress.hours.models import StudyEntry

    learner = User.objects.get(email=LEARNER)
    topics, exercises = list(Topic.objects.all()), list(Exercise.objects.all())
    from django.utils import timezone

    now = timezone.now()
    StudyEntry.objects.bulk_create(
        StudyEntry(learner=learner, topic=topics[number % len(topics)], kind="coding", minutes=5, time_zone="UTC",
                   day=now.date() - timedelta(days=number % 360))
        for number in range(46 * times)
    )  # fmt: skip
    submissions = Submission.objects.bulk_create(
        Submission(learner=learner, exercise=exercises[number % len(exercises)], source="def f(): ...\n" * 20,
                   state="done", verdict="passed" if number % 3 else "failed", graded_at=now, digest="0" * 16,
                   created_at=now - timedelta(hours=number))
        for number in range(20 * times)
    )  # fmt: skip
    CheckResult.objects.bulk_create(
        CheckResult(submission=submission, order=order, name=f"check{order}", title="A check", verdict="passed", ms=1)
        for submission in submissions
        for order in range(6)
    )
    threads = Thread.objects.bulk_create(
        Thread(learner=learner, is_request=True, topic=topics[number % len(topics)],
               opened_at=now - timedelta(days=number % 360 + 1))
        for number in range(5 * times)
    )  # fmt: skip
    Comment.objects.bulk_create(
        Comment(thread=thread, from_mentor=order % 2 == 1, text="Is it the *mean*, $\\frac1N \\sum_i$?",
                written_at=thread.opened_at + timedelta(hours=order))
        for thread in threads
        for order in range(4)
    )  # fmt: skip


def _median_ms(client: Any, rounds: int) -> dict[str, float]:
    """Measure each page in turns. The first round fills the caches and is not counted."""
    times: dict[str, list[float]] = {page: [] for page in PAGES}
    for number in range(rounds + 1):
        for page in PAGES:
            started_at = time.process_time()
            response = client.get(page)
            elapsed_ms = (time.process_time() - started_at) * 1000
            if response.status_code != 200:
                raise RuntimeError(f"{page} returned {response.status_code}")
            if number:
                times[page].append(elapsed_ms)
    return {page: statistics.median(times_ms) for page, times_ms in times.items()}


def _queries(client: Any, page: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return len(queries)


def _as_text(figures: list[dict[str, Any]]) -> str:
    lines = [f"{'page':46}{'data':>6}{'queries':>9}{'ms':>9}"]
    lines += [f"{row['page']:46}{row['rows']:>5}x{row['queries']:>9}{row['ms']:>9}" for row in figures]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
