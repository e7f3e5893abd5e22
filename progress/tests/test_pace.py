"""Plan and pace, without a database: what a rhythm allows, when the path is completed, what falls into which week."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.durations import HoursRange
from progress.forecast.forecast import Work, for_background, left_of
from progress.plan.rules import (
    NO_FINISH,
    ON_PLAN,
    PLAN_STARTS,
    Finish,
    Pace,
    Pause,
    PlanStanding,
    WeeklyPlan,
    describe_difference,
    pace_from_weeks,
    project,
)
from progress.plan.weeks_ahead import Task, schedule
from progress.tests.conftest import plain
from tests.figures import figures

MONDAY = date(2026, 11, 23)
FRIDAY = MONDAY + timedelta(days=4)
WEEKDAYS = (120, 120, 120, 120, 120, 0, 0)
HOURS = st.tuples(st.integers(0, 600), st.integers(0, 600)).map(lambda ends: HoursRange(min(ends), max(ends)))
DAYS = st.integers(-30, 400).map(lambda offset: MONDAY + timedelta(days=offset))
RHYTHMS = st.tuples(*[st.integers(0, 600)] * 7)
PAUSES = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 60)).map(
        lambda span: Pause(MONDAY + timedelta(days=span[0]), MONDAY + timedelta(days=sum(span)))
    ),
    max_size=4,
).map(tuple)


def never_later(projected: date | None, other: date | None) -> bool:
    """None is beyond every day."""
    return other is None or (projected is not None and projected <= other)


# ---------------------------------------------------------------- a plan


def test_a_plan_counts_its_weekdays_but_for_the_pauses() -> None:
    plan = WeeklyPlan(MONDAY, WEEKDAYS, (Pause(MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)),))
    assert plan.minutes_between(MONDAY, MONDAY + timedelta(weeks=2)) == 8 * 120
    assert plan.minutes_between(MONDAY - timedelta(weeks=1), MONDAY) == 0
    assert plan.minutes_in_week_of(MONDAY + timedelta(days=6)) == 3 * 120
    assert plan.minutes_in_week_of(MONDAY - timedelta(days=1)) == 0


def test_work_is_done_on_the_day_its_last_minute_fits() -> None:
    plan = WeeklyPlan(MONDAY, WEEKDAYS)
    assert plan.finish(MONDAY, [240, 1, 0, 359]) == [
        MONDAY + timedelta(days=1),
        MONDAY + timedelta(days=2),
        MONDAY + timedelta(days=2),
        FRIDAY,
    ]


def test_a_plan_without_time_never_finishes_and_nothing_to_do_is_done_today() -> None:
    assert WeeklyPlan(MONDAY, (0,) * 7).finish(MONDAY, [0, 1, 0]) == [MONDAY, None, None]


@given(rhythm=RHYTHMS, more=RHYTHMS, pauses=PAUSES, work=st.lists(st.integers(0, 5000), max_size=5))
def test_more_hours_never_finish_later(
    rhythm: tuple[int, ...], more: tuple[int, ...], pauses: tuple[Pause, ...], work: list[int]
) -> None:
    longer = tuple(a + b for a, b in zip(rhythm, more, strict=True))
    before = WeeklyPlan(MONDAY, rhythm, pauses).finish(MONDAY, work)
    after = WeeklyPlan(MONDAY, longer, pauses).finish(MONDAY, work)
    assert all(never_later(a, b) for a, b in zip(after, before, strict=True))


@given(rhythm=RHYTHMS, pauses=PAUSES, more=PAUSES, work=st.lists(st.integers(0, 5000), max_size=5))
def test_pauses_never_shorten(
    rhythm: tuple[int, ...], pauses: tuple[Pause, ...], more: tuple[Pause, ...], work: list[int]
) -> None:
    before = WeeklyPlan(MONDAY, rhythm, pauses).finish(MONDAY, work)
    after = WeeklyPlan(MONDAY, rhythm, pauses + more).finish(MONDAY, work)
    assert all(never_later(a, b) for a, b in zip(before, after, strict=True))


# ---------------------------------------------------------------- the pace that was kept


def test_under_four_whole_weeks_the_plan_speaks() -> None:
    assert pace_from_weeks([600, 600, 600], minutes_planned=480) == Pace(480, 480, is_logged=False)


def test_then_the_slowest_and_the_fastest_four_weeks_do() -> None:
    pace = pace_from_weeks([0, 0, 240, 240, 480, 480], minutes_planned=600)
    assert pace == Pace(120, 360, is_logged=True)
    assert figures(pace.sentence) == ["12", "2", "6"]


def test_weeks_of_a_year_ago_are_not_today_s_pace() -> None:
    assert pace_from_weeks([6000] * 40 + [300] * 12, minutes_planned=0) == Pace(300, 300, is_logged=True)


@given(
    weeks=st.lists(st.integers(0, 3000), min_size=4, max_size=20),
    more=st.integers(1, 3000),
    which=st.integers(0, 19),
    left=st.lists(HOURS, max_size=5),
)
def test_more_logged_hours_never_finish_later(weeks: list[int], more: int, which: int, left: list[HoursRange]) -> None:
    better = list(weeks)
    better[which % len(weeks)] += more
    before = project(MONDAY, left, pace_from_weeks(weeks, 0))
    after = project(MONDAY, left, pace_from_weeks(better, 0))
    for a, b in zip(after, before, strict=True):
        assert never_later(a.first, b.first)
        assert never_later(a.last, b.last)


@given(left=st.lists(HOURS, min_size=1, max_size=5), slow=st.integers(0, 900), more=st.integers(0, 900))
def test_an_interval_runs_forward_and_phase_after_phase(left: list[HoursRange], slow: int, more: int) -> None:
    finishes = project(MONDAY, left, Pace(slow, slow + more, is_logged=True))
    assert all(never_later(projected.first, projected.last) for projected in finishes)
    for projected, after in pairwise(finishes):
        assert never_later(projected.first, after.first)
        assert never_later(projected.last, after.last)


@pytest.mark.parametrize(
    ("finish", "expected"),
    [
        (Finish(date(2026, 12, 3), date(2027, 2, 1)), "3 December to 1 February 2027"),
        (Finish(date(2027, 2, 20), date(2027, 6, 1)), "20 February to 1 June 2027"),
        (Finish(date(2026, 12, 8), date(2026, 12, 30)), "8 to 30 December"),
        (Finish(date(2026, 12, 3), date(2026, 12, 3)), "3 December"),
        (Finish(date(2027, 3, 1), None), "1 March 2027 at the earliest"),
        (Finish(None, None), NO_FINISH),
        (Finish(MONDAY, MONDAY), "done"),
    ],
)
def test_a_finish_is_no_more_precise_than_its_range(finish: Finish, expected: str) -> None:
    assert plain(finish.range_text(MONDAY)) == expected


@pytest.mark.parametrize(
    ("first_days", "last_days", "expected"),
    [
        (12, 12, ["12 days later"]),
        (-1, -1, ["1 day sooner"]),
        (12, 40, ["12 to 40 days later"]),
        (-40, -1, ["1 to 40 days sooner"]),
        (1, -30, ["1 day later", "30 days sooner"]),
        (0, 5, ["the same", "5 days later"]),
        (0, 0, ["the same"]),
    ],
)
def test_another_finish_differs_by_days(first_days: int, last_days: int, expected: list[str]) -> None:
    before = Finish(MONDAY, MONDAY + timedelta(days=100))
    after = Finish(MONDAY + timedelta(days=first_days), MONDAY + timedelta(days=100 + last_days))
    sentence = plain(describe_difference(before, after))
    assert re.findall(r"(?:\d+ to )?\d+ days? \w+|the same", sentence) == expected


def test_a_finish_without_a_date_has_no_difference() -> None:
    assert describe_difference(Finish(MONDAY, None), Finish(MONDAY, MONDAY)) == ""


def test_a_figure_and_its_unit_and_a_day_and_its_month_stay_on_one_line() -> None:
    expected = PlanStanding(5280, 4818).sentence + " " + Finish(date(2027, 3, 8), date(2027, 7, 20)).range_text(MONDAY)
    assert re.findall(r"[\d.]+ (?!\d)\w+", expected) == []
    assert re.findall(r"[\d.]+\N{NO-BREAK SPACE}\w+", expected) == [
        "7.7\xa0h", "80.3\xa0of", "88\xa0h", "8\xa0March", "20\xa0July",
    ]  # fmt: skip


# ---------------------------------------------------------------- against the plan


@pytest.mark.parametrize(
    ("planned", "logged", "expected"),
    [
        (0, 0, PLAN_STARTS),
        (600, 615, ON_PLAN.format("10.3 of 10 h")),
        (600, 840, "You’re 4 h ahead of plan (14 of 10 h)."),
        (600, 450, "You’re 2.5 h behind plan (7.5 of 10 h)."),
    ],
)
def test_ahead_and_behind_are_in_hours(planned: int, logged: int, expected: str) -> None:
    assert plain(PlanStanding(planned, logged).sentence) == expected


def test_catching_up_takes_small_steps_or_a_restart() -> None:
    plan = WeeklyPlan(MONDAY, WEEKDAYS)
    assert PlanStanding(600, 600).catch_up_sentence(plan, MONDAY) == ""
    assert figures(PlanStanding(600, 400).catch_up_sentence(plan, MONDAY)) == ["10"]
    assert figures(PlanStanding(9000, 0).catch_up_sentence(plan, MONDAY)) == []  # only to restart
    assert PlanStanding(9000, 0).catch_up_sentence(plan, MONDAY)
    assert PlanStanding(9000, 0).catch_up_sentence(WeeklyPlan(MONDAY, (0,) * 7), MONDAY) == ""


# ---------------------------------------------------------------- the schedule


def test_tasks_fill_the_weeks_in_their_order() -> None:
    weeks = schedule(WeeklyPlan(MONDAY, WEEKDAYS), MONDAY, [Task("a", 400), Task("b", 300), Task("talk", 0)])
    assert [week.shares for week in weeks] == [(("a", 400), ("b", 200)), (("b", 100), ("talk", 0))]
    assert [week.monday for week in weeks] == [MONDAY, MONDAY + timedelta(weeks=1)]


def test_this_week_has_only_the_days_that_are_left_of_it() -> None:
    [first, *_] = schedule(WeeklyPlan(MONDAY, WEEKDAYS), FRIDAY, [Task("a", 400)])
    assert first.minutes == 120


def test_a_paused_week_is_listed_empty() -> None:
    holiday = Pause(MONDAY + timedelta(weeks=1), MONDAY + timedelta(days=13))
    weeks = schedule(WeeklyPlan(MONDAY, WEEKDAYS, (holiday,)), MONDAY, [Task("a", 700)])
    assert [week.is_paused for week in weeks] == [False, True, False]


@given(rhythm=RHYTHMS, pauses=PAUSES, minutes=st.lists(st.integers(0, 3000), max_size=8))
def test_no_minute_is_lost_and_no_week_is_overfull(
    rhythm: tuple[int, ...], pauses: tuple[Pause, ...], minutes: list[int]
) -> None:
    tasks = [Task(number, length) for number, length in enumerate(minutes)]
    weeks = schedule(WeeklyPlan(MONDAY, rhythm, pauses), MONDAY, tasks, max_weeks=2000)
    assert all(sum(share for _, share in week.shares) <= week.minutes for week in weeks)
    placed = {number: 0 for number, _ in enumerate(minutes)}
    for week in weeks:
        for number, share in week.shares:
            placed[number] += share
    if sum(rhythm):
        assert placed == dict(enumerate(minutes))


def test_nothing_is_planned_before_the_start() -> None:
    left, steady = [HoursRange(0, 0), HoursRange(70, 70)], Pace(7 * 60, 7 * 60, is_logged=True)
    now, later = (project(MONDAY, left, steady, start=MONDAY + timedelta(days=days)) for days in (-30, 30))
    assert [finish.last for finish in now] == [MONDAY, MONDAY + timedelta(days=6)]
    assert [finish.last for finish in later] == [MONDAY, MONDAY + timedelta(days=36)]


def test_no_week_before_the_plan_begins_is_listed() -> None:
    begins = MONDAY + timedelta(days=16)
    [week] = schedule(WeeklyPlan(begins, (60,) * 7), MONDAY, [Task("a", 60)])
    assert (week.monday, week.minutes) == (MONDAY + timedelta(days=14), 5 * 60)
    assert f"{begins.day} {begins:%B %Y}" in plain(PlanStanding(0, 90, begins).sentence)


# ---------------------------------------------------------------- what is left of the activities


def test_from_scratch_an_activity_grows_as_its_topics_do() -> None:
    numpy, python = HoursRange(80, 120), (HoursRange(80, 150), HoursRange(300, 500))
    assert for_background(numpy, [python]) == HoursRange(300, 400)
    assert for_background(numpy, [(python[0], python[0])]) == numpy
    assert for_background(numpy, []) == numpy


A, B, TALK = (Work("a", HoursRange(20, 40), (1,)), Work("b", HoursRange(10, 20), (1, 2)), Work("talk", None, (2,)))


def test_time_on_a_topic_fills_its_activities_one_after_the_other() -> None:
    assert left_of([A, B, TALK], {1: 270}, closed_topics=[]) == {
        "a": HoursRange(0, 0),
        "b": HoursRange(5, 15),
        "talk": HoursRange(0, 0),
    }


def test_an_activity_is_over_when_all_its_topics_are() -> None:
    assert left_of([A, B], {}, closed_topics=[1]) == {"a": HoursRange(0, 0), "b": HoursRange(10, 20)}
    assert left_of([A, B], {}, closed_topics=[1, 2])["b"] == HoursRange(0, 0)


@given(minutes=st.integers(0, 3000), more=st.integers(0, 600))
def test_logging_more_never_leaves_more_to_do(minutes: int, more: int) -> None:
    before = left_of([A, B], {1: minutes}, closed_topics=[])
    after = left_of([A, B], {1: minutes + more}, closed_topics=[])
    assert all(after[key].low <= before[key].low and after[key].high <= before[key].high for key in before)
