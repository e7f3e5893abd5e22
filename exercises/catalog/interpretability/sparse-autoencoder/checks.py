import numpy as np
import torch

from runner.judge import check, close, entries, gradient, parts, preserves_arguments

NAMES = ("W_dec", "b_enc", "W_enc", "b_dec")  # the order of the backward pass
X = np.array([[3.0, 1.0], [2.0, -2.0], [1.0, 1.0]])


@check(example=True)
def worked_reconstruction(learner, rng):
    """The latents and the reconstruction of the worked example"""
    compare_forward(learner, X, worked_params())


@check(example=True)
def worked_loss(learner, rng):
    """The loss of the worked example, and its gradients"""
    compare_loss(learner, X, worked_params(), 0.5)


@check
def any_autoencoder(learner, rng):
    """Any number of tokens, features and latents, and any penalty"""
    for n, d, m in [(1, 3, 2), (5, 2, 7), (4, 6, 3), (40, 24, 64)]:
        x, params = draw(rng, n, d, m)
        compare_forward(learner, x, params)
        compare_loss(learner, x, params, rng.uniform(0.1, 2))
        compare_loss(learner, x, params, 0.0)


@check(example=True)
def worked_revival(learner, rng):
    """The dead latent of the worked example, and how likely each token is for it"""
    compare_probabilities(learner, X, worked_params())
    compare_revival(learner, X, worked_params(), np.array([1]))


@check
def any_revival(learner, rng):
    """Several dead latents, and none"""
    for n, d, m, count in [(6, 3, 5, 2), (9, 4, 4, 0), (30, 12, 40, 9)]:
        x, params = draw(rng, n, d, m)
        inputs = np.sort((x - params["b_dec"]) @ params["W_enc"], axis=0)
        params["b_enc"] = -(inputs[-1] + inputs[-2]) / 2  # each is on for one token
        params["b_enc"][rng.permutation(m)[:count]] = -60
        compare_probabilities(learner, x, params)
        compare_revival(learner, x, params, rng.integers(n, size=count))


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    x, params = draw(rng, 5, 3, 4)
    params["b_enc"] = np.array([60.0, 60, -60, 60])
    compare_forward(learner, x, params)
    compare_loss(learner, x, params, 0.3)
    compare_probabilities(learner, x, params)
    dead = ~(by_loops(x, params)[0] > 0).any(axis=0)
    compare_revival(learner, x, params, rng.integers(5, size=int(dead.sum())))
    preserves_arguments(learner)


def compare_forward(learner, x, params):
    f, reconstruction = parts(learner.forward(x, params), "f", "reconstruction")
    right_f, right_reconstruction = by_loops(x, params)
    sizes = {"the number of tokens": len(x)}
    close(f, right_f, name="your latents", sizes=sizes)
    close(reconstruction, right_reconstruction, name="your reconstruction", sizes=sizes)


def compare_loss(learner, x, params, penalty):
    loss, grads = parts(learner.loss_and_gradients(x, params, penalty), "loss", "gradients")
    leaves = {name: torch.tensor(params[name], requires_grad=True) for name in NAMES}
    f = torch.relu((torch.tensor(x) - leaves["b_dec"]) @ leaves["W_enc"] + leaves["b_enc"])
    error = f @ leaves["W_dec"] + leaves["b_dec"] - torch.tensor(x)
    expected = (error.square().sum() + penalty * (f * leaves["W_dec"].square().sum(dim=1).sqrt()).sum()) / len(x)
    expected.backward()
    n, (d, m) = len(x), params["W_enc"].shape
    sizes = {"the number of tokens": n, "the number of features": d, "the number of latents": m}
    close(loss, expected.item(), name="your loss", sizes=sizes)
    grads = entries(grads, NAMES, name="your dict of gradients")
    right = {name: leaf.grad.numpy() for name, leaf in leaves.items()}
    gradient(grads, right, batch=n, sizes=sizes, suspects=suspects(x, params, penalty), params=params)


def suspects(x, params, penalty):
    """What the gradients are if one of their paths is forgotten."""
    n, (f, reconstruction) = len(x), by_loops(x, params)
    d_reconstruction = 2 * (reconstruction - x) / n
    lengths = np.sqrt((params["W_dec"] ** 2).sum(axis=1))
    d_f = d_reconstruction @ params["W_dec"].T
    on = f > 0
    d_hidden = (d_f + penalty * lengths / n) * on
    return {
        "W_dec": {"it leaves out the penalty, which grows with the length of each direction": f.T @ d_reconstruction},
        "b_enc": {
            "it passes through latents that are off": (d_f + penalty * lengths / n).sum(axis=0),
            "it leaves out the penalty": (d_f * on).sum(axis=0),
        },
        "W_enc": {"it uses x, and the encoder reads x - b_dec": x.T @ d_hidden},
        "b_dec": {
            "it leaves out that the encoder subtracts b_dec from its input": d_reconstruction.sum(axis=0),
            "it leaves out that b_dec is added to the reconstruction": -(d_hidden @ params["W_enc"].T).sum(axis=0),
        },
    }


def compare_probabilities(learner, x, params):
    squared = [sum((a - b) ** 2 for a, b in zip(*rows)) for rows in zip(x, by_loops(x, params)[1])]
    expected = np.array([loss**2 for loss in squared]) / sum(loss**2 for loss in squared)
    close(
        learner.pick_probabilities(x, params),
        expected,
        name="your probabilities",
        sizes={"the number of tokens": len(x)},
    )


def compare_revival(learner, x, params, picks):
    yours = entries(learner.revive(x, params, picks), NAMES, name="your dict of parameters")
    dead = [i for i, column in enumerate(by_loops(x, params)[0].T) if not column.any()]
    alive = [i for i in range(len(params["b_enc"])) if i not in dead]
    length = sum(np.sqrt(params["W_enc"][:, i] @ params["W_enc"][:, i]) for i in alive) / len(alive)
    expected = {name: params[name].copy() for name in NAMES}
    for i, pick in zip(dead, picks):
        gap = x[pick] - params["b_dec"]
        expected["W_dec"][i] = gap / np.sqrt(gap @ gap)
        expected["W_enc"][:, i] = expected["W_dec"][i] * length / 5
        expected["b_enc"][i] = 0
    for name in NAMES:
        close(yours[name], expected[name], name=f"your new {name}", sizes={"the number of dead latents": len(dead)})


def by_loops(x, params):
    f = np.array([[relu(token, params, i) for i in range(len(params["b_enc"]))] for token in x])
    return f, np.array([params["b_dec"] + sum(v * row for v, row in zip(latents, params["W_dec"])) for latents in f])


def relu(token, params, i):
    return max(0.0, float((token - params["b_dec"]) @ params["W_enc"][:, i] + params["b_enc"][i]))


def worked_params():
    return {
        "W_enc": np.array([[1.0, 0, -1, 0], [0, 1, -1, -1]]),
        "b_enc": np.array([-0.5, 0.5, 0, -2.5]),
        "W_dec": np.array([[0.6, 0.8], [0, 2], [-3, -4], [1, 0]]),
        "b_dec": np.array([1.0, 0]),
    }


def draw(rng, n, d, m):
    """No latent is so near 0 that rounding could switch it."""
    while True:
        x = rng.normal(size=(n, d)) * 2
        params = {
            "W_enc": rng.normal(size=(d, m)),
            "b_enc": rng.normal(size=m),
            "W_dec": rng.normal(size=(m, d)),
            "b_dec": rng.normal(size=d),
        }
        if np.abs((x - params["b_dec"]) @ params["W_enc"] + params["b_enc"]).min() > 1e-6:
            return x, params
