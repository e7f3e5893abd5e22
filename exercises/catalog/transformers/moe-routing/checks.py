import math

import numpy as np
import torch

from runner.judge import bars, check, close, parts, preserves_arguments

LOGITS = np.log([[0.6, 0.3, 0.1], [0.4, 0.1, 0.5], [0.7, 0.1, 0.2], [0.5, 0.3, 0.2]])
EXPERTS = np.array([[0, 1], [2, 0], [0, 2], [0, 1]])
GATES = np.array([[2 / 3, 1 / 3], [5 / 9, 0.0], [7 / 9, 2 / 9], [0.0, 3 / 8]])


@check(example=True)
def worked_routing(learner, rng):
    """The choices, the gates and the dropped choices of the worked example"""
    answers = learner.route(LOGITS.copy(), 2, 0.75), learner.route(LOGITS.copy(), 2, 1.5)
    compare_routes(answers[0], EXPERTS, GATES)
    compare_routes(answers[1], *by_torch(LOGITS, 2))  # all have a place


@check(example=True)
def worked_outputs(learner, rng):
    """The outputs of the worked example"""
    x, W = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, 1.0], [1.0, 1.0]]), np.array([[9.0, 0], [3, 9], [18, -9]])
    y = learner.combine(x, EXPERTS.copy(), GATES.copy(), W[:, :, None])
    close(y, np.array([[13.0], [-5.0], [20.0], [4.5]]), name="your output")


@check(example=True)
def worked_loss(learner, rng):
    """The balance loss of the worked example and its gradient"""
    compare_losses(learner, LOGITS.copy(), 2)


@check
def gates(learner, rng):
    """The best experts and their gates, where there is room for all"""
    for T, E, k in [(5, 4, 2), (13, 8, 3), (7, 4, 1), (4, 2, 2), (130, 8, 2)]:
        logits = rng.normal(size=(T, E))
        compare_routes(learner.route(logits, k, E / k), *by_torch(logits, k))


@check
def capacity(learner, rng):
    """No expert takes more tokens than its capacity, and first choices come first"""
    for T, E, k, factor in [(16, 8, 2, 1.0), (14, 4, 2, 0.5), (15, 4, 3, 0.75), (13, 8, 1, 1.25), (10, 7, 2, 0.25)]:
        logits = rng.normal(size=(T, E)) + rng.permutation(np.linspace(0, 2.5, E))  # some experts are preferred
        experts, gates = by_torch(logits, k)
        places = [math.ceil(factor * k * T / E)] * E
        for j in range(k):
            for t in range(T):
                places[experts[t, j]] -= 1
                if places[experts[t, j]] < 0:
                    gates[t, j] = 0.0
        answer = learner.route(logits, k, factor)
        show_loads(learner, answer, experts, gates, math.ceil(factor * k * T / E))
        compare_routes(answer, experts, gates)


@check
def outputs(learner, rng):
    """The weighted outputs, for any number of experts and with dropped choices"""
    for T, E, k, d, d_out in [(6, 4, 2, 3, 5), (5, 3, 3, 2, 4), (4, 6, 1, 5, 2)]:
        experts, gates = by_torch(rng.normal(size=(T, E)), k)
        gates[rng.random(size=gates.shape) < 0.3] = 0.0
        gates[rng.integers(T)] = 0.0
        x, W = rng.normal(size=(T, d)), rng.normal(size=(E, d, d_out))
        all_outputs = np.stack([x @ matrix for matrix in W], axis=1)  # (T, E, d_out)
        expected = (gates[..., None] * all_outputs[np.arange(T)[:, None], experts]).sum(axis=1)
        close(learner.combine(x, experts, gates, W), expected, name="your output")


@check
def losses(learner, rng):
    """The balance loss and its gradient, for any numbers, even if nobody chooses the last expert"""
    for T, E, k in [(9, 4, 2), (6, 8, 3), (5, 3, 1), (7, 5, 4)]:
        compare_losses(learner, rng.normal(size=(T, E)) + rng.normal(size=E), k)
    logits = rng.normal(size=(4, 6))
    logits[:, -1] -= 10
    compare_losses(learner, logits, 2)


@check
def large_logits(learner, rng):
    """Logits of ±1000 stay exact"""
    rows = [[1000.0, 999.0, 998.5, -1000.0], [-999.0, -1000.0, -999.5, -998.0]]
    logits = np.stack([rng.permutation(row) for row in rows * 3])
    compare_routes(learner.route(logits, 3, 4), *by_torch(logits, 3))
    compare_losses(learner, logits, 2)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    logits, x, W = rng.normal(size=(5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(4, 3, 2))
    compare_routes(learner.route(logits, 2, 2), *by_torch(logits, 2))
    learner.combine(x, *by_torch(logits, 2), W)
    compare_losses(learner, logits, 2)
    preserves_arguments(learner)


def compare_routes(answer, experts, gates):
    chosen, shares = parts(answer, "experts", "gates")
    close(chosen, experts, name="your matrix of experts")
    close(shares, gates, name="your matrix of gates")


def show_loads(learner, answer, experts, gates, most):
    """How many tokens each expert takes, if the answer has the right form."""
    if not isinstance(answer, tuple) or len(answer) != 2 or any(np.shape(part) != experts.shape for part in answer):
        return
    chosen, shares = map(np.asarray, answer)
    if chosen.dtype.kind not in "iu" or shares.dtype.kind != "f" or not (chosen < 64).all() or (chosen < 0).any():
        return
    E = experts.max() + 1
    loads = [np.bincount(e[g > 0], minlength=E)[:E] for e, g in ((chosen, shares), (experts, gates))]
    labels = [f"expert {e}" for e in range(E)]
    learner.show(bars(labels, {"your tokens": loads[0], "expected": loads[1], "capacity": [most] * E}))


def compare_losses(learner, logits, k):
    loss, gradient = parts(learner.balance_loss(logits, k), "loss", "gradient")
    T, E = logits.shape
    z = torch.tensor(logits, requires_grad=True)
    f = torch.nn.functional.one_hot(z.topk(k).indices, E).sum(dim=(0, 1)) / (k * T)
    expected = E * (f * z.softmax(dim=1).mean(dim=0)).sum()
    expected.backward()
    sizes = {"k": k, "E": E, "T": T}
    close(loss, expected.item(), name="your loss", sizes=sizes)
    close(gradient, z.grad.numpy(), name="your gradient", sizes=sizes)


def by_torch(logits, k):
    """The choices and their gates without a capacity."""
    best = torch.tensor(logits).topk(k, dim=1)
    return best.indices.numpy(), best.values.softmax(dim=1).numpy()
