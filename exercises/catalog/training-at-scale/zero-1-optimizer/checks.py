import math

import numpy as np
import torch

from runner.judge import check, close, curve, dtype, entries, fail, formatting, parts, preserves_arguments, shape

KEYS = ["master", "m", "v"]


@check(example=True)
def worked_example(learner, rng):
    """The worked example, and the bytes of a 7B model"""
    states = learner.init_states(np.array([1.0, -2.0, 0.5], np.float16), 2)
    compare_states(states, [state([1.0, -2.0]), state([0.5])])
    grads = [np.array([3.0, 1.0, -4.0]), np.array([5.0, -1.0, -2.0])]
    weights, states = parts(learner.step(states, grads, 1, 0.5, 0.75, 0.984375, 1e-8, 2.5), "weights", "states")
    compare_states(states, [state([0.5, -2.0], [0.5, 0.0], [0.0625, 0.0]), state([1.0], [-0.375], [0.03515625])])
    compare_weights(weights, states)
    close(learner.bytes_per_rank(7_000_000_000, 64), 29_312_500_000, name="the number of bytes")


@check
def parts_of_ranks(learner, rng):
    """Each rank owns its part, even if the number of weights is no multiple of the ranks"""
    for n, ranks in [(12, 4), (13, 4), (9, 4), (4, 3), (2, 5), (7, 1), (1200, 8)]:
        weights = rng.normal(size=n).astype(np.float16)
        compare_states(learner.init_states(weights, ranks), by_ownership(weights, ranks))


@check
def small_updates(learner, rng):
    """Updates that are too small for float16 add up in the master weights"""
    weights = rng.uniform(1.0, 2.0, size=5).astype(np.float16)
    grads = [rng.normal(size=5) for _ in range(2)]
    signs = np.array([1.0, *rng.choice([-1.0, 1.0], size=4)])  # the first mean is positive, so that its weight falls
    grads[0] = signs * (np.abs(grads[1]) + 1.0)  # no mean is near 0, where eps would show
    states, yours, expected = by_ownership(weights, 2), [], []
    for t in range(1, 21):
        answer, states = parts(learner.step(states, grads, t, 1e-4, 0.9, 0.999, 1e-8, None), "weights", "states")
        masters = masters_of(states, [3, 2])
        yours.append(masters[0])
        expected.append(float(weights[0]) - 1e-4 * t)
    learner.show(curve({"your first master weight": yours, "expected": expected}, y="weight"))
    moved = weights.astype(float) - 20e-4 * np.sign(grads[0] + grads[1])  # with a constant gradient Adam moves by lr
    close(masters, moved, name="the vector of master weights after 20 steps")
    compare_weights(answer, states)


@check
def same_as_adam(learner, rng):
    """The weights and states are those of Adam on a single device"""
    for n, ranks in [(11, 4), (3, 5), (8, 2), (6, 1), (400, 4)]:
        run_beside_adam(learner, rng, n, ranks, [None] * 4)


@check
def clipping(learner, rng):
    """The norm of the whole mean gradient decides, and a smaller one is left alone"""
    for n, ranks in [(9, 4), (4, 3)]:
        run_beside_adam(learner, rng, n, ranks, [0.5, 2.5, 1e3, None])
    states = by_ownership(np.ones(3, np.float16), 2)
    answer = learner.step(states, [np.zeros(3)] * 2, 1, 0.1, 0.9, 0.999, 1e-8, 1.0)
    weights, after = parts(answer, "weights", "states")
    compare_states(after, states)  # a gradient of 0 changes nothing
    compare_weights(weights, states)


@check
def memory(learner, rng):
    """The bytes on a rank, for any number of weights and ranks"""
    for n, ranks in [(10, 1), (10, 3), (3, 8), *rng.integers(1, 2000, size=(4, 2)).tolist()]:
        close(learner.bytes_per_rank(n, ranks), 4 * n + 12 * math.ceil(n / ranks), name="the number of bytes")


