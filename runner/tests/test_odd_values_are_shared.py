"""An audit tries every odd value, but none where it can't show anything new."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np

from runner.audit.fuzz import EVERYWHERE, fuzz, substitutions
from runner.audit.odd_values import odd_values
from runner.judge.proxy import Call
from runner.tests.toy import write_exercise
from runner.wire.digests import digest

TABLE = np.arange(6.0).reshape(2, 3)


def call(name: str) -> Call:
    made = Call(name=name, args=(), kwargs={})
    made.value = TABLE
    return made


def names_by_place(*functions: str) -> dict[int, set[str]]:
    found = substitutions([call(name) for name in functions], None, Random(0))  # noqa: S311 - no secret
    return {place: {name for name, _ in values} for place, values in found}


def test_every_odd_value_takes_the_place_of_the_first_one_and_of_all() -> None:
    every = {name for name, _ in odd_values(TABLE)}
    names = names_by_place(*["fit"] * 8)
    assert names[0] == names[EVERYWHERE] == every
    assert len(every) > 150


def test_the_first_value_of_each_function_counts_as_a_first_one() -> None:
    names = names_by_place("fit", "fit", "fit", "score", "score")
    assert names[0] == names[3]


def test_the_later_values_share_the_odd_ones() -> None:
    names = names_by_place(*["fit"] * 8)
    later = [names[place] for place in names if place > 0]
    assert len(later) == 3
    assert set.union(*later) == names[0]
    assert sum(map(len, later)) == len(names[0])


def test_the_only_value_of_a_check_is_replaced_once() -> None:
    assert list(names_by_place("fit")) == [0]


def test_changes_that_give_the_same_value_are_tried_once() -> None:
    """All of a table transposed is its last part transposed: it has only one."""
    changed = [value for name, value in odd_values(TABLE) if name.startswith(("all ", "last "))]
    assert len(changed) > 20
    assert len({digest(value) for value in changed}) == len(changed)


EAGER = '''\
from runner.judge import check, close


@check(example=True)
def any_shape(learner, rng):
    """Rows of any length"""
    for m in (2, 3):
        x = rng.normal(size=(4, m))
        close(learner.row_means(x), x.sum(axis=1) / m)
'''
PATIENT = '''\
from runner.judge import check, close


@check(example=True)
def any_shape(learner, rng):
    """Rows of any length"""
    tables = [rng.normal(size=(4, m)) for m in (2, 3)]
    yours = [learner.row_means(x) for x in tables]
    for means, x in zip(yours, tables):
        close(means, x.sum(axis=1) / x.shape[1])
'''


def test_a_check_that_ends_at_the_first_value_is_not_asked_about_the_others(tmp_path: Path) -> None:
    """Replacing all values would show it the same value once more."""
    eager, patient = (
        fuzz(write_exercise(tmp_path / name, checks_py=checks)).plays
        for name, checks in (("eager", EAGER), ("patient", PATIENT))
    )
    assert eager < 0.75 * patient
