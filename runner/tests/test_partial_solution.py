"""A partial solution is our solution with a few steps left out, and the audit proves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.audit.exercise import audit_exercise
from runner.audit.partial_solution import GAP, MAX_GAPS, partial_solution_problems
from runner.catalog import CatalogExercise, all_exercises
from runner.tests.makes import making
from runner.tests.toy import FILES, write_exercise

SOLUTION = '''\
def row_means(x):
    """The mean of each row."""
    width = x.shape[1]
    # one total for each row
    totals = x.sum(axis=1)
    return totals / width
'''
PARTIAL = '''\
# One step is left for you.


def row_means(x):
    """x: (n, m) -> (n,)"""
    width = x.shape[1]  # m
    # Step 1 of 1: totals (n,), the sum of each row.
    # Rows have the length m.
    raise NotImplementedError

    return (
        totals / width
    )
'''


@pytest.fixture(autouse=True, scope="module")
def _warm_cells() -> Iterator[None]:
    with making("warm"):
        yield


def with_partial(catalog: Path, text: str, solution: str = SOLUTION) -> CatalogExercise:
    """The toy with another solution. Its mistakes are edits of the toy's own one, which is an alternative here."""
    mistakes = FILES["mistakes.toml"].replace("check = ", 'base = "alternatives/plain.py"\ncheck = ')
    return write_exercise(
        catalog,
        solution_py=solution,
        partial_solution_py=text,
        alternatives__plain_py=FILES["solution.py"],
        mistakes_toml=mistakes,
    )


def test_an_exercise_without_one_has_no_problem(tmp_path: Path) -> None:
    assert list(partial_solution_problems(write_exercise(tmp_path))) == []


def test_comments_docstrings_and_layout_may_differ_from_the_solution(tmp_path: Path) -> None:
    exercise = with_partial(tmp_path, PARTIAL)
    assert list(partial_solution_problems(exercise)) == []
    result = audit_exercise(exercise, draws=1, sample=2, odd=5)
    assert (result.problems, result.is_proven) == ([], True)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("width = x.shape[1]", "width = len(x)", "isn't solution.py with steps left out: width = len(x)"),
        ("        totals / width", "        totals / 2", "isn't solution.py with steps left out: return totals / 2"),
        ("def row_means(x)", "def row_means(x, axis)", "steps left out: def row_means(x, axis):"),
        ("# Step 1 of 1", "# Step 1 of 2", "start the comment above gap 1 with “# Step 1 of 1”"),
        ("    # Rows have the length m.\n", "\n", "start the comment above gap 1 with “# Step 1 of 1”"),
        ("raise NotImplementedError", "totals = ...", "leaves 0 steps"),
        ("def row_means(x):", "def row_means(x)", "partial_solution.py, line 4: expected ':'"),
    ],
)
def test_any_other_difference_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert PARTIAL.count(old) == 1
    assert problem in "\n".join(partial_solution_problems(with_partial(tmp_path, PARTIAL.replace(old, new))))


def test_a_gap_in_a_block_does_not_reach_past_its_end(tmp_path: Path) -> None:
    """Otherwise a learner who fills it would still lack what comes after the block."""
    solution = (
        "def row_means(x):\n    if x.size:\n        x = x + 0\n    m = x.shape[1]\n    return x.sum(axis=1) / m\n"
    )
    gap = "        # Step 1 of 1: x.\n        raise NotImplementedError\n"
    partial = solution.replace("        x = x + 0\n", gap)
    assert list(partial_solution_problems(with_partial(tmp_path, partial, solution))) == []
    partial = partial.replace("    m = x.shape[1]\n", "")
    assert list(partial_solution_problems(with_partial(tmp_path, partial, solution))) != []


def test_too_many_gaps_are_named(tmp_path: Path) -> None:
    count = MAX_GAPS + 1
    lines = [f"    # Step {n} of {count}: line {n}.\n    raise NotImplementedError\n" for n in range(1, count + 1)]
    solution = "def row_means(x):\n" + "    x = x + 0\n" * (count - 1) + "    return x.sum(axis=1) / x.shape[1]\n"
    exercise = with_partial(tmp_path, "def row_means(x):\n" + "".join(lines), solution)
    assert list(partial_solution_problems(exercise)) == [
        f"partial_solution.py leaves {count} steps to the learner; leave 1 to {MAX_GAPS}, each as {GAP}"
    ]


@pytest.mark.parametrize(
    ("rest", "problem"),
    [
        ("np.mean(x, axis=1)", "partial_solution.py ends as refused: Line 6 uses np.mean"),
        ("x.sum(axis=1) / x.shape[1]", "partial_solution.py ends as passed"),
    ],
)
def test_one_that_is_refused_or_passes_as_it_stands_is_named(tmp_path: Path, rest: str, problem: str) -> None:
    solution = f"import numpy as np\ndef row_means(x):\n    if len(x) < 0:\n        x = -x\n    return {rest}\n"
    partial = solution.replace("        x = -x\n", "        # Step 1 of 1: x.\n        raise NotImplementedError\n")
    result = audit_exercise(with_partial(tmp_path, partial, solution), draws=1, sample=0, odd=1)
    assert problem in "\n".join(result.problems)


@pytest.mark.parametrize(
    "exercise",
    [exercise for exercise in all_exercises() if exercise.partial_solution],
    ids=lambda exercise: exercise.slug,
)
def test_those_of_the_catalogue_are_our_solutions_with_steps_left_out(exercise: CatalogExercise) -> None:
    assert list(partial_solution_problems(exercise)) == []
