import json

import numpy as np

from runner.judge import array, check, close, curve, fail, formatting, holds, parts, preserves_arguments

ARRAYS = ["weights", "m", "v", "order"]
NAMES = [*ARRAYS, "t", "lr", "position", "data_rng", "dropout_rng", "seed"]


@check(example=True)
def worked_example(learner, rng):
    """The run of the worked example, stopped after step 4"""
    x, y = worked_data()
    whole = history(learner.train(x, y, 7, 7, []), reference(x, y, 7, 7))
    same_bits(learner.train(x, y, 7, 4, [4]), whole[:4], "until step 4", [4])
    checkpoint = reread(learner.train(x, y, 7, 4, [4])[1][0])
    same_bits(learner.resume(checkpoint, x, y, 7, []), whole[4:], "resumed after step 4")


@check
def saving_changes_nothing(learner, rng):
    """A run that saves after every step has the same weights, bit for bit"""
    x, y = draw_data(rng, 5, 3)
    seed = int(rng.integers(1000))
    whole = history(learner.train(x, y, seed, 8, []), reference(x, y, seed, 8))
    same_bits(learner.train(x, y, seed, 8, list(range(1, 9))), whole, "that saves after every step", range(1, 9))


@check
def any_stop(learner, rng):
    """Stopped after any step, within an epoch or at its end, a run goes on bit for bit"""
    # The last run stops in its third epoch, so that many steps show a learning rate that was rounded otherwise.
    for n, d, stops, steps in ((5, 3, [1, 2, 3, 4, 6, 7], 8), (4, 2, [2, 4], 8), (60, 8, [61], 90)):
        x, y = draw_data(rng, n, d)
        seed = int(rng.integers(1000))
        whole = history(learner.train(x, y, seed, steps, []), reference(x, y, seed, steps))
        answers = list(learner.train.each([(x, y, seed, stop, [stop]) for stop in stops]))
        checkpoints = [checkpoints_of(answer, [stop])[0] for answer, stop in zip(answers, stops)]
        go_on(learner, x, y, whole, list(zip(stops, checkpoints)))


@check
def saved_on_the_way(learner, rng):
    """A checkpoint is that of its step, even if the run went on before it was written"""
    x, y = draw_data(rng, 5, 3)
    seed, saves = int(rng.integers(1000)), [2, 3, 5]
    whole = history(learner.train(x, y, seed, 8, []), reference(x, y, seed, 8))
    checkpoints = checkpoints_of(learner.train(x, y, seed, 8, saves), saves)
    go_on(learner, x, y, whole, list(zip(saves, checkpoints)))


@check
def stopped_twice(learner, rng):
    """A run that is stopped again and again ends with the same weights"""
    for n, d, stops in ((7, 3, [2, 4, 7]), (1200, 2, [2])):
        x, y = draw_data(rng, n, d)
        seed, steps = int(rng.integers(1000)), stops[-1] + 4
        whole = history(learner.train(x, y, seed, steps, []), reference(x, y, seed, steps))
        (checkpoint,) = checkpoints_of(learner.train(x, y, seed, stops[0], stops[:1]), stops[:1])
        for start, stop in zip(stops, [*stops[1:], steps]):
            answer = learner.resume(checkpoint, x, y, stop, [stop])
            same_bits(answer, whole[start:stop], f"resumed after step {start}", [stop])
            (checkpoint,) = checkpoints_of(answer, [stop])


@check
def another_machine(learner, rng):
    """What the checkpoint says counts, not what the process remembers"""
    x, y = draw_data(rng, 5, 2)
    seed, shift = int(rng.integers(1000)), rng.normal(size=2)
    (checkpoint,) = checkpoints_of(learner.train(x, y, seed, 4, [4]), [4])
    if "weights" not in checkpoint:
        fail("Your checkpoint has no 'weights'.")
    checkpoint["weights"] = list_or_array(checkpoint["weights"], shift)
    weights, _ = parts(learner.resume(checkpoint, x, y, 8, []), "weights", "checkpoints")
    right = reference(x, y, seed, 8, shift_after=(4, shift))[4:]
    close(weights, right, name="your weights after the checkpoint's were changed", rtol=1e-9, atol=1e-12)


@check
def arguments_unchanged(learner, rng):
    """A checkpoint isn't modified, so a run can start from it again"""
    x, y = draw_data(rng, 5, 2)
    (checkpoint,) = checkpoints_of(learner.train(x, y, 3, 2, [2]), [2])
    learner.resume(checkpoint, x, y, 6, [])
    preserves_arguments(learner)


def worked_data():
    return np.array([[1.0, 0], [0, 1], [1, 1], [2, 1], [1, 2]]), np.array([1.0, -1, 0, 1, -1])


