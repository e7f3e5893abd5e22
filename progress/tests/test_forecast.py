"""The learner's pace and why the hours left changed, without a database."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.durations import HoursRange
from progress.forecast.changes import (
    BACKGROUND_CHANGED,
    ENOUGH_TOPICS,
    PACE_CHANGED,
    TOPICS_CHANGED,
    WAS_ADDED,
    WAS_REMOVED,
    ForecastChange,
    explain,
    shorten,
)
from progress.forecast.forecast import Factor, FinishedTopic, Forecast, ForecastItem, factor_of
from progress.tests.conftest import plain
from tests.figures import figures

RULE = {"coding": 70, "reading": 20, "watching": 10}
TITLES = {topic: f"Topic {topic}" for topic in range(6)}
BACKGROUNDS = ("refresher", "from_scratch")

MINUTES = st.fixed_dictionaries({kind: st.integers(0, 20_000) for kind in RULE})
RANGES = st.tuples(st.integers(0, 32_767), st.integers(0, 32_767)).map(lambda ends: HoursRange(*sorted(ends)))
FINISHED = st.lists(st.builds(FinishedTopic, MINUTES, RANGES), max_size=12)
TOPICS = st.integers(0, 5)
WORK = st.builds(
    ForecastItem,
    st.sampled_from(["A", "B", "C"]),
    st.fixed_dictionaries({background: st.none() | RANGES for background in BACKGROUNDS}),
    st.lists(TOPICS, unique=True, max_size=3).map(tuple),
)
FORECASTS = st.builds(
    Forecast,
    work=st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e"]), WORK),
    background=st.sampled_from(BACKGROUNDS),
    minutes_by_topic=st.dictionaries(TOPICS, st.integers(1, 5000)),
    closed_topics=st.dictionaries(TOPICS, st.sampled_from(["done", "skipped"])),
    retired_topics=st.frozensets(TOPICS),
    factor=st.integers(50, 250).map(lambda hundredths: hundredths / 100),
    topic_count=st.integers(0, 9),
)


def finished(hours: float, estimate: int = 10) -> FinishedTopic:
    return FinishedTopic({"coding": round(60 * hours)}, HoursRange(10 * estimate, 10 * estimate))


# ---------------------------------------------------------------- pace


def test_it_needs_three_finished_topics_with_logged_hours() -> None:
    two = factor_of([finished(20), finished(20), finished(0)], RULE)
    assert (two.value, two.topics) == (1, 2)
    assert sorted(figures(two.sentence)) == ["2", "3"]
    assert two.by_kind == ""
    three = factor_of([finished(20)] * 3, RULE)
    assert three.value == 1.41  # the sixth root of 2·2·2·1·1·1
    assert re.findall(r"[\d.]+×|\d topics", three.sentence) == ["1.4×", "3 topics"]
    assert factor_of([finished(20)] * 30, RULE).value == 1.88


def test_it_is_computed_for_each_kind_of_study_too() -> None:
    slow_reader = FinishedTopic({"coding": 420, "reading": 240, "watching": 60}, HoursRange(100, 100))
    pace = factor_of([slow_reader] * 3, RULE)
    assert dict(pace.kinds) == {"coding": 1, "reading": 1.5, "watching": 1}
    assert pace.by_kind.endswith("coding 1.0×, reading 1.5×, watching 1.0×.")


def test_time_without_a_kind_counts_and_is_split_like_the_estimate() -> None:
    slow = FinishedTopic({"coding": 420, "reading": 120, "watching": 60, "unstated": 600}, HoursRange(100, 100))
    pace = factor_of([slow] * 3, RULE)
    assert pace.value == 1.41
    assert dict(pace.kinds) == {"coding": 1.5, "reading": 1.5, "watching": 1.5}


@given(FINISHED)
def test_whatever_was_logged_the_factor_stays_within_bounds(topics: list[FinishedTopic]) -> None:
    factor = factor_of(topics, RULE)
    assert 0.5 <= factor.value <= 2.5
    assert all(0.5 <= value <= 2.5 for _, value in factor.kinds)
    assert not factor.sentence.startswith("You’re taking 0.0")
    if factor.topics < 3:
        assert factor.value == 1


@given(FINISHED, st.integers(0, 11), st.integers(1, 5000))
def test_more_time_on_a_finished_topic_never_makes_the_learner_faster(
    topics: list[FinishedTopic], at: int, more: int
) -> None:
    if at < len(topics) and any(topics[at].minutes.values()):
        slower = replace(topics[at], minutes={**topics[at].minutes, "coding": topics[at].minutes["coding"] + more})
        after = factor_of([*topics[:at], slower, *topics[at + 1 :]], RULE)
        assert after.value >= factor_of(topics, RULE).value


@given(FINISHED, st.builds(FinishedTopic, MINUTES, RANGES))
def test_one_more_topic_moves_an_adjusted_pace_by_a_quarter_at_most(
    topics: list[FinishedTopic], forecast_change: FinishedTopic
) -> None:
    """4 to the power of 1/7 is 1.22, once the pace counts; and the ratios before weigh less by a seventh."""
    before, after = factor_of(topics, RULE), factor_of([*topics, forecast_change], RULE)
    if before.is_personal:
        assert 1 / 1.5 < after.value / before.value < 1.5


@given(RANGES, st.integers(50, 250))
def test_hours_at_the_learners_pace_are_a_range(hours: HoursRange, hundredths: int) -> None:
    own = Factor(hundredths / 100).of(hours)
    assert own.low <= own.high


# ---------------------------------------------------------------- what changed


@given(FORECASTS, FORECASTS)
def test_the_lines_add_up_to_the_difference(before: Forecast, after: Forecast) -> None:
    changes = explain(before, after, TITLES)
    assert before.total.low + sum(change.low for change in changes) == after.total.low
    assert before.total.high + sum(change.high for change in changes) == after.total.high


@given(FORECASTS, FORECASTS)
def test_shortened_lines_add_up_too(before: Forecast, after: Forecast) -> None:
    changes = explain(before, after, TITLES)
    short = shorten(changes, 3)
    assert len(short) <= 3
    for end in ("low", "high"):
        assert sum(getattr(change, end) for change in short) == sum(getattr(change, end) for change in changes)


def test_identical_lines_both_count() -> None:
    twins = [ForecastChange("A", 0, 1)] * 5
    assert shorten(twins, 3) == [*twins[:2], ForecastChange("3 smaller changes", 0, 3)]


@given(FORECASTS)
def test_nothing_changed_needs_no_line(same: Forecast) -> None:
    assert explain(same, Forecast.from_json(same.as_json), TITLES) == []


@given(FORECASTS, FORECASTS)
def test_only_a_changed_pace_is_blamed_on_the_pace(before: Forecast, after: Forecast) -> None:
    same_pace = replace(after, factor=before.factor, topic_count=before.topic_count)
    assert not [change for change in explain(before, same_pace, TITLES) if "pace" in change.reason]


@given(FORECASTS, st.data())
def test_retiring_a_topic_never_adds_hours(before: Forecast, data: st.DataObject) -> None:
    topic = data.draw(TOPICS)
    after = replace(before, retired_topics=before.retired_topics | {topic})
    assert after.total.low <= before.total.low
    assert after.total.high <= before.total.high


@given(FORECASTS, st.data())
def test_retiring_what_is_finished_changes_nothing(before: Forecast, data: st.DataObject) -> None:
    if before.closed_topics:
        topic = data.draw(st.sampled_from(sorted(before.closed_topics)))
        closed = {key: word for key, word in before.closed_topics.items() if key != topic}
        after = replace(before, closed_topics=closed, retired_topics=before.retired_topics | {topic})
        assert after.hours_left == before.hours_left


BOOK = ForecastItem("Calculus", {"refresher": HoursRange(100, 150), "from_scratch": HoursRange(150, 250)}, (1,))
MATHS = Forecast(work={"a": BOOK}, background="refresher", minutes_by_topic={1: 60})


@pytest.mark.parametrize(
    ("after", "reason", "hours"),
    [
        (replace(MATHS, work={"a": replace(BOOK, hours={"refresher": HoursRange(120, 180)})}),
         "“Calculus” was changed from 10 to 15 h to 12 to 18 h", "+2 to +3 h"),
        (replace(MATHS, work={}), WAS_REMOVED.format("Calculus"), "−9 to −14 h"),
        (replace(MATHS, work={"a": BOOK, "b": replace(BOOK, title="More", topics=(2,))}),
         WAS_ADDED.format("More"), "+10 to +15 h"),
        (replace(MATHS, work={"a": replace(BOOK, topics=(2,))}), TOPICS_CHANGED.format("Calculus"), "+1 h"),
        (replace(MATHS, retired_topics=frozenset({1})), "“Topic 1” was retired", "−9 to −14 h"),
        (replace(MATHS, closed_topics={1: "done"}), "“Topic 1” is done", "−9 to −14 h"),
        (replace(MATHS, minutes_by_topic={1: 180}), "You logged 2 h", "−2 h"),
        (replace(MATHS, minutes_by_topic={}), "You removed 1 h of logged study", "+1 h"),
        (replace(MATHS, background="from_scratch"), BACKGROUND_CHANGED, "+5 to +10 h"),
        (replace(MATHS, factor=1.2, topic_count=3),
         PACE_CHANGED.format("1.0×", "1.2×", ENOUGH_TOPICS.format(3)), "+2 to +3 h"),
    ],
)  # fmt: skip
def test_each_cause_has_its_own_line(after: Forecast, reason: str, hours: str) -> None:
    [change] = explain(MATHS, after, TITLES)
    assert (plain(change.reason), plain(change.hours)) == (reason, hours)


def test_a_change_names_both_ends_where_they_differ_in_direction() -> None:
    assert plain(ForecastChange("", -5, 20).hours) == "−0.5 to +2 h"
    assert plain(ForecastChange("", 0, -20).hours) == "0 to −2 h"
