import numpy as np

from runner.judge import Rng, array, check, close, curve, parts, preserves_arguments

X_EXAMPLE, Y_EXAMPLE, W_EXAMPLE = np.array([[1.0], [2.0]]), np.array([2.0, 2.0]), np.array([0.0])


@check(example=True)
def worked_full_batch(learner, rng):
    """The worked example with all examples in one batch"""
    # not judged: it separates losses measured before the epoch from those measured before each step
    learner.sgd(X_EXAMPLE, Y_EXAMPLE, W_EXAMPLE, 0.1, 1, 1, Rng(0))
    compare(learner, (X_EXAMPLE, Y_EXAMPLE, W_EXAMPLE, 0.1, 2, 1), seed=0)


@check(example=True)
def worked_single_examples(learner, rng):
    """The worked example with batches of one, in the order (1, 0)"""
    seed = next(seed for seed in range(100) if np.random.default_rng(seed).permutation(2)[0] == 1)
    compare(learner, (X_EXAMPLE, Y_EXAMPLE, W_EXAMPLE, 0.1, 1, 1), seed=seed)


@check
def one_epoch(learner, rng):
    """One epoch of equal batches"""
    for n, d, batch_size in [(6, 2, 2), (9, 3, 3), (400, 3, 50)]:
        compare(learner, (*draw(rng, n, d), 0.05, batch_size, 1), seed=int(rng.integers(2**32)))


@check
def last_batch(learner, rng):
    """A last batch that is shorter, and a batch size larger than the data"""
    for n, batch_size in [(7, 3), (10, 4), (5, 8)]:
        compare(learner, (*draw(rng, n, 2), 0.05, batch_size, 1), seed=int(rng.integers(2**32)))


@check
def several_epochs(learner, rng):
    """Several epochs, each in a new order, with the loss after each"""
    for n, batch_size, epochs in [(8, 2, 5), (7, 4, 12)]:
        compare(learner, (*draw(rng, n, 3), 0.02, batch_size, epochs), seed=int(rng.integers(2**32)))


@check
def arguments_unchanged(learner, rng):
    """Data and first weights are not modified"""
    compare(learner, (*draw(rng, 4, 2), 0.05, 2, 2), seed=int(rng.integers(2**32)))
    preserves_arguments(learner)


def draw(rng, n, d):
    return rng.normal(size=(n, d)), rng.normal(size=n) * 2, rng.normal(size=d)


def compare(learner, given, seed):
    w, losses = parts(learner.sgd(*given, Rng(seed)), "w", "losses")
    expected_w, expected_losses = by_loops(*given, np.random.default_rng(seed))
    if len(expected_losses) > 1:
        learner.show(curve({"your losses": losses, "expected": expected_losses}, x="epoch", y="loss"))
    batch_size, n = given[4], len(given[0])
    sizes = {"the batch size": batch_size, "the number of examples": n}
    what = f"with {n} examples in batches of {batch_size}"
    close(array(w, name="your weights"), expected_w, name=f"your array of weights {what}", sizes=sizes)
    close(array(losses, name="your array of losses"), expected_losses, name=f"your array of losses {what}", sizes=sizes)


def by_loops(X, y, w, lr, batch_size, epochs, generator):
    X, y, w, losses = X.tolist(), y.tolist(), w.tolist(), []
    for _ in range(epochs):
        waiting = generator.permutation(len(X)).tolist()
        while waiting:
            batch, waiting = waiting[:batch_size], waiting[batch_size:]
            gradient = [0.0] * len(w)
            for i in batch:
                residual = sum(a * b for a, b in zip(X[i], w)) - y[i]
                gradient = [g + 2 * residual * v / len(batch) for g, v in zip(gradient, X[i])]
            w = [a - lr * g for a, g in zip(w, gradient)]
        losses.append(sum((sum(a * b for a, b in zip(row, w)) - t) ** 2 for row, t in zip(X, y)) / len(X))
    return np.array(w), np.array(losses)
