"""The headline of a verdict, and the examples in docstrings."""

import doctest
from types import ModuleType

import pytest

from exercises.catalogue import difficulties
from exercises.fleet import queues
from exercises.lifecycle import models
from exercises.models import VerdictChoice
from exercises.regrades import reports, scope
from exercises.submissions import normal_form, rules


@pytest.mark.parametrize("module", [difficulties, models, normal_form, queues, reports, rules, scope])
def test_the_examples_in_the_docstrings_are_true(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    ("verdict", "mode", "pass_count", "total", "text"),
    [
        ("passed", "submit", 7, 7, "All 7 checks passed"),
        ("passed", "submit", 1, 1, "The check passed"),
        ("passed", "try", 2, 2, rules.EXAMPLE_PASSES.format(2, 2)),
        ("failed", "try", 0, 1, "0 of 1 check passed"),
        ("timeout", "submit", 2, 5, "Out of time: 2 of 5 checks passed"),
        ("refused", "submit", 0, 0, rules.HEADLINES[VerdictChoice.REFUSED]),
        ("internal", "submit", 0, 9, rules.NOT_GRADED),
    ],
)
def test_a_headline_names_the_cause_and_the_passed_checks(
    verdict: str, mode: str, pass_count: int, total: int, text: str
) -> None:
    assert rules.headline(verdict, mode, pass_count, total) == text


@pytest.mark.parametrize("verdict", VerdictChoice.values)
def test_every_verdict_has_a_headline(verdict: str) -> None:
    assert rules.headline(verdict, "submit", 0, 3)


def test_unmeasured_times_are_left_out() -> None:
    assert rules.time_spent({}, "CPU", "cpu@hill") == ""
