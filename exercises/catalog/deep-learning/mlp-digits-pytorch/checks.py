from pathlib import Path

import numpy as np
import torch

from runner.judge import Tensor, check, close, curve, entries, fail, gradient, holds

DIGITS = dict(np.load(Path(__file__).with_name("digits.npz")))  # read once
NAMES = ("output.bias", "output.weight", "hidden.bias", "hidden.weight")
TRAINING = 1200


@check(example=True)
def worked_example(learner, rng):
    """The worked example: one step, and what it predicts"""
    state = {"hidden.weight": [[1.0]], "hidden.bias": [0.0], "output.weight": [[0.0], [0.0]], "output.bias": [0.0, 0.0]}
    state = {name: np.array(value, np.float32) for name, value in state.items()}
    new = fit(learner, state, [[2.0]], [0], p=0.0, epochs=1, size=1, lr=0.1, seed=1)
    close(new["output.weight"], np.array([[0.1], [-0.1]], np.float32), name="your output.weight")
    close(new["output.bias"], np.array([0.05, -0.05], np.float32), name="your output.bias")
    close(new["hidden.weight"], np.array([[1.0]], np.float32), name="your hidden.weight")
    close(predictions(learner, new, [[2.0], [-3.0], [0.0]], 0.0), np.array([0, 0, 0]), name="your predictions")


@check
def predicts(learner, rng):
    """`predict` takes the largest score of each row, with dropout off"""
    for d, h, c, p in ((4, 20, 6, 1.0), (3, 5, 4, 0.5), (1, 3, 2, 0.0)):
        state, x, _ = draw(rng, 200, d, h, c)
        expected = scores(state, x).argmax(1).numpy()
        close(predictions(learner, state, x, p), expected, name="your predictions")


@check
def one_step(learner, rng):
    """One batch with all rows is one step along the gradient"""
    for n, d, h, c in ((6, 3, 5, 4), (1, 4, 3, 2)):
        state, x, y = draw(rng, n, d, h, c)
        new = fit(learner, state, x, y, p=0.0, epochs=1, size=n, lr=0.5, seed=seed(rng))
        steps = {name: (state[name] - new[name]) / 0.5 for name in NAMES}
        gradient(steps, slopes(state, x, y), batch=n, params=state, suspects=twice_softmax(state, x, y), rtol=1e-3)


@check
def several_epochs(learner, rng):
    """Several epochs take as many steps, each with the current gradient"""
    state, x, y = draw(rng, 8, 3, 6, 4)
    expected = dict(state)
    for _ in range(3):
        step = slopes(expected, x, y)
        expected = {name: expected[name] - np.float32(0.1) * step[name] for name in NAMES}
    close(fit(learner, state, x, y, p=0.0, epochs=3, size=9, lr=0.1, seed=seed(rng)), expected, rtol=1e-3, atol=1e-4)


@check
def every_row_once(learner, rng):
    """An epoch uses every row once, in a new order"""
    for n, size in ((12, 4), (10, 4)):
        left = n % size
        used = np.sort(sizes_of_batches(learner, rng, n, size, 1))
        missing = int((used == 0).sum())
        holds(not missing, f"{missing} of {n} rows are not used in an epoch with batches of {size}.", yours=used)
        wanted = np.sort([float(size)] * (n - left) + [float(left)] * left)
        close(used, wanted, name="the batch sizes implied by the steps, row by row and sorted,", rtol=0.05)
    alone, twice, n = set(), 0, 50
    for _ in range(5):  # the leftover row moves the weights 49 times as far
        alone.update(np.flatnonzero(sizes_of_batches(learner, rng, n, n - 1, 1) < n / 2).tolist())
        twice += int((sizes_of_batches(learner, rng, n, n - 1, 2) < n / 2).sum() == 2)
    holds(len(alone) > 1, "The rows come in the same order for every seed.")
    holds(twice, "The second epoch uses the same order as the first.")
    pairs = [np.flatnonzero(sizes_of_batches(learner, rng, n, n - 2, 1) < n / 2) for _ in range(7)]
    holds(  # two of 50 rows are neighbors once in 25 times, by chance
        not all(len(pair) == 2 and pair[1] - pair[0] in (1, n - 1) for pair in pairs),
        "The two rows that are left over are neighbors in x, in seven epochs of seven: you start somewhere else, but the "
        "rows keep their order. Shuffle them.",
        yours=str([pair.tolist() for pair in pairs]),
    )


