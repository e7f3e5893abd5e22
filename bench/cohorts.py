"""``python -m bench.cohorts [--json]``: queries, server time and size of a cohort's pages at 12, 40 and 500 learners.

The learners are copies of the demo's, with twenty submissions each. Times are as in `bench.pages`: medians of this
process's processor time, with a bare page before each of them. The ratio is to that page.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from bench.pages import BASE_PAGE, _queries, _site

SIZES = (12, 40, 500)
ROUNDS = 9
PAGES = (
    "/cohorts/autumn/", "/cohorts/autumn/?sort=pace", "/cohorts/autumn/?by=topic", "/cohorts/autumn/?by=exercise",
    "/cohorts/autumn/?by=exercise&phase=3", "/cohorts/autumn/?q=learner&show=attention", "/cohorts/autumn/grid.csv",
)  # fmt: skip


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.cohorts", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="how often each page is requested (default %(default)s)"
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="how many learners (default %(default)s)")
    options = parser.parse_args(argv)
    with _site():
        for figures in measure(options.sizes, options.rounds):
            line = "{learners:>5} {page:44}{queries:>4} queries {kb:>5} kB {ms:>7} ms {ratio:>6} times the bare page\n"
            sys.stdout.write(json.dumps(figures) + "\n" if options.json else line.format(**figures))
    return 0


def measure(sizes: Sequence[int], rounds: int) -> Iterator[dict[str, Any]]:
    """One row for each page and number of learners."""
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from cohorts.demo import make_demo

    cohort = make_demo(today=timezone.localdate(), reports={})
    originals = [member.user for member in cohort.memberships.learners().select_related("user")]
    add_submissions(originals)
    client = Client()
    client.force_login(cohort.memberships.staff()[0].user)
    for size in sizes:
        copy_learners(cohort, originals, size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for page in PAGES:
            ms, base_ms, length = _times(client, page, rounds)
            yield {
                "learners": size, "page": page, "queries": _queries(client, page), "kb": round(length / 1000),
                "ms": round(ms, 1), "bare_ms": round(base_ms, 1), "ratio": round(ms / base_ms, 1),
            }  # fmt: skip


def _times(client: Any, page: str, rounds: int) -> tuple[float, float, int]:
    """The medians of the page and of the bare one, and the length of the page. The first round is not counted."""
    times: dict[str, list[float]] = {BASE_PAGE: [], page: []}
    length = 0
    for _ in range(rounds + 1):
        for each in times:
            started_at = time.process_time()
            response = client.get(each)
            times[each].append((time.process_time() - started_at) * 1000)
            if response.status_code != 200:
                raise RuntimeError(f"{each} answers {response.status_code}")
            length = len(response.content)
    return statistics.median(times[page][1:]), statistics.median(times[BASE_PAGE][1:]), length


def copy_learners(cohort: Any, originals: Sequence[Any], size: int) -> None:
    """Until the cohort has so many: copies with hours, marks, answers, a plan and submissions of their own."""
    from accounts.models import User
    from cohorts.models import Membership
    from progress.models import CriterionMark, StudyEntry, StudyPlan, TopicMark

    for number in range(cohort.memberships.learners().count(), size):
        original = originals[number % len(originals)]
        learner = User.objects.create(
            email=f"learner{number}@example.org", name=f"Learner {number}", background=original.background,
            time_zone=original.time_zone,
        )  # fmt: skip
        Membership.objects.create(cohort=cohort, user=learner, role="learner", joined_on=cohort.started_on)
        for model in (StudyEntry, TopicMark, CriterionMark, StudyPlan):
            rows = list(model._default_manager.filter(learner=original))
            for row in rows:
                row.pk, row.learner = None, learner
                if hasattr(row, "uid"):
                    row.uid = uuid4()
            model._default_manager.bulk_create(rows)
        add_submissions([learner])


def add_submissions(learners: Sequence[Any]) -> None:
    """Twenty for each, of ten exercises: the first of each failed, the second passed."""
    from django.utils import timezone

    from exercises.models import CheckResult, Exercise, Submission

    now, exercises = timezone.now(), list(Exercise.objects.all())
    submissions = Submission.objects.bulk_create(
        Submission(learner=learner, exercise=exercises[(learner.pk + number // 2) % len(exercises)], source="x = 1\n",
                   state="done", verdict="passed" if number % 2 else "failed", graded_at=now, digest="0" * 16)
        for learner in learners
        for number in range(20)
    )  # fmt: skip
    CheckResult.objects.bulk_create(
        CheckResult(submission=submission, order=order, name=f"check{order}", title="A check", ms=1,
                    verdict="passed" if submission.verdict == "passed" or order < 2 else "failed")
        for submission in submissions
        for order in range(5)
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