@check
def arguments_unchanged(learner, rng):
    """The weights, states and gradients are not modified"""
    weights = rng.normal(size=5).astype(np.float16)
    learner.init_states(weights, 2)
    for max_norm in (None, 0.1):
        grads = [rng.normal(size=5) for _ in range(2)]
        learner.step(by_ownership(weights, 2), grads, 1, 0.1, 0.9, 0.999, 1e-8, max_norm)
    preserves_arguments(learner)


def state(master, m=None, v=None):
    zeros = [0.0] * len(master)
    return dict(zip(KEYS, map(np.array, (master, m or zeros, v or zeros))))


def by_ownership(weights, ranks):
    """The first states: entry i belongs to rank i // c."""
    c = math.ceil(len(weights) / ranks)
    own = [np.array([float(w) for i, w in enumerate(weights) if i // c == rank]) for rank in range(ranks)]
    return [{"master": part, "m": np.zeros(len(part)), "v": np.zeros(len(part))} for part in own]


def run_beside_adam(learner, rng, n, ranks, max_norms):
    """One step for each of max_norms, compared with torch.optim.Adam after each."""
    lr, beta1, beta2, eps = 0.05, float(rng.uniform(0.5, 0.9)), float(rng.uniform(0.8, 0.99)), 0.3
    weights = rng.normal(size=n).astype(np.float16)
    whole = torch.tensor(weights.astype(float), requires_grad=True)
    optimizer = torch.optim.Adam([whole], lr=lr, betas=(beta1, beta2), eps=eps)
    states = by_ownership(weights, ranks)
    for t, max_norm in enumerate(max_norms, start=1):
        grads = [rng.normal(size=n) + 1.0 for _ in range(ranks)]
        weights, states = parts(learner.step(states, grads, t, lr, beta1, beta2, eps, max_norm), "weights", "states")
        mean = np.mean(grads, axis=0)
        norm = math.sqrt(float(mean @ mean))
        whole.grad = torch.tensor(mean * (max_norm / norm if max_norm and norm > max_norm else 1))
        optimizer.step()
        of_adam = optimizer.state[whole]
        full = {"master": whole.detach(), "m": of_adam["exp_avg"], "v": of_adam["exp_avg_sq"]}
        compare_states(states, cut(full, ranks), t=t)
        compare_weights(weights, states)


def cut(full, ranks):
    c = math.ceil(len(full["m"]) / ranks)
    return [{key: full[key].numpy()[rank * c : rank * c + c].copy() for key in KEYS} for rank in range(ranks)]


def compare_states(states, expected, t=0):
    when = f" after step {t}" if t else ""
    masters_of(states, [len(each["m"]) for each in expected])
    for rank, (yours, right) in enumerate(zip(states, expected)):
        for key in ("m", "v", "master"):  # in the order in which a step computes them
            close(yours[key], right[key], name=f"{key!r} of rank {rank}{when}")


def masters_of(states, lengths):
    """The master weights of all ranks in one vector, if every state has the form that it should have."""
    if not isinstance(states, list) or len(states) != len(lengths):
        fail(f"Expected a list of {len(lengths)} states, one for each rank.", yours=formatting.text(states))
    for rank, (yours, length) in enumerate(zip(states, lengths)):
        entries(yours, KEYS, name=f"the state of rank {rank}")
        for key in KEYS:
            shape(yours[key], (length,), name=f"{key!r} of rank {rank}")
            dtype(yours[key], np.float64, name=f"{key!r} of rank {rank}")
    return np.concatenate([each["master"] for each in states])


def compare_weights(weights, states):
    """The weights must be the rounded master weights, which are right."""
    dtype(weights, np.float16, name="the vector of weights")
    masters = np.concatenate([each["master"] for each in states])
    rounded = masters.astype(np.float16)
    by_torch = masters.astype(np.float32).astype(np.float16)  # .half() rounds twice, and may end one step further
    if weights.shape == by_torch.shape:
        rounded = np.where(weights == by_torch, by_torch, rounded)
    close(weights, rounded, name="the vector of weights", rtol=0, atol=0)
