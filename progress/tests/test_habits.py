"""Rhythm, sessions and factors, without a database."""

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
    days = habits.calendar({TUESDAY: 1, TUESDAY - timedelta(days=1): 900}, today=TUESDAY)
    assert len(days) == 26 * 7
    assert days[0].day.weekday() == 0
    assert [(day.level, day.to_come) for day in days[-7:]] == [(10, False), (1, False), *[(0, True)] * 5]
    assert days[-6].said == "Tuesday, 24 November: 1 min"


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


def test_one_s_own_factor_is_shrunk_towards_the_estimate() -> None:
    twice = [(1200, HoursRange(100, 100))]  # 20 h of an estimated 10
    assert habits.factor(twice).value == pytest.approx(1.5)
    assert habits.factor(twice * 9).value == pytest.approx(1.9)
    assert habits.factor(twice).sentence == "Going by your finished topic, you take 1.5 times the estimate."


def test_a_topic_called_done_without_hours_tells_nothing() -> None:
    assert habits.factor([(0, HoursRange(100, 200))]).topics == 0
    assert habits.factor([]).sentence == ""
    assert habits.factor([]).of(HoursRange(31, 57)) == HoursRange(31, 57)


def test_about_the_estimate_is_said_so() -> None:
    assert habits.factor([(660, HoursRange(100, 120))] * 2).sentence == (
        "Your finished 2 topics took about as long as estimated."
    )


def test_what_others_needed_is_a_range_with_their_number_shrunk_towards_the_estimate() -> None:
    minutes = [600, 660, 720, 780, 6000]
    assert habits.experience(minutes, HoursRange(80, 100)) == Experience(HoursRange(101, 121), 5)
    assert Experience(HoursRange(101, 121), 5).sentence == "5 learners here needed 10.1 to 12.1 h."


def test_two_learners_are_too_few_to_tell_on() -> None:
    assert habits.experience([600, 600], None) is None
