"""Statistical checks: thousands of rounds are judged as distributions, never one by one.

There are 20 comparisons. Each fails a correct solution with a probability of at most 1e-8, so all together do in fewer
than 1 of 5 million submissions (see runner/judge/distribution.py). Each named mistake passes its check with a
probability of at most 1e-5.
"""

import math

import numpy as np

from runner.judge import Rng, bars, check, close, fail, formatting, holds, preserves_arguments
from runner.judge.distribution import (
    FALSE_ALARM,
    distribution,
    frequency_bars,
    independence,
    relative_entropy,
    same_distribution,
    tail_bound,
    token_counts,
)

EXAMPLE_ROUNDS = 450  # the additional token from the first row passes in 1 of 100,000 grades at 400


def same_rounds(one, other):
    """Whether two lists of rounds look as if one function made both: each round counts as one outcome."""
    if not (isinstance(one, list) and isinstance(other, list)):
        return False
    return same_distribution(*([_outcome(tokens) for tokens in rounds] for rounds in (one, other)))


def _outcome(tokens):
    """One int for a list of small token ids; None for anything else, which is like nothing."""
    if not isinstance(tokens, list) or not all(isinstance(t, int | np.integer) and 0 <= t < 15 for t in tokens):
        return None
    return int("f" + "".join(f"{int(token):x}" for token in tokens), 16)


@check(example=True, equivalent=same_rounds)
def worked_example(learner, rng):
    """The first token, the second token and the mean number of tokens"""
    q, p = np.array([[0.6, 0.3, 0.1]]), np.array([[0.1, 0.4, 0.5], [0.3, 0.1, 0.6]])
    rounds = play(learner, rng, q, p, EXAMPLE_ROUNDS)
    compare_position(learner, rounds, p, 0)
    compare_position(learner, rounds, p, 1)
    compare_lengths(learner, rounds, q, p)
    compare_replacements(rounds, q, p)
    close(learner.expected_tokens(q, p), 1.5, name="your expected number of tokens")


@check(equivalent=same_rounds)
def first_token_follows_the_target(learner, rng):
    """The first token follows the large model, whatever the small one proposes"""
    order = rng.permutation(4)
    p = np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.4, 0.3, 0.2], [0.2, 0.1, 0.4, 0.3]])[:, order]
    q = np.array([[0.1, 0.2, 0.3, 0.4], [0.25, 0.25, 0.25, 0.25]])[:, order]
    rounds = play(learner, rng, q, p, 200)
    compare_position(learner, rounds, p, 0)
    compare_replacements(rounds, q, p)
    # The large model takes the replacements 0 and 1 about equally often, but 1 is hardly missing.
    order = rng.permutation(3)
    q, p = np.array([[0.01, 0.49, 0.5]])[:, order], np.array([[0.49, 0.5, 0.01], [0.2, 0.3, 0.5]])[:, order]
    rounds = play(learner, rng, q, p, 1_500)
    compare_position(learner, rounds, p, 0)
    compare_replacements(rounds, q, p)


@check(equivalent=same_rounds)
def number_of_tokens(learner, rng):
    """As many drafts are accepted as the rule says, each position on its own"""
    q = rng.permuted(np.tile([0.5, 0.5, 0.0, 0.0], (3, 1)), axis=1)  # whatever is drafted is accepted half the time
    p = np.full((4, 4), 0.25)
    rounds = play(learner, rng, q, p, 2_000)
    compare_lengths(learner, rounds, q, p)
    independence([len(tokens) for tokens in rounds], length_probabilities(q, p))


@check(equivalent=same_rounds)
def later_tokens_follow_the_target(learner, rng):
    """Every later token follows the large model too, up to the additional one"""
    q, p = draw(rng, 3, 4, mix=0.8)
    rounds = play(learner, rng, q, p, 300)
    compare_lengths(learner, rounds, q, p)
    for position in (1, 2, 3):
        compare_position(learner, rounds, p, position)


@check(equivalent=same_rounds)
def equal_models(learner, rng):
    """If both models agree, every draft is accepted"""
    p = draw(rng, 2, 5)[1]
    p[2] = rng.permutation([0.9, 0.04, 0.03, 0.02, 0.01])  # whatever evens out its probabilities shows in the rare ones
    q = p[:2].copy()
    rounds = play(learner, rng, q, p, 2_000)
    short = sum(len(tokens) < 3 for tokens in rounds)
    holds(
        not short,
        f"Both models have the same distributions, and {short} of {len(rounds)} rounds still rejected a draft.",
        yours=f"{short} rounds with fewer than 3 tokens",
        expected="3 tokens in every round",
    )
    compare_position(learner, rounds, p, 2)


@check(equivalent=same_rounds)
def impossible_tokens(learner, rng):
    """Tokens of probability 0 in one of the models"""
    q, p = np.array([[0.5, 0.5, 0.0, 0.0], [0.25, 0.0, 0.75, 0.0]]), draw(rng, 2, 4)[1]
    p[0] = 0.0, 0.3, 0.0, 0.7
    p[1] = 0.5, 0.5, 0.0, 0.0
    rounds = play(learner, rng, q, p, 400)
    compare_position(learner, rounds, p, 0)
    compare_position(learner, rounds, p, 1)
    compare_lengths(learner, rounds, q, p)
    never = np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 0.4, 0.6], [0.2, 0.3, 0.5]])
    rounds = play(learner, rng, *never, 200)
    compare_lengths(learner, rounds, *never)
    compare_position(learner, rounds, never[1], 0)


