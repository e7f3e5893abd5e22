"""Statistical checks: the draws are judged as a distribution, never one by one.

There are 24 comparisons. Each fails a correct solution with a probability of at most 1e-8, so all together do in fewer
than 1 of 4 million submissions (see runner/judge/distribution.py). Of the named mistakes, a missing scale after top-k is
the hardest to see: in 400,000 simulated samples it passed its check with a probability of 1e-4.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from runner.judge import Learner, Rng, check, fail, holds, preserves_arguments
from runner.judge.distribution import (
    distribution,
    frequency_bars,
    group_shares,
    independence,
    same_distribution,
    token_counts,
)

EXAMPLE = np.array([1.0, 2.0, -1.0, 0.0])
DRAWS = 400
MANY_DRAWS = 4_000
# One token has 70 % of the probability, 31 share almost all of the rest, and 32 are rare. A temperature that is a little
# too high takes from the first, and a few tokens drawn evenly give to the last.
SIZES, SHARES = (1, 31, 32), (0.7, 0.298, 0.002)


@check(example=True)
def temperature_zero_takes_the_largest(learner: Learner, rng: np.random.Generator) -> None:
    """Temperature 0 takes the token with the largest logit"""
    for how in ({}, {"top_k": 3, "top_p": 0.9}):
        token = learner.next_token(EXAMPLE, Rng(0), temperature=0.0, **how)
        token_counts([token], len(EXAMPLE))
        holds(token == 1, f"Your token is {token}; token 1 has the largest logit.", yours=token, expected=1)


@check(equivalent=same_distribution)
def temperature_zero_tells_close_logits_apart(learner: Learner, rng: np.random.Generator) -> None:
    """Temperature 0 takes the largest logit, however close the second is"""
    for gap, V in ((1e-2, 6), (1e-4, 6), (1e-7, 6), (1e-4, 1200)):
        logits = gap * rng.permutation(V)
        draws = learner.repeat(100).next_token(logits, _seed(rng), temperature=0.0)
        others = sum(token_counts(draws, V)) - draws.count(best := int(np.argmax(logits)))
        holds(
            not others,
            f"At temperature 0 a different token from the largest came {others} times in 100, with the second logit "
            f"{gap:g} smaller. Temperature 0 leaves nothing to chance.",
            yours=f"{others} of 100 draws",
            expected=f"always token {best}",
        )


@check(example=True, equivalent=same_distribution)
def draws_follow_the_softmax(learner: Learner, rng: np.random.Generator) -> None:
    """Tokens are as frequent as the softmax says"""
    _compare(learner, rng, EXAMPLE, draws=2_000)  # fewer don't tell a double softmax from even draws


@check(equivalent=same_distribution)
def divides_by_the_temperature(learner: Learner, rng: np.random.Generator) -> None:
    """Temperature 0.5 favors the most probable tokens, temperature 2 the others"""
    logits = _logits(rng)
    cold = _compare(learner, rng, logits, draws=500, temperature=0.5)
    _compare(learner, rng, logits, draws=500, temperature=2.0)
    learner.show(cold)  # always the same temperature, so that two submissions can be seen side by side


@check(equivalent=same_distribution)
def top_k_keeps_k_tokens(learner: Learner, rng: np.random.Generator) -> None:
    """Top-k keeps the k most probable tokens and scales them to sum to 1"""
    logits = _logits(rng)
    _compare(learner, rng, logits, draws=1_000, top_k=int(rng.integers(2, 4)))  # a missing scale shows slowly
    _compare(learner, rng, logits, draws=100, top_k=1)


@check(equivalent=same_distribution)
def top_p_keeps_the_token_that_reaches_p(learner: Learner, rng: np.random.Generator) -> None:
    """Top-p keeps the smallest set that reaches p, including the token that reaches it"""
    logits = _logits(rng)
    while not np.argmax(logits):  # sorted already, the three best would hide that nobody sorted them
        logits = _logits(rng)
    one, two, three, *_ = _running_mass(probabilities(logits))
    three_kept = _compare(learner, rng, logits, top_p=(two + three) / 2)
    _compare(learner, rng, logits, top_p=(one + two) / 2)
    _compare(learner, rng, logits, draws=100, top_p=one / 2)
    learner.show(three_kept)  # the most telling of the three


@check(equivalent=same_distribution)
def top_p_met_exactly_is_reached(learner: Learner, rng: np.random.Generator) -> None:
    """If the probabilities add up to exactly p, top-p keeps no further token"""
    # all of these probabilities are powers of 2, exact however they are computed
    for best, k in ((2, 1), (4, 2), (4, 3)):
        logits = rng.permutation(np.array([0.0] * best + [-np.inf] * 2))
        draws = learner.repeat(80).next_token(logits, _seed(rng), top_p=k / best)
        counts = token_counts(draws, len(logits))
        seen = [token for token, count in enumerate(counts) if count]
        outside = [token for token in seen if logits[token] < 0]
        holds(not outside, f"Token {outside and outside[0]} came, whose logit is -inf.", yours=f"tokens {seen}")
        holds(
            len(seen) == k,
            f"With {best} tokens of probability 1/{best} and top_p = {k / best:g}, {len(seen)} of them came. {k} add up to "
            f"exactly {k / best:g}, which reaches p.",
            yours=f"tokens {', '.join(map(str, seen))}",
            expected=f"{k} of the tokens {', '.join(map(str, np.flatnonzero(logits == 0).tolist()))}",
        )


@check(equivalent=same_distribution)
def temperature_comes_before_top_p(learner: Learner, rng: np.random.Generator) -> None:
    """Top-p uses the probabilities after temperature"""
    logits = _logits(rng)
    # at temperature 2 two tokens have less than at temperature 1, and p is in between: three tokens, not two
    flat, steep = (_running_mass(probabilities(logits, temperature=t))[1] for t in (2.0, 1.0))
    _compare(learner, rng, logits, temperature=2.0, top_p=(flat + steep) / 2)


@check(equivalent=same_distribution)
def top_k_comes_before_top_p(learner: Learner, rng: np.random.Generator) -> None:
    """Top-p uses the probabilities after top-k"""
    logits = _logits(rng)
    # among the top three, two tokens have more than among all, and p is in between: two tokens, not three
    everyone, best = (_running_mass(probabilities(logits, top_k=k))[1] for k in (None, 3))
    _compare(learner, rng, logits, top_k=3, top_p=(everyone + best) / 2)


@check(equivalent=same_distribution)
def top_k_keeps_no_more_for_a_tie(learner: Learner, rng: np.random.Generator) -> None:
    """Top-k keeps exactly k tokens, even if the k-th is tied"""
    logits = rng.permutation(np.array([2.0, 1.0, 1.0, 1.0, -1.0])) + rng.integers(-3, 4)
    draws = learner.repeat(DRAWS).next_token(logits, _seed(rng), top_k=2)
    seen = [token for token, count in enumerate(token_counts(draws, 5)) if count]
    if len(seen) > 2:
        fail(
            f"top_k = 2 let {len(seen)} tokens through. With equal logits you may choose which, but keep two tokens.",
            yours=f"tokens {', '.join(map(str, seen))}",
            expected=f"token {int(np.argmax(logits))} and one more",
        )
    # which of the tied tokens to keep is the learner's choice
    tied = [token for token in seen if logits[token] != max(logits)] or [int(np.argsort(-logits)[1])]
    chosen = np.full(5, -np.inf)
    chosen[[int(np.argmax(logits)), tied[0]]] = 1.0, 0.0
    _judge(learner, draws, probabilities(chosen), "top_k = 2")


@check(equivalent=same_distribution)
def wide_limits_keep_everything(learner: Learner, rng: np.random.Generator) -> None:
    """Top-p of 1, or top-k beyond the vocabulary, keeps every token"""
    _compare(learner, rng, _logits(rng), draws=100, top_k=100)
    for _ in range(6):
        _compare(learner, rng, _logits_below_one(rng), draws=60, top_p=1.0)


@check(equivalent=same_distribution)
def extreme_logits_stay_finite(learner: Learner, rng: np.random.Generator) -> None:
    """Logits of 1000, -1000 and -inf do not overflow, and -inf is never drawn"""
    extreme = rng.permutation(np.array([1000.0, 999.0, 998.0, -1000.0, -np.inf]))
    _compare(learner, rng, extreme, draws=200)
    _compare(learner, rng, extreme - 2000.0, draws=200, top_k=4, top_p=0.99)
    _compare(learner, rng, rng.permutation(np.array([1000.0, 0.0, -1000.0])), draws=20)
    _compare(learner, rng, rng.permutation(np.array([30.0, 29.99, 29.98, -30.0])), draws=200, temperature=0.01)


@check(equivalent=same_distribution)
def all_chance_comes_from_rng(learner: Learner, rng: np.random.Generator) -> None:
    """The same seed gives the same tokens"""
    logits, seed, other = _logits(rng), _seed(rng), _seed(rng)
    once, again, different = (learner.repeat(100).next_token(logits, s, top_p=0.95) for s in (seed, seed, other))
    token_counts(once + again + different, len(logits))
    holds(
        once == again,
        "The same logits and the same seed gave different tokens: some of the randomness does not come from rng.",
        yours=f"first {once[:12]}, then {again[:12]}",
    )
    holds(once != different, "Two seeds gave the same 100 tokens: draw each from rng.", yours=f"{once[:12]} with both")


@check(equivalent=same_distribution)
def frequencies_are_exact(learner: Learner, rng: np.random.Generator) -> None:
    """In 4,000 draws, tokens are as frequent as they should be: a temperature 1.1 times too large shows"""
    group = rng.permutation(np.repeat(range(3), SIZES))  # (64,) of each token
    logits = 2.0 * np.log(np.divide(SHARES, SIZES))[group]  # (64,)
    draws = learner.repeat(MANY_DRAWS).next_token(logits, _seed(rng), temperature=2.0)
    names = "the most probable token", "the next 31", "the 32 rarest"
    learner.show(group_shares(draws, group.tolist(), SHARES, names=names, setting="temperature = 2"))
    independence(draws, probabilities(logits, temperature=2.0))


@check(equivalent=same_distribution)
def logits_are_left_alone(learner: Learner, rng: np.random.Generator) -> None:
    """The logits are not modified"""
    for how in ({"temperature": 0.7}, {"top_k": 2}, {"top_p": 0.5}, {"temperature": 0.0}):
        learner.repeat(1).next_token(_logits(rng), _seed(rng), **how)  # as a draw, so that its value tells nothing
    preserves_arguments(learner)


def probabilities(
    logits: Sequence[float] | np.ndarray,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> list[float]:
    """The statement's probabilities, by plain loops; 0 for a token that may not be drawn."""
    scaled = [float(logit) / temperature for logit in logits]
    weights = [math.exp(logit - max(scaled)) for logit in scaled]
    kept = sorted(range(len(weights)), key=lambda token: -weights[token])[:top_k]
    if top_p is not None:
        whole, mass, nucleus = sum(weights[token] for token in kept), 0.0, []
        for token in kept:
            if mass < top_p * whole:
                nucleus.append(token)
            mass += weights[token]
        kept = nucleus
    whole = sum(weights[token] for token in kept)
    return [weights[token] / whole if token in kept else 0.0 for token in range(len(weights))]


