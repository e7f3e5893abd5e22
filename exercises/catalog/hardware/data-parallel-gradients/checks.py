import numpy as np

from runner.judge import check, close, fail, holds, parts, preserves_arguments, shape


@check(example=True)
def worked_average(learner, rng):
    """Two replicas with shares of 3 and 1"""
    close(
        learner.average_gradients([{"w": np.array([2.0])}, {"w": np.array([6.0])}], [3, 1]),
        {"w": np.array([3.0])},
        name="your gradients",
    )


@check
def whole_batch(learner, rng):
    """The average equals the gradient of the whole batch, for shares of any size"""
    for counts in ([4, 4], [5, 1, 3], [2, 0, 6], [0, 0, 3], [7]):
        grads, expected = draw(rng, counts)
        grads[-1] = dict(reversed(grads[-1].items()))  # the names tell which belong together, not the order
        close(learner.average_gradients(grads, counts), expected, name=f"your gradients for shares of {counts}")


@check(example=True)
def worked_ring(learner, rng):
    """Three machines in a ring"""
    compare_ring(learner, [np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0]), np.array([100.0, 200.0, 300.0])])


@check
def any_ring(learner, rng):
    """Any number of machines and any length"""
    for R, length in [(2, 2), (3, 6), (4, 4), (5, 15), (6, 240)]:
        compare_ring(learner, list(rng.normal(size=(R, length))))


@check
def arguments_unchanged(learner, rng):
    """Gradients, counts and vectors are not modified"""
    grads, expected = draw(rng, [2, 1])
    close(learner.average_gradients(grads, [2, 1]), expected, name="your gradients")
    compare_ring(learner, list(rng.normal(size=(3, 3))))
    preserves_arguments(learner)


def draw(rng, counts):
    """A linear model with squared error: each replica's own gradients, and those of the whole batch."""
    x, y = rng.normal(size=(sum(counts), 3)), rng.normal(size=sum(counts))
    w, b = rng.normal(size=3), float(rng.normal())
    ends = np.cumsum(counts)
    shares = [slice(end - n, end) for n, end in zip(counts, ends)]
    return [slopes(w, b, x[own], y[own]) for own in shares], slopes(w, b, x, y)


def slopes(w, b, x, y):
    """Gradients of the mean of (w x + b - y)^2; nan for no example."""
    if not len(x):
        return {"w": np.full(3, np.nan), "b": np.array([np.nan])}
    error = 2 * (x @ w + b - y)
    return {"w": np.array([(error * column).mean() for column in x.T]), "b": np.array([error.mean()])}


def compare_ring(learner, vectors):
    sums, sent = parts(learner.ring_all_reduce(vectors), "sums", "sent")
    R = len(vectors)
    holds(
        isinstance(sums, list), "Your sums are not a list; expected one vector for each machine, in a list.", yours=sums
    )
    holds(len(sums) == R, f"Your list holds {len(sums)} vectors for {R} machines.")
    for machine, own in enumerate(sums):
        close(own, sum(vectors), name=f"the vector that machine {machine} holds")
    shape(sent, (2 * R - 2, R), name="your table of chunks")
    expected = np.array([[(machine - step) % R for machine in range(R)] for step in range(2 * R - 2)])
    wrong = np.argwhere(sent != expected)
    if len(wrong):
        step, machine = (int(at) for at in wrong[0])
        fail(
            f"In step {step} your machine {machine} sends chunk {sent[step, machine]}; expected {expected[step, machine]}."
        )
    close(sent, expected, name="your table of chunks")
