import numpy as np

from runner.judge import check, close


def reference(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    close(learner.softmax(np.array([0.0, np.log(3.0)])), np.array([0.25, 0.75]))


@check
def rows(learner, rng):
    """Rows drawn for you, of several magnitudes"""
    for scale in rng.permutation([1e-3, 1.0, 30.0, 700.0]):
        x = rng.normal(size=(3, 5)) * scale
        close(learner.softmax(x), reference(x))


@check
def many_entries(learner, rng):
    """Probabilities of many entries, each of them small"""
    x = rng.normal(size=3000)
    close(learner.softmax(x), reference(x))


@check
def no_rounding(learner, rng):
    """Small differences show"""
    x = np.zeros(2000)
    x[rng.integers(2000)] = 1e-6
    yours = learner.softmax(x)
    if yours.dtype == np.float64:
        close(yours, reference(x), rtol=1e-10, atol=0.0)


@check
def shift_changes_nothing(learner, rng):
    """A constant added to every entry changes nothing"""
    x = rng.normal(size=7)
    close(learner.softmax(x + 800.0), reference(x))  # beyond what exp can hold, so a missing shift always shows
