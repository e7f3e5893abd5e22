"""Judge a sampler by how often its tokens come: exact support, then frequencies with a proven false-alarm rate.

A sampler is right when each draw follows the probabilities p over k tokens. Two things can be wrong with n draws:

- **Support.** A token whose probability is 0 came. A correct sampler never does that, so one such draw is proof.
- **Frequencies.** The draws' frequencies f lie too far from p. Distance is the relative entropy
  D(f || p) = sum f_i log(f_i / p_i) in nats; 2 n D is the statistic G of the G-test. For every n, k and p
  (Agrawal 2020)

      P(D >= d)  <=  exp(-n d) (e n d / (k - 1))^(k - 1)        where n d > k - 1.

  The bound holds for finite n, whereas the chi-squared tail of the G-test is an approximation that promises nothing
  at one in a hundred million. The draws are judged wrong when the bound is below :data:`FALSE_ALARM`.

So one comparison fails a correct solution with a probability of at most 1e-8, and a submission with up to 100
comparisons fails wrongly with a probability of at most 1e-6 (union bound).

Rohit Agrawal, "Finite-Sample Concentration of the Multinomial in Relative Entropy", IEEE Transactions on Information
Theory 66 (2020), https://doi.org/10.1109/TIT.2020.2996134. ``runner/tests/test_distribution.py`` holds the bound
against exact enumeration.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from numbers import Integral
from typing import Any

from runner.judge import comparison, formatting
from runner.judge.charts import bars
from runner.judge.check_decorator import fail

FALSE_ALARM = 1e-8
"""Largest probability with which one comparison fails a correct sampler."""

DRAWS = 1_000
"""Draws per comparison. With 6 tokens a relative entropy above 0.033 nats convicts: 50% seen as 63%, say."""

BEYOND_TWO_DEVIATIONS = math.erfc(2 / math.sqrt(2))
"""The share of a normal distribution that lies more than two standard deviations from its mean."""

_CHANCE = (
    "By chance, a correct solution would be this far off less than once in "
    f"{1 / FALSE_ALARM / 1e6:.0f} million comparisons."
)
_MIN_SAME_BOUND = 0.02  # the bound at which about 1 in 1,000 pairs of samples of one sampler are taken for two


def distribution(draws: Sequence[Any], probabilities: Sequence[float], *, setting: str = "") -> None:
    """Fail unless the draws can have come from the probabilities.

    Args:
        draws: what the learner's sampler returned, one token id per call.
        probabilities: p (k,), summing to 1; exactly 0 for a token that must never come.
        setting: how the sampler was called, for the message ("top_k = 2").

    Raises:
        CheckFailure: a draw is no token id, a token of probability 0 came, or the frequencies are too far off.
    """
    counts = token_counts(draws, len(probabilities))
    support = [token for token, p in enumerate(probabilities) if p > 0]
    probability = tail_bound(relative_entropy(counts, probabilities), len(draws), len(support))
    if probability >= FALSE_ALARM:
        return
    outside = [token for token, count in enumerate(counts) if count and token not in support]
    say = _support_sentence(counts, outside, support) if outside else _frequency_sentence(counts, probabilities)
    frequencies = [count / len(draws) for count in counts]
    worst = max(range(len(counts)), key=lambda token: abs(frequencies[token] - probabilities[token]))
    fail(
        f"With {setting}: {say[0].lower()}{say[1:]}" if setting else say,
        picture=frequency_bars(draws, probabilities),
        yours=_percentages(frequencies),
        expected=_percentages(probabilities),
        difference=f"token {worst}: {frequencies[worst]:.1%} instead of {probabilities[worst]:.1%}",
    )


def group_shares(
    draws: Sequence[Any], group: Sequence[int], shares: Sequence[float], *, names: Sequence[str], setting: str
) -> dict[str, Any]:
    """Return the picture of how often each group of tokens came, or fail unless that is as often as its share says.

    A few groups show smaller errors than many tokens.

    Args:
        draws: what the learner's sampler returned, one token id per call.
        group: the number of each token's group.
        shares: the probability of each group, above 0.
        names: what the groups are called in the message ("the 32 rarest").
        setting: how the sampler was called ("temperature = 2").

    Raises:
        CheckFailure: a draw is no token id, or the shares are too far off.
    """
    counts = [0] * len(shares)
    for token, count in enumerate(token_counts(draws, len(group))):
        counts[group[token]] += count
    own_shares = [count / len(draws) for count in counts]
    picture = bars(names, {"your draws": own_shares, "expected": shares})
    if tail_bound(relative_entropy(counts, shares), len(draws), len(shares)) >= FALSE_ALARM:
        return picture
    worst = max(range(len(shares)), key=lambda k: abs(own_shares[k] - shares[k]))
    return fail(
        f"With {setting}, {names[worst]} came in {own_shares[worst]:.1%} of {len(draws):,} draws instead of "
        f"{shares[worst]:.1%}. {_CHANCE}",
        picture=picture,
        yours=_percentages(own_shares, names),
        expected=_percentages(shares, names),
    )


def independence(draws: Sequence[Any], probabilities: Sequence[float]) -> None:
    """Fail unless two draws in a row are equal as often as independent ones: with probability sum p_i^2.

    A sampler that deals its tokens out in turn comes nearer to the probabilities than chance does, so the frequencies
    don't tell. Pairs that don't overlap are independent, so the number of equal ones is binomial and the bound above
    applies to it.

    Raises:
        CheckFailure: a correct solution would be this far off less than once in 1e8 comparisons.
    """
    pairs = list(zip(draws[::2], draws[1::2], strict=False))
    equal, expected = sum(one == other for one, other in pairs), math.fsum(p * p for p in probabilities)
    distance = relative_entropy([equal, len(pairs) - equal], [expected, 1 - expected])
    if tail_bound(distance, len(pairs), 2) >= FALSE_ALARM:
        return
    fail(
        f"A draw was the same as the one before it {equal:,} times in {len(pairs):,}, and about "
        f"{len(pairs) * expected:,.0f} were expected. Your draws depend on those before: draw each from rng alone.",
        yours=f"{equal / len(pairs):.1%} the same",
        expected=f"about {expected:.1%}",
    )


def normal_tails(weights: comparison.Array, deviation: float, *, name: str) -> None:
    """Fail unless as many of the weights lie beyond two standard deviations as of normal ones do: 4.55 %.

    Uniform weights of the same variance have none there: they end at the root of 3 standard deviations. The count is
    binomial, so the bound above applies to it.

    Args:
        weights: independent draws, of any shape.
        deviation: the standard deviation they should have; the mean should be 0.
        name: what they are called in the message ("the weights of layer 1").

    Raises:
        CheckFailure: a correct solution would be this far off less than once in 1e8 comparisons.
    """
    size = weights.size
    beyond = int((abs(weights) > 2 * deviation).sum())
    distance = relative_entropy([beyond, size - beyond], [BEYOND_TWO_DEVIATIONS, 1 - BEYOND_TWO_DEVIATIONS])
    if tail_bound(distance, size, 2) >= FALSE_ALARM:
        return
    fail(
        f"Of the {size} values of {name}, {beyond} lie beyond two standard deviations. Of normal ones, about "
        f"{BEYOND_TWO_DEVIATIONS * size:.0f} would. By chance, a correct solution would be this far off less than "
        "once in 100 million comparisons.",
        yours=f"{beyond / size:.2%} beyond",
        expected=f"about {BEYOND_TWO_DEVIATIONS:.2%}",
    )


def token_counts(draws: Sequence[Any], tokens: int) -> list[int]:
    """Count each token among the draws. Fails if a draw is no token id."""
    counts = [0] * tokens
    for draw in draws:
        if not _is_int(draw):
            say = f"A token is an int; yours is {formatting.text(draw)[:80]}, of type {type(draw).__name__}."
            fail(say, yours=formatting.text(draw), expected=f"an int from 0 to {tokens - 1}")
        if not 0 <= draw < tokens:
            say = f"does not exist: {tokens} logits stand for the tokens 0 to {tokens - 1}."
            fail(
                f"Token {formatting.text(draw)[:40]} {say}",
                yours=formatting.text(draw),
                expected=f"an int from 0 to {tokens - 1}",
            )
        counts[int(draw)] += 1
    return counts


def relative_entropy(counts: Sequence[int], probabilities: Sequence[float]) -> float:
    """D(f || p) in nats for the frequencies f of the counts; infinite where a token of probability 0 came."""
    n = sum(counts)
    came = [(count / n, p) for count, p in zip(counts, probabilities, strict=True) if count]
    if any(p <= 0 for _, p in came):
        return math.inf
    return max(math.fsum(f * math.log(f / p) for f, p in came), 0.0)  # rounding alone can make it negative


def tail_bound(entropy: float, draws: int, tokens: int) -> float:
    """Bound the probability that ``draws`` draws over ``tokens`` tokens lie ``entropy`` nats or more from the truth."""
    return _gamma_tail(draws * entropy, shape=tokens - 1)


def same_distribution(draws: Any, other_draws: Any) -> bool:
    """Whether two lists of draws look as if one sampler made both: each lies near the frequencies of the two together.

    Recognises a classic mistake and never fails anyone, so here the asymptotic law of the statistic is good enough.
    What is not a list of draws is like nothing.
    """
    if not (_are_draws(draws) and _are_draws(other_draws)):
        return False
    tokens = sorted({*draws, *other_draws})
    samples = [[counts[token] for token in tokens] for counts in (Counter(draws), Counter(other_draws))]
    average = [sum(counts) / (len(draws) + len(other_draws)) for counts in zip(*samples, strict=True)]
    statistic = sum(sum(sample) * relative_entropy(sample, average) for sample in samples)
    return _gamma_tail(statistic, shape=(len(tokens) - 1) / 2) > _MIN_SAME_BOUND


def frequency_bars(draws: Sequence[Any], probabilities: Sequence[float]) -> dict[str, Any]:
    """The picture: how often each token came beside how often it should."""
    counts = token_counts(draws, len(probabilities))
    labels = [f"token {token}" for token in range(len(counts))]
    return bars(labels, {"your draws": [count / len(draws) for count in counts], "expected": probabilities})


def _gamma_tail(statistic: float, *, shape: float) -> float:
    """Chernoff's bound on how probable it is that a gamma variable of this shape and rate 1 is as large."""
    if math.isinf(statistic):
        return 0.0
    if statistic <= shape or shape == 0:
        return 1.0
    return math.exp(-statistic + shape * (1 + math.log(statistic / shape)))


