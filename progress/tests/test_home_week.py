"""The home page's week: hours against the learner's own goal, and the days with study."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from progress.commitments.actions import set_commitment
from progress.commitments.queries import commitments_of
from progress.home.week import GOAL_REACHED, NOTHING_YET, PAUSED, HomeWeek, home_week
from progress.hours.actions import log_study
from progress.hours.days import days_of
from progress.log_line.study_line import StudyLine
from progress.plan.actions import add_pause, save_plan
from progress.plan.queries import plan_of
from progress.tests.conftest import plain

MONDAY = date(2026, 11, 23)
TODAY, WEEK, DAY = MONDAY + timedelta(days=2), timedelta(weeks=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("roadmap")


def week_of(learner: User) -> HomeWeek:
    days, plan = days_of(learner, since=MONDAY - 13 * WEEK), plan_of(learner)
    return home_week(days, plan, commitments_of(learner, days, plan, today=TODAY), today=TODAY)


def study(learner: User, day: date, minutes: int) -> None:
    log_study(learner=learner, study=StudyLine(minutes=minutes, kind="coding", day=day, topic_uid=None))


def test_it_compares_the_hours_with_the_goal(ada: User) -> None:
    set_commitment(learner=ada, minutes=420, days=3, today=MONDAY - WEEK)
    study(ada, MONDAY - DAY, 120)
    study(ada, MONDAY, 105)
    week = week_of(ada)
    assert (plain(week.hours), week.percent) == ("1.8 of 7 h", 25)
    assert plain(week.sentence) == "Studied on 1 of 3 days. Last week: 2 h."
    assert [day.minutes for day in week.days] == [105, 0, 0, 0, 0, 0, 0]


def test_the_goal_is_reached_by_hours_and_days(ada: User) -> None:
    set_commitment(learner=ada, minutes=60, days=2, today=MONDAY - WEEK)
    study(ada, MONDAY, 90)
    assert GOAL_REACHED not in week_of(ada).sentence
    study(ada, MONDAY + DAY, 5)
    assert GOAL_REACHED in week_of(ada).sentence


def test_without_a_goal_the_plan_counts_and_without_a_plan_nothing(ada: User) -> None:
    assert (week_of(ada).goal, week_of(ada).sentence) == (0, NOTHING_YET)
    save_plan(learner=ada, minutes_a_day=60, weekdays=[1, 2, 3, 4, 5], start=MONDAY - 10 * WEEK)
    assert week_of(ada).goal == 300


def test_a_paused_week_shows_as_such(ada: User) -> None:
    save_plan(learner=ada, minutes_a_day=60, weekdays=[1], start=ada.today)
    add_pause(learner=ada, first=MONDAY, last=MONDAY + DAY)
    assert week_of(ada).is_paused
    assert PAUSED in week_of(ada).sentence


def test_the_home_page_shows_it(ada: User, client_of: Callable[[User], Client]) -> None:
    set_commitment(learner=ada, minutes=300, days=3, today=ada.today - 2 * WEEK)
    study(ada, ada.today, 60)
    page = plain(client_of(ada).get("/").text)
    assert "1 of 5 h this week" in page
    assert f"{ada.today:%A}: 1 h" in page
