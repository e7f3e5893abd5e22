import math

import numpy as np

from runner.judge import bars, check, close, fail, formatting, preserves_arguments

PRIOR, TEST = np.array([0.01, 0.99]), np.array([[0.1, 0.9], [0.95, 0.05]])


@check(example=True)
def worked_posteriors(learner, rng):
    """The posteriors of the worked example, after one positive test and after two"""
    one, two = np.array([0.009, 0.0495]), np.array([0.0009, 0.047025])
    close(learner.posterior(PRIOR, TEST, np.array([1])), one / one.sum(), name="your posterior after one test")
    close(learner.posterior(PRIOR, TEST, np.array([1, 0])), two / two.sum(), name="your posterior after two tests")


@check(example=True)
def worked_prediction(learner, rng):
    """The prediction of the worked example"""
    p = np.array([0.0009, 0.047025]) / 0.047925
    expected = p[0] * TEST[0] + p[1] * TEST[1]
    close(learner.predictive(PRIOR, TEST, np.array([1, 0])), expected, name="your prediction")


@check
def any_number(learner, rng):
    """Any number of hypotheses, outcomes and observations, including no observations"""
    for m, outcomes, n in [(3, 3, 6), (4, 2, 1), (2, 5, 12), (3, 3, 0), (1, 2, 3)]:
        prior, likelihood = draw(rng, m), np.array([draw(rng, outcomes) for _ in range(m)])
        data = rng.integers(outcomes, size=n)
        expected = by_loops(prior, likelihood, data)
        compare(learner.posterior(prior, likelihood, data), expected, learner, f"your posterior after {n} observations")
        prediction = np.array([sum(p * row[k] for p, row in zip(expected, likelihood)) for k in range(outcomes)])
        close(learner.predictive(prior, likelihood, data), prediction, name=f"your prediction after {n} observations")


@check
def ruled_out(learner, rng):
    """A hypothesis that is ruled out stays at 0 and does not affect the others"""
    prior = np.array([0.3, 0.3, 0.4, 0.0])
    likelihood = np.array([[0.0, 0.6, 0.4], [0.5, 0.0, 0.5], [0.2, 0.2, 0.6], [0.1, 0.1, 0.8]])
    for data in ([0, 2], [1, 2, 1, 1], [2, 2], [1, 0]):
        expected = by_loops(prior, likelihood, data)
        yours = learner.posterior(prior, likelihood, np.array(data))
        close(yours, expected, name=f"your posterior after {data}")
        for h in np.flatnonzero((expected == 0) & (yours != 0)):
            fail(
                f"Your posterior of hypothesis {h} after {data} is {yours[h]:.3g}; it was ruled out: expected 0.",
                yours=formatting.text(yours),
                expected=formatting.text(expected),
            )


@check
def thousands(learner, rng):
    """Thousands of observations in any order"""
    likelihood = np.array([[0.5, 0.3, 0.2], [0.3, 0.5, 0.2], [0.35, 0.35, 0.3]])
    prior = draw(rng, 3)
    block = np.repeat([0, 1], 25_000)  # halfway, one is 10^5500 times as likely as the other
    for data in (rng.permutation(block), block, block[::-1].copy()):
        yours = learner.posterior(prior, likelihood, data)
        compare(yours, by_loops(prior, likelihood, data), learner, "your posterior after 50,000 observations")


@check
def arguments_unchanged(learner, rng):
    """Prior, likelihood and data are not modified"""
    prior, likelihood, data = draw(rng, 2), np.array([draw(rng, 3), draw(rng, 3)]), rng.integers(3, size=4)
    expected = by_loops(prior, likelihood, data)
    close(learner.posterior(prior, likelihood, data), expected, name="your posterior")
    close(learner.predictive(prior, likelihood, data), expected @ likelihood, name="your prediction")
    preserves_arguments(learner)


def draw(rng, k):
    shares = rng.uniform(0.2, 1, size=k)
    return shares / shares.sum()


def compare(yours, expected, learner, name):
    labels = [f"hypothesis {h}" for h in range(len(expected))]
    learner.show(bars(labels, {"yours": yours, "expected": expected}))
    close(yours, expected, name=name)


def by_loops(prior, likelihood, data):
    """Logarithms added exactly, each outcome by its count."""
    counts = np.bincount(data, minlength=likelihood.shape[1]).tolist()
    logs = []
    for p, row in zip(prior, likelihood):
        possible = p > 0 and all(q > 0 for q, count in zip(row, counts) if count)
        terms = [count * math.log(q) for q, count in zip(row, counts) if count] if possible else []
        logs.append(math.fsum([math.log(p), *terms]) if possible else -math.inf)
    weights = [math.exp(value - max(logs)) for value in logs]
    return np.array(weights) / sum(weights)