def _is_int(value: Any) -> bool:
    return type(value) is int or (isinstance(value, Integral) and not isinstance(value, bool))


def _are_draws(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_int(draw) for draw in value)


def _support_sentence(counts: Sequence[int], outside: Sequence[int], support: Sequence[int]) -> str:
    worst = max(outside, key=counts.__getitem__)
    times = "once" if counts[worst] == 1 else f"{counts[worst]:,} times"
    return f"Token {worst} came {times} in {sum(counts):,} draws and may never come here: only {_tokens(support)} may."


def _frequency_sentence(counts: Sequence[int], probabilities: Sequence[float]) -> str:
    """The token that is farthest off by itself, with both numbers and the false-alarm rate."""
    n = sum(counts)

    def surprise(token: int) -> float:
        return relative_entropy([counts[token], n - counts[token]], [probabilities[token], 1 - probabilities[token]])

    worst = max(range(len(counts)), key=surprise)
    count_text = f"came {counts[worst]:,} times" if counts[worst] else "never came"
    return (
        f"Token {worst} {count_text} in {n:,} draws, and about {n * probabilities[worst]:,.0f} were expected. {_CHANCE}"
    )


def _percentages(frequencies: Sequence[float], names: Sequence[str] | None = None) -> str:
    names = names or [f"token {token}" for token in range(len(frequencies))]
    return ", ".join(f"{name}: {frequency:.1%}" for name, frequency in zip(names, frequencies, strict=True))


def _tokens(tokens: Sequence[int]) -> str:
    return f"token{'s' if len(tokens) > 1 else ''} {formatting.join_names([str(token) for token in tokens])}"
