from itertools import permutations

import numpy as np

from runner.judge import Rng, bars, check, close, dtype, fail, holds, preserves_arguments, shape
from runner.judge.distribution import FALSE_ALARM, independence, relative_entropy, tail_bound

X_EXAMPLE, Y_EXAMPLE = np.arange(10, 15), np.arange(5)


@check(example=True)
def worked_example(learner, rng):
    """The batches of the worked example, in order"""
    compare(learner.one_epoch(X_EXAMPLE, Y_EXAMPLE, 2), X_EXAMPLE, Y_EXAMPLE, [2, 2, 1])


@check(example=True)
def worked_drop_last(learner, rng):
    """The worked example with the last batch left out"""
    compare(learner.one_epoch(X_EXAMPLE, Y_EXAMPLE, 2, drop_last=True), X_EXAMPLE[:4], Y_EXAMPLE[:4], [2, 2])


@check
def any_size(learner, rng):
    """Any number of examples, features and batches, in order"""
    for dims, batch_size, drop_last, lengths in [
        ((6, 3), 3, False, [3, 3]),
        ((6, 3), 3, True, [3, 3]),
        ((7, 2, 2), 3, False, [3, 3, 1]),
        ((4,), 1, False, [1, 1, 1, 1]),
        ((3, 2), 5, False, [3]),
        ((3, 2), 5, True, []),
        ((400, 3), 64, False, [64] * 6 + [16]),
    ]:
        X, y = rng.normal(size=dims), rng.integers(9, size=dims[0])
        n = sum(lengths)
        compare(learner.one_epoch(X, y, batch_size, drop_last=drop_last), X[:n], y[:n], lengths)


