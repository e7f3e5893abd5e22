"""Byte-pair encoding: the checks accept what the statement says, however ties are broken."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from runner.catalog import find, load_module
from runner.judge.check_runs import play
from runner.judge.mistakes import recognise
from runner.judge.players import InProcessPlayer
from runner.protocol import Verdict

EXERCISE = find("byte-pair-encoding")


def failed_checks(code: ModuleType, secret: int = 7) -> list[str]:
    played = [play(check, InProcessPlayer(code), EXERCISE.spec.entry, secret) for check in EXERCISE.checks]
    return [one.check.name for one in played if one.verdict is not Verdict.PASSED]


def solution() -> ModuleType:
    return load_module(EXERCISE.folder / "solution.py")


def test_the_statement_prints_what_the_solution_returns() -> None:
    code = solution()
    merges = code.train("this that then the", 3)
    assert f'`train("this that then the", 3)` → `{merges}`' in EXERCISE.spec.statement
    assert f'`encode("then the", merges)` → `{code.encode("then the", merges)}`' in EXERCISE.spec.statement
    assert f'`decode([258, 110], merges)` → `"{code.decode([258, 110], merges)}"`' in EXERCISE.spec.statement


@pytest.mark.parametrize("secret", range(5))
def test_ties_broken_at_random_pass(secret: int) -> None:
    code = solution()
    chance = np.random.default_rng(secret)

    def any_of_the_most_frequent(counts: dict[tuple[int, int], int], key: object) -> tuple[int, int]:
        most = max(counts.values())
        tied = [pair for pair, count in counts.items() if count == most]
        return tied[int(chance.integers(len(tied)))]

    vars(code)["max"] = any_of_the_most_frequent
    assert failed_checks(code, secret) == []


def test_a_second_most_frequent_pair_is_refused_in_every_training_check() -> None:
    code = solution()
    vars(code)["max"] = lambda counts, key: min(counts, key=key)
    assert "each_merge_was_most_frequent" in failed_checks(code)
    assert "trains_on_the_worked_example" in failed_checks(code)


def test_a_mistake_is_recognised_though_its_ties_fall_otherwise() -> None:
    code = EXERCISE.load_mistake(EXERCISE.mistake("cuts_into_words_first"))
    vars(code)["max"] = lambda counts, key: sorted(counts, key=lambda pair: (counts[pair], pair))[-1]
    check = next(check for check in EXERCISE.checks if check.name == "each_merge_was_most_frequent")
    for secret in range(20):
        played = play(check, InProcessPlayer(code), EXERCISE.spec.entry, secret)
        mistake = recognise(EXERCISE, played)
        assert mistake is not None
        assert mistake.name == "cuts_into_words_first"