def draw_data(rng, n, d):
    x = rng.normal(size=(n, d))
    return x, x @ rng.normal(size=d) + rng.normal(size=n)


def reference(x, y, seed, steps, shift_after=None):
    """The weights after each step of a run that never stops."""
    order_rng, mask_rng = np.random.default_rng([seed, 0]), np.random.default_rng([seed, 1])
    n, d = x.shape
    order, done, rate = list(order_rng.permutation(n)), 0, 0.3
    w, m, v, rows = np.zeros(d), np.zeros(d), np.zeros(d), []
    for t in range(1, steps + 1):
        if done == n:
            shuffled = np.array(order)
            order_rng.shuffle(shuffled)
            order, done, rate = list(shuffled), 0, rate * 0.7
        batch = order[done : done + 2]
        done += len(batch)
        masks = mask_rng.integers(2, size=(len(batch), d))
        grad = np.zeros(d)
        for i, mask in zip(batch, masks):
            kept = np.where(mask, 2 * x[i], 0)
            grad += kept * (kept @ w - y[i]) / len(batch)
        m, v = 0.9 * m + 0.1 * grad, 0.99 * v + 0.01 * grad**2
        w = w - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
        if shift_after and t == shift_after[0]:
            w = w + shift_after[1]
        rows.append(w)
    return np.array(rows)


def history(answer, right):
    """The weights of a run without a stop, which the starter computes."""
    weights, _ = parts(answer, "weights", "checkpoints")
    advice = "the weights of your run without a stop (leave Run and train as they are)"
    close(weights, right, name=advice, rtol=1e-9, atol=1e-12)
    return weights


def same_bits(answer, right, when, saves=()):
    weights, checkpoints = parts(answer, "weights", "checkpoints")
    close(weights, right, name=f"the weights of the run {when}", rtol=1e-3, atol=1e-3)
    holds(
        np.array_equal(weights, right),
        f"The weights of the run {when} are those of the run without a stop only up to rounding. Save and load every "
        "number as it is.",
        difference=f"{np.abs(weights - right).max():.3g} at most",
    )
    count_checkpoints(checkpoints, saves)


def go_on(learner, x, y, whole, saved):
    """Resume each checkpoint, and compare with the run that didn't stop."""
    answers = list(learner.resume.each([(checkpoint, x, y, len(whole), []) for _, checkpoint in saved]))
    for answer, (stop, _) in zip(answers, saved):
        weights = array(parts(answer, "weights", "checkpoints")[0], name="your weights")
        if weights.shape == whole[stop:].shape and not np.array_equal(weights, whole[stop:]):
            yours = np.concatenate([whole[:stop], weights])[:, 0].tolist()
            learner.show(curve({"resumed": yours, "without a stop": whole[:, 0].tolist()}, x="step", y="first weight"))
        same_bits(answer, whole[stop:], f"resumed after step {stop}")


def checkpoints_of(answer, saves):
    _, checkpoints = parts(answer, "weights", "checkpoints")
    count_checkpoints(checkpoints, saves)
    return [reread(checkpoint) for checkpoint in checkpoints]


def count_checkpoints(checkpoints, saves):
    if not isinstance(checkpoints, list) or len(checkpoints) != len(saves):
        text = f"Expected a list of {len(saves)} checkpoints. Leave train, resume and proceed as they are."
        fail(text, yours=formatting.text(checkpoints))


def reread(checkpoint):
    """Write a checkpoint and read it again: arrays as they are, the rest as JSON."""
    if not isinstance(checkpoint, dict) or not checkpoint:
        fail("Expected a dictionary from save.", yours=formatting.text(checkpoint))
    for name in checkpoint:
        text = f"Your checkpoint has the key {formatting.text(name)}. Keys are the names of attributes of the run: "
        holds(isinstance(name, str) and name in NAMES, text + "see the table.")
    arrays = {name: value for name, value in checkpoint.items() if isinstance(value, np.ndarray)}
    others = {name: value for name, value in checkpoint.items() if name not in arrays}
    for name, value in others.items():
        if value is None:
            fail(f"{name!r} in your checkpoint is None. A generator can't be written: save its state.")
    try:
        written = json.dumps(others, default=lambda value: value.item())
    except (AttributeError, TypeError, ValueError, RecursionError):
        fail("Your checkpoint can't be written as arrays and JSON.", yours=formatting.text(others))
    return {**arrays, **json.loads(written)}


def list_or_array(weights, shift):
    """The weights, moved, in the form in which the checkpoint has them."""
    close(np.array(weights), np.array(weights, dtype=float), name="'weights' in your checkpoint")
    moved = np.array(weights) + shift
    return moved if isinstance(weights, np.ndarray) else moved.tolist()
