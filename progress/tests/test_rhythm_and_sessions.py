"""Rhythm, sessions and what others needed, without a database."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.durations import HoursRange
from progress.hours.days import CALENDAR_WEEKS, FIRST_WEEK, rhythm_sentence
from progress.hours.sessions import StudySession, find_study_sessions
from progress.templatetags.study_calendar import study_calendar
from progress.topic.experience import Experience, experience_of

TUESDAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def at(*minutes: int, topic: str | None = "attention") -> list[tuple[datetime, str | None]]:
    return [(NOON + timedelta(minutes=minute), topic) for minute in minutes]


# ---------------------------------------------------------------- rhythm


@pytest.mark.parametrize(
    ("days_ago", "sentence"),
    [
        ([], ""),
        ([0], FIRST_WEEK),
        ([0, 8], "You studied in each of the last 2 weeks."),
        ([0, 1, 8, 22], "You studied in 3 of the last 4 weeks."),
        ([300], "You studied in 0 of the last 8 weeks."),
    ],
)
def test_a_missed_day_breaks_nothing_and_weeks_are_counted(days_ago: list[int], sentence: str) -> None:
    minutes = {TUESDAY - timedelta(days=ago): 30 for ago in days_ago}
    assert rhythm_sentence(minutes, today=TUESDAY) == sentence


def test_the_calendar_is_whole_weeks_with_today_in_the_last() -> None:
    html = study_calendar({TUESDAY: 1, TUESDAY - timedelta(days=1): 900}, today=TUESDAY)
    _, *rows = re.findall(r"<tr>(.*?)</tr>", html)
    assert [re.findall(r"<th [^>]+>(\w+)</th>", row) for row in rows] == [
        ["Mon"], ["Tue"], ["Wed"], ["Thu"], ["Fri"], ["Sat"], ["Sun"]
    ]  # fmt: skip
    days = [row.split("<td>")[1:] for row in rows]
    assert {len(row) for row in days} == {CALENDAR_WEEKS}
    assert 'title="Monday, 1 June: nothing"' in days[0][0]
    assert [row[-1] for row in days[2:]] == ["</td>"] * 5  # still to come


def test_a_day_with_study_leads_to_its_details() -> None:
    html = study_calendar({TUESDAY: 1, TUESDAY - timedelta(days=1): 900}, today=TUESDAY)
    assert re.findall(r'<a class="(\w+)" href="([^"]+)" title="([^"]+)"></a>', html) == [
        ("w10", "?day=2026-11-23#day", "Monday, 23 November: 15 h"),
        ("w1", "?day=2026-11-24#day", "Tuesday, 24 November: 1 min"),
    ]


def test_the_calendar_names_each_month_above_its_first_whole_week() -> None:
    months, monday, *_ = re.findall(r"<tr>(.*?)</tr>", study_calendar({}, today=TUESDAY))
    titles = re.findall(r'title="Monday, (\d+ \w+): ', monday)
    names = [re.sub("<.*?>", "", cell) for cell in months.split("<td>")[2:]]
    assert [(name, title) for name, title in zip(names, titles, strict=True) if name] == [
        ("Jun", "1 June"), ("Jul", "6 July"), ("Aug", "3 August"), ("Sep", "7 September"), ("Oct", "5 October"),
        ("Nov", "2 November"),
    ]  # fmt: skip


# ---------------------------------------------------------------- sessions


def test_runs_close_together_are_one_sitting_that_begins_before_the_first() -> None:
    [first, other] = find_study_sessions(at(0, 20, 45) + at(100, 110))
    assert first == StudySession(NOON - timedelta(minutes=5), NOON + timedelta(minutes=45), "attention")
    assert (first.minutes, other.minutes) == (50, 15)


def test_a_single_run_is_no_sitting() -> None:
    assert find_study_sessions(at(0) + at(200)) == []


def test_a_sitting_is_about_what_most_of_its_runs_were() -> None:
    [first] = find_study_sessions(at(0, topic="loss") + at(5, 10) + at(15, topic=None))
    assert first.topic == "attention"


@given(st.lists(st.integers(0, 2000), max_size=40))
def test_sittings_never_overlap_and_hold_every_minute_between_their_runs(minutes: list[int]) -> None:
    sittings = find_study_sessions(at(*minutes))
    assert all(first.end < other.start for first, other in pairwise(sittings))
    assert sum(first.minutes for first in sittings) <= max(minutes, default=0) + 5


# ---------------------------------------------------------------- what others needed


def test_other_learners_hours_are_a_range_shrunk_towards_the_estimate() -> None:
    minutes = [600, 660, 720, 780, 6000]
    assert experience_of(minutes, HoursRange(80, 100)) == Experience(HoursRange(100, 120), 5)
    sentence = Experience(HoursRange(100, 120), 5).sentence
    assert sentence.startswith("5 learners")
    assert "10 to 12 h" in sentence


@pytest.mark.parametrize("n", [0, 1, 2, 4])
def test_fewer_than_five_learners_are_not_shown(n: int) -> None:
    assert experience_of([600] * n, HoursRange(80, 100)) is None


@pytest.mark.parametrize(("n", "message"), [(5, HoursRange(170, 170)), (30, HoursRange(195, 195))])
def test_more_learners_outweigh_the_estimate(n: int, message: HoursRange) -> None:
    assert experience_of([1200] * n, HoursRange(95, 105)) == Experience(message, n)


@given(st.lists(st.integers(1, 3000), min_size=5, max_size=30), st.integers(0, 100_000))
def test_the_least_and_the_most_of_all_never_show(minutes: list[int], more: int) -> None:
    least, *middle, most = sorted(minutes)
    assert experience_of([least, *middle, most + more], None) == experience_of(minutes, None)
    assert experience_of([max(0, least - more), *middle, most], None) == experience_of(minutes, None)
