"""The burn-up chart: what was planned and logged since the plan began, and the projection as a cone."""

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from lib.durations import HoursRange
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine
from progress.plan.actions import save_plan
from progress.plan.burn_up import MAX_LINES, MAX_STEPS, SIDE, BurnUp, BurnUpChart, burn_up
from progress.plan.rules import Finish, Pace, Pause, WeeklyPlan, project, project_plan

START = date(2026, 9, 7)
TODAY = START + timedelta(weeks=8)
HOURS_LEFT = HoursRange(800, 1200)  # tenths: 80 to 120 h
HOURS = {START + timedelta(days=day): 60 for day in range(30)}


def chart_data(
    pace: Pace, hours_left: HoursRange = HOURS_LEFT, *, pauses: tuple[Pause, ...] = (), today: date = TODAY
) -> BurnUp | None:
    plan = WeeklyPlan(START, (60,) * 7, pauses)
    of_plan = project_plan(today, [hours_left], plan)
    finish = project(today, [hours_left], pace, pauses, START)[0] if pace.is_logged else of_plan[0]
    return burn_up(plan, HOURS, hours_left, pace, finish, today)


def test_today_has_what_the_standing_says() -> None:
    data = chart_data(Pace(300, 600, is_logged=True))
    assert data
    (point,) = [point for point in data.points if point.day == TODAY]
    assert (point.minutes_planned, point.minutes_logged) == (8 * 7 * 60, 30 * 60)
    assert (point.slow, point.fast) == (30 * 60, 30 * 60)  # the cone begins at the logged hours


@pytest.mark.parametrize("pauses", [(), (Pause(TODAY + timedelta(days=9), TODAY + timedelta(days=40)),)])
@pytest.mark.parametrize("pace", [Pace(300, 600, is_logged=True), Pace(420, 420, is_logged=False)])
def test_the_cone_ends_at_the_projected_dates(pace: Pace, pauses: tuple[Pause, ...]) -> None:
    data = chart_data(pace, pauses=pauses)
    assert data
    assert data.finish
    points = {point.day: point for point in data.points}
    assert data.finish.first
    assert data.finish.last == data.points[-1].day
    assert points[data.finish.first].fast == data.low == 30 * 60 + 6 * 800
    assert points[data.finish.last].slow == data.high == 30 * 60 + 6 * 1200
    before = [point for point in data.points if TODAY < point.day < data.finish.first]
    assert all(point.fast and point.fast < data.low for point in before)


def test_without_a_latest_date_the_cone_stays_open() -> None:
    data = chart_data(Pace(0, 600, is_logged=True))
    assert data
    assert data.points[-1].slow == 30 * 60
    assert BurnUpChart(data).cone


def test_without_a_pace_nothing_is_projected() -> None:
    data = chart_data(Pace(0, 0, is_logged=True))
    assert data
    assert {point.fast for point in data.points} == {None}
    assert BurnUpChart(data).cone == ""


def test_a_plan_that_begins_later_has_no_chart_yet() -> None:
    assert chart_data(Pace(420, 420, is_logged=False), today=START - timedelta(days=1)) is None


@given(
    slow=st.integers(0, 3000),
    more=st.integers(0, 3000),
    low=st.integers(0, 20_000),
    wider=st.integers(0, 20_000),
    weeks=st.integers(0, 300),
)
def test_it_always_fits(slow: int, more: int, low: int, wider: int, weeks: int) -> None:
    today = START + timedelta(weeks=weeks)
    data = chart_data(Pace(slow, slow + more, is_logged=True), HoursRange(low, low + wider), today=today)
    assert data
    chart = BurnUpChart(data)
    assert len(chart.rows) <= MAX_STEPS + 4
    assert len(chart.grid) <= MAX_LINES
    numbers = f"{chart.planned_line} {chart.logged_line} {chart.cone}".replace(",", " ").split()
    assert all(0 <= int(number) <= SIDE for number in numbers)


def test_the_plan_s_page_has_the_chart_and_its_numbers(ada: User, roadmap: None, client: Client) -> None:
    start = ada.today - timedelta(weeks=3)
    save_plan(learner=ada, minutes_a_day=60, weekdays=range(1, 8), start=start)
    study = StudyLine(minutes=90, kind="coding", day=start, topic_uid=None)
    log_study(learner=ada, study=study)
    client.force_login(ada)
    page = client.get("/plan/").text
    assert '<polygon class="cone" points="' in page
    assert "(today)</th>" in page
    assert "<td>1.5 h</td>" in page


def test_a_completed_roadmap_projects_nothing() -> None:
    plan = WeeklyPlan(START, (60,) * 7)
    data = burn_up(plan, HOURS, HoursRange(0, 0), Pace(60, 60, is_logged=True), Finish(TODAY, TODAY), TODAY)
    assert data
    assert BurnUpChart(data).cone == ""
