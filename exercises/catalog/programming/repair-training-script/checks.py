import math

import numpy as np
import torch

from runner.judge import (
    Rng,
    boundary,
    check,
    close,
    entries,
    fail,
    gradient,
    holds,
    lattice,
    parts,
    preserves_arguments,
)
from runner.judge.distribution import normal_tails

NAMES = ("W1", "b1", "W2", "b2")


@check(example=True)
def standardise(learner, rng):
    """`standardise` does what its docstring says"""
    train, test = np.array([[0.0, 10.0], [4.0, 30.0]]), np.array([[8.0, 20.0]])
    scaled, scaled_test = parts(learner.standardise(train, test), "train", "test")
    close(scaled, np.array([[-1.0, -1.0], [1.0, 1.0]]), name="your training set")
    close(scaled_test, np.array([[3.0, 0.0]]), name="your test set")


@check(example=True)
def step(learner, rng):
    """`step` does what its docstring says"""
    old = {"W1": np.array([[1.0, -2.0]]), "b1": np.array([0.5]), "W2": np.array([[3.0]]), "b2": np.array([0.0])}
    grads = {"W1": np.array([[2.0, 1.0]]), "b1": np.array([-4.0]), "W2": np.array([[0.0]]), "b2": np.array([1.0])}
    new = {"W1": np.array([[0.8, -2.1]]), "b1": np.array([0.9]), "W2": np.array([[3.0]]), "b2": np.array([-0.1])}
    close(learner.step(old, grads, 0.1), new, name="your new parameters")
    preserves_arguments(learner)


@check
def initialise(learner, rng):
    """`initialise` does what its docstring says"""
    d, h, c = 50, 120, 40
    params = entries(learner.initialise(d, h, c, rng_for(rng)), NAMES, name="your dict of parameters")
    close(params["b1"], np.zeros(h), name="your b1")
    close(params["b2"], np.zeros(c), name="your b2")
    for name, size in (("W1", (h, d)), ("W2", (c, h))):
        W = params[name]
        close(W * 0, np.zeros(size), name=f"your {name}")  # its shape, and that it is finite
        spread, wanted = float(W.std()), math.sqrt(2 / size[1])
        holds(
            spread > 1e-9,
            f"All weights of {name} are equal, so all hidden units compute the same and get the same gradient: the "
            "network works like one with a single unit.",
            yours=W,
        )
        holds(  # 4800 draws and more: a twelfth is eight standard errors
            abs(spread / wanted - 1) < 1 / 12 and abs(float(W.mean())) < wanted / 12,
            f"The weights of {name} have mean {W.mean():.2g} and standard deviation {spread:.3g}; expected 0 and "
            f"{wanted:.3g}, the square root of 2/{size[1]}.",
        )
        normal_tails(W, wanted, name=f"the weights of {name}")


@check
def batches(learner, rng):
    """`batches` does what its docstring says"""
    for n, size in ((12, 4), (10, 4), (3, 8)):
        x = rng.normal(size=(n, 2))
        y = np.arange(n)  # a label tells its row
        pairs = learner.batches(x, y, size, rng_for(rng))
        holds(isinstance(pairs, list), "batches must return a list of pairs.", yours=pairs)
        taken = [parts(pair, "x", "y") for pair in pairs]
        wanted = [min(size, n - start) for start in range(0, n, size)]
        close([len(rows) for rows, _ in taken], wanted, name="your list of batch sizes")
        labels = np.concatenate([labels for _, labels in taken])
        close(np.sort(labels), y, name="your labels, sorted")
        close(
            np.concatenate([rows for rows, _ in taken])[np.argsort(labels)],
            x,
            name="the rows of your batches, sorted by their labels",
        )
        if n > 8:
            holds(
                labels.tolist() != list(range(n)),
                "The rows come in the order given; draw a random order from rng.",
                yours=labels,
            )


