"""The due weeks of somebody who joined late begin when they joined, and the pages say so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.learner_page.queries import learner_page
from cohorts.plan.models import DueWeek
from cohorts.plan.standings import Standing
from curriculum.models import Phase

ClientOf = Callable[[User], Client]


@pytest.fixture
def cohort(ada: User, spring: Cohort, roadmap: None) -> Cohort:
    """It began ten weeks ago. Phase 1 was due after four."""
    Cohort.objects.filter(pk=spring.pk).update(started_on=ada.today - timedelta(weeks=10))
    spring.refresh_from_db()
    DueWeek.objects.create(cohort=spring, phase=Phase.objects.get(number=1), week=4)
    return spring


def standing_of(learner: User, cohort: Cohort, *, joined_after: int) -> Standing:
    """Return the standing of a learner who joined so many days after the start."""
    Membership.objects.filter(user=learner).update(joined_on=cohort.started_on + timedelta(days=joined_after))
    member = cohort.memberships.learners().select_related("user", "cohort").get(user=learner)
    return learner_page(member, now=timezone.now()).pace.standing


def test_their_plan_begins_on_the_day_they_joined(ada: User, cohort: Cohort) -> None:
    with_the_others = standing_of(ada, cohort, joined_after=6)
    late = standing_of(ada, cohort, joined_after=56)  # two of the four weeks have passed
    assert with_the_others.minutes_ahead
    assert late.minutes_ahead
    assert with_the_others.starts_late is None
    assert late.starts_late
    assert late.starts_late.week == 9
    assert late.minutes_ahead == pytest.approx(with_the_others.minutes_ahead / 2, abs=1)


def test_the_mentor_and_the_learner_read_since_when_it_counts(
    ada: User, emmy: User, cohort: Cohort, client_of: ClientOf
) -> None:
    start = standing_of(ada, cohort, joined_after=35).starts_late
    assert start
    assert start.sentence in client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/").text
    assert "in week 6" in client_of(emmy).get("/cohorts/spring/").text
    page = client_of(ada).get("/cohorts/spring/about/").text
    due = date_format(start.day + timedelta(days=27), "j M Y")
    assert f"due {due}" in page
    assert date_format(start.day, "j F Y") in page


def test_whoever_joins_in_the_first_week_has_the_dates_of_the_cohort(
    ada: User, emmy: User, cohort: Cohort, client_of: ClientOf
) -> None:
    standing_of(ada, cohort, joined_after=6)
    due = date_format(cohort.started_on + timedelta(days=27), "j M Y")
    for reader in (ada, emmy):
        assert f"due {due}" in client_of(reader).get("/cohorts/spring/about/").text
