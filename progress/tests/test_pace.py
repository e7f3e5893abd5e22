"""Plan and pace, without a database: what a rhythm allows, when the way is walked, what falls into which week."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.ranges import HoursRange
from progress import pace
from progress.pace import Finish, Pace, Pause, Plan, Standing, Task, Work
from progress.tests.conftest import plain

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


def never_later(one: date | None, other: date | None) -> bool:
    """None is beyond every day."""
    return other is None or (one is not None and one <= other)


# ---------------------------------------------------------------- a plan


def test_a_plan_counts_its_weekdays_but_for_the_pauses() -> None:
    plan = Plan(MONDAY, WEEKDAYS, (Pause(MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)),))
    assert plan.minutes_between(MONDAY, MONDAY + timedelta(weeks=2)) == 8 * 120
    assert plan.minutes_between(MONDAY - timedelta(weeks=1), MONDAY) == 0
    assert plan.minutes_in_week_of(MONDAY + timedelta(days=6)) == 3 * 120
    assert plan.minutes_in_week_of(MONDAY - timedelta(days=1)) == 0


def test_work_is_done_on_the_day_its_last_minute_fits() -> None:
    plan = Plan(MONDAY, WEEKDAYS)
    assert plan.finish(MONDAY, [240, 1, 0, 359]) == [
        MONDAY + timedelta(days=1),
        MONDAY + timedelta(days=2),
        MONDAY + timedelta(days=2),
        FRIDAY,
    ]


def test_a_plan_without_time_never_finishes_and_nothing_to_do_is_done_today() -> None:
    assert Plan(MONDAY, (0,) * 7).finish(MONDAY, [0, 1, 0]) == [MONDAY, None, None]


@given(rhythm=RHYTHMS, more=RHYTHMS, pauses=PAUSES, work=st.lists(st.integers(0, 5000), max_size=5))
def test_more_hours_never_finish_later(
    rhythm: tuple[int, ...], more: tuple[int, ...], pauses: tuple[Pause, ...], work: list[int]
) -> None:
    longer = tuple(a + b for a, b in zip(rhythm, more, strict=True))
    before = Plan(MONDAY, rhythm, pauses).finish(MONDAY, work)
    after = Plan(MONDAY, longer, pauses).finish(MONDAY, work)
    assert all(never_later(a, b) for a, b in zip(after, before, strict=True))


@given(rhythm=RHYTHMS, pauses=PAUSES, more=PAUSES, work=st.lists(st.integers(0, 5000), max_size=5))
def test_pauses_never_shorten(
    rhythm: tuple[int, ...], pauses: tuple[Pause, ...], more: tuple[Pause, ...], work: list[int]
) -> None:
    before = Plan(MONDAY, rhythm, pauses).finish(MONDAY, work)
    after = Plan(MONDAY, rhythm, pauses + more).finish(MONDAY, work)
    assert all(never_later(a, b) for a, b in zip(before, after, strict=True))


# ---------------------------------------------------------------- the pace that was kept


def test_under_four_whole_weeks_the_plan_speaks() -> None:
    assert pace.pace_kept([600, 600, 600], planned=480) == Pace(480, 480, is_logged=False)


def test_then_the_slowest_and_the_fastest_four_weeks_do() -> None:
    kept = pace.pace_kept([0, 0, 240, 240, 480, 480], planned=600)
    assert kept == Pace(120, 360, is_logged=True)
    assert plain(kept.sentence) == (
        "By what you logged: 2 h a week in your slowest four weeks of the last 12, 6 h in your fastest."
    )


def test_weeks_of_a_year_ago_are_not_today_s_pace() -> None:
    assert pace.pace_kept([6000] * 40 + [300] * 12, planned=0) == Pace(300, 300, is_logged=True)


@given(
    weeks=st.lists(st.integers(0, 3000), min_size=4, max_size=20),
    more=st.integers(1, 3000),
    which=st.integers(0, 19),
    left=st.lists(HOURS, max_size=5),
)
def test_more_logged_hours_never_finish_later(weeks: list[int], more: int, which: int, left: list[HoursRange]) -> None:
    better = list(weeks)
    better[which % len(weeks)] += more
    before = pace.project(MONDAY, left, pace.pace_kept(weeks, 0))
    after = pace.project(MONDAY, left, pace.pace_kept(better, 0))
    for a, b in zip(after, before, strict=True):
        assert never_later(a.first, b.first)
        assert never_later(a.last, b.last)


@given(left=st.lists(HOURS, min_size=1, max_size=5), slow=st.integers(0, 900), more=st.integers(0, 900))
def test_an_interval_runs_forward_and_phase_after_phase(left: list[HoursRange], slow: int, more: int) -> None:
    finishes = pace.project(MONDAY, left, Pace(slow, slow + more, is_logged=True))
    assert all(never_later(one.first, one.last) for one in finishes)
    for one, after in pairwise(finishes):
        assert never_later(one.first, after.first)
        assert never_later(one.last, after.last)


@pytest.mark.parametrize(
    ("finish", "said"),
    [
        (Finish(date(2026, 12, 3), date(2027, 2, 1)), "3 December to 1 February 2027"),
        (Finish(date(2027, 2, 20), date(2027, 6, 1)), "20 February to 1 June 2027"),
        (Finish(date(2026, 12, 8), date(2026, 12, 30)), "8 to 30 December"),
        (Finish(date(2026, 12, 3), date(2026, 12, 3)), "3 December"),
        (Finish(date(2027, 3, 1), None), "1 March 2027 at the earliest"),
        (Finish(None, None), "no end in sight at this pace"),
        (Finish(MONDAY, MONDAY), "done"),
    ],
)
def test_a_finish_is_said_no_more_exactly_than_it_is_known(finish: Finish, said: str) -> None:
    assert plain(finish.said(MONDAY)) == said


def test_a_figure_and_its_unit_and_a_day_and_its_month_stay_on_one_line() -> None:
    said = Standing(5280, 4818).sentence + " " + Finish(date(2027, 3, 8), date(2027, 7, 20)).said(MONDAY)
    assert re.findall(r"[\d.]+ (?!\d)\w+", said) == []
    assert re.findall(r"[\d.]+\N{NO-BREAK SPACE}\w+", said) == [
        "7.7\xa0h", "80.3\xa0h", "88\xa0h", "8\xa0March", "20\xa0July",
    ]  # fmt: skip


# ---------------------------------------------------------------- against the plan


@pytest.mark.parametrize(
    ("planned", "logged", "said"),
    [
        (0, 0, "Your plan begins here."),
        (600, 615, "On your plan: 10.3 h logged, 10 h planned."),
        (600, 840, "4 h ahead of your plan: 14 h logged, 10 h planned."),
        (600, 450, "2.5 h behind your plan: 7.5 h logged, 10 h planned."),
    ],
)
def test_ahead_or_behind_is_said_in_hours(planned: int, logged: int, said: str) -> None:
    assert plain(Standing(planned, logged).sentence) == said


def test_what_is_missing_is_made_up_in_small_steps_or_let_go() -> None:
    plan = Plan(MONDAY, WEEKDAYS)
    assert Standing(600, 600).catching_up(plan, MONDAY) == ""
    assert plain(Standing(600, 400).catching_up(plan, MONDAY)).startswith("10 min more on each study day make it up")
    assert Standing(9000, 0).catching_up(plan, MONDAY) == (
        "Begin the plan anew from today, and what is past no longer counts."
    )
    assert Standing(9000, 0).catching_up(Plan(MONDAY, (0,) * 7), MONDAY) == ""


# ---------------------------------------------------------------- the schedule


def test_tasks_fill_the_weeks_in_their_order() -> None:
    weeks = pace.schedule(Plan(MONDAY, WEEKDAYS), MONDAY, [Task("a", 400), Task("b", 300), Task("talk", 0)])
    assert [week.parts for week in weeks] == [(("a", 400), ("b", 200)), (("b", 100), ("talk", 0))]
    assert [week.monday for week in weeks] == [MONDAY, MONDAY + timedelta(weeks=1)]


def test_this_week_has_only_the_days_that_are_left_of_it() -> None:
    [first, *_] = pace.schedule(Plan(MONDAY, WEEKDAYS), FRIDAY, [Task("a", 400)])
    assert first.minutes == 120


def test_a_week_in_a_pause_stands_there_empty() -> None:
    holiday = Pause(MONDAY + timedelta(weeks=1), MONDAY + timedelta(days=13))
    weeks = pace.schedule(Plan(MONDAY, WEEKDAYS, (holiday,)), MONDAY, [Task("a", 700)])
    assert [week.is_paused for week in weeks] == [False, True, False]


@given(rhythm=RHYTHMS, pauses=PAUSES, minutes=st.lists(st.integers(0, 3000), max_size=8))
def test_no_minute_is_lost_and_no_week_is_overfull(
    rhythm: tuple[int, ...], pauses: tuple[Pause, ...], minutes: list[int]
) -> None:
    tasks = [Task(number, length) for number, length in enumerate(minutes)]
    weeks = pace.schedule(Plan(MONDAY, rhythm, pauses), MONDAY, tasks, most_weeks=2000)
    assert all(sum(part for _, part in week.parts) <= week.minutes for week in weeks)
    placed = {number: 0 for number, _ in enumerate(minutes)}
    for week in weeks:
        for number, part in week.parts:
            placed[number] += part
    if sum(rhythm):
        assert placed == dict(enumerate(minutes))


def test_nothing_is_walked_before_the_plan_begins() -> None:
    left, steady = [HoursRange(0, 0), HoursRange(70, 70)], Pace(7 * 60, 7 * 60, is_logged=True)
    now, later = (pace.project(MONDAY, left, steady, start=MONDAY + timedelta(days=days)) for days in (-30, 30))
    assert [finish.last for finish in now] == [MONDAY, MONDAY + timedelta(days=6)]
    assert [finish.last for finish in later] == [MONDAY, MONDAY + timedelta(days=36)]


def test_no_week_before_the_plan_begins_is_listed() -> None:
    begins = MONDAY + timedelta(days=16)
    [week] = pace.schedule(Plan(begins, (60,) * 7), MONDAY, [Task("a", 60)])
    assert (week.monday, week.minutes) == (MONDAY + timedelta(days=14), 5 * 60)
    assert plain(pace.Standing(0, 90, begins).sentence) == f"Your plan begins on {begins.day} {begins:%B %Y}."


# ---------------------------------------------------------------- what is left of the activities


def test_from_scratch_an_activity_grows_as_its_topics_do() -> None:
    numpy, python = HoursRange(80, 120), (HoursRange(80, 150), HoursRange(300, 500))
    assert pace.for_background(numpy, [python]) == HoursRange(300, 400)
    assert pace.for_background(numpy, [(python[0], python[0])]) == numpy
    assert pace.for_background(numpy, []) == numpy


A, B, TALK = (Work("a", HoursRange(20, 40), (1,)), Work("b", HoursRange(10, 20), (1, 2)), Work("talk", None, (2,)))


def test_time_on_a_topic_fills_its_activities_one_after_the_other() -> None:
    assert pace.left_of([A, B, TALK], {1: 270}, closed=[]) == {
        "a": HoursRange(0, 0),
        "b": HoursRange(5, 15),
        "talk": HoursRange(0, 0),
    }


def test_an_activity_is_over_when_all_its_topics_are() -> None:
    assert pace.left_of([A, B], {}, closed=[1]) == {"a": HoursRange(0, 0), "b": HoursRange(10, 20)}
    assert pace.left_of([A, B], {}, closed=[1, 2])["b"] == HoursRange(0, 0)


@given(minutes=st.integers(0, 3000), more=st.integers(0, 600))
def test_logging_more_never_leaves_more_to_do(minutes: int, more: int) -> None:
    before = pace.left_of([A, B], {1: minutes}, closed=[])
    after = pace.left_of([A, B], {1: minutes + more}, closed=[])
    assert all(after[key].low <= before[key].low and after[key].high <= before[key].high for key in before)
