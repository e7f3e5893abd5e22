import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.ranges import HoursRange
from progress import rules
from progress.rules import Budget, Outcome, State, Status, Step, Stretch
from progress.tests.conftest import plain

RULE = {"coding": 70, "reading": 20, "watching": 10}
MONDAY = date(2026, 11, 23)
HOURS = st.tuples(st.integers(0, 600), st.integers(0, 600)).map(lambda ends: HoursRange(min(ends), max(ends)))


# ---------------------------------------------------------------- topics


@pytest.mark.parametrize(
    ("mark", "parts", "begun", "state"),
    [
        (None, [], False, State.TODO),
        (None, [None, None], False, State.TODO),
        (None, [], True, State.DOING),
        (None, ["done", None], False, State.DOING),
        (None, ["done", "skipped"], False, State.DONE),
        (None, ["skipped", "skipped"], False, State.SKIPPED),
        ("done", [None], False, State.DONE),
        ("skipped", ["done"], True, State.SKIPPED),
        ("doing", ["done"], False, State.DOING),
        ("review", [None], False, State.REVIEW),
        (None, ["done", "review"], False, State.DONE),
        (None, ["skipped", "review"], False, State.DONE),
    ],
)
def test_a_topic_s_state_is_the_learner_s_word_else_what_its_parts_say(
    mark: str | None, parts: list[str | None], begun: bool, state: State
) -> None:
    assert rules.topic_state(mark=mark, parts=parts, begun=begun) == state


@pytest.mark.parametrize(
    ("budget", "sentence"),
    [
        (Budget(384, HoursRange(80, 120)), "6.4 of 8 to 12 h logged; 1.6 to 5.6 h left."),
        (Budget(540, HoursRange(80, 120)), "9 of 8 to 12 h logged; up to 3 h left."),
        (Budget(780, HoursRange(80, 120)), "13 h logged; the estimate is 8 to 12 h."),
        (Budget(0, HoursRange(80, 120)), "Nothing logged of an estimated 8 to 12 h."),
        (Budget(60, HoursRange(80, 120), closed=True), "1 h logged; the estimate is 8 to 12 h."),
        (Budget(90, None), "1.5 h logged."),
        (Budget(0, None), "Nothing logged yet."),
    ],
)
def test_hours_are_said_against_the_estimate(budget: Budget, sentence: str) -> None:
    assert plain(budget.sentence) == sentence


@given(minutes=st.integers(0, 20_000), estimate=HOURS)
def test_what_is_printed_as_logged_and_left_adds_up(minutes: int, estimate: HoursRange) -> None:
    budget = Budget(minutes, estimate)
    assert budget.left is not None
    for end, left in zip(estimate.ends, budget.left.ends, strict=True):
        assert left == max(0, end - budget.spent)


@given(minutes=st.integers(0, 5000), more=st.integers(1, 600), estimate=HOURS)
def test_logging_more_never_leaves_more(minutes: int, more: int, estimate: HoursRange) -> None:
    before, after = Budget(minutes, estimate).left, Budget(minutes + more, estimate).left
    assert before is not None
    assert after is not None
    assert after.low <= before.low
    assert after.high <= before.high


# ---------------------------------------------------------------- what is next

EARLIER, LATER = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2))


def test_next_is_the_first_open_topic_on_the_way() -> None:
    way = [Stretch([("a", State.DONE), ("b", State.SKIPPED), ("c", State.DOING)]), Stretch([("d", State.TODO)])]
    assert rules.next_step(way, {}) == Step(topic="c")


def test_what_was_begun_last_on_purpose_comes_first() -> None:
    way = [Stretch([("a", State.TODO), ("b", State.DOING), ("c", State.DOING)])]
    assert rules.next_step(way, {"b": LATER, "c": EARLIER}) == Step(topic="b")


def test_a_checkpoint_is_next_once_its_topics_are_closed_and_until_it_holds() -> None:
    closed = [("a", State.DONE)]
    after = Stretch([("b", State.TODO)])
    assert rules.next_step([Stretch(closed, "gate"), after], {}) == Step(checkpoint="gate")
    assert rules.next_step([Stretch(closed, "gate", checkpoint_holds=True), after], {}) == Step(topic="b")


def test_at_the_end_of_the_way_nothing_is_next() -> None:
    assert rules.next_step([Stretch([("a", State.DONE)], "gate", checkpoint_holds=True)], {}) == Step()


# ---------------------------------------------------------------- checkpoints


