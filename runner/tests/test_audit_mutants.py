"""A mutant differs from right code in one operator, constant, axis, bound or statement."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.audit.small_inputs import MAX_ENTRIES, small_inputs_only
from runner.judge import close
from runner.judge.check_decorator import CheckFailure
from runner.judge.mutants import mutants, scribbler


def changes(source: str) -> list[str]:
    return [mutant.change.partition(" → ")[2] for mutant in mutants(source, "solution.py")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("y = a + b", ["pass", "y = a - b"]),
        ("y = -a", ["pass", "y = a"]),
        ("y += 1", ["y -= 1", "y = 1", "pass", "y += 2", "y += 0"]),
        ("y = a < b", ["pass", "y = a <= b", "y = a >= b"]),
        ("y = a and b", ["pass", "y = a or b"]),
        ("y = a.sum(axis=0)", ["pass", "y = a.sum()", "y = a.mean(axis=0)", "y = a.sum(axis=1)"]),
        ("y = a[1:n]", ["pass", "y = a[:n]", "y = a[1:]", "y = a[2:n]", "y = a[0:n]"]),
        ("y = True", ["pass", "y = False"]),
        ("y = 0.5", ["pass", "y = 1.0"]),
        ("y = a if b else c", ["pass", "y = a", "y = c"]),
        ("y = [a for a in b if c]", ["pass", "y = [a for a in b]"]),
        ("f(a)", ["pass"]),
    ],
)
def test_each_operator_has_its_mutants(source: str, expected: list[str]) -> None:
    assert changes(source) == expected


def test_a_condition_is_made_true_and_false() -> None:
    assert changes("if a:\n    f()") == ["if False:", "if True:", "pass"]


def test_docstrings_types_and_messages_are_left_alone() -> None:
    source = 'def f(x: int = None) -> "tuple[int, 3]":\n    """Says 1."""\n    raise ValueError("at least 1")\n'
    assert changes(source) == []


def test_every_mutant_is_another_program_that_still_parses() -> None:
    source = "def f(x):\n    n = len(x)\n    return (x[0] + x[-1]) / (n * 2 - 1)\n"
    found = list(mutants(source, "solution.py"))
    assert len({mutant.source for mutant in found}) == len(found) > 8
    for mutant in found:
        compile(mutant.source, "mutant", "exec")


def test_the_scribbler_gives_right_values_and_changes_what_it_was_given() -> None:
    space: dict[str, object] = {}
    exec(scribbler("def f(xs):\n    return len(xs)\n", "solution.py", ["f"]).source, space)  # noqa: S102 - the test's own source
    given = [1, 2]
    assert space["f"](given) == 2  # type: ignore[operator]  # exec fills the namespace
    assert given == [1, 2, 2]


@pytest.mark.parametrize(
    ("source", "small", "large"),
    [
        ("lambda xs: xs + 1.0", np.ones(2), np.ones((2, MAX_ENTRIES))),
        ("lambda table: {'columns': [sum(row) for row in table]}", [[1, 2]], [[1, 2]] * MAX_ENTRIES),
        ("lambda text: text.upper()", "text", "text" * MAX_ENTRIES),
        ("lambda n: (n, [1] * n)", 2, MAX_ENTRIES + 1),
    ],
)
def test_a_solution_for_small_inputs_returns_zeros_for_large_ones(source: str, small: Any, large: Any) -> None:
    space: dict[str, Any] = {}
    exec(small_inputs_only(f"f = {source}\n", "solution.py", ["f"]).source, space)  # noqa: S102 - the test's own source
    right = eval(source)  # noqa: S307 - the same
    close(space["f"](small), right(small))
    with pytest.raises(CheckFailure):
        close(space["f"](large), right(large))
