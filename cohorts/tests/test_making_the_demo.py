"""The demo's story holds on every day, and its verdicts are the runner's."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.demo import demo_runs, make_demo
from cohorts.demo.people import BACKPROP, SUMMER
from cohorts.grid.queries import cohort_grid
from exercises.grading.catalogue_runs import catalogue_source, grade_catalogue


def test_it_tells_the_same_story_on_every_day_of_the_week(roadmap: None) -> None:
    for days in range(1, 7):
        today = timezone.localdate() - timedelta(days=days)
        cohort = make_demo(today=today, reports={})
        urgent = cohort_grid(cohort, now=timezone.now() - timedelta(days=days)).urgent
        names = [str(row.learner) for row in urgent]
        assert names == ["Grete Sommer", "Bilal Haddad"], today
        Cohort.objects.all().delete()
        User.objects.all().delete()


def test_it_refuses_to_run_on_a_site_with_people(ada: User, roadmap: None) -> None:
    with pytest.raises(CommandError, match="already has accounts"):
        call_command("demo")
    assert User.objects.count() == 1


def test_every_file_of_the_story_is_in_the_catalogue() -> None:
    for run in set(demo_runs()):
        assert catalogue_source(run), run


def test_the_verdicts_come_from_the_runner() -> None:
    """All of them, by one process."""
    reports = grade_catalogue(demo_runs())
    for attempt in set(demo_runs()):
        graded = reports[attempt]
        is_right = not attempt.file.startswith(("mistakes/", "starter"))
        assert graded["source"].startswith(("import", "from", "def")), attempt
        assert (graded["report"]["verdict"] == "passed") is is_right, attempt
        if attempt.file.startswith("mistakes/"):
            assert graded["report"]["mistake"]["name"] == attempt.file.removeprefix("mistakes/"), attempt


def test_one_reply_would_reach_five_learners() -> None:
    """They handed in the same mistake."""
    assert sum((BACKPROP, "mistakes/gradients_not_averaged") in person.tries for person in SUMMER) == 5
