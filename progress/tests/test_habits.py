"""Rhythm, sessions and factors, without a database."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.ranges import HoursRange
from progress import habits
from progress.habits import Experience, Session

TUESDAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def at(*minutes: int, topic: str | None = "attention") -> list[tuple[datetime, str | None]]:
    return [(NOON + timedelta(minutes=minute), topic) for minute in minutes]


# ---------------------------------------------------------------- rhythm


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [
        ([], ""),
        ([0], "Your first week of study."),
        ([0, 8], "You studied in each of the last 2 weeks."),
        ([0, 1, 8, 22], "You studied in 3 of the last 4 weeks."),
        ([300], "You studied in 0 of the last 8 weeks."),
    ],
)
def test_a_missed_day_breaks_nothing_and_weeks_are_counted(days_ago: list[int], said: str) -> None:
    minutes = {TUESDAY - timedelta(days=ago): 30 for ago in days_ago}
    assert habits.rhythm_sentence(minutes, today=TUESDAY) == said


def test_the_calendar_is_whole_weeks_with_today_in_the_last() -> None:
    html = habits.calendar_html({TUESDAY: 1, TUESDAY - timedelta(days=1): 900}, today=TUESDAY)
    days = re.findall(r'<i class="(\w*)" title="([^"]+)"></i>', html)
    assert len(days) == 26 * 7
    assert days[0] == ("", "Monday, 1 June: nothing")
    assert [shade for shade, _ in days[-7:]] == ["w10", "w1", *["none"] * 5]
    assert days[-6][1] == "Tuesday, 24 November: 1 min"


def test_the_calendar_names_each_month_above_its_first_whole_week() -> None:
    html = habits.calendar_html({}, today=TUESDAY)
    named = re.findall(r"<b>(\w+)</b><i class=\"\" title=\"(Monday, \d+) ", html)
    assert named == [("Jun", "Monday, 1"), ("Jul", "Monday, 6"), ("Aug", "Monday, 3"), ("Sep", "Monday, 7"),
                     ("Oct", "Monday, 5"), ("Nov", "Monday, 2")]  # fmt: skip
    assert html.count("<b>") == habits.CALENDAR_WEEKS


# ---------------------------------------------------------------- sessions


def test_runs_close_together_are_one_sitting_that_begins_before_the_first() -> None:
    [one, other] = habits.sessions(at(0, 20, 45) + at(100, 110))
    assert one == Session(NOON - timedelta(minutes=5), NOON + timedelta(minutes=45), "attention")
    assert (one.minutes, other.minutes) == (50, 15)


def test_a_single_run_is_no_sitting() -> None:
    assert habits.sessions(at(0) + at(200)) == []


def test_a_sitting_is_about_what_most_of_its_runs_were() -> None:
    [one] = habits.sessions(at(0, topic="loss") + at(5, 10) + at(15, topic=None))
    assert one.topic == "attention"


@given(st.lists(st.integers(0, 2000), max_size=40))
def test_sittings_never_overlap_and_hold_every_minute_between_their_runs(minutes: list[int]) -> None:
    found = habits.sessions(at(*minutes))
    assert all(one.end < other.start for one, other in pairwise(found))
    assert sum(one.minutes for one in found) <= max(minutes, default=0) + 5


# ---------------------------------------------------------------- factors


RULE = {"coding": 70, "reading": 20, "watching": 10}


def factor(*finished: tuple[dict[str, int], HoursRange]) -> habits.Factor:
    return habits.factor(finished, RULE)


def test_one_s_own_factor_is_shrunk_towards_the_estimate() -> None:
    twice = ({"coding": 1200}, HoursRange(100, 100))  # 20 h of an estimated 10
    assert factor(twice).value == pytest.approx(1.5)
    assert factor(*[twice] * 9).value == pytest.approx(1.9)
    assert factor(twice).sentence == "Going by your finished topic, you take 1.5 times the estimate."


def test_it_is_told_for_each_kind_of_study_too() -> None:
    slow_reader = ({"coding": 420, "reading": 240, "watching": 60}, HoursRange(100, 100))  # 7, 4 and 1 h of 7, 2 and 1
    told = factor(slow_reader)
    assert dict(told.kinds) == pytest.approx({"coding": 1, "reading": 1.5, "watching": 1})
    assert told.by_kind == (
        "By kind, with the estimates split as the rule says: coding 1.0, reading 1.5, watching 1.0."
    )
    assert factor().by_kind == ""


@given(
    st.lists(
        st.tuples(st.fixed_dictionaries({kind: st.integers(0, 3000) for kind in RULE}), st.integers(1, 300)), max_size=6
    )
)
def test_the_kinds_weighed_by_the_rule_are_the_factor(finished: list[tuple[dict[str, int], int]]) -> None:
    told = factor(*((minutes, HoursRange(hours, 2 * hours)) for minutes, hours in finished))
    assert sum(RULE[kind] / 100 * value for kind, value in told.kinds) == pytest.approx(told.value)


def test_a_topic_called_done_without_hours_tells_nothing() -> None:
    assert factor(({"coding": 0}, HoursRange(100, 200))).topics == 0
    assert factor().sentence == ""
    assert factor().of(HoursRange(31, 57)) == HoursRange(31, 57)


def test_about_the_estimate_is_said_so() -> None:
    assert factor(*[({"reading": 660}, HoursRange(100, 120))] * 2).sentence == (
        "Your finished 2 topics took about as long as estimated."
    )


# ---------------------------------------------------------------- what others needed


def test_what_others_needed_is_a_range_with_their_number_shrunk_towards_the_estimate() -> None:
    minutes = [600, 660, 720, 780, 6000]
    assert habits.experience(minutes, HoursRange(80, 100)) == Experience(HoursRange(100, 120), 5)
    assert Experience(HoursRange(100, 120), 5).sentence == (
        "5 others with your background needed about 10 to 12 h, weighed with the estimate."
    )


@pytest.mark.parametrize("n", [0, 1, 2, 4])
def test_fewer_than_five_are_not_told_on(n: int) -> None:
    assert habits.experience([600] * n, HoursRange(80, 100)) is None


@pytest.mark.parametrize(("n", "told"), [(5, HoursRange(170, 170)), (30, HoursRange(195, 195))])
def test_the_more_they_are_the_less_the_estimate_counts(n: int, told: HoursRange) -> None:
    assert habits.experience([1200] * n, HoursRange(95, 105)) == Experience(told, n)


@given(st.lists(st.integers(1, 3000), min_size=5, max_size=30), st.integers(0, 100_000))
def test_the_least_and_the_most_of_all_never_show(minutes: list[int], more: int) -> None:
    least, *middle, most = sorted(minutes)
    assert habits.experience([least, *middle, most + more], None) == habits.experience(minutes, None)
    assert habits.experience([max(0, least - more), *middle, most], None) == habits.experience(minutes, None)
