import numpy as np
import torch

from runner.judge import check, close, dtype, holds, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The worked example: one step that is skipped and two that are not"""
    batches = [batch([[1.0]], [value]) for value in (0.0, 0.5, 0.5)]
    compare(learner, np.array([1.0], np.float32), batches, 0.25, 65536.0, 1)


@check
def small_updates(learner, rng):
    """Updates too small for a half-precision weight"""
    w, batches = draw(rng, 16, 8, 40, error=0.05)  # of 8 weights, some move far in 40 steps
    compare(learner, w, batches, 0.013, 2.0**8, 50)


@check
def updates_are_rounded(learner, rng):
    """Updates are made in float32: one below half a last digit changes nothing, however often it comes"""
    sign = rng.choice([-1.0, 1.0])
    batches = [batch([[1.0]], [sign * (1 - 2.0**-10)])] * 128
    compare(learner, np.array([sign], np.float32), batches, 2.0**-17, 2.0**8, 200)  # 2^-26 each


@check
def small_gradients(learner, rng):
    """Gradients that are 0 in half precision without a scale"""
    for n, k in [(4, 3), (9, 2)]:
        w, batches = draw(rng, n, k, 12, error=1e-6)
        compare(learner, w, batches, 2e8, 2.0**26, 50)


@check
def overflow_of_errors_alone(learner, rng):
    """The scaled errors d overflow, although their product with small inputs would not"""
    w = (1 + rng.uniform(0.1, 0.9, size=2)).astype(np.float32)
    batches = [batch(np.eye(2)[[0, 1, 0, 1]] * 2.0**-10, rng.uniform(-0.9, -0.6, size=4)) for _ in range(8)]
    compare(learner, w, batches, 100.0, 2.0**18, 50)


@check
def scale_grows(learner, rng):
    """The scale doubles after `interval` good steps with it, and again after as many"""
    for interval in (1, 2, 3):
        w, batches = draw(rng, 5, 2, 7, error=0.1)
        compare(learner, w, batches, 0.05, 16.0, interval)


@check
def largest_gradient(learner, rng):
    """A gradient of 65504, the largest float16, is no overflow"""
    for sign in rng.permutation([-1.0, 1.0]):
        batches = [batch([[1.0]], [sign * 2.0**-11])] * 2
        compare(learner, np.array([sign], np.float32), batches, 0.25, 2.0**15, 3)


@check
def scale_shrinks(learner, rng):
    """An overflow halves the scale, skips the step, and starts the count again"""
    for interval in (2, 3):
        w, batches = draw(rng, 6, 2, 12, error=0.5)
        for at in (1, 3, 4, 8):
            X, y = batches[at]
            X[:: 1 if at == 1 else 2] *= 100  # first both gradients overflow, later only that of one weight
            batches[at] = batch(X, y)
        compare(learner, w, batches, 1e-4, 2.0**9, interval)
    w, batches = draw(rng, 6, 2, 12, error=1.0)
    compare(learner, w, batches, 0.01, 2.0**22, 3)


@check
def arguments_unchanged(learner, rng):
    """The weights and the batches are not modified"""
    w, batches = draw(rng, 4, 2, 3, error=0.1)
    compare(learner, w, batches, 0.1, 256.0, 5)
    preserves_arguments(learner)


def batch(X, y):
    return np.asarray(X, np.float16), np.asarray(y, np.float16)


def draw(rng, n, k, steps, error):
    """Weights near 1, and batches whose targets differ from the predictions by about ``error``.

    Each row uses one feature, with a value of 1: so a prediction is a weight, and a target can be next to it.
    """
    w = (1 + rng.uniform(0.1, 0.9, size=k)).astype(np.float16).astype(np.float32)
    batches = []
    for _ in range(steps):
        X = np.eye(k)[np.arange(n) % k] * rng.choice([0.5, 1.0], size=(n, 1))
        if error < 1e-3:
            X = X * error * 8
        y = X @ w * (1 + (0.2 if error < 1e-3 else error) * rng.uniform(-1, 1, size=n))
        batches.append(batch(X, y))
    return w, batches


def compare(learner, w, batches, lr, scale, interval):
    yours, scales = parts(learner.train(w, batches, lr, scale, interval), "w", "scales")
    expected, wanted = by_torch(w, batches, lr, scale, interval)
    holds(
        isinstance(scales, list) and len(scales) == len(wanted),
        f"Your scales are not a list of {len(wanted)} numbers: one for each batch, and the next one.",
    )
    close([float(value) for value in scales], wanted, name="your scales")
    dtype(yours, np.float32, name="your w")
    moved = float(np.abs(expected - w).max())
    close(yours, expected, name="your w", rtol=0, atol=max(2e-3 * moved, 3e-7))


def by_torch(w, batches, lr, scale, interval):
    w, scales, good = torch.tensor(w), [], 0
    for X, y in batches:
        scales.append(scale)
        X, y = torch.tensor(X).float(), torch.tensor(y).float()
        prediction = X @ w.half().float()
        d = ((prediction - y) * (2 * scale / len(y))).half()
        g = (X.T @ d.float()).half().float()
        if torch.isfinite(g).all():
            w = w - lr * g / scale
            good += 1
        else:
            scale, good = scale / 2, 0
        if good == interval:
            scale, good = scale * 2, 0
    return w.numpy(), [*scales, scale]
