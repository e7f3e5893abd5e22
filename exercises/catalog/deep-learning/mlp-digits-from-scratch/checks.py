import math
from pathlib import Path

import numpy as np
import torch

from runner.judge import Rng, check, close, curve, fail, gradient, holds, parts, preserves_arguments
from runner.judge.distribution import normal_tails

DIGITS = dict(np.load(Path(__file__).with_name("digits.npz")))  # read once
WIDTHS, EPOCHS, BATCH, RATE, TRAINING = [64, 32, 10], 12, 30, 0.2, 1200


@check(example=True)
def worked_example(learner, rng):
    """The worked example: one step, and what it predicts"""
    zeros = [np.zeros((2, 1))], [np.zeros(2)]
    x, y = np.array([[2.0]]), np.array([0])
    weights, biases = parts(learner.train(*zeros, x, y, 1, 1, 0.1, Rng(1)), "weights", "biases")
    close(weights, [np.array([[0.1], [-0.1]])], name="your list of weights")
    close(biases, [np.array([0.05, -0.05])], name="your list of biases")
    close(learner.predict([np.array([[0.1], [-0.1]])], [np.array([0.05, -0.05])], x), y, name="your prediction")


@check
def predictions(learner, rng):
    """`predict` takes the class with the largest score, for any depth"""
    for widths in ([3, 4], [3, 6, 5], [2, 5, 5, 4]):
        weights, biases = draw(rng, widths)
        biases[-1] = biases[-1] - 4  # many rows have negative scores only
        x = rng.normal(size=(300, widths[0]))
        expected = by_torch(weights, biases, x).argmax(1).numpy()
        close(learner.predict(weights, biases, x), expected, name="your predictions")


@check
def initial_weights(learner, rng):
    """`initialise` draws He weights and zero biases"""
    widths = [50, 120, 40, 60]
    weights, biases = parts(learner.initialise(widths, Rng(seed(rng))), "weights", "biases")
    close(biases, [np.zeros(d) for d in widths[1:]], name="your list of biases")
    shapes = list(zip(widths[1:], widths))
    close([W * 0 for W in weights], [np.zeros(size) for size in shapes], name="your list of weights")
    for number, (W, size) in enumerate(zip(weights, shapes), 1):
        spread, wanted = float(W.std()), math.sqrt(2 / size[1])
        holds(spread > 1e-9, f"All weights of layer {number} are equal: its units will always stay equal.", yours=W)
        holds(  # 2400 draws and more: an eighth is eight standard errors
            abs(spread / wanted - 1) < 1 / 8 and abs(float(W.mean())) < wanted / 8,
            f"The weights of layer {number} have mean {W.mean():.2g} and standard deviation {spread:.3g}; expected 0 "
            f"and {wanted:.3g}, the square root of 2/{size[1]}.",
        )
        normal_tails(W, wanted, name=f"the weights of layer {number}")


@check
def one_step(learner, rng):
    """One batch with all rows is one step along the gradient, for any depth"""
    lr = 0.5
    for weights, biases, x, y in batches_of_one_step(rng):
        n = len(x)
        new = parts(learner.train(weights, biases, x, y, 1, n, lr, Rng(seed(rng))), "weights", "biases")
        close([W * 0 for W in new[0]], [W * 0 for W in weights], name="your list of weights")
        close([b * 0 for b in new[1]], [b * 0 for b in biases], name="your list of biases")
        steps = named([(W - V) / lr for W, V in zip(weights, new[0])], [(b - a) / lr for b, a in zip(biases, new[1])])
        gradient(steps, gradients(weights, biases, x, y), batch=n, params=named(weights, biases))


@check
def several_epochs(learner, rng):
    """Several epochs take as many steps, each starting where the last one ended"""
    weights, biases = draw(rng, [3, 5, 4])
    x, y = away_from_kinks(rng, weights, biases, 9)
    ours = [W.copy() for W in weights], [b.copy() for b in biases]
    for _ in range(3):
        slopes = gradients(*ours, x, y)
        ours = tuple([p - 0.05 * slopes[f"{kind}{i}"] for i, p in enumerate(ps, 1)] for kind, ps in zip("Wb", ours))
    new = parts(learner.train(weights, biases, x, y, 3, 20, 0.05, Rng(seed(rng))), "weights", "biases")
    close(new[0], ours[0], name="your list of weights", rtol=1e-4)
    close(new[1], ours[1], name="your list of biases", rtol=1e-4)
    preserves_arguments(learner)


@check
def every_row_once(learner, rng):
    """An epoch uses every row once, including those that do not fill a batch"""
    for n, size in ((12, 4), (10, 4)):
        used = sizes_of_batches(learner, rng, n, size, epochs=1)
        left = n % size
        wanted = sorted([size] * (n - left) + [left] * left)
        got = sorted(round(float(each), 1) for each in used)
        missing = int((used == 0).sum())
        if missing:
            fail(f"{missing} of {n} rows are not used in an epoch with batches of {size}.", expected="each row once")
        holds(
            np.allclose(got, wanted, rtol=0.05),
            f"With {n} rows in batches of {size}, the steps do not match means over batches of the right sizes.",
            yours=f"rows moved the weights as if in batches of {got}",
            expected=f"batches of {wanted}",
        )