@check
def dropout_in_training(learner, rng):
    """In training, each hidden unit is dropped with probability p and scaled up otherwise"""
    n = 300
    for p, measured in ((0.25, moves_of_rows), (0.25, moves_of_units), (0.5, moves_of_rows)):
        moved = measured(learner, rng, n, p)
        dropped = float((moved < 0.01).mean())
        holds(
            abs(dropped - p) < 7 * (p * (1 - p) / n) ** 0.5,  # a false alarm in 4e11
            f"With p = {p:g}, {dropped:.0%} of the hidden units were dropped in training.",
            expected=f"about {p:.0%}",
        )
        kept = moved[moved >= 0.01]
        close(kept, np.full(len(kept), 1 / (1 - p)), name="the factor on the kept units", rtol=0.05)
    state, x, y = draw(rng, 20, 3, 8, 4)
    again = {"p": 0.5, "epochs": 2, "size": 6, "lr": 0.1, "seed": seed(rng)}
    first, second = fit(learner, state, x, y, **again), fit(learner, state, x, y, **again)
    same = all(np.array_equal(first[name], second[name]) for name in NAMES)
    holds(
        same, "The same seed gives different parameters the second time: you draw something before torch.manual_seed."
    )


@check
def digits(learner, rng):
    """Trained on 1200 digits, it reads 88% of the others correctly"""
    order = rng.permutation(len(DIGITS["labels"]))
    x, y = DIGITS["pixels"][order] / np.float32(16), DIGITS["labels"][order].astype(np.int64)
    x_train, y_train, x_test, y_test = x[:TRAINING], y[:TRAINING], x[TRAINING:], y[TRAINING:]
    state = initial(rng, 64, 32, 10)
    losses = [loss(state, x_test, y_test)]
    for _ in range(3):
        state = fit(learner, state, x_train, y_train, p=0.1, epochs=2, size=20, lr=0.3, seed=seed(rng))
        losses.append(loss(state, x_test, y_test))
    learner.show(curve({"your loss on unseen digits": losses}, x="epoch", y="loss", every=2))
    share = float((predictions(learner, state, x_test, 0.1) == y_test).mean())
    if share < 0.88:
        fail(
            f"Your network reads {share:.1%} of {len(y_test)} unseen digits correctly; expected 88% or more.",
            yours=f"{share:.1%}",
            expected="at least 88%",
        )


def fit(learner, state, x, y, *, p, epochs, size, lr, seed):
    """The learner's trained parameters as arrays of the right names and shapes."""
    given = {name: Tensor(value, False) for name, value in state.items()}
    x, y = Tensor(np.asarray(x, np.float32), False), Tensor(np.asarray(y, np.int64), False)
    new = entries(learner.fit(given, x, y, p, epochs, size, lr, seed), NAMES, name="your dict of parameters")
    arrays = {name: as_array(new[name], f"your {name}") for name in NAMES}
    for name in NAMES:
        close(arrays[name] * 0, state[name] * 0, name=f"your {name}")
    return arrays


def predictions(learner, state, x, p):
    given = {name: Tensor(value, False) for name, value in state.items()}
    classes = as_array(learner.predict(given, Tensor(np.asarray(x, np.float32), False), p), "what predict returns")
    close(classes * 0, np.zeros(len(x), int), name="your predictions")
    return classes


def as_array(value, name):
    holds(isinstance(value, Tensor), f"{name[0].upper()}{name[1:]} is not a tensor.", yours=value)
    return value.array


