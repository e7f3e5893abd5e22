import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.durations import HoursRange
from progress.checkpoints.rules import (
    ASSESSMENT_READY,
    CheckpointOutcome,
    Status,
    checkpoint_outcome,
    criterion_status,
    go_back_sentence,
    outcome_sentence,
    status_of_all,
    weak_areas,
)
from progress.hours.days import DayIsFullError, balance_sentence, check_day_total, shares, week_sentence
from progress.outline.phase_lines import PhaseProgress, Step, next_step
from progress.tests.conftest import plain
from progress.topic.rules import (
    SKIP_COUNTS,
    SKIP_COUNTS_NOT,
    HoursBudget,
    TopicState,
    effective_mark,
    parts_sentence,
    skip_sentence,
    standing_text,
    topic_state,
)
from tests.figures import figures

RULE = {"coding": 70, "reading": 20, "watching": 10}
MONDAY = date(2026, 11, 23)
HOURS = st.tuples(st.integers(0, 600), st.integers(0, 600)).map(lambda ends: HoursRange(min(ends), max(ends)))


# ---------------------------------------------------------------- topics


@pytest.mark.parametrize(
    ("mark", "parts", "begun", "state"),
    [
        (None, [], False, TopicState.TODO),
        (None, [None, None], False, TopicState.TODO),
        (None, [], True, TopicState.DOING),
        (None, ["done", None], False, TopicState.DOING),
        (None, ["done", "skipped"], False, TopicState.DONE),
        (None, ["skipped", "skipped"], False, TopicState.SKIPPED),
        ("done", [None], False, TopicState.DONE),
        ("skipped", ["done"], True, TopicState.SKIPPED),
        ("doing", ["done"], False, TopicState.DOING),
        ("review", [None], False, TopicState.REVIEW),
        (None, ["done", "review"], False, TopicState.DONE),
        (None, ["skipped", "review"], False, TopicState.DONE),
    ],
)
def test_a_topics_state_is_its_mark_or_follows_from_its_parts(
    mark: str | None, parts: list[str | None], begun: bool, state: TopicState
) -> None:
    assert topic_state(mark=mark, parts=parts, is_begun=begun) == state


@pytest.mark.parametrize(
    ("budget", "numbers"),
    [
        (HoursBudget(384, HoursRange(80, 120)), ["6.4", "8", "12", "1.6", "5.6"]),
        (HoursBudget(540, HoursRange(80, 120)), ["9", "8", "12", "3"]),
        (HoursBudget(780, HoursRange(80, 120)), ["13", "8", "12"]),
        (HoursBudget(0, HoursRange(80, 120)), ["8", "12"]),
        (HoursBudget(60, HoursRange(80, 120), is_closed=True), ["1", "8", "12"]),
        (HoursBudget(90, None), ["1.5"]),
        (HoursBudget(0, None), []),
    ],
)
def test_hours_are_shown_against_the_estimate(budget: HoursBudget, numbers: list[str]) -> None:
    assert figures(budget.sentence) == numbers


@given(minutes=st.integers(0, 20_000), estimate=HOURS)
def test_logged_and_left_add_up(minutes: int, estimate: HoursRange) -> None:
    budget = HoursBudget(minutes, estimate)
    assert budget.hours_left is not None
    for end, left in zip(estimate.ends, budget.hours_left.ends, strict=True):
        assert left == max(0, end - budget.tenths_logged)


@given(minutes=st.integers(0, 5000), more=st.integers(1, 600), estimate=HOURS)
def test_logging_more_never_leaves_more(minutes: int, more: int, estimate: HoursRange) -> None:
    before, after = HoursBudget(minutes, estimate).hours_left, HoursBudget(minutes + more, estimate).hours_left
    assert before is not None
    assert after is not None
    assert after.low <= before.low
    assert after.high <= before.high


# ---------------------------------------------------------------- what is next

EARLIER, LATER = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2))


def test_next_is_the_first_open_topic_on_the_path() -> None:
    way = [
        PhaseProgress([("a", TopicState.DONE), ("b", TopicState.SKIPPED), ("c", TopicState.DOING)]),
        PhaseProgress([("d", TopicState.TODO)]),
    ]
    assert next_step(way, {}) == Step(topic="c")


def test_the_latest_deliberate_start_comes_first() -> None:
    way = [PhaseProgress([("a", TopicState.TODO), ("b", TopicState.DOING), ("c", TopicState.DOING)])]
    assert next_step(way, {"b": LATER, "c": EARLIER}) == Step(topic="b")


def test_a_checkpoint_is_next_once_its_topics_are_closed_and_until_it_holds() -> None:
    closed = [("a", TopicState.DONE)]
    after = PhaseProgress([("b", TopicState.TODO)])
    assert next_step([PhaseProgress(closed, "gate"), after], {}) == Step(checkpoint="gate")
    assert next_step([PhaseProgress(closed, "gate", checkpoint_holds=True), after], {}) == Step(topic="b")


