"""A due week shows the day on which it ends, on each page and form, and to late joiners their own."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.cohort.queries import due_lines
from cohorts.marks.models import MarkRow, MarkScheme
from cohorts.marks.subjects import Subjects
from cohorts.plan.due_weeks import CohortPlan
from cohorts.plan.forms import week_text
from cohorts.plan.models import DueWeek, last_day
from curriculum.models import Phase, Topic
from progress.learners import progress_of
from progress.roadmap.roadmaps import curriculum

ClientOf = Callable[[User], Client]
START, WEEK = date(2026, 3, 2), 4
pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def phase(spring: Cohort) -> Phase:
    """The first one is due in week 4."""
    phase: Phase = Phase.objects.current()[0]
    DueWeek.objects.create(cohort=spring, phase=phase, week=WEEK)
    return phase


def own_week(member: Membership, week: int, **subject: Phase | Topic) -> None:
    DueWeek.objects.create(cohort=member.cohort, member=member, week=week, **subject)


def joined(learner: User, *, weeks: int) -> Membership:
    member = learner.memberships.select_related("cohort", "user").get()
    member.joined_on = START + timedelta(weeks=weeks)
    member.save()
    return member


def shown(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def test_the_form_of_the_plan_shows_it_beside_the_number(lena: User, phase: Phase, client_of: ClientOf) -> None:
    page = client_of(lena).get("/cohorts/spring/due-weeks/").text
    assert week_text(START, WEEK) in page
    assert f'data-start="{START}"' in page


@pytest.mark.parametrize("weeks", [0, 6])
def test_learner_and_mentor_see_the_learner_s_own_day(
    ada: User, emmy: User, phase: Phase, client_of: ClientOf, weeks: int
) -> None:
    joined(ada, weeks=weeks)
    day = shown(last_day(START, WEEK) + timedelta(weeks=weeks))
    assert day in client_of(ada).get("/cohorts/spring/about/").text
    assert day in client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/").text


def test_a_week_of_their_own_comes_before_the_cohort_s(
    ada: User, lena: User, phase: Phase, client_of: ClientOf
) -> None:
    member = joined(ada, weeks=0)
    own_week(member, WEEK + 5, phase=phase)
    [line] = due_lines(member.cohort, member)
    assert (line.week, line.is_own) == (WEEK + 5, True)
    assert [line.week for line in due_lines(member.cohort, None)] == [WEEK]
    assert week_text(START, WEEK) in client_of(lena).get("/cohorts/spring/due-weeks/").text


def test_their_pace_counts_by_it(ada: User, spring: Cohort, phase: Phase) -> None:
    member, course = joined(ada, weeks=0), curriculum()
    progress = progress_of([ada], course)[ada.pk]
    today = last_day(START, WEEK) + timedelta(days=1)
    behind, _ = CohortPlan(spring, course).ahead(progress, today, member=member)
    own_week(member, WEEK + 4, phase=phase)
    less_behind, _ = CohortPlan(spring, course).ahead(progress, today, member=member)
    assert behind < less_behind < 0
    other = Membership(cohort=spring, user=ada, joined_on=START)
    assert CohortPlan(spring, course).ahead(progress, today, member=other)[0] == behind


def test_an_own_week_of_the_phase_comes_before_the_cohort_s_of_its_topics(
    ada: User, spring: Cohort, phase: Phase
) -> None:
    member, course = joined(ada, weeks=0), curriculum()
    topic = course.topics[course.phase_topics[phase.pk][0]]
    DueWeek.objects.create(cohort=spring, topic=topic, week=1)
    own_week(member, WEEK + 4, phase=phase)
    plan = CohortPlan(spring, course)
    progress = progress_of([ada], course)[ada.pk]
    other = Membership(cohort=spring, user=ada, joined_on=START)
    today = START + timedelta(weeks=2)
    assert plan.ahead(progress, today, member=member)[0] > plan.ahead(progress, today, member=other)[0]


def test_marks_that_follow_due_weeks_follow_it(ada: User, spring: Cohort, phase: Phase) -> None:
    member, course = joined(ada, weeks=0), curriculum()
    topic = course.topics[course.phase_topics[phase.pk][0]]
    scheme = MarkScheme.objects.create(cohort=spring)
    MarkRow.objects.create(scheme=scheme, topic=topic, follows_due_week=True)
    own_week(member, WEEK + 3, phase=phase)
    subjects = Subjects(scheme, course)
    due = subjects.base_due(subjects.all[0], member)
    other = subjects.base_due(subjects.all[0], Membership(cohort=spring, user=ada, joined_on=START))
    assert due
    assert other
    assert (due.date(), other.date()) == (last_day(START, WEEK + 3), last_day(START, WEEK))