@pytest.mark.parametrize(
    ("answer", "evidenced", "status"),
    [
        (None, False, Status.OPEN),
        ("yes", False, Status.ATTESTED),
        ("not_yet", False, Status.NOT_YET),
        ("not_yet", True, Status.EVIDENCED),
        (None, True, Status.EVIDENCED),
    ],
)
def test_a_passed_exercise_proves_a_criterion_whatever_was_answered(
    answer: str | None, evidenced: bool, status: Status
) -> None:
    assert rules.criterion_status(answer=answer, evidenced=evidenced) == status


@pytest.mark.parametrize(
    ("statuses", "outcome", "sentence"),
    [
        ([Status.OPEN, Status.OPEN], Outcome.OPEN, "2 criteria, none answered yet."),
        ([Status.ATTESTED, Status.OPEN], Outcome.OPEN, "1 of 2 criteria hold; 1 is unanswered."),
        ([Status.ATTESTED, Status.NOT_YET, Status.OPEN], Outcome.NOT_YET, "Not yet: 1 of 3 criteria hold."),
        ([Status.EVIDENCED, Status.ATTESTED], Outcome.READY,
         "Ready: all 2 criteria hold, 1 proven by a passed exercise."),
        ([], Outcome.OPEN, "0 criteria, none answered yet."),
    ],
)  # fmt: skip
def test_a_checkpoint_is_ready_only_when_every_criterion_holds(
    statuses: list[Status], outcome: Outcome, sentence: str
) -> None:
    assert rules.checkpoint_outcome(statuses) == outcome
    assert rules.outcome_sentence(statuses) == sentence


def test_a_self_assessment_is_said_as_what_one_can_do() -> None:
    yes, proven, no, unasked = Status.ATTESTED, Status.EVIDENCED, Status.NOT_YET, Status.OPEN
    for statuses, sentence in (
        ([unasked] * 4, "4 things to be able to do, none answered yet."),
        ([yes, proven], "You can do all 2, 1 proven by a passed exercise."),
        ([yes, yes, no], "You can do 2 of 3 so far."),
        ([yes, unasked], "You can do 1 of 2; 1 is unanswered."),
    ):
        assert rules.outcome_sentence(statuses, assessment=True) == sentence


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        ([], ""),
        ([None], "Go back to 1 topic; then answer again."),
        ([HoursRange(60, 100)], "Go back to 1 topic, with 6 to 10 h left in it; then answer again."),
        (
            [HoursRange(0, 20), None, HoursRange(0, 10)],
            "Go back to 3 topics, with up to 3 h left in them; then answer again.",
        ),
    ],
)
def test_where_to_go_back_to_comes_with_the_hours_left_there(left: list[HoursRange | None], sentence: str) -> None:
    assert plain(rules.go_back_sentence(left)) == sentence


# ---------------------------------------------------------------- skipping


@pytest.mark.parametrize("mark", [None, *[state.value for state in State if state != State.TODO]])
def test_only_a_skip_that_the_roadmap_advises_counts_as_done(mark: str | None) -> None:
    assert rules.counted(mark, advised=False) == mark
    assert rules.counted(mark, advised=True) == ("done" if mark == "skipped" else mark)


def test_what_a_skip_counts_as_is_said() -> None:
    assert rules.skip_sentence(State.SKIPPED, advised=True) == "Left out, as the roadmap advises: counts as done."
    assert "not done" in rules.skip_sentence(State.SKIPPED, advised=False)
    assert all(not rules.skip_sentence(state, advised=True) for state in State if state != State.SKIPPED)


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        ([], ""),
        ([None], "0 of 1 parts done."),
        (["done", "review", "skipped", None], "2 of 4 parts done, 1 skipped."),
    ],
)
def test_the_parts_done_and_skipped_are_counted_apart(marks: list[str | None], sentence: str) -> None:
    assert rules.parts_sentence(marks) == sentence


@given(st.lists(st.tuples(st.sampled_from(State), st.booleans()), min_size=1))
def test_a_topic_skipped_against_the_roadmap_is_never_counted_as_done(topics: list[tuple[State, bool]]) -> None:
    said = rules.topics_sentence(topics)
    done, total = map(int, re.findall(r"(\d+) of (\d+)", said)[0])
    proven = [state for state, advised in topics if state.is_learned or (state == State.SKIPPED and advised)]
    assert (done, total) == (len(proven), len(topics))
    against = sum(state == State.SKIPPED and not advised for state, advised in topics)
    assert said.endswith(f"; {against} skipped.") == bool(against)


