import math

import numpy as np
import torch

from runner.judge import Rng, array, check, close, dtype, entries, fail, holds, preserves_arguments, shape

MATRICES = ("Wq", "Wk", "Wv", "Wo", "W1", "W2")
ZEROS = ("ada_W", "ada_b", "b1", "b2")


@check(example=True)
def worked_example(learner, rng):
    """The modulated token and the block of the worked example"""
    x, unit = np.array([[[3.0, 1.0]]]), np.eye(2)
    params = {name: unit for name in MATRICES} | {"b1": np.zeros(2), "b2": np.zeros(2)}
    first = np.array([0.5, 0, 1, 0, 2, 1, 0, 0.5, -0.5, 0, 0.5, 1]) / 20
    params |= {"ada_W": np.array([first, np.full(12, 7.0)]), "ada_b": np.zeros(12)}
    params["ada_b"][7] = 0.5
    modulated = learner.modulate(x, np.array([[0.0, 1.0]]), np.array([[-0.5, 0.0]]))
    close(modulated, np.array([[[0.5, 0.0]]]), name="your modulated token", rtol=1e-5, atol=1e-5)
    close(
        learner.dit_block(x, np.array([[20.0, 0.0]]), params),
        np.array([[[8.17286, 0.0]]]),
        name="your token",
        rtol=1e-5,
        atol=1e-5,
    )


@check
def any_modulation(learner, rng):
    """Any number of images, tokens and entries, also tokens that hardly vary"""
    cases = []
    for B, n, d in [(1, 1, 2), (2, 3, 5), (3, 3, 3), (4, 2, 8), (2, 16, 40)]:
        x = rng.normal(size=(B, n, d)) * 10.0 ** rng.uniform(-3, 1, size=(B, n, 1)) + rng.normal(size=(B, n, 1))
        cases.append((x, rng.normal(size=(B, d)), rng.normal(size=(B, d))))
    for yours, case in zip(learner.modulate.each(cases), cases):
        close(yours, modulated(*map(torch.tensor, case)).numpy(), name=f"your modulated tokens for x {case[0].shape}")


@check
def any_block(learner, rng):
    """Any parameters and conditions, one for each image"""
    cases = []
    for B, n, d, hidden in [(1, 3, 4, 6), (3, 2, 5, 7), (3, 3, 3, 3), (2, 6, 10, 12)]:
        cases.append((rng.normal(size=(B, n, d)), rng.normal(size=(B, d)), draw(rng, d, hidden)))
    x, c, params = cases[1]
    cases.append((x, c, params | {"Wq": 1e5 * params["Wq"]}))  # scores whose exponentials overflow
    for yours, case in zip(learner.dit_block.each(cases), cases):
        x, c, params = case
        close(yours, by_torch(x, c, params).numpy(), name=f"your tokens for x {x.shape}")


@check
def closed_gates(learner, rng):
    """With a gate of 0 a branch adds nothing, and the other one still does"""
    x, params = rng.normal(size=(2, 3, 4)), draw(rng, 4, 6)
    c = rng.normal(size=(2, 4))
    for closed in ([2], [5], [2, 5]):
        ada_W, ada_b = params["ada_W"].copy(), params["ada_b"].copy()
        for k in closed:
            ada_W[:, 4 * k : 4 * k + 4], ada_b[4 * k : 4 * k + 4] = 0, 0
        case = params | {"ada_W": ada_W, "ada_b": ada_b}
        which = (
            {2: "the first gate closed", 5: "the second gate closed"}[closed[0]]
            if len(closed) == 1
            else "both gates closed"
        )
        close(learner.dit_block(x, c, case), by_torch(x, c, case).numpy(), name=f"your result with {which}")