def sizes_of_batches(learner, rng, n, size, epochs):
    """The size of the batch in which each row moved the weights, 0 for a row that moved none."""
    moved = moves(learner, rng, n, size, epochs, 0.0)
    return np.divide(1.0, moved, out=np.zeros(n), where=moved > 1e-6)


def moves(learner, rng, n, size, epochs, p):
    """How far each row moved the weights, in units of lr / 2 for each epoch.

    Row i switches on hidden unit i alone, and all scores start at 0: column i of output.weight moves by
    lr / (size of its batch) times softmax minus one-hot, which a small lr leaves at ±1/2.
    """
    state = {
        "hidden.weight": np.eye(n, dtype=np.float32),
        "hidden.bias": np.zeros(n, np.float32),
        "output.weight": np.zeros((2, n), np.float32),
        "output.bias": np.zeros(2, np.float32),
    }
    y = rng.integers(2, size=n)
    new = fit(learner, state, np.eye(n), y, p=p, epochs=epochs, size=size, lr=1e-3, seed=seed(rng))
    return np.abs(new["output.weight"].astype(float)).max(axis=0) / (0.5e-3 * epochs)


def moves_of_rows(learner, rng, n, p):
    """How far each of n rows moved the weights in one batch, in units of lr / 2n: row i moves column i alone."""
    return moves(learner, rng, n, n, 1, p) * n


def moves_of_units(learner, rng, n, p):
    """How far each of n hidden units moved its weights, in units of lr / 2.

    The only row is x = 0, and every unit is on through its bias: dropout on x changes nothing here.
    """
    state = {
        "hidden.weight": np.zeros((n, 1), np.float32),
        "hidden.bias": np.ones(n, np.float32),
        "output.weight": np.zeros((2, n), np.float32),
        "output.bias": np.zeros(2, np.float32),
    }
    y = rng.integers(2, size=1)
    new = fit(learner, state, [[0.0]], y, p=p, epochs=1, size=1, lr=1e-3, seed=seed(rng))
    return np.abs(new["output.weight"].astype(float)).max(axis=0) / 0.5e-3


def draw(rng, n, d, h, c):
    """Parameters and a batch whose hidden units are well away from the kink of the ReLU."""
    while True:
        state = initial(rng, d, h, c)
        x = rng.normal(size=(n, d)).astype(np.float32) * 2
        z = x @ state["hidden.weight"].T + state["hidden.bias"]
        if np.abs(z).min() > 1e-4:
            return state, x, rng.integers(c, size=n)


def initial(rng, d, h, c):
    """As nn.Linear draws them: uniform within 1 / sqrt(inputs)."""
    shapes = {"hidden": (h, d), "output": (c, h)}
    state = {}
    for name, size in shapes.items():
        edge = size[1] ** -0.5
        state[f"{name}.weight"] = rng.uniform(-edge, edge, size=size).astype(np.float32)
        state[f"{name}.bias"] = rng.uniform(-edge, edge, size=size[0]).astype(np.float32)
    return state


def scores(state, x):
    state = {name: torch.as_tensor(value) for name, value in state.items()}
    hidden = torch.relu(torch.as_tensor(x) @ state["hidden.weight"].T + state["hidden.bias"])
    return hidden @ state["output.weight"].T + state["output.bias"]


def loss(state, x, y):
    return torch.nn.functional.cross_entropy(scores(state, x), torch.as_tensor(y)).item()


def slopes(state, x, y, softmax_first=False):
    leaves = {name: torch.tensor(state[name], requires_grad=True) for name in NAMES}
    s = scores(leaves, x)
    torch.nn.functional.cross_entropy(s.softmax(1) if softmax_first else s, torch.as_tensor(y)).backward()
    return {name: leaf.grad.numpy() for name, leaf in leaves.items()}


def twice_softmax(state, x, y):
    what = "you apply a softmax before cross_entropy, which applies one itself"
    return {name: {what: slope} for name, slope in slopes(state, x, y, softmax_first=True).items()}


def seed(rng):
    return int(rng.integers(2**31))
