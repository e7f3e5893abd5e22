"""Sampling is judged as a distribution: exact support, and frequencies with a false-alarm rate that is proven."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from runner.judge.check_decorator import CheckFailure
from runner.judge.distribution import (
    DRAWS,
    FALSE_ALARM,
    distribution,
    frequency_bars,
    group_shares,
    independence,
    relative_entropy,
    same_distribution,
    tail_bound,
)

FAIR = [0.5, 0.3, 0.2, 0.0]


def draw(p: Sequence[float], seed: int, times: int = DRAWS) -> list[int]:
    chosen: list[int] = np.random.default_rng(seed).choice(len(p), size=times, p=p).tolist()
    return chosen


def refused(draws: list[Any], p: Sequence[float], **how: Any) -> CheckFailure:
    with pytest.raises(CheckFailure) as caught:
        distribution(draws, p, **how)
    return caught.value


def outcomes(n: int, k: int) -> Iterator[list[int]]:
    """All ways to distribute n draws over k tokens."""
    if k == 1:
        yield [n]
        return
    for first in range(n + 1):
        for rest in outcomes(n - first, k - 1):
            yield [first, *rest]


def chance(counts: Sequence[int], p: Sequence[float]) -> float:
    """The multinomial probability of exactly these counts."""
    log = math.lgamma(sum(counts) + 1)
    return math.exp(log + sum(c * math.log(q) - math.lgamma(c + 1) for c, q in zip(counts, p, strict=True)))


@pytest.mark.parametrize(
    ("n", "p"),
    [
        (60, [0.5, 0.5]),
        (60, [0.97, 0.03]),
        (30, [0.6, 0.3, 0.1]),
        (30, [0.98, 0.01, 0.01]),
        (16, [0.4, 0.3, 0.2, 0.1]),
    ],
)
def test_the_bound_is_never_below_the_exact_tail(n: int, p: list[float]) -> None:
    table = sorted(((relative_entropy(c, p), chance(c, p)) for c in outcomes(n, len(p))), reverse=True)
    assert math.isclose(sum(probability for _, probability in table), 1.0, rel_tol=1e-9)
    tail = 0.0
    for i, (entropy, probability) in enumerate(table):
        tail += probability
        if i + 1 == len(table) or table[i + 1][0] < entropy:
            assert tail <= tail_bound(entropy, n, len(p)) * (1 + 1e-9)


def test_a_right_sampler_passes_every_time() -> None:
    for seed in range(1_500):
        distribution(draw(FAIR, seed), FAIR)


def test_the_bound_is_small_enough_for_a_hundred_comparisons_per_submission() -> None:
    assert FALSE_ALARM * 100 <= 1e-6


@pytest.mark.parametrize("wrong", [[0.66, 0.2, 0.14, 0.0], [0.5, 0.5, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
def test_it_nearly_always_catches_frequencies_that_are_off(wrong: list[float]) -> None:
    caught = [seed for seed in range(200) if tail_of(draw(wrong, seed)) < FALSE_ALARM]
    assert len(caught) >= 190


def tail_of(draws: list[int]) -> float:
    counts = [draws.count(token) for token in range(4)]
    return tail_bound(relative_entropy(counts, FAIR), len(draws), 3)


def test_one_draw_of_a_token_that_may_never_come_is_enough() -> None:
    failed = refused([*draw(FAIR, 1, 999), 3], FAIR, setting="top_k = 3")
    assert failed.message == (
        "With top_k = 3: token 3 came once in 1,000 draws and may never come here: only tokens 0, 1 and 2 may."
    )


def test_it_says_both_numbers_and_how_rarely_it_errs() -> None:
    failed = refused([0] * 800 + [1] * 150 + [2] * 50, FAIR)
    assert failed.message.startswith("Token 0 came 800 times in 1,000 draws, and about 500 were expected.")
    assert "less than once in 100 million comparisons" in failed.message
    assert failed.detail["difference"] == "token 0: 80.0% instead of 50.0%"


def test_it_says_when_a_token_never_came() -> None:
    assert "Token 2 never came in 1,000 draws, and about 200" in refused([0] * 620 + [1] * 380, FAIR).message


def test_a_certain_token_needs_no_statistics() -> None:
    distribution([1] * 20, [0.0, 1.0])
    refused([1] * 19 + [0], [0.0, 1.0])


@pytest.mark.parametrize("value", [1.0, True, None, "1", [1], np.float64(1), np.array([1, 2])])
def test_a_draw_that_is_no_int_is_a_sentence(value: Any) -> None:
    assert refused([0, value], FAIR).message.startswith("A token is an int; yours is ")


def test_numpys_integers_are_ints() -> None:
    distribution([np.int64(draw) for draw in draw(FAIR, 5)], FAIR)


@pytest.mark.parametrize("value", [-1, 4])
def test_a_token_outside_the_vocabulary_is_a_sentence(value: int) -> None:
    assert refused([0, value], FAIR).message == (f"Token {value} does not exist: 4 logits stand for the tokens 0 to 3.")


def test_the_picture_sets_the_draws_beside_what_was_expected() -> None:
    picture = frequency_bars([0, 0, 1, 2], FAIR)
    assert picture["labels"] == ["token 0", "token 1", "token 2", "token 3"]
    assert [series["values"] for series in picture["series"]] == [[0.5, 0.25, 0.25, 0.0], FAIR]


def test_two_samples_of_one_sampler_are_alike_and_of_two_are_not() -> None:
    other = [0.36, 0.34, 0.3, 0.0]
    alike = sum(same_distribution(draw(FAIR, 2 * i), draw(FAIR, 2 * i + 1)) for i in range(300))
    unlike = sum(same_distribution(draw(FAIR, 2 * i), draw(other, 2 * i + 1)) for i in range(300))
    assert alike >= 298
    assert unlike <= 30


@pytest.mark.parametrize("other", [3, None, [], [0.0], [np.array([0])]])
def test_what_is_no_list_of_draws_is_like_nothing(other: Any) -> None:
    assert not same_distribution([0], other)
    assert not same_distribution(other, other)


def in_turn(p: Sequence[float], times: int = DRAWS) -> list[int]:
    """Draws without chance: always the token that is furthest behind its share."""
    behind = np.zeros(len(p))
    draws: list[int] = []
    for _ in range(times):
        behind += p
        draws.append(int(behind.argmax()))
        behind[draws[-1]] -= 1
    return draws


def test_tokens_dealt_out_in_turn_have_right_frequencies_and_are_not_independent() -> None:
    distribution(in_turn(FAIR), FAIR)
    with pytest.raises(CheckFailure, match="the same as the one before it"):
        independence(in_turn(FAIR), FAIR)


def test_a_sampler_that_repeats_itself_is_not_independent() -> None:
    with pytest.raises(CheckFailure, match="the same as the one before it"):
        independence([token for token in draw(FAIR, 1) for _ in range(2)], FAIR)


def test_independent_draws_pass_every_time() -> None:
    for seed in range(1_500):
        independence(draw(FAIR, seed), FAIR)


def test_two_groups_show_an_error_that_the_tokens_do_not() -> None:
    p, q = [0.5, *[0.5 / 31] * 31], [0.62, *[0.38 / 31] * 31]
    draws, group, shares = draw(q, 1, 1_200), [0, *[1] * 31], [0.5, 0.5]
    distribution(draws, p)
    with pytest.raises(CheckFailure, match=r"With T = 2, the first came in 6.*% of 1,200 draws instead of 50\.0%"):
        group_shares(draws, group, shares, names=["the first", "the others"], setting="T = 2")