def _compare(
    learner: Learner, rng: np.random.Generator, logits: np.ndarray, draws: int = DRAWS, **how: Any
) -> dict[str, Any]:
    """Draw many times in one setting and compare. Returns the chart."""
    setting = ", ".join(f"{name} = {value:.4g}" for name, value in how.items())
    drawn = learner.repeat(draws).next_token(logits, _seed(rng), **how)
    return _judge(learner, drawn, probabilities(logits, **how), setting)


def _judge(learner: Learner, draws: list[Any], expected: list[float], setting: str) -> dict[str, Any]:
    token_counts(draws, len(expected))  # or there is nothing to draw
    chart = frequency_bars(draws, expected)
    learner.show(chart)
    distribution(draws, expected, setting=setting)
    return chart


def _seed(rng: np.random.Generator) -> Rng:
    return Rng(int(rng.integers(2**32)))


def _logits(rng: np.random.Generator) -> np.ndarray:
    """Six logits 0.35 to 0.6 apart, in any order and anywhere: no token is rare, no two are equal."""
    steps = -np.cumsum(rng.uniform(0.35, 0.6, size=6))
    return rng.permutation(steps) + rng.uniform(-3, 3)


def _logits_below_one(rng: np.random.Generator) -> np.ndarray:
    """Logits whose probabilities, added up in floating point from the most probable on, stay below 1."""
    while True:
        logits = _logits(rng)
        p = np.exp(np.sort(logits)[::-1] - logits.max())
        if np.cumsum(p / p.sum())[-1] < 1:
            return logits


def _running_mass(p: Sequence[float]) -> list[float]:
    """The total probability of the 1, 2, 3, ... most probable tokens."""
    return np.cumsum(sorted(p, reverse=True)).tolist()