@check
def mean_number_of_tokens(learner, rng):
    """The mean number of tokens, for any two models"""
    for k, V in [(1, 4), (3, 3), (5, 8), (4, 500)]:
        q, p = draw(rng, k, V, mix=0.5)
        lengths = np.arange(1, k + 2)
        close(
            learner.expected_tokens(q, p),
            float(lengths @ length_probabilities(q, p)),
            name="your expected number of tokens",
        )


@check(equivalent=same_rounds)
def all_chance_comes_from_rng(learner, rng):
    """The same seed gives the same tokens"""
    q, p = draw(rng, 3, 6, mix=0.6)
    seed, other = (Rng(int(number)) for number in rng.integers(2**32, size=2))
    once, again, different = (rounds_of(learner.repeat(60).speculate(q, p, s), 3, 6) for s in (seed, seed, other))
    holds(
        once == again,
        "The same distributions and the same seed gave different tokens: some of the randomness does not come from rng.",
        yours=f"first {once[:6]}, then {again[:6]}",
    )
    holds(
        once != different,
        "Two seeds gave the same 60 rounds: draw every token from rng.",
        yours=f"{once[:6]} with both",
    )


@check(equivalent=same_rounds)
def arguments_unchanged(learner, rng):
    """The distributions are not modified"""
    q, p = draw(rng, 3, 4, mix=0.5)
    for seed in rng.integers(2**32, size=24).tolist():  # in some of them a token is rejected
        rounds_of(learner.repeat(1).speculate(q, p, Rng(seed)), 3, 4)
    close(
        learner.expected_tokens(q, p),
        float(np.arange(1, 5) @ length_probabilities(q, p)),
        name="your expected number of tokens",
    )
    preserves_arguments(learner)


def draw(rng, k, V, mix=0.0):
    """Two models whose tokens are 1.5 to 2 times apart; the draft is mixed with the target, and rarely agrees."""

    def rows(n):
        steps = np.exp(-np.cumsum(rng.uniform(0.4, 0.7, size=(n, V)), axis=1))
        return rng.permuted(steps / steps.sum(axis=1, keepdims=True), axis=1)

    p = rows(k + 1)
    for i in range(1, k + 1):  # no row is nearly the one before
        p[i] = p[i - 1][np.roll(np.argsort(p[i - 1]), 1)[np.argsort(np.argsort(p[i - 1]))]]
    q = p[:k][:, ::-1] if V % 2 else np.roll(p[:k], 1, axis=1)
    return mix * p[:k] + (1 - mix) * q, p


def play(learner, rng, q, p, rounds):
    seed = Rng(int(rng.integers(2**32)))
    return rounds_of(learner.repeat(rounds).speculate(q, p, seed), *q.shape)


def rounds_of(rounds, k, V):
    """The rounds, if each is a list of 1 to k + 1 token ids."""
    for tokens in rounds:
        if not isinstance(tokens, list):
            kind = formatting.kind(tokens)
            fail(f"Your speculate returned {kind}; expected a list of ints.", yours=formatting.text(tokens))
        if not 1 <= len(tokens) <= k + 1:
            few = " Each round returns at least one token." if not tokens else ""
            fail(
                f"Your speculate returned {len(tokens)} tokens for {k} drafted positions; expected 1 to {k + 1}.{few}",
                yours=formatting.text(tokens),
            )
        token_counts(tokens, V)
    return rounds


def compare_position(learner, rounds, p, position):
    """The tokens at one position, over all rounds that got so far."""
    draws = [tokens[position] for tokens in rounds if len(tokens) > position]
    if not draws:
        fail(
            f"No round of {len(rounds)} returned more than {position} tokens.",
            expected=f"{position + 1} in some of them",
        )
    learner.show(frequency_bars(draws, p[position].tolist()))
    distribution(draws, p[position].tolist(), setting=f"the tokens at position {position}")


def compare_replacements(rounds, q, p):
    """The tokens that replace the first draft. Apart from the accepted ones, a wrong one shows in far fewer rounds."""
    draws = [tokens[0] for tokens in rounds if len(tokens) == 1]
    missing = np.maximum(p[0] - q[0], 0)
    if draws:
        distribution(draws, (missing / missing.sum()).tolist(), setting="the replacements at position 0")


def compare_lengths(learner, rounds, q, p):
    """How often a round returned 1, 2, ... tokens."""
    n, expected = len(rounds), length_probabilities(q, p)
    counts = [sum(len(tokens) == length for tokens in rounds) for length in range(1, len(p) + 1)]
    learner.show(
        bars(
            [f"{length} token{'s' * (length > 1)}" for length in range(1, len(p) + 1)],
            {"your rounds": [count / n for count in counts], "expected": expected},
        )
    )
    if tail_bound(relative_entropy(counts, expected), n, sum(share > 0 for share in expected)) >= FALSE_ALARM:
        return
    at = max(range(len(counts)), key=lambda i: abs(counts[i] / n - expected[i]))
    fail(
        f"{counts[at]:,} of {n:,} rounds returned {at + 1} token{'s' * (at > 0)}, and about {n * expected[at]:,.0f} were "
        "expected.",
        yours=", ".join(f"{length}: {count / n:.1%}" for length, count in enumerate(counts, 1)),
        expected=", ".join(f"{length}: {share:.1%}" for length, share in enumerate(expected, 1)),
    )


def length_probabilities(q, p):
    """The probability of 1, 2, ..., k + 1 tokens."""
    shares, alive = [], 1.0
    for draft, target in zip(q.tolist(), p.tolist()):
        accepted = math.fsum(map(min, draft, target))
        shares.append(alive * max(1 - accepted, 0.0))
        alive *= accepted
    return [*shares, alive]