@check
def each_once_with_its_label(learner, rng):
    """Shuffled, each example appears once and keeps its label"""
    for n, batch_size in [(20, 4), (17, 5)]:
        numbers = rng.permutation(100)[:n]
        X, y = np.stack([numbers, numbers * 2], axis=1).astype(np.float32), numbers.astype(np.int64)
        batches = learner.one_epoch(X, y, batch_size, rng=Rng(seed(rng)))
        lengths = [batch_size] * (n // batch_size) + [n % batch_size] * (n % batch_size > 0)
        x, labels = joined(batches, lengths, X, y)
        dtype(batches[0][0], np.float32, name="your first batch of examples")
        dtype(batches[0][1], np.int64, name="your first batch of labels")
        wrong = np.flatnonzero(x[:, 0] != labels)
        if len(wrong):
            at = int(wrong[0])
            fail(
                f"Example {x[at, 0]:g} comes with label {labels[at]}; its own label is {x[at, 0]:g}. {len(wrong)} of "
                f"{n} examples have another example's label.",
                yours=str(labels.tolist()),
                expected=str(x[:, 0].astype(int).tolist()),
            )
        missing = sorted(set(numbers.tolist()) - set(labels.tolist()))
        holds(not missing, f"{len(missing)} of {n} examples never appear in the epoch, and others appear twice.")
        holds((labels != y).any(), "With an rng, the examples still come in the order given: you do not shuffle them.")
        close(x, np.stack([labels, labels * 2], axis=1).astype(np.float32), name="your array of examples")


@check
def every_order_equally_likely(learner, rng):
    """Every order is equally likely: 300 epochs of three examples, and 200 of forty"""
    orders = list(permutations(range(3)))
    epochs = learner.repeat(300).one_epoch(np.arange(3), np.arange(3), 2, rng=Rng(seed(rng)))
    came = [tuple(joined(batches, [2, 1], np.arange(3), np.arange(3))[1].tolist()) for batches in epochs]
    holds(set(came) <= set(orders), "Some epochs do not contain each of the three examples exactly once.")
    counts = [came.count(order) for order in orders]
    labels = ["".join(map(str, order)) for order in orders]
    learner.show(bars(labels, {"your epochs": counts, "expected": [50] * 6}))
    if tail_bound(relative_entropy(counts, [1 / 6] * 6), draws=300, tokens=6) < FALSE_ALARM:
        worst = max(range(6), key=lambda k: abs(counts[k] - 50))
        fail(
            f"The order {labels[worst]} came {counts[worst]} times in 300 epochs of three examples; about 50 were "
            "expected. A correct shuffle is this far off less than once in 100 million times.",
            yours=", ".join(f"{label}: {count}" for label, count in zip(labels, counts)),
            expected="about 50 of each",
        )
    independence(came, [1 / 6] * 6)
    n, epochs = 40, learner.repeat(200).one_epoch(np.arange(40), np.arange(40), 40, rng=Rng(seed(rng)))
    orders = [joined(batches, [n], np.arange(n), np.arange(n))[1].tolist() for batches in epochs]
    holds(
        all(sorted(order) == list(range(n)) for order in orders),
        "Some epochs do not contain each example exactly once.",
    )
    early = sum(order.index(n - 1) < n // 2 for order in orders)
    pairs = sum(order[(order.index(0) + 1) % n] == 1 for order in orders)
    for came_so, share, what in (
        (early, 1 / 2, "comes in the first half"),
        (pairs, 1 / n, "0 is followed by example 1"),
    ):
        if (
            tail_bound(relative_entropy([came_so, 200 - came_so], [share, 1 - share]), draws=200, tokens=2)
            < FALSE_ALARM
        ):
            who = f"the last of {n} examples {what}" if share == 1 / 2 else f"example {what} of {n}"
            fail(
                f"In 200 epochs, {who} {came_so} times; about {200 * share:.0f} were expected. A correct shuffle is this far "
                "off less than once in 100 million times.",
                yours=f"{came_so} of 200",
                expected=f"about {200 * share:.0f}",
            )


def any_order(one, other):
    """Recognizes a mistake whose order cannot be repeated: its frequencies are the same."""
    return len(one) == len(other)


@check(equivalent=any_order)
def drawn_from_rng(learner, rng):
    """The order comes from rng alone: the same seed gives the same batches"""
    X, y, fixed, other = rng.normal(size=(40, 1)), np.arange(40), seed(rng), seed(rng)
    first, again, different = (
        joined(learner.repeat(1).one_epoch(X, y, 16, rng=Rng(s))[0], [16, 16, 8], X, y)[1]
        for s in (fixed, fixed, other)
    )
    holds(
        (first == again).all(),
        "Two generators with the same seed give different batches: the order does not come from rng.",
        yours=again,
        expected=first,
    )
    holds((first != different).any(), "Generators with different seeds give the same batches: draw the order from rng.")


@check
def arguments_unchanged(learner, rng):
    """Examples and labels are not modified"""
    X, y = rng.normal(size=(6, 2)), np.arange(6)
    joined(learner.one_epoch(X, y, 4, rng=Rng(seed(rng))), [4, 2], X, y)
    preserves_arguments(learner)


def seed(rng):
    return int(rng.integers(2**32))


def joined(batches, lengths, X, y):
    """All examples and labels of an epoch, one after the other, if the batches have these lengths."""
    holds(isinstance(batches, list), "one_epoch did not return the list of your batches; do not change it.")
    for batch in batches:
        pair = isinstance(batch, tuple) and len(batch) == 2
        holds(pair, "A batch is not a pair (x, labels). Write: yield x, labels.", yours=batch)
    got = [len(x) if isinstance(x, np.ndarray) and x.ndim else None for x, _ in batches]
    holds(got == lengths, f"Your batches have the lengths {got}; expected {lengths}.", yours=got, expected=lengths)
    for (x, labels), length in zip(batches, lengths):
        shape(x, (length, *X.shape[1:]), name="your batch of examples")
        shape(labels, (length,), name="your batch of labels")
    if not batches:
        return X[:0], y[:0]
    return np.concatenate([x for x, _ in batches]), np.concatenate([labels for _, labels in batches])


def compare(batches, X, y, lengths):
    x, labels = joined(batches, lengths, X, y)
    close(x, X, name="your array of examples, batch after batch,")
    close(labels, y, name="your array of labels, batch after batch,")
