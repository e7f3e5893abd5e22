import numpy as np

from runner.judge import check, close, heatmap, preserves_arguments

NAME = "your list"


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    W, b = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]), np.array([0.0, -3.0, 0.5])
    batches = [np.array([[1.0, 2.0], [-0.5, 0.5]])]
    close(learner.dead_relus([W], [b], batches), [np.array([False, True, False])], name=NAME)


@check
def one_batch(learner, rng):
    """One layer, one batch: dead means off for every row, and one row is enough to be alive"""
    for n, d, h in ((8, 3, 12), (1, 2, 5), (20, 1, 6), (64, 16, 32)):
        weights, biases, batches, expected = draw(rng, [d, h], [n])
        close(learner.dead_relus(weights, biases, batches), expected, name=NAME)


@check
def many_batches(learner, rng):
    """A unit that is on in any batch is alive"""
    for sizes in ([4, 4], [1, 7, 2, 5], [6, 1], [2] * 30):
        weights, biases, batches, expected = draw(rng, [3, 45], sizes)
        close(learner.dead_relus(weights, biases, batches), expected, name=NAME)


@check
def many_layers(learner, rng):
    """Every layer is tested on the output of the ReLUs below it"""
    for layers, sizes in ((2, [9]), (4, [5, 1, 6])):
        weights, biases, batches, expected = draw(rng, [4] + layers * [12], sizes)
        got = learner.dead_relus(weights, biases, batches)
        learner.show(picture(got, expected))
        close(got, expected, name=NAME)


@check
def exactly_zero(learner, rng):
    """A unit whose z is exactly 0 for every row is dead; one whose z is barely above 0 for one row is alive"""
    W, b = rng.normal(size=(4, 2)), np.array([-100.0, 0.0, 100.0, 0.0])
    W[1:2], W[3] = 0.0, [1e-9, 0.0]
    batches = [rng.uniform(-1, -0.5, size=(4, 2)), rng.uniform(-1, -0.5, size=(2, 2))]
    batches[0][int(rng.integers(4)), 0] = 1.0  # the one row on which the last unit is on, by 1e-9
    close(learner.dead_relus([W], [b], batches), [np.array([True, True, False, False])], name=NAME)


@check
def arguments_unchanged(learner, rng):
    """Weights, biases and batches are not modified"""
    weights, biases, batches, expected = draw(rng, [3, 6, 6], [4, 5])
    close(learner.dead_relus(weights, biases, batches), expected, name=NAME)
    preserves_arguments(learner)


def draw(rng, widths, sizes):
    """A network, batches of these sizes, and which units are dead.

    Some unit is on in the first batch alone, and some unit in the last alone. Otherwise "dead in the first batch",
    "dead in some batch" and "dead in the last batch" could agree by chance.
    """
    while True:
        weights, biases, batches, dead = network(rng, widths, sizes)
        starts = np.cumsum([0, *sizes[:-1]])
        on = np.logical_or.reduceat(np.concatenate(batches) @ weights[0].T + biases[0] > 0, starts)
        only = on & (on.sum(axis=0) == 1)
        if len(sizes) == 1 or (only[0].any() and only[-1].any()):
            return weights, biases, batches, dead


def network(rng, widths, sizes):
    """One third of the units are dead, one third are on for a single row (barely, with a very negative mean), and the
    others are on for about half of the rows.
    """
    x = rng.normal(size=(sum(sizes), widths[0]))
    weights, biases, dead, h = [], [], [], x
    for d_in, d_out in zip(widths, widths[1:]):
        W, z = rare_weights(rng, h, d_in, d_out)
        kind = rng.permutation(np.arange(d_out) % 3)
        ranked = np.sort(z, axis=0)
        top, second = ranked[-1], ranked[-2] if len(z) > 1 else ranked[-1] - 1
        b = np.select([kind == 0, kind == 1], [-top - 0.3, -(0.9 * top + 0.1 * second)], -np.median(z, axis=0) + 0.1)
        weights.append(W)
        biases.append(b)
        h = np.maximum(z + b, 0)
        dead.append((z + b).max(axis=0) <= 0)
    cuts = np.cumsum(sizes)[:-1]
    return weights, biases, np.split(x, cuts), dead


def rare_weights(rng, h, d_in, d_out):
    """Weights for which no two rows nearly share the highest value of a unit, and the values."""
    while True:
        W = rng.normal(size=(d_out, d_in))
        z = h @ W.T
        ranked = np.sort(z, axis=0)
        if len(z) == 1 or (ranked[-1] - ranked[-2]).min() > 1e-3:
            return W, z


def picture(got, expected):
    """Layers down, units across, dark where dead; wrong entries are framed."""
    right = np.array(expected, float)
    try:
        yours = np.array(got, float)
    except (TypeError, ValueError):
        yours = np.zeros(0)
    if yours.shape != right.shape:
        return heatmap({"dead units": right})
    return heatmap({"dead in your list": yours, "dead units": right}, marks={"dead in your list": yours != right})