@check
def shuffled(learner, rng):
    """Every epoch draws a new order"""
    n, fresh, alone = 50, 0, set()
    for _ in range(5):  # alone in its batch, one row of 50 moves the weights 49 times as far
        once = [int(row) for row in np.flatnonzero(sizes_of_batches(learner, rng, n, n - 1, epochs=1) < n / 2)]
        twice = [int(row) for row in np.flatnonzero(sizes_of_batches(learner, rng, n, n - 1, epochs=2) < n / 2)]
        alone.update(once)
        fresh += len(twice) == 2
    holds(len(alone) > 1, "The rows come in the same order for every rng.")
    holds(fresh, "The second epoch uses the same order as the first.")
    pairs = [np.flatnonzero(sizes_of_batches(learner, rng, n, n - 2, epochs=1) < n / 2) for _ in range(7)]
    holds(  # two of 50 rows are neighbors once in 25 times, by chance
        not all(len(pair) == 2 and pair[1] - pair[0] in (1, n - 1) for pair in pairs),
        "The two rows that are left over are neighbors in x, in seven epochs of seven: you start somewhere else, but the "
        "rows keep their order. Shuffle them.",
        yours=str([pair.tolist() for pair in pairs]),
    )


@check
def digits(learner, rng):
    """Trained on 1200 digits, it reads 90% of the others correctly"""
    order = rng.permutation(len(DIGITS["labels"]))
    x, y = DIGITS["pixels"][order] / 16, DIGITS["labels"][order].astype(np.int64)
    x_train, y_train, x_test, y_test = x[:TRAINING], y[:TRAINING], x[TRAINING:], y[TRAINING:]
    weights, biases = parts(learner.initialise(WIDTHS, Rng(seed(rng))), "weights", "biases")
    losses = [loss(weights, biases, x_test, y_test)]
    for _ in range(EPOCHS // 4):
        arguments = weights, biases, x_train, y_train, 4, BATCH, RATE, Rng(seed(rng))
        weights, biases = parts(learner.train(*arguments), "weights", "biases")
        losses.append(loss(weights, biases, x_test, y_test))
    learner.show(curve({"your loss on unseen digits": losses}, x="epoch", y="loss", every=4))
    guesses = np.asarray(learner.predict(weights, biases, x_test))
    share = float((guesses == y_test).mean())
    if share < 0.9:
        fail(
            f"Your network reads {share:.1%} of {len(y_test)} unseen digits correctly; expected 90% or more.",
            yours=f"{share:.1%}",
            expected="at least 90%",
        )


def sizes_of_batches(learner, rng, n, size, epochs):
    """The size of the batch in which each row moved the weights, 0 for a row that moved none.

    One layer from zero, row i with a single 1 at place i: it moves column i of W alone, by lr / (size of its batch)
    times softmax minus one-hot, which a small lr leaves at ±1/2.
    """
    zeros = [np.zeros((2, n))], [np.zeros(2)]
    y = rng.integers(2, size=n)
    weights, _ = parts(learner.train(*zeros, np.eye(n), y, epochs, size, 1e-3, Rng(seed(rng))), "weights", "biases")
    close([W * 0 for W in weights], [np.zeros((2, n))], name="your list of weights")
    moved = np.abs(weights[0]).max(axis=0) / (0.5e-3 * epochs)
    return np.divide(1.0, moved, out=np.zeros(n), where=moved > 1e-6)


def batches_of_one_step(rng):
    for widths, n in (([3, 4], 6), ([3, 5, 4], 7), ([4, 6, 5, 3], 5)):
        weights, biases = draw(rng, widths)
        yield weights, biases, *away_from_kinks(rng, weights, biases, n)
    far_apart = np.array([[-1000.0], [1000.0], [0.0]])  # rows with all scores at -1000, and all at 1000
    yield [np.ones((2, 1))], [rng.normal(size=2)], far_apart, rng.integers(2, size=3)
    yield [np.array([[1.0], [-1.0]])], [rng.normal(size=2)], far_apart, rng.integers(2, size=3)  # and within a row


def draw(rng, widths):
    layers = list(zip(widths, widths[1:]))
    return [rng.normal(size=(o, i)) / math.sqrt(i) for i, o in layers], [rng.normal(size=o) for _, o in layers]


def away_from_kinks(rng, weights, biases, n):
    """A batch whose hidden units are well away from 0, some on and some off."""
    while True:
        x, h = rng.normal(size=(n, weights[0].shape[1])), None
        zs = []
        for W, b in zip(weights[:-1], biases[:-1]):
            zs.append((x if h is None else h) @ W.T + b)
            h = np.maximum(zs[-1], 0)
        if all(np.abs(z).min() > 1e-3 and (z < 0).any() and (z > 0).any() for z in zs):
            return x, rng.integers(len(biases[-1]), size=n)


def by_torch(weights, biases, x):
    h = torch.as_tensor(x)
    for i, (W, b) in enumerate(zip(weights, biases)):
        h = torch.nn.functional.linear(torch.relu(h) if i else h, torch.as_tensor(W), torch.as_tensor(b))
    return h


def loss(weights, biases, x, y):
    return torch.nn.functional.cross_entropy(by_torch(weights, biases, x), torch.as_tensor(y)).item()


def gradients(weights, biases, x, y):
    """By autograd, named, in the order of the backward pass."""
    leaves = [[torch.tensor(p, requires_grad=True) for p in ps] for ps in (weights, biases)]
    torch.nn.functional.cross_entropy(by_torch(*leaves, x), torch.as_tensor(y)).backward()
    return named(*[[p.grad.numpy() for p in ps] for ps in leaves])


def named(weights, biases):
    layers = list(enumerate(zip(weights, biases), 1))
    return {name: p for i, (W, b) in reversed(layers) for name, p in ((f"b{i}", b), (f"W{i}", W))}


def seed(rng):
    return int(rng.integers(2**32))
