"""The plan and the reviews by REST: the same dates, weeks and order as on the pages."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import User
from curriculum.models import Criterion
from exercises.models import Exercise, Submission
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from progress.plan.actions import save_plan
from progress.plan.page import plan_page

ClientOf = Callable[[User], Client]
PLAN, REVIEWS = "/api/v1/plan/", "/api/v1/reviews/"


def test_the_plan_has_the_dates_and_the_weeks_of_its_page(roadmap: None, ada: User, api_of: ClientOf) -> None:
    client = api_of(ada)
    without = client.get(PLAN).json()
    save_plan(learner=ada, minutes_a_day=60, weekdays=range(1, 6), start=ada.today)
    with_one, page = client.get(PLAN).json(), plan_page(ada, today=ada.today)
    assert (without["weeks"], "hours a week?" in without["headline"]) == ([], True)
    assert with_one["headline"] == page.headline
    assert [week["monday"] for week in with_one["weeks"]] == [str(week.monday) for week in page.listed_weeks]
    assert with_one["weeks"][1]["minutes"] == 300
    assert sum(share["minutes"] for share in with_one["weeks"][1]["shares"]) == 300
    assert [phase["finish"] for phase in with_one["phases"]] == [phase.finish_text for phase in page.phases]


def test_what_is_due_comes_the_longest_due_first(
    roadmap: None, ada: User, carl: User, api_of: ClientOf, run: Callable[..., Submission]
) -> None:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    run(exercise, ada)
    Submission.objects.update(created_at=timezone.now() - timedelta(days=10))
    criterion = Criterion.objects.get(uid="phase-1.derive-gradient")
    answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES, note="")
    CriterionMark.objects.update(marked_at=timezone.now() - timedelta(days=5))
    rows = api_of(ada).get(REVIEWS).json()
    assert [(row["exercise"], row["title"]) for row in rows] == [
        (exercise.slug, exercise.title),
        (None, criterion.text),
    ]
    assert api_of(carl).get(REVIEWS).json() == []
