import math

import numpy as np
import torch

from runner.judge import check, close, gradient, preserves_arguments, scales_like


@check(example=True)
def worked_example(learner, rng):
    """Output, gradients and width of the worked example"""
    gate = np.array([[math.log(3), 0.0], [-math.log(3), 0.0]])
    up, down = np.array([[1.0, 1.0], [2.0, 0.0]]), np.array([[1.0, 2.0], [0.0, 4.0]])
    x, G = np.array([[1.0, 2.0]]), np.array([[1.0, 0.5]])
    close(learner.forward(x, gate, up, down), np.array([[1.25, -2.0]]) * math.log(3), name="your output")
    compare_gradients(learner, x, gate, up, down, G)
    close(learner.hidden_width(4096, 256), 11008, name="your hidden width")


@check
def output(learner, rng):
    """The output for any width and any number of axes"""
    for dims, d, h in [((4,), 3, 5), ((2, 3), 4, 2), ((), 3, 3), ((16,), 32, 40)]:
        x, *weights, _ = draw(rng, dims, d, h)
        close(learner.forward(x, *weights), by_torch(x, *weights)[0], name="your output")


@check
def gradients_of_all(learner, rng):
    """The gradients of the tokens and the three matrices, summed over all tokens"""
    for dims, d, h in [((4,), 3, 5), ((2, 3), 4, 2), ((), 3, 3), ((16,), 32, 40)]:
        compare_gradients(learner, *draw(rng, dims, d, h))


@check
def widths(learner, rng):
    """The hidden width for any d and multiple"""
    for d, multiple in [(768, 64), (3, 8), (5120, 256), (5, 13), (2, 1), *rng.integers(1, 3000, size=(6, 2)).tolist()]:
        width = next(w for w in range(0, 20_000, multiple) if w >= 8 * d // 3)
        close(learner.hidden_width(d, multiple), width, name=f"your hidden width for d = {d}, multiple = {multiple}")


@check
def large_gates(learner, rng):
    """Gates of ±1000 stay exact"""
    x, gate, up, down, G = draw(rng, (4,), 3, 5)
    for scores in ([1000.0, -1000.0, 800.0, -800.0], [-1000.0, 30.0, -30.0, 1000.0]):
        x[:, 0], gate[:, 1:], gate[:, 0] = scores, 0.0, rng.permutation([1.0, 0.9, -1.0, 1.0, -0.8])
        close(learner.forward(x, gate, up, down), by_torch(x, gate, up, down)[0], name="your output")
        compare_gradients(learner, x, gate, up, down, G)


@check
def cost_of_the_gradients(learner, rng):
    """2,048 gradients take as long as a formula needs, not a forward pass for each"""
    scales_like(
        learner,
        lambda given: learner.gradients(*given),
        unit_by_unit,
        (5, 40),
        draw=lambda n: draw(rng, (8,), 16, n),
        most=8,
        size="the hidden width",
        name="your dict of gradients",
    )


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    given = draw(rng, (2, 2), 3, 4)
    close(learner.forward(*given[:4]), by_torch(*given[:4])[0], name="your output")
    compare_gradients(learner, *given)
    preserves_arguments(learner)


def draw(rng, dims, d, h):
    return tuple(rng.normal(size=size) for size in [(*dims, d), (h, d), (h, d), (d, h), (*dims, d)])


def compare_gradients(learner, x, gate, up, down, G):
    expected = by_torch(x, gate, up, down, G)[1]
    gradient(learner.gradients(x, gate, up, down, G), expected, batch=x.size // x.shape[-1])


def unit_by_unit(given):
    """The formula in plain loops, for gates of ordinary size."""
    x, gate, up, down, G = given
    grads = {name: np.zeros(a.shape) for name, a in [("W_down", down), ("W_up", up), ("W_gate", gate), ("x", x)]}
    for i, token in enumerate(x):
        for k in range(len(gate)):
            z, u, slope = gate[k] @ token, up[k] @ token, G[i] @ down[:, k]
            share = 1 / (1 + math.exp(-z))
            to_up, to_gate = slope * z * share, slope * u * share * (1 + z * (1 - share))
            grads["W_down"][:, k] += z * share * u * G[i]
            grads["W_up"][k] += to_up * token
            grads["W_gate"][k] += to_gate * token
            grads["x"][i] += to_up * up[k] + to_gate * gate[k]
    return grads


def by_torch(x, gate, up, down, G=None):
    x, gate, up, down = (torch.tensor(a, requires_grad=True) for a in (x, gate, up, down))
    linear, silu = torch.nn.functional.linear, torch.nn.functional.silu
    y = linear(silu(linear(x, gate)) * linear(x, up), down)
    if G is None:
        return y.detach().numpy(), {}
    y.backward(torch.tensor(G))
    leaves = {"W_down": down, "W_up": up, "W_gate": gate, "x": x}
    return y.detach().numpy(), {name: leaf.grad.numpy() for name, leaf in leaves.items()}