def test_at_the_end_of_the_roadmap_nothing_is_next() -> None:
    assert next_step([PhaseProgress([("a", TopicState.DONE)], "gate", checkpoint_holds=True)], {}) == Step()


# ---------------------------------------------------------------- checkpoints


@pytest.mark.parametrize(
    ("answer", "proven", "status"),
    [
        (None, False, Status.OPEN),
        ("yes", False, Status.CLAIMED),
        ("not_yet", False, Status.NOT_YET),
        ("not_yet", True, Status.PROVEN),
        (None, True, Status.PROVEN),
    ],
)
def test_a_passed_exercise_proves_a_criterion_whatever_was_answered(
    answer: str | None, proven: bool, status: Status
) -> None:
    assert criterion_status(answer=answer, is_proven=proven) == status


@pytest.mark.parametrize(
    ("statuses", "outcome", "sentence"),
    [
        ([Status.OPEN, Status.OPEN], CheckpointOutcome.OPEN, "2 criteria, none answered yet."),
        ([Status.CLAIMED, Status.OPEN], CheckpointOutcome.OPEN, "0 of 2 proven, 1 claimed, 1 open."),
        ([Status.CLAIMED, Status.NOT_YET, Status.OPEN], CheckpointOutcome.NOT_YET,
         "0 of 3 proven, 1 claimed, 2 to go."),
        ([Status.PROVEN, Status.CLAIMED], CheckpointOutcome.READY, "Ready: 1 of 2 proven, 1 claimed."),
        ([Status.PROVEN, Status.PROVEN, Status.SIGNED_OFF], CheckpointOutcome.READY,
         "Ready: 2 of 3 proven, 1 signed off."),
        ([Status.CLAIMED, Status.PROVEN, Status.SIGNED_OFF, Status.OPEN], CheckpointOutcome.OPEN,
         "1 of 4 proven, 1 signed off, 1 claimed, 1 open."),
        ([], CheckpointOutcome.OPEN, "0 criteria, none answered yet."),
    ],
)  # fmt: skip
def test_a_checkpoint_is_ready_only_when_every_criterion_holds(
    statuses: list[Status], outcome: CheckpointOutcome, sentence: str
) -> None:
    assert checkpoint_outcome(statuses) == outcome
    assert outcome_sentence(statuses) == sentence


def test_a_sign_off_confirms_a_claim_and_nothing_else() -> None:
    assert [status.with_sign_off for status in Status] == [
        Status.PROVEN, Status.SIGNED_OFF, Status.SIGNED_OFF, Status.NOT_YET, Status.OPEN,
    ]  # fmt: skip


def test_a_checkpoint_is_as_sure_as_its_weakest_criterion() -> None:
    proven, signed_off, claimed = Status.PROVEN, Status.SIGNED_OFF, Status.CLAIMED
    for statuses, status in (
        ([proven, proven], proven),
        ([proven, signed_off], signed_off),
        ([claimed, proven, signed_off], claimed),
        ([proven, Status.OPEN], Status.OPEN),
        ([Status.OPEN, Status.NOT_YET, proven], Status.NOT_YET),
        ([], Status.OPEN),
    ):
        assert status_of_all(statuses) == status


def test_a_self_assessment_says_what_you_can_do() -> None:
    yes, proven, no, unasked = Status.CLAIMED, Status.PROVEN, Status.NOT_YET, Status.OPEN
    for statuses, sentence in (
        ([unasked] * 4, "4 questions, none answered yet."),
        ([yes, proven], f"{ASSESSMENT_READY}: 1 of 2 proven, 1 claimed."),
        ([yes, yes, no], "0 of 3 proven, 2 claimed, 1 to go."),
        ([yes, unasked], "0 of 2 proven, 1 claimed, 1 open."),
    ):
        assert outcome_sentence(statuses, is_assessment=True) == sentence


@pytest.mark.parametrize(
    ("left", "numbers"),
    [
        ([], []),
        ([None], ["1"]),
        ([HoursRange(60, 100)], ["1", "6", "10"]),
        (
            [HoursRange(0, 20), None, HoursRange(0, 10)],
            ["3", "3"],
        ),
    ],
)
def test_topics_to_go_back_to_show_the_hours_left(left: list[HoursRange | None], numbers: list[str]) -> None:
    assert figures(go_back_sentence(left)) == numbers


# ---------------------------------------------------------------- skipping


@pytest.mark.parametrize("mark", [None, *[state.value for state in TopicState if state != TopicState.TODO]])
def test_only_a_skip_that_the_roadmap_advises_counts_as_done(mark: str | None) -> None:
    assert effective_mark(mark, is_skip_advised=False) == mark
    assert effective_mark(mark, is_skip_advised=True) == ("done" if mark == "skipped" else mark)


