import math

import numpy as np

from runner.judge import Tensor, check, close, entries, fail, holds, preserves_arguments


@check(example=True)
def first_loss(learner, rng):
    """With a head of zeros the first loss is log k"""
    for k in (2, 3):
        weights, batches = draw(np.random.default_rng(k), k, 1)
        result = run(learner, weights, k, batches, 0.1, 0.0)
        close(result["losses"], [math.log(k)], name=f"your list of losses for {k} classes")


@check
def backbone_untouched(learner, rng):
    """Nothing in the backbone has changed, and none of its parameters is trainable"""
    for decay in (0.0, 0.1):
        weights, batches = draw(rng, 3, 4)
        result = run(learner, weights, 3, batches, 0.1, decay)
        trained = result["trained"]
        holds(trained == [], f"The backbone's parameters {', '.join(map(str, trained))} still take part in training.")
        after = plain(entries(result["backbone"], list(weights), name="your backbone"))
        for name, before in weights.items():
            if not np.array_equal(after[name], before):
                fail(f"{WHAT[name]} of the backbone changed.{WHY.get(name, '')}")


@check
def head_trained(learner, rng):
    """The new head and the losses match the formula, step by step"""
    for k, decay in [(2, 0.0), (4, 0.3)]:
        weights, batches = draw(rng, k, 5)
        lr = float(rng.uniform(0.2, 0.5))
        result = run(learner, weights, k, batches, lr, decay)
        losses, head = by_hand(weights, k, batches, lr, decay)
        close(result["losses"], losses, name="your list of losses")
        close(plain(entries(result["head"], ["weight", "bias"], name="your head")), head, name="your head")
    preserves_arguments(learner)


WHAT = {
    "0.weight": "The weight of the first layer",
    "0.bias": "The bias of the first layer",
    "1.weight": "The scale of the batch norm",
    "1.bias": "The shift of the batch norm",
    "1.running_mean": "The running mean of the batch norm",
    "1.running_var": "The running variance of the batch norm",
    "1.num_batches_tracked": "The batch counter of the batch norm",
}
WHY = dict.fromkeys(
    ("1.running_mean", "1.running_var", "1.num_batches_tracked"),
    " It moves with every batch in training mode, gradient or not: put the backbone into evaluation mode.",
)


def run(learner, weights, k, batches, lr, decay):
    given = {name: Tensor(value) for name, value in weights.items()}
    result = learner.run(given, k, [(Tensor(x), Tensor(y)) for x, y in batches], lr, decay)
    return entries(result, ["losses", "trained", "backbone", "head"])


def plain(values):
    return {name: value.array if isinstance(value, Tensor) else value for name, value in values.items()}


def draw(rng, k, steps):
    """A backbone with its own statistics, and batches with all classes."""
    d, h, n = 12, 16, 32
    weights = {
        "0.weight": rng.normal(size=(h, d)),
        "0.bias": rng.normal(size=h),
        "1.weight": rng.uniform(0.5, 2, size=h),
        "1.bias": rng.normal(size=h),
        "1.running_mean": rng.normal(size=h),
        "1.running_var": rng.uniform(0.5, 3, size=h),
        "1.num_batches_tracked": np.array(100),
    }
    return weights, [(rng.normal(size=(n, d)), rng.integers(k, size=n)) for _ in range(steps)]


def by_hand(weights, k, batches, lr, decay):
    """Features by the formula of the backbone in evaluation mode; then softmax regression by hand."""
    W, b = np.zeros((k, len(weights["0.bias"]))), np.zeros(k)
    losses = []
    for x, y in batches:
        z = x @ weights["0.weight"].T + weights["0.bias"]
        z = (z - weights["1.running_mean"]) / np.sqrt(weights["1.running_var"] + 1e-5)
        features = np.maximum(z * weights["1.weight"] + weights["1.bias"], 0)
        scores = features @ W.T + b
        p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        losses.append(float(-np.log(p[np.arange(len(y)), y]).mean()))
        slope = (p - np.eye(k)[y]) / len(y)
        W, b = W - lr * (slope.T @ features + decay * W), b - lr * (slope.sum(axis=0) + decay * b)
    return losses, {"weight": W, "bias": b}