@check
def new_block(learner, rng):
    """A new block has the right parameters, and is the identity for every condition"""
    for d, hidden in [(4, 6), (3, 3), (20, 60)]:
        params = entries(
            learner.init_params(d, hidden, Rng(int(rng.integers(2**32)))), [*ZEROS, *MATRICES], name="your dict"
        )
        shapes = {
            "ada_W": (d, 6 * d),
            "ada_b": (6 * d,),
            "b1": (hidden,),
            "b2": (d,),
            "W1": (d, hidden),
            "W2": (hidden, d),
        }
        for name, value in params.items():
            shape(value, shapes.get(name, (d, d)), name=f"your {name}")
            dtype(value, np.float64, name=f"your {name}")
        x, c = rng.normal(size=(2, 5, d)), 3 * rng.normal(size=(2, d))
        for name in ZEROS:
            holds(not params[name].any(), f"Your {name} isn't 0 everywhere in a new block.")
        for name in MATRICES:
            holds(params[name].any(), f"Your {name} is 0. Then no gradient reaches the gates, and they stay closed.")
        close(learner.dit_block(x, c, params), x, name="your result of a new block")


@check
def xavier(learner, rng):
    """The matrices of the branches are drawn from Xavier's uniform distribution, each on its own"""
    seed = int(rng.integers(2**32))
    params = entries(learner.init_params(30, 70, Rng(seed)), [*ZEROS, *MATRICES], name="your dict")
    for name in MATRICES:
        limit = math.sqrt(6 / (100 if name in ("W1", "W2") else 60))
        shares = np.sort(np.abs(array(params[name], name=f"your {name}").ravel())) / limit
        holds(
            shares.max() <= 1,
            f"Entries of your {name} are beyond the limit {limit:.3f}.",
            yours=f"{shares.max() * limit:.3f}",
        )
        away = np.abs(shares - (np.arange(shares.size) + 0.5) / shares.size).max()
        text = f"The sizes of your {name} aren't distributed evenly between 0 and {limit:.3f}."
        holds(
            away < 3.2 / math.sqrt(shares.size),
            text,
            yours=f"mean size {shares.mean() * limit:.3f}",
            expected=f"{limit / 2:.3f}",
        )
        positive = float((params[name] > 0).mean())
        holds(abs(positive - 0.5) < 3 / math.sqrt(shares.size), f"{positive:.0%} of your {name} are above 0.")
    firsts = [params[name].ravel()[0] / (1 if name[1] in "qkvo" else math.sqrt(0.6)) for name in MATRICES]
    holds(len(set(np.round(firsts, 9))) == len(firsts), "Some of your matrices are equal. Draw each on its own.")
    other = entries(learner.init_params(30, 70, Rng(seed + 1)), [*ZEROS, *MATRICES], name="your dict")
    if np.array_equal(other["Wq"], params["Wq"]):
        fail("Two generators give the same matrices. Draw from rng.")


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    x, c, params = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 4)), draw(rng, 4, 6)
    learner.modulate(x, c, c + 1)
    learner.dit_block(x, c, params)
    preserves_arguments(learner)


def draw(rng, d, hidden):
    """Parameters of a block after some training."""
    shapes = {name: (d, d) for name in ("Wq", "Wk", "Wv", "Wo")} | {"W1": (d, hidden), "W2": (hidden, d)}
    shapes |= {"ada_W": (d, 6 * d), "ada_b": (6 * d,), "b1": (hidden,), "b2": (d,)}
    return {name: rng.normal(size=size) / math.sqrt(d) for name, size in shapes.items()}


def modulated(x, shift, scale):
    normed = torch.nn.functional.layer_norm(x, x.shape[-1:], eps=1e-6)
    return normed * (1 + scale).unsqueeze(1) + shift.unsqueeze(1)


def by_torch(x, c, params):
    """The block with torch's own functions."""
    x, c, p = torch.tensor(x), torch.tensor(c), {name: torch.tensor(value) for name, value in params.items()}
    six = torch.nn.functional.silu(c) @ p["ada_W"] + p["ada_b"]
    shift1, scale1, gate1, shift2, scale2, gate2 = six.unsqueeze(1).chunk(6, dim=2)
    tokens = modulated(x, shift1.squeeze(1), scale1.squeeze(1))
    queries, keys, values = (tokens @ p[name] for name in ("Wq", "Wk", "Wv"))
    x = x + gate1 * (torch.nn.functional.scaled_dot_product_attention(queries, keys, values) @ p["Wo"])
    tokens = modulated(x, shift2.squeeze(1), scale2.squeeze(1))
    inner = torch.nn.functional.gelu(tokens @ p["W1"] + p["b1"], approximate="tanh")
    return x + gate2 * (inner @ p["W2"] + p["b2"])
