"""A mentor who has seen a learner is reminded on a day, or when something new happens."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.grid.queries import cohort_grid
from cohorts.needs.queries import mentor_home
from cohorts.reminders.actions import restore_reminder, set_reminder
from cohorts.reminders.models import Reminder
from cohorts.tests.conftest import Study, Submit
from cohorts.threads.actions import open_thread
from lib.errors import RefusedError

ClientOf = Callable[[User], Client]


def urgent(cohort: Cohort, reader: User) -> list[User]:
    return [entry.learner for entry in cohort_grid(cohort, reader=reader, now=timezone.now()).urgent]


@pytest.fixture
def stuck_ada(ada: User, spring: Cohort, submit: Submit) -> User:
    for _ in range(3):
        submit(ada, at=timezone.now() - timedelta(hours=1))
    return ada


def test_the_learner_needs_no_attention_until_the_day(stuck_ada: User, emmy: User, lena: User, spring: Cohort) -> None:
    tomorrow = emmy.today + timedelta(days=1)
    assert urgent(spring, emmy) == [stuck_ada]
    set_reminder(person=emmy, learner=stuck_ada, cohort=spring, remind_on=tomorrow)
    assert urgent(spring, emmy) == []
    assert urgent(spring, lena) == [stuck_ada]  # nobody else's list changes
    Reminder.objects.update(remind_on=emmy.today)
    assert urgent(spring, emmy) == [stuck_ada]


def test_the_mentors_home_leaves_them_out_too(stuck_ada: User, emmy: User, spring: Cohort, submit: Submit) -> None:
    def labels() -> list[str]:
        return [line.label for needs in mentor_home(emmy, now=timezone.now()).cohorts for line in needs.lines]

    assert labels() == ["Ada"]
    set_reminder(person=emmy, learner=stuck_ada, cohort=spring, remind_on=emmy.today + timedelta(days=9))
    assert labels() == []
    submit(stuck_ada)
    assert labels() == ["Ada"]


def test_another_failure_brings_them_back(stuck_ada: User, emmy: User, spring: Cohort, submit: Submit) -> None:
    set_reminder(person=emmy, learner=stuck_ada, cohort=spring, remind_on=emmy.today + timedelta(days=9))
    submit(stuck_ada)
    assert urgent(spring, emmy) == [stuck_ada]


def test_a_question_brings_them_back(stuck_ada: User, emmy: User, spring: Cohort) -> None:
    set_reminder(person=emmy, learner=stuck_ada, cohort=spring, remind_on=emmy.today + timedelta(days=9))
    open_thread(
        person=stuck_ada, learner=stuck_ada, cohort=spring, about=None, text="Where am I wrong?", uid=stuck_ada.uid
    )
    assert urgent(spring, emmy) == [stuck_ada]


def test_more_study_does_not_bring_them_back(stuck_ada: User, emmy: User, spring: Cohort, study: Study) -> None:
    set_reminder(person=emmy, learner=stuck_ada, cohort=spring, remind_on=emmy.today + timedelta(days=9))
    study(stuck_ada)
    assert urgent(spring, emmy) == []


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_the_day_must_be_in_the_near_future(ada: User, emmy: User, spring: Cohort, days: int) -> None:
    with pytest.raises(RefusedError):
        set_reminder(person=emmy, learner=ada, cohort=spring, remind_on=emmy.today + timedelta(days=days))
    assert not Reminder.objects.exists()


def test_only_mentors_of_the_learner_can_set_one(ada: User, carl: User, spring: Cohort) -> None:
    with pytest.raises(PermissionDenied):
        set_reminder(person=carl, learner=ada, cohort=spring, remind_on=carl.today + timedelta(days=1))


def test_the_undo_brings_the_earlier_state_back(ada: User, emmy: User, spring: Cohort) -> None:
    first, second = emmy.today + timedelta(days=1), emmy.today + timedelta(days=5)
    undo_first = set_reminder(person=emmy, learner=ada, cohort=spring, remind_on=first)
    undo_second = set_reminder(person=emmy, learner=ada, cohort=spring, remind_on=second)
    restore_reminder(person=emmy, undo_token=undo_second)
    assert Reminder.objects.get().remind_on == first
    restore_reminder(person=emmy, undo_token=undo_first)
    restore_reminder(person=emmy, undo_token=undo_first)
    assert not Reminder.objects.exists()


def test_the_form_leads_back_to_the_same_learners(
    stuck_ada: User, emmy: User, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    address = f"/cohorts/spring/learners/{stuck_ada.uid}/reminder/"
    day = emmy.today + timedelta(days=3)
    wrong = client.post(address, {"remind_on": "31 February", "back": "show=stuck"})
    assert wrong.context["form"].errors
    answer = client.post(address, {"remind_on": day.isoformat(), "back": "show=stuck&evil=//elsewhere.test"})
    assert answer["Location"] == "/cohorts/spring/?show=stuck"
    page = client.get("/cohorts/spring/?show=seen")
    assert [row.learner for row in page.context["grid"].rows] == [stuck_ada]
