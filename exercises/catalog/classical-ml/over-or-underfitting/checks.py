import numpy as np

from runner.judge import check, close, curve, preserves_arguments

GOOD, GAP = 0.5, 0.2
NAME = "your answer"


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    train, validation = np.array([0.9, 0.5, 0.3, 0.2, 0.1]), np.array([1.0, 0.6, 0.35, 0.4, 0.5])
    # not judged: it separates mistakes that agree on the curves of the example
    learner.diagnose(np.array([3.0, 0.3, 0.2, 0.1]), np.array([3.0, 0.5, 0.35, 0.34]), 2, 0.5, 0.2)
    close(learner.diagnose(train, validation, 2, 0.5, 0.2), ("overfitting", 3), name=NAME)


@check
def each_verdict(learner, rng):
    """Each of the three verdicts"""
    for kind in ("overfitting", "underfitting", "good fit"):
        train, validation = run(rng, kind)
        judge(learner, train, validation, 5, kind)


@check
def learnt_first(learner, rng):
    """A gap means nothing while the training loss is too high, and a small gap is normal"""
    train, validation = run(rng, "underfitting")
    judge(learner, train, validation + np.linspace(0, 1.5, len(train)), 4, "underfitting")
    train, validation = run(rng, "good fit")
    judge(learner, train + 0.2, validation * 0.3, 4, "good fit")  # lower than in training, as with dropout


@check
def at_the_limits(learner, rng):
    """A value exactly at its limit is still within it"""
    n = int(rng.integers(3, 8))
    validation = np.array([0.7] + [0.75] * n)
    close(learner.diagnose(np.full(n + 1, 0.5), validation, 2, 0.5, 0.25), ("good fit", 1), name=NAME)


@check
def wobbling_ends(learner, rng):
    """The mean of the last w epochs decides, not a single epoch"""
    for w in (1, 3, 6):
        for wanted, t, v in (("underfitting", 0.55, 0.6), ("overfitting", 0.4, 0.65), ("good fit", 0.45, 0.6)):
            train, validation = run(rng, "good fit")
            train[-w:], validation[-w:] = t + noise(rng, w), v + noise(rng, w)
            if w > 1:  # the last epoch alone would say something else
                train[-1] += 0.3 if wanted != "underfitting" else -0.3
                train[-w] -= 0.3 if wanted != "underfitting" else -0.3
            judge(learner, train, validation, w, wanted)
    train, validation = run(rng, "good fit")
    train[-5:] = rng.permutation([0.3, 0.3, 0.3, 0.3, 1.9])  # the mean is above the limit, and the median below
    judge(learner, train, validation, 5, "underfitting")


@check
def best_epoch(learner, rng):
    """The epoch of the lowest validation loss, counted from 1; the first of several equal ones"""
    for n, places in ((12, [2, 7]), (9, [8]), (6, [0, 5]), (1, [0]), (1500, [600, 1100])):
        train, validation = rng.uniform(0.1, 0.2, size=n), rng.uniform(0.2, 0.29, size=n)
        validation[places] = 0.19
        close(learner.diagnose(train, validation, 1, GOOD, GAP), ("good fit", places[0] + 1), name=NAME)


@check
def curves_unchanged(learner, rng):
    """Neither curve is modified"""
    train, validation = run(rng, "overfitting")
    judge(learner, train, validation, 3, "overfitting")
    preserves_arguments(learner)


def judge(learner, train, validation, w, wanted):
    learner.show(curve({"training": train, "validation": validation}, x="epoch", y="loss"))
    got = learner.diagnose(train, validation, w, GOOD, GAP)
    lowest = min(range(len(validation)), key=lambda epoch: validation[epoch])
    close(got, (wanted, lowest + 1), name=NAME)


def run(rng, kind):
    """Two noisy curves over 20 to 40 epochs; the verdict is clear by at least 0.1."""
    n = int(rng.integers(20, 41))
    decay = np.exp(-np.arange(n) / n * 6)
    floor = {"underfitting": 1.2, "overfitting": 0.1, "good fit": 0.25}[kind]
    train = floor + (2 - floor) * decay
    rise = np.linspace(0, 1, n) ** 2 if kind == "overfitting" else np.full(n, 0.05)
    return train + noise(rng, n), train + rise + noise(rng, n)


def noise(rng, n):
    return rng.uniform(-0.015, 0.015, size=n)
