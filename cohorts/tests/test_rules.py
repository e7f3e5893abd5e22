"""Who needs their mentor first, whose turn it is, and how long an answer takes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cohorts.rules import (
    Asking,
    Failing,
    Turn,
    days_ago,
    headline,
    headline_sentence,
    need_of,
    phase_state,
    short_names,
    turn_of,
    wait_sentence,
)
from progress.rules import State


def test_asking_comes_before_stuck_before_silent_and_longer_before_shorter() -> None:
    asks = need_of(asking=Asking("Attention", 0), failing=Failing("Attention", 9), silent_days=30, has_begun=True)
    stuck_6 = need_of(failing=Failing("Attention", 6), silent_days=0, has_begun=True)
    stuck_3 = need_of(failing=Failing("Attention", 3), silent_days=20, has_begun=True)
    silent_9 = need_of(failing=None, silent_days=9, has_begun=True)
    silent_7 = need_of(failing=Failing("Attention", 2), silent_days=7, has_begun=True)
    well = need_of(failing=None, silent_days=6, has_begun=True)
    weights = [need.weight for need in (asks, stuck_6, stuck_3, silent_9, silent_7, well)]
    assert weights == sorted(weights, reverse=True)
    assert [need.is_urgent for need in (stuck_6, stuck_3, silent_9, silent_7, well)] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("failing", "silent_days", "has_begun", "reason", "short"),
    [
        (Failing("BPE", 3), 0, True, "is stuck on BPE, 3 times not yet", "stuck on BPE, 3 times not yet"),
        (Failing("BPE", 2), 0, True, "", ""),
        (None, 7, True, "has been silent for 7 days", "silent for 7 days"),
        (None, 6, True, "", ""),
        (None, 8, False, "has not begun, 8 days after joining", "not begun, 8 days after joining"),
    ],
)  # fmt: skip
def test_the_reason_is_said_with_its_number(
    failing: Failing | None, silent_days: int, has_begun: bool, reason: str, short: str
) -> None:
    need = need_of(failing=failing, silent_days=silent_days, has_begun=has_begun)
    assert (need.reason, need.short) == (reason, short)


@pytest.mark.parametrize(
    ("urgent", "said"),
    [(0, "Nobody needs you today"), (1, "One needs you today"), (3, "Three need you today"), (13, "13 need you today")],
)
def test_the_headline_carries_the_number(urgent: int, said: str) -> None:
    assert headline(urgent) == said


@pytest.mark.parametrize(
    ("urgent", "others", "said"),
    [
        ([], 1, "The one learner here was active within the last 7 days."),
        ([], 12, "All twelve were active within the last 7 days."),
        ([("Ada", "is silent")], 0, "Ada is silent."),
        ([("Ada", "is silent"), ("Bo", "is stuck")], 1,
         "Ada is silent; Bo is stuck. The other one was active within the last 7 days."),
        ([(name, "is silent") for name in "ABCDEF"], 9,
         ("A is silent; B is silent; C is silent; D is silent; two more are below. "
          "The other nine were active within the last 7 days.")),
    ],
)  # fmt: skip
def test_the_sentence_names_who_and_why_and_counts_the_others(
    urgent: list[tuple[str, str]], others: int, said: str
) -> None:
    assert headline_sentence(urgent, others) == said


def test_two_learners_with_the_same_first_name_keep_their_last() -> None:
    assert short_names(["Ada Brandt", "Bo Li", "Ada Yu"]) == ["Ada Brandt", "Bo", "Ada Yu"]


@pytest.mark.parametrize(
    ("topics", "state"),
    [
        ("", State.TODO),
        ("todo todo", State.TODO),
        ("doing todo", State.DOING),
        ("done todo", State.DOING),
        ("skipped todo", State.DOING),
        ("done skipped", State.DONE),
        ("skipped skipped", State.SKIPPED),
    ],
)
def test_a_phase_is_done_when_nothing_in_it_is_left(topics: str, state: State) -> None:
    assert phase_state([State(topic) for topic in topics.split()]) == state


def test_days_are_said_as_people_say_them() -> None:
    today = date(2026, 3, 10)
    assert [days_ago(date(2026, 3, day), today=today) for day in (10, 9, 1)] == ["today", "yesterday", "9 days ago"]


NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def turn(*, from_mentor: bool, hours_ago: float, settled_hours_ago: float | None = None) -> Turn:
    settled = None if settled_hours_ago is None else NOW - settled_hours_ago * HOUR
    return turn_of(newest_from_mentor=from_mentor, newest_at=NOW - hours_ago * HOUR, settled_at=settled, now=NOW)


def test_it_is_the_turn_of_whoever_did_not_write_last() -> None:
    assert turn(from_mentor=False, hours_ago=1) == Turn.MENTOR
    assert turn(from_mentor=True, hours_ago=1) == Turn.LEARNER


def test_a_settled_thread_is_nobodys_turn_until_somebody_writes() -> None:
    assert turn(from_mentor=False, hours_ago=2, settled_hours_ago=1) == Turn.NOBODY
    assert turn(from_mentor=False, hours_ago=1, settled_hours_ago=2) == Turn.MENTOR


def test_time_closes_an_answer_and_never_a_question() -> None:
    assert turn(from_mentor=True, hours_ago=14 * 24) == Turn.NOBODY
    assert turn(from_mentor=False, hours_ago=400 * 24) == Turn.MENTOR


@pytest.mark.parametrize(
    ("waits", "said"),
    [
        ([], "Nobody in your cohort has asked in the last four weeks, so how long an answer takes is not known."),
        ([None], "The one question in your cohort in the last four weeks still waits."),
        ([3 * HOUR], "The one question in your cohort in the last four weeks was answered within 3\xa0h."),
        ([None, None], "The 2 questions in your cohort in the last four weeks still wait."),
        ([HOUR, None], "1 of the 2 questions in your cohort in the last four weeks still waits."),
        ([HOUR, 2 * HOUR, None, None], "2 of the 4 questions in your cohort in the last four weeks still wait."),
        ([HOUR, 3 * HOUR, 90 * HOUR],
         "Half of the 3 questions in your cohort in the last four weeks were answered within 3\xa0h."),
        ([3 * HOUR, HOUR, None],
         "Half of the 3 questions in your cohort in the last four weeks were answered within 3\xa0h; 1 still waits."),
        ([3 * HOUR, HOUR, HOUR, None, None],
         "Half of the 5 questions in your cohort in the last four weeks were answered within 3\xa0h; 2 still wait."),
    ],
)  # fmt: skip
def test_how_long_answers_took_counts_those_that_still_wait(waits: list[timedelta | None], said: str) -> None:
    assert wait_sentence(waits) == said