def test_it_says_whether_a_skip_counts() -> None:
    assert skip_sentence(TopicState.SKIPPED, is_skip_advised=True) == SKIP_COUNTS
    assert skip_sentence(TopicState.SKIPPED, is_skip_advised=False) == SKIP_COUNTS_NOT
    assert all(not skip_sentence(state, is_skip_advised=True) for state in TopicState if state != TopicState.SKIPPED)


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        ([], ""),
        ([None], "0 of 1 parts done."),
        (["done", "review", "skipped", None], "2 of 4 parts done, 1 skipped."),
    ],
)
def test_the_parts_done_and_skipped_are_counted_apart(marks: list[str | None], sentence: str) -> None:
    assert parts_sentence(marks) == sentence


def test_topics_proven_claimed_and_skipped_are_counted_apart() -> None:
    standings = ["proven", "claimed", "review", "skipped", "doing", "todo"]
    assert standing_text(standings, "topics") == "1 of 6 topics proven, 2 claimed, 1 skipped"
    assert standing_text(["todo"]) == "0 of 1 proven"


@pytest.mark.parametrize("state", TopicState)
def test_from_each_state_all_others_are_one_move_away(state: TopicState) -> None:
    assert {move.to for move in state.moves} == set(TopicState) - {state}
    assert len(state.moves) == len(TopicState) - 1


def test_weak_areas_are_the_topics_behind_not_yet_each_once() -> None:
    criteria = [
        (Status.NOT_YET, ["calculus", "networks"]),
        (Status.OPEN, ["vision"]),
        (Status.NOT_YET, ["networks"]),
        (Status.PROVEN, ["attention"]),
    ]
    assert weak_areas(criteria) == ["calculus", "networks"]


# ---------------------------------------------------------------- hours


@given(st.fixed_dictionaries({kind: st.integers(0, 10_000) for kind in RULE}))
def test_shares_are_whole_percents_that_add_up(minutes: dict[str, int]) -> None:
    parts = shares(minutes)
    total = sum(minutes.values())
    assert sum(parts.values()) == (100 if total else 0)
    for kind, percent in parts.items():
        assert not total or abs(percent - 100 * minutes[kind] / total) < 1


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        ((58, 29, 13), "Coding 58%, reading 29%, watching 13%. Target 70/20/10: write some code next."),
        ((95, 4, 1), "Coding 95%, reading 4%, watching 1%. Target 70/20/10: read something next."),
        ((68, 22, 10), "Coding 68%, reading 22%, watching 10%. That matches the 70/20/10 target."),
        ((0, 0, 0), "Target: coding 70%, reading 20%, watching 10%."),
    ],
)  # fmt: skip
def test_the_balance_names_the_next_kind_of_study(minutes: tuple[int, int, int], sentence: str) -> None:
    actual = balance_sentence(shares(dict(zip(RULE, minutes, strict=True))), RULE)
    assert plain(actual) == sentence


def test_the_week_is_compared_with_the_one_before() -> None:
    days = {MONDAY: 90, MONDAY + timedelta(1): 180, MONDAY - timedelta(1): 360, MONDAY - timedelta(8): 600}
    actual = week_sentence(days, today=MONDAY + timedelta(2))
    assert figures(actual) == ["4.5", "2", "6"]
    assert figures(week_sentence({}, today=MONDAY)) == []


def test_a_figure_and_its_unit_stay_on_one_line() -> None:
    week = {MONDAY: 90, MONDAY - timedelta(1): 360}
    actual = {
        week_sentence(week, today=MONDAY): ["1.5_h", "6_h"],
        balance_sentence({"coding": 60}, {"coding": 70}): ["Coding_60%"],
        balance_sentence({"coding": 0}, {"coding": 70}): ["coding_70%"],
        HoursBudget(384, HoursRange(80, 120)).sentence: ["8_to_12_h", "1.6_to_5.6_h"],
        HoursBudget(0, HoursRange(80, 120)).sentence: ["8_to_12_h"],
        HoursBudget(600, HoursRange(40, 80)).sentence: ["10_h", "4_to_8_h"],
        go_back_sentence([HoursRange(0, 30)]): ["3_h"],
    }
    for sentence, is_kept in actual.items():
        assert re.findall(r"\S*_\S*[\w%]", sentence.replace("\N{NO-BREAK SPACE}", "_")) == is_kept


def test_a_day_holds_24_hours() -> None:
    check_day_total(minutes_logged=23 * 60, minutes=60, day=MONDAY)
    with pytest.raises(DayIsFullError, match=r"23 November .* 23 h .* 1 h 1 min .* 24 h"):
        check_day_total(minutes_logged=23 * 60, minutes=61, day=MONDAY)
