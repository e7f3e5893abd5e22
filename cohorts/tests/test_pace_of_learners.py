"""A mentor sees who is ahead of a plan or behind it, and when each learner should finish."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.grid.queries import cohort_grid
from cohorts.learner_page.queries import learner_page
from cohorts.needs.rules import FALLING_BEHIND, NeedKind
from cohorts.plan.models import DueWeek
from cohorts.plan.pace import LearnerPace
from cohorts.plan.rules import Basis
from cohorts.tests.conftest import Learner, Study
from curriculum.models import Phase, Topic
from progress.hours.models import StudyEntry
from progress.plan.models import StudyPause, StudyPlan
from progress.plan.page import plan_page
from progress.topic.models import MarkState, TopicMark


def pace_of(learner: User, cohort: Cohort) -> LearnerPace:
    member = cohort.memberships.learners().select_related("user", "cohort").get(user=learner)
    return learner_page(member, now=timezone.now()).pace


def plan(learner: User, *, days_ago: int = 14, minutes: int = 60) -> StudyPlan:
    start = timezone.now().astimezone(learner.zone).date() - timedelta(days=days_ago)
    return StudyPlan.objects.create(learner=learner, start=start, minutes_a_day=minutes, weekdays="1234567")


def joined(learner: User, *, days_ago: int) -> None:
    day = timezone.now().astimezone(learner.zone).date() - timedelta(days=days_ago)
    Membership.objects.filter(user=learner).update(joined_on=day)


@pytest.fixture
def due_last_week(ada: User, spring: Cohort, roadmap: None) -> DueWeek:
    """Phase 1 was due a week ago."""
    Cohort.objects.filter(pk=spring.pk).update(started_on=ada.today - timedelta(weeks=5))
    spring.refresh_from_db()
    return DueWeek.objects.create(cohort=spring, phase=Phase.objects.get(number=1), week=4)


def test_the_standing_and_the_finish_are_those_on_the_learners_own_plan(
    ada: User, spring: Cohort, study: Study
) -> None:
    plan(ada, days_ago=40)
    for days_ago in range(0, 90, 3):
        study(ada, "linear-algebra" if days_ago % 2 else "calculus", minutes=75, days_ago=days_ago)
    TopicMark.objects.create(learner=ada, topic=Topic.objects.get(uid="calculus"), state=MarkState.DONE)
    page = plan_page(ada, today=timezone.now().astimezone(ada.zone).date())
    pace = pace_of(ada, spring)
    assert page.standing
    assert pace.standing.minutes_ahead == page.standing.minutes_ahead
    assert pace.standing.basis == Basis.OWN
    assert pace.finish == page.finish


def test_without_any_plan_the_finish_follows_from_the_logged_hours(ada: User, spring: Cohort, study: Study) -> None:
    assert pace_of(ada, spring).finish is None
    for days_ago in range(0, 60, 2):
        study(ada, minutes=120, days_ago=days_ago)
    pace = pace_of(ada, spring)
    assert (pace.standing.basis, pace.standing.minutes_ahead) == (Basis.NONE, None)
    assert pace.finish_text


def test_the_cohorts_due_weeks_come_before_a_learners_own_plan(
    ada: User, spring: Cohort, due_last_week: DueWeek
) -> None:
    plan(ada, days_ago=0)
    joined(ada, days_ago=30)
    standing = pace_of(ada, spring).standing
    assert standing.basis == Basis.COHORT
    assert standing.is_behind
    assert standing.text.endswith("behind")


def test_a_closed_topic_counts_as_all_of_its_hours(ada: User, spring: Cohort, due_last_week: DueWeek) -> None:
    earlier_minutes = pace_of(ada, spring).standing.minutes_ahead
    calculus = Topic.objects.get(uid="calculus")
    TopicMark.objects.create(learner=ada, topic=calculus, state=MarkState.DONE)
    after = pace_of(ada, spring).standing.minutes_ahead
    hours = calculus.hours_for("refresher")
    assert earlier_minutes is not None
    assert after is not None
    assert hours
    assert after - earlier_minutes == 3 * (hours.low + hours.high)


def test_hours_beyond_an_estimate_do_not_count(ada: User, spring: Cohort, due_last_week: DueWeek, study: Study) -> None:
    for _ in range(5):
        study(ada, "calculus", minutes=1000)
    once = pace_of(ada, spring).standing.minutes_ahead
    study(ada, "calculus", minutes=600)
    assert pace_of(ada, spring).standing.minutes_ahead == once


def test_closing_every_due_topic_means_on_plan(ada: User, spring: Cohort, due_last_week: DueWeek) -> None:
    joined(ada, days_ago=35)
    for topic in Topic.objects.current():
        TopicMark.objects.create(learner=ada, topic=topic, state=MarkState.DONE)
    assert pace_of(ada, spring).standing.minutes_ahead == 0


def test_a_week_behind_is_shown_and_two_weeks_need_attention(ada: User, spring: Cohort, roadmap: None) -> None:
    joined(ada, days_ago=60)
    states = []
    for days in (6, 7, 13, 14):
        StudyPlan.objects.all().delete()
        plan(ada, days_ago=days)
        standing = pace_of(ada, spring).standing
        states.append((standing.is_behind, standing.shortfall is not None))
    assert states == [(False, False), (True, False), (True, False), (True, True)]


def test_learners_who_keep_their_own_hours_need_no_attention(ada: User, spring: Cohort, study: Study) -> None:
    joined(ada, days_ago=60)
    plan(ada, days_ago=60)
    for days_ago in range(1, 14, 2):
        study(ada, minutes=90, days_ago=days_ago)
    assert pace_of(ada, spring).standing.shortfall is None
    StudyEntry.objects.filter(day__lt=ada.today - timedelta(days=8)).update(minutes=60)
    shortfall = pace_of(ada, spring).standing.shortfall
    assert shortfall
    assert 0 < shortfall.minutes_done < shortfall.minutes_planned * 3 / 4


def test_a_pause_is_no_reason_for_attention(ada: User, spring: Cohort, roadmap: None) -> None:
    joined(ada, days_ago=60)
    today = timezone.now().astimezone(ada.zone).date()
    own_plan = plan(ada, days_ago=60)
    assert pace_of(ada, spring).standing.shortfall
    StudyPause.objects.create(plan=own_plan, first=today - timedelta(days=14), last=today)
    assert pace_of(ada, spring).standing.shortfall is None


def test_new_learners_are_not_behind(ada: User, spring: Cohort, roadmap: None) -> None:
    plan(ada, days_ago=40)
    joined(ada, days_ago=13)
    assert not pace_of(ada, spring).standing.is_behind
    joined(ada, days_ago=14)
    standing = pace_of(ada, spring).standing
    assert (standing.is_behind, standing.shortfall is not None) == (True, True)


def test_falling_behind_is_nothing_for_today(ada: User, spring: Cohort, study: Study) -> None:
    joined(ada, days_ago=60)
    plan(ada, days_ago=60)
    study(ada)
    page = cohort_grid(spring, now=timezone.now())
    [entry] = page.learners
    assert (entry.need.kind, entry.need.needs_attention, entry.need.is_urgent) == (NeedKind.BEHIND, True, False)
    assert not page.urgent
    assert FALLING_BEHIND in page.sentence


def test_the_queries_do_not_depend_on_the_number_of_learners(
    ada: User, spring: Cohort, study: Study, new_learner: Learner, due_last_week: DueWeek,
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    study(ada)
    cohort_grid(spring, now=timezone.now())  # reads the curriculum
    with django_assert_max_num_queries(13) as few:
        cohort_grid(spring, now=timezone.now())
    for number in range(15):
        learner = new_learner(spring, f"Learner{number} N")
        plan(learner)
        study(learner)
    with django_assert_num_queries(len(few)):
        cohort_grid(spring, now=timezone.now())