@pytest.mark.parametrize("state", State)
def test_from_each_state_all_others_are_one_move_away(state: State) -> None:
    assert {move.to for move in state.moves} == set(State) - {state}
    assert len(state.moves) == len(State) - 1


def test_weak_areas_are_the_topics_behind_not_yet_each_once() -> None:
    criteria = [
        (Status.NOT_YET, ["calculus", "networks"]),
        (Status.OPEN, ["vision"]),
        (Status.NOT_YET, ["networks"]),
        (Status.EVIDENCED, ["attention"]),
    ]
    assert rules.weak_areas(criteria) == ["calculus", "networks"]


# ---------------------------------------------------------------- hours


@given(st.fixed_dictionaries({kind: st.integers(0, 10_000) for kind in RULE}))
def test_shares_are_whole_percents_that_add_up(minutes: dict[str, int]) -> None:
    parts = rules.shares(minutes)
    total = sum(minutes.values())
    assert sum(parts.values()) == (100 if total else 0)
    for kind, percent in parts.items():
        assert not total or abs(percent - 100 * minutes[kind] / total) < 1


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        ((58, 29, 13), "Coding 58 %, reading 29 %, watching 13 %. The rule says 70, 20, 10, so next write some code."),
        ((95, 4, 1), "Coding 95 %, reading 4 %, watching 1 %. The rule says 70, 20, 10, so next read something."),
        ((68, 22, 10), "Coding 68 %, reading 22 %, watching 10 %. The rule says 70, 20, 10: keep that balance."),
        ((0, 0, 0), "The roadmap asks for coding 70 %, reading 20 %, watching 10 %."),
    ],
)  # fmt: skip
def test_the_balance_names_the_next_kind_of_study(minutes: tuple[int, int, int], sentence: str) -> None:
    said = rules.balance_sentence(rules.shares(dict(zip(RULE, minutes, strict=True))), RULE)
    assert plain(said) == sentence


def test_the_week_is_said_against_the_one_before() -> None:
    days = {MONDAY: 90, MONDAY + timedelta(1): 180, MONDAY - timedelta(1): 360, MONDAY - timedelta(8): 600}
    said = rules.week_sentence(days, today=MONDAY + timedelta(2))
    assert plain(said) == "4.5 h on 2 days this week, 6 h the week before."
    assert rules.week_sentence({}, today=MONDAY) == "Nothing logged this week yet."


def test_the_week_is_said_against_the_plan_where_there_is_one() -> None:
    days = {MONDAY: 90, MONDAY + timedelta(1): 180, MONDAY - timedelta(1): 360}
    said = rules.week_sentence(days, today=MONDAY + timedelta(2), planned=420)
    assert plain(said) == "4.5 h of the 7 h planned for this week, on 2 days; 6 h the week before."
    said = rules.week_sentence({}, today=MONDAY, planned=420)
    assert plain(said) == "Nothing yet of the 7 h planned for this week."


def test_a_figure_and_its_unit_stay_on_one_line() -> None:
    week = {MONDAY: 90, MONDAY - timedelta(1): 360}
    said = {
        rules.week_sentence(week, today=MONDAY, planned=420): ["1.5_h", "7_h", "6_h"],
        rules.balance_sentence({"coding": 60}, {"coding": 70}): ["Coding_60_%"],
        rules.balance_sentence({"coding": 0}, {"coding": 70}): ["coding_70_%"],
        Budget(384, HoursRange(80, 120)).sentence: ["8_to_12_h", "1.6_to_5.6_h"],
        Budget(0, HoursRange(80, 120)).sentence: ["8_to_12_h"],
        Budget(600, HoursRange(40, 80)).sentence: ["10_h", "4_to_8_h"],
        rules.go_back_sentence([HoursRange(0, 30)]): ["3_h"],
    }
    for sentence, kept in said.items():
        assert re.findall(r"\S*_\S*[\w%]", sentence.replace("\N{NO-BREAK SPACE}", "_")) == kept


def test_a_day_holds_24_hours() -> None:
    rules.check_day_total(logged=23 * 60, minutes=60, day=MONDAY)
    with pytest.raises(rules.DayIsFullError, match="23 November has 23 h logged already; 1 h 1 min more is over 24 h"):
        rules.check_day_total(logged=23 * 60, minutes=61, day=MONDAY)
