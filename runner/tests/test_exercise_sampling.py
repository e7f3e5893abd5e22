"""Sampling: its numbers are exact and its false alarms rare. The audit tries its mistakes at many seeds."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from runner.catalog import find, load_module
from runner.judge.check_runs import play
from runner.judge.distribution import FALSE_ALARM, relative_entropy, tail_bound
from runner.judge.mistakes import recognise
from runner.judge.players import InProcessPlayer

EXERCISE = find("sample-next-token")
CHECKS = load_module(EXERCISE.folder / "checks.py")
GROUP = np.repeat(range(3), CHECKS.SIZES)
LOGITS = np.log(np.divide(CHECKS.SHARES, CHECKS.SIZES))[GROUP]  # those of the check that makes most draws


def softmax(logits: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    weights = np.exp(logits - logits.max())
    probabilities: np.ndarray[Any, Any] = weights / weights.sum()
    return probabilities


@pytest.mark.parametrize(
    ("row", "how"),
    [
        ("| $T = 1$ |", {}),
        ("| $T = 0.5$ |", {"temperature": 0.5}),
        ("| $T = 2$ |", {"temperature": 2.0}),
        ("| $T = 2$, then `top_k = 3` |", {"temperature": 2.0, "top_k": 3}),
        ("| $T = 2$, `top_k = 3`, then `top_p = 0.75` |", {"temperature": 2.0, "top_k": 3, "top_p": 0.75}),
    ],
)
def test_the_statement_prints_the_expected_probabilities(row: str, how: dict[str, float]) -> None:
    expected = CHECKS.probabilities([1.0, 2.0, -1.0, 0.0], **how)
    cells = " ".join(f"{p:.3f} |" if p else "0 |" for p in expected)
    assert f"{row} {cells}" in EXERCISE.spec.statement


def test_a_submission_fails_through_bad_luck_less_than_once_in_a_million() -> None:
    player = InProcessPlayer(load_module(EXERCISE.folder / "solution.py"))
    played = [play(check, player, EXERCISE.spec.entry, 3) for check in EXERCISE.checks]
    comparisons = sum(call.times is not None for one in played for call in one.learner.calls)
    assert comparisons >= 20
    assert comparisons * FALSE_ALARM < 1e-6


def rate_of_detection(wrong: np.ndarray[Any, Any]) -> float:
    """The share of 3,000 samples, of as many draws as the check makes, that are judged wrong."""
    draws, shares = CHECKS.MANY_DRAWS, np.bincount(GROUP, weights=wrong)
    samples = np.random.default_rng(5).multinomial(draws, shares, size=3000)
    entropies = [relative_entropy(sample.tolist(), CHECKS.SHARES) for sample in samples]
    return float(np.mean([tail_bound(entropy, draws, len(shares)) < FALSE_ALARM for entropy in entropies]))


def test_it_detects_the_errors_that_the_statement_promises() -> None:
    assert "wrong by a factor of 1.1 is detected" in " ".join(EXERCISE.spec.statement.split())
    assert "3% of all tokens" in " ".join(EXERCISE.spec.statement.split())
    assert rate_of_detection(softmax(LOGITS / 1.1)) == 1
    assert rate_of_detection(softmax(LOGITS * 1.1)) == 1
    assert rate_of_detection(0.97 * softmax(LOGITS) + 0.03 / len(LOGITS)) == 1


def test_it_misses_the_errors_that_the_statement_says_it_misses() -> None:
    assert "A factor of 1.05, or 1% drawn evenly, is usually not detected." in " ".join(EXERCISE.spec.statement.split())
    assert rate_of_detection(softmax(LOGITS / 1.05)) < 0.5
    assert rate_of_detection(0.99 * softmax(LOGITS) + 0.01 / len(LOGITS)) < 0.5


def test_dealing_tokens_out_in_turn_fails_though_each_comes_as_often_as_it_should() -> None:
    code = ModuleType("in_turn")
    source = """
import numpy as np
behind = {}

def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    weights = np.exp((logits - logits.max()) / temperature)
    behind[rng] = behind.get(rng, 0) + weights / weights.sum()
    token = int(behind[rng].argmax())
    behind[rng][token] -= 1
    return token
"""
    exec(source, vars(code))  # noqa: S102 - the line above
    player = InProcessPlayer(code)
    checks = {check.name: check for check in EXERCISE.checks}
    for name, fails in {
        "draws_follow_the_softmax": False,
        "frequencies_are_exact": True,
        "all_chance_comes_from_rng": True,
    }.items():
        assert (play(checks[name], player, EXERCISE.spec.entry, 3).ending is not None) == fails, name


def test_a_mistake_that_draws_by_other_means_is_still_recognised() -> None:
    code = ModuleType("multiplies")
    source = """
def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    return int((logits * temperature + rng.gumbel(size=len(logits))).argmax())
"""
    exec(source, vars(code))  # noqa: S102 - the line above
    check = next(check for check in EXERCISE.checks if check.name == "divides_by_the_temperature")
    played = play(check, InProcessPlayer(code), EXERCISE.spec.entry, 11)
    found = recognise(EXERCISE, played)
    assert found is not None
    assert found.name == "multiplies_by_the_temperature"


def test_no_token_of_the_drawn_logits_is_rare_or_tied() -> None:
    for secret in range(200):
        p = np.sort(CHECKS.probabilities(CHECKS._logits(np.random.default_rng(secret))))
        assert p[0] > 0.02
        assert np.diff(p).min() > 0.005
