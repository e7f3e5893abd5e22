"""Learners who have completed the roadmap need no attention, however long they are inactive."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.grid.choice import GridChoice, LearnerFilter
from cohorts.grid.queries import cohort_grid
from cohorts.needs.queries import mentor_home
from cohorts.needs.rules import ROADMAP_COMPLETED
from cohorts.tests.conftest import Study, Submit
from curriculum.models import CheckpointKind, Criterion, Topic
from progress.checkpoints.models import CriterionMark
from progress.outline.outline import outline_for
from progress.plan.models import StudyPlan
from progress.topic.models import MarkState, TopicMark

LONG_AGO = timedelta(days=30)


@pytest.fixture
def completed(ada: User, spring: Cohort, study: Study) -> User:
    """Ada completed the roadmap a month ago."""
    study(ada, days_ago=LONG_AGO.days)
    at = timezone.now() - LONG_AGO
    for topic in Topic.objects.current():
        TopicMark.objects.create(learner=ada, topic=topic, state=MarkState.DONE, marked_at=at)
    for criterion in Criterion.objects.current().filter(checkpoint__kind=CheckpointKind.CHECKPOINT):
        CriterionMark.objects.create(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES, marked_at=at)
    Membership.objects.filter(user=ada).update(joined_on=ada.today - timedelta(days=90))
    return ada


def test_they_need_nobody_on_the_home_page_and_in_the_grid(completed: User, emmy: User, spring: Cohort) -> None:
    assert outline_for(completed).is_completed
    assert not mentor_home(emmy, now=timezone.now()).cohorts[0].lines
    grid = cohort_grid(spring, now=timezone.now())
    [entry] = grid.learners
    assert not entry.need.needs_attention
    assert entry.standing.text == "completed"
    assert ROADMAP_COMPLETED in grid.sentence
    assert not entry.is_in(LearnerFilter.SILENT)
    assert GridChoice().show == LearnerFilter.ALL


def test_their_own_plan_no_longer_counts(completed: User, spring: Cohort) -> None:
    start = completed.today - timedelta(days=60)
    StudyPlan.objects.create(learner=completed, start=start, minutes_a_day=60, weekdays="1234567")
    [entry] = cohort_grid(spring, now=timezone.now()).learners
    assert (entry.standing.is_behind, entry.need.needs_attention) == (False, False)


@pytest.mark.parametrize("kind", ["topic", "criterion"])
def test_one_open_topic_or_criterion_makes_them_inactive(
    completed: User, emmy: User, spring: Cohort, kind: str
) -> None:
    if kind == "topic":
        TopicMark.objects.filter(learner=completed, topic__uid="calculus").delete()
    else:
        CriterionMark.objects.filter(pk=CriterionMark.objects.filter(learner=completed).latest("pk").pk).delete()
    assert not outline_for(completed).is_completed
    [line] = mentor_home(emmy, now=timezone.now()).cohorts[0].lines
    [entry] = cohort_grid(spring, now=timezone.now()).learners
    assert entry.need.reason == line.reason


def test_they_can_still_be_stuck(completed: User, emmy: User, spring: Cohort, submit: Submit) -> None:
    for _ in range(3):
        submit(completed)
    assert cohort_grid(spring, now=timezone.now()).learners[0].need.is_urgent
    assert len(mentor_home(emmy, now=timezone.now()).cohorts[0].lines) == 1
