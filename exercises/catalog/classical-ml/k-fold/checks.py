from collections import Counter

import numpy as np

from runner.judge import Rng, array, check, fail, holds, parts, raises


@check(example=True)
def worked_example(learner, rng):
    """Five examples in two folds, and in five"""
    examine(learner.k_fold(5, 2, Rng(1)), 5, 2)
    examine(learner.k_fold(5, 5, Rng(1)), 5, 5)


@check
def any_number(learner, rng):
    """Any number of examples and folds, even if one does not divide the other"""
    for n, k in [(12, 3), (11, 4), (7, 2), (210, 5), (int(rng.integers(20, 30)), int(rng.integers(5, 9)))]:
        examine(learner.k_fold(n, k, seed(rng)), n, k)


@check
def shuffled(learner, rng):
    """The indices are shuffled, using rng and nothing else"""
    one, other = seed(rng), seed(rng)
    first, again, different = (examine(learner.k_fold(40, 4, s), 40, 4) for s in (one, one, other))
    run = next((fold for fold in first if max(fold) - min(fold) == len(fold) - 1), None)
    if run is not None:
        fail(
            f"A fold holds the indices {min(run)} to {max(run)} without a gap. Shuffle before you cut: data are often "
            "sorted, and then a fold would hold a single class.",
            yours=str(sorted(run)),
        )
    holds(first == again, "The same seed gave different folds: some of the randomness does not come from rng.")
    holds(
        set(first) != set(different), "Two different seeds gave the same folds: the randomness does not come from rng."
    )


@check
def impossible_k(learner, rng):
    """ValueError for fewer than 2 folds, or more than there are examples"""
    for k in (1, 0, 6):
        with raises(ValueError, when=f"n is 5 and k is {k}"):
            learner.k_fold(5, k, seed(rng))


def seed(rng):
    return Rng(int(rng.integers(2**32)))


def indices(value, name, n):
    got = array(value, name=name)
    holds(got.ndim == 1, f"{name[0].upper()}{name[1:]} has {got.ndim} axes; expected one.")
    holds(got.dtype.kind in "iu", f"{name[0].upper()}{name[1:]} has dtype {got.dtype}; expected integers.")
    outside = [int(i) for i in got if not 0 <= i < n]
    holds(not outside, f"{name[0].upper()}{name[1:]} holds {outside[:1]}; indices go from 0 to {n - 1}.")
    return got.tolist()


def examine(splits, n, k):
    """Checks every rule about the splits; returns the validation parts as sets, in the learner's order."""
    if not isinstance(splits, list) or len(splits) != k:
        what = f"a list of {len(splits)}" if isinstance(splits, list) else f"a {type(splits).__name__}"
        fail(f"With n = {n} and k = {k} your function returned {what}; expected a list of {k} splits.")
    seen = []
    for i, split in enumerate(splits):
        training, validation = parts(split, "training", "validation")
        training = indices(training, f"the training part of split {i}", n)
        validation = indices(validation, f"the validation part of split {i}", n)
        both = sorted(set(training) & set(validation))
        holds(not both, f"In split {i}, index {both and both[0]} is in both the training and the validation part.")
        holds(len(set(training)) == len(training), f"The training part of split {i} contains an index twice.")
        missing = sorted(set(range(n)) - set(training) - set(validation))
        holds(not missing, f"In split {i}, index {missing and missing[0]} is in neither part.")
        seen += validation
        if abs(len(validation) - n / k) >= 1:
            fail(
                f"With n = {n} and k = {k} the validation part of split {i} has {len(validation)} indices; expected "
                f"{n // k}{'' if n % k == 0 else f' or {n // k + 1}'}.",
                yours=str([len(v) for _, v in splits]),
            )
    twice = sorted(i for i, times in Counter(seen).items() if times > 1)
    holds(not twice, f"Index {twice and twice[0]} is in more than one validation part. It should be in exactly one.")
    never = sorted(set(range(n)) - set(seen))
    holds(not never, f"Index {never and never[0]} is in no validation part. It should be in exactly one.")
    return [frozenset(validation.tolist()) for _, validation in splits]