@check
def loss(learner, rng):
    """`loss_and_grads` returns the loss that its docstring says"""
    for n, scale in ((1, 1), (6, 1), (5, 4000)):
        params, x, y = draw(rng, n, scale)
        got, _ = parts(learner.loss_and_grads(params, x, y), "loss", "grads")
        close(got, by_torch(params, x, y)[0], name="your loss", sizes={"the batch size": n})


@check
def gradients(learner, rng):
    """`loss_and_grads` returns the gradients that its docstring says"""
    for n in (1, 7):
        params, x, y = draw(rng, n)
        _, grads = parts(learner.loss_and_grads(params, x, y), "loss", "grads")
        gradient(grads, by_torch(params, x, y)[1], batch=n, params=params)
    preserves_arguments(learner)


@check
def accuracy(learner, rng):
    """`accuracy` does what its docstring says"""
    for right in (200, 65, 130):  # a new network each time: a single one might predict the same whatever its ReLU does
        params, x, _ = draw(rng, 200)
        best = forward(params, x).argmax(axis=1)
        y = np.where(np.arange(200) < right, best, (best + 1) % 4)
        close(learner.accuracy(params, x, y), right / 200, name="your accuracy")


@check
def train(learner, rng):
    """`train` does what its docstring says: the network learns to tell a disc from the ring around it"""
    x, y = disc_and_ring(rng, 120)
    x_new, y_new = disc_and_ring(rng, 120)
    params = entries(learner.train(x, y, 16, 80, 40, 0.2, rng_for(rng)), NAMES, name="your dict of parameters")
    close(params["W2"] * 0, np.zeros((2, 16)), name="your W2")
    share = float((forward(params, x_new).argmax(axis=1) == y_new).mean())
    extent = (-2.2, 2.2, -2.2, 2.2)
    said = forward(params, lattice(extent)).argmax(axis=1)
    learner.show(boundary({"your network": said}, extent, x_new, y_new))
    if share < 0.9:
        fail(
            f"After 80 epochs your network classifies {share:.0%} of new points correctly; expected 90% or more. Earlier "
            "checks tested the functions that train calls: look at the loop itself.",
            yours=f"{share:.0%}",
            expected="at least 90%",
        )


def draw(rng, n, scale=1.0):
    """A network 3 -> 5 -> 4 and a batch, its hidden units well away from the kink of the ReLU."""
    while True:
        params = {
            "W1": rng.normal(size=(5, 3)),
            "b1": rng.normal(size=5),
            "W2": rng.normal(size=(4, 5)) * scale,
            "b2": rng.normal(size=4),
        }
        x = rng.normal(size=(n, 3))
        z = x @ params["W1"].T + params["b1"]
        if np.abs(z).min() > 1e-3 and (z < 0).any() and (z > 0).any():
            return params, x, rng.integers(4, size=n)


def forward(params, x):
    return np.maximum(x @ params["W1"].T + params["b1"], 0) @ params["W2"].T + params["b2"]


def by_torch(params, x, y):
    leaves = {name: torch.tensor(params[name], requires_grad=True) for name in ("b2", "W2", "b1", "W1")}
    hidden = torch.relu(torch.nn.functional.linear(torch.tensor(x), leaves["W1"], leaves["b1"]))
    s = torch.nn.functional.linear(hidden, leaves["W2"], leaves["b2"])
    value = torch.nn.functional.cross_entropy(s, torch.tensor(y))
    value.backward()
    return value.item(), {name: leaf.grad.numpy() for name, leaf in leaves.items()}


def disc_and_ring(rng, n):
    """Two classes that no straight line separates: radius up to 0.8, and from 1.2 to 2."""
    y = np.arange(n) % 2
    radius = np.where(y == 0, rng.uniform(0, 0.8, size=n), rng.uniform(1.2, 2, size=n))
    angle = rng.uniform(0, 2 * np.pi, size=n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), y


def rng_for(rng):
    return Rng(int(rng.integers(2**32)))
