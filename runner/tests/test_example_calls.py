"""Learners predict values that our solutions return today, and each is short enough to be predicted."""

import ast

import pytest

from runner.catalog import all_exercises, find
from runner.example_calls import (
    MAX_CALL_CHARS,
    MAX_CALLS,
    MAX_VALUE_CHARS,
    catalog_examples,
    example_calls,
)
from runner.protocol import SHIPPED_CATALOG, ExampleCalls, read_example_calls


@pytest.fixture(scope="module")
def shipped() -> dict[str, ExampleCalls]:
    return read_example_calls(SHIPPED_CATALOG)


def test_the_shipped_values_are_those_of_our_solutions_as_they_are(shipped: dict[str, ExampleCalls]) -> None:
    exercises = [exercise for exercise in all_exercises() if exercise.is_shipped]
    assert shipped == catalog_examples(SHIPPED_CATALOG, exercises), "run `python -m runner examples`"


def test_most_exercises_have_some(shipped: dict[str, ExampleCalls]) -> None:
    assert len(shipped) > len(all_exercises()) / 2


def test_each_is_short_and_its_value_is_a_literal(shipped: dict[str, ExampleCalls]) -> None:
    for entry in shipped.values():
        assert 0 < len(entry.calls) <= MAX_CALLS
        for example in entry.calls:
            assert len(example.call) <= MAX_CALL_CHARS
            assert len(example.value) <= MAX_VALUE_CHARS
            assert type(ast.literal_eval(example.value)) in {bool, int, float, str, tuple, list, dict}


def test_a_call_names_its_arguments_and_values_are_rounded() -> None:
    example = next(example_calls(find("precision-recall-f1")))
    assert example.call.startswith("precision_recall_f1(\n    y_true=[1, 1, 1, 1, 0,")
    assert example.value == "(0.6, 0.75, 0.6667)"


@pytest.mark.parametrize("slug", ["dropout", "k-fold"])
def test_calls_that_draw_numbers_are_left_out(slug: str) -> None:
    assert list(example_calls(find(slug))) == []


def test_without_a_card_the_calls_of_an_exercise_that_needs_one_stay(
    monkeypatch: pytest.MonkeyPatch, shipped: dict[str, ExampleCalls]
) -> None:
    exercise = find("layer-norm")
    monkeypatch.setattr("runner.example_calls.missing_need", lambda spec: "Triton isn't installed here")
    assert catalog_examples(SHIPPED_CATALOG, [exercise]) == {exercise.slug: shipped[exercise.slug]}


def test_a_catalogue_without_the_file_has_none() -> None:
    assert read_example_calls(SHIPPED_CATALOG / "mathematics") == {}
