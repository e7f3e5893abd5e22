"""Rules for who needs their mentor first, whose turn it is, and how long an answer takes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cohorts.grid.rules import phase_state
from cohorts.needs.rules import (
    ACTIVE_LATELY,
    FALLING_BEHIND,
    NOBODY_STARTED,
    NOT_BEGUN,
    NOT_STARTED,
    ONLY_LEARNER,
    SILENT,
    Asking,
    Failing,
    headline,
    headline_sentence,
    need_of,
)
from cohorts.threads.rules import Turn, turn_of, wait_sentence
from cohorts.wording import days_ago, short_names
from progress.topic.rules import TopicState
from tests.figures import figures


def test_needs_are_ranked_by_kind_then_size() -> None:
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
        (Failing("BPE", 3), 0, True, "is stuck on BPE (3 submissions, no pass)",
         "stuck on BPE (3 submissions, no pass)"),
        (Failing("BPE", 2), 0, True, "", ""),
        (None, 7, True, SILENT.format(7), "inactive for 7 days"),
        (None, 6, True, "", ""),
        (None, 8, False, NOT_BEGUN.format(8), NOT_BEGUN.format(8)),
    ],
)  # fmt: skip
def test_the_reason_includes_its_number(
    failing: Failing | None, silent_days: int, has_begun: bool, reason: str, short: str
) -> None:
    need = need_of(failing=failing, silent_days=silent_days, has_begun=has_begun)
    assert (need.reason, need.short) == (reason, short)


@pytest.mark.parametrize(
    ("urgent", "said"),
    [(0, "Nobody"), (1, "One learner "), (3, "Three learners "), (13, "13 learners ")],
)
def test_the_headline_carries_the_number(urgent: int, said: str) -> None:
    assert headline(urgent).startswith(said)


@pytest.mark.parametrize(
    ("urgent", "active", "new", "behind", "more", "said"),
    [
        ([], 1, 0, 0, 0, f"{ONLY_LEARNER} was {ACTIVE_LATELY}."),
        ([], 12, 0, 0, 0, f"All twelve were {ACTIVE_LATELY}."),
        ([], 0, 1, 0, 0, f"{ONLY_LEARNER} has {NOT_STARTED}."),
        ([], 0, 8, 0, 0, NOBODY_STARTED),
        ([], 7, 1, 0, 0, f"Of the eight, seven were {ACTIVE_LATELY} and one has {NOT_STARTED}."),
        ([("Ada", "is inactive")], 0, 0, 0, 0, "Ada is inactive."),
        ([("Ada", "is inactive")], 0, 8, 0, 0, f"Ada is inactive. The other eight have {NOT_STARTED}."),
        ([("Ada", "is inactive")], 1, 2, 0, 0,
         f"Ada is inactive. Of the other three, one was {ACTIVE_LATELY} and two have {NOT_STARTED}."),
        ([("Ada", "is inactive"), ("Bo", "is stuck")], 1, 0, 0, 0,
         f"Ada is inactive; Bo is stuck. The other one was {ACTIVE_LATELY}."),
        ([("Ada", "is inactive")], 1, 0, 1, 0,
         f"Ada is inactive. The other one was {ACTIVE_LATELY}. They are {FALLING_BEHIND}."),
        ([], 9, 0, 2, 0, f"All nine were {ACTIVE_LATELY}. Two of them are {FALLING_BEHIND}."),
        ([(name, "is inactive") for name in "ABC"], 9, 0, 0, 3,
         ("A is inactive; B is inactive; C is inactive; three more below. "
          f"The other nine were {ACTIVE_LATELY}.")),
    ],
)  # fmt: skip
def test_the_sentence_names_learners_with_reasons_and_counts_the_rest(
    urgent: list[tuple[str, str]], active: int, new: int, behind: int, more: int, said: str
) -> None:
    assert headline_sentence(urgent, active=active, new=new, behind=behind, more=more) == said


def test_two_learners_with_the_same_first_name_keep_their_last() -> None:
    assert short_names(["Ada Brandt", "Bo Li", "Ada Yu"]) == ["Ada Brandt", "Bo", "Ada Yu"]


@pytest.mark.parametrize(
    ("topics", "state"),
    [
        ("", TopicState.TODO),
        ("todo todo", TopicState.TODO),
        ("doing todo", TopicState.DOING),
        ("done todo", TopicState.DOING),
        ("skipped todo", TopicState.DOING),
        ("done skipped", TopicState.DONE),
        ("skipped skipped", TopicState.SKIPPED),
    ],
)
def test_a_phase_is_done_when_nothing_in_it_is_left(topics: str, state: TopicState) -> None:
    assert phase_state([TopicState(topic) for topic in topics.split()]) == state


def test_days_read_naturally() -> None:
    today = date(2026, 3, 10)
    assert [days_ago(date(2026, 3, day), today=today) for day in (10, 9, 1)] == ["today", "yesterday", "9 days ago"]


NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def turn(*, from_mentor: bool, hours_ago: float, settled_hours_ago: float | None = None) -> Turn:
    settled = None if settled_hours_ago is None else NOW - settled_hours_ago * HOUR
    return turn_of(newest_from_mentor=from_mentor, newest_at=NOW - hours_ago * HOUR, settled_at=settled, now=NOW)


def test_it_is_the_turn_of_the_side_that_did_not_write_last() -> None:
    assert turn(from_mentor=False, hours_ago=1) == Turn.MENTOR
    assert turn(from_mentor=True, hours_ago=1) == Turn.LEARNER


def test_a_settled_thread_is_nobodys_turn() -> None:
    assert turn(from_mentor=False, hours_ago=2, settled_hours_ago=1) == Turn.NOBODY
    assert turn(from_mentor=False, hours_ago=1, settled_hours_ago=2) == Turn.MENTOR


def test_time_closes_an_answer_and_never_a_question() -> None:
    assert turn(from_mentor=True, hours_ago=28 * 24) == Turn.NOBODY
    assert turn(from_mentor=False, hours_ago=400 * 24) == Turn.MENTOR


@pytest.mark.parametrize(
    ("waits", "numbers"),
    [
        ([], []),
        ([None], []),
        ([3 * HOUR], ["3"]),
        ([None, None], ["2"]),
        ([HOUR, None], ["1", "2"]),
        ([HOUR, 2 * HOUR, None, None], ["2", "4"]),
        ([HOUR, 3 * HOUR, 90 * HOUR],
         ["3", "3"]),
        ([3 * HOUR, HOUR, None],
         ["3", "3", "1"]),
        ([3 * HOUR, HOUR, HOUR, None, None],
         ["3", "5", "2"]),
    ],
)  # fmt: skip
def test_how_long_answers_took_counts_those_that_still_wait(waits: list[timedelta | None], numbers: list[str]) -> None:
    assert figures(wait_sentence(waits)) == numbers
