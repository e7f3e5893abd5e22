import numpy as np
import torch

from runner.judge import Tensor, check, close, gradient, parts, preserves_arguments

WAY_BACK = ("down", "up", "norm2", "out", "qkv", "norm1")  # in the order of the backward pass


@check(example=True)
def worked_example(learner, rng):
    """A block whose layers add nothing, then one that adds a bias"""
    x = np.array([[[1.0, 3.0], [0.0, -2.0], [5.0, 1.0]]])
    still = identity_weights(d=2, d_ff=3)
    compare_output(learner, still, x, 1)
    still["down.bias"] = np.array([1.0, -1.0])
    compare_output(learner, still, x, 1)


@check
def feed_forward_half(learner, rng):
    """The second half: norm, feed-forward layer and residual"""
    weights = draw_weights(rng, d=4, d_ff=6) | {"out.weight": np.zeros((4, 4)), "out.bias": np.zeros(4)}
    compare_output(learner, weights, rng.normal(size=(2, 3, 4)), 2)


@check
def whole_block(learner, rng):
    """The whole block, for any number of heads"""
    for n_heads, d_k, d_ff in [(1, 3, 4), (2, 3, 12), (4, 2, 5), (4, 4, 20)]:
        d = n_heads * d_k
        compare_output(learner, draw_weights(rng, d, d_ff), rng.normal(size=(3, 4, d)), n_heads)


@check
def padding(learner, rng):
    """Padding does not affect the real tokens"""
    for b, n in [(3, 4), (4, 4)]:
        x, real = rng.normal(size=(b, n, 6)), np.arange(n) < np.array([n, 1, 2, 3])[:b, None]
        x[~real] *= 100
        compare_output(learner, draw_weights(rng, 6, 8), x, 2, real)
    preserves_arguments(learner)


@check
def large_scores(learner, rng):
    """Padding has no effect at scores of ±1000 either"""
    d, n_heads = 6, 2
    x, real = rng.normal(size=(4, 5, d)), np.arange(5) < np.array([5, 1, 2, 3])[:, None]
    weights = draw_weights(rng, d, 8)
    scale = 1000 / largest_score(weights, x, n_heads)
    for name in ("qkv.weight", "qkv.bias"):
        weights[name][:d] *= scale  # the queries
    compare_output(learner, weights, x, n_heads, real)

    # the scores of real tokens are about -1000 and those of padding about 1000
    weights = draw_weights(rng, d, 8) | {"norm1.bias": np.zeros(d), "qkv.bias": np.zeros(3 * d)}
    weights["qkv.weight"][:d] = -weights["qkv.weight"][d : 2 * d]
    token = rng.normal(size=d)
    x = np.stack([token, token, -token, -token]) + rng.normal(size=(1, 4, d)) / 1000
    weights["qkv.weight"][:d] *= 1000 / largest_score(weights, x, n_heads)
    compare_output(learner, weights, x, n_heads, np.array([[True, True, False, False]]))


@check
def gradients(learner, rng):
    """The gradient reaches every parameter and the input"""
    weights, x = draw_weights(rng, 6, 8), rng.normal(size=(2, 3, 6))
    real = np.array([[True, True, True], [True, True, False]])
    for mask in (None, real):
        _, yours = run(learner, weights, x, 3, mask)
        gradient(plain(yours), by_torch(weights, x, 3, mask)[1])


def run(learner, weights, x, n_heads, real=None):
    given = {name: Tensor(value) for name, value in weights.items()}, Tensor(x), n_heads
    return parts(learner.run(*given, *([] if real is None else [Tensor(real)])), "output", "gradients")


def compare_output(learner, weights, x, n_heads, real=None):
    y, _ = run(learner, weights, x, n_heads, real)
    y = plain({"y": y})["y"]
    expected, _ = by_torch(weights, x, n_heads, real)
    if isinstance(y, np.ndarray) and y.shape == expected.shape and real is not None:
        y, expected = y[real], expected[real]
    close(y, expected, name="your output")


def plain(values):
    """Tensors as arrays, everything else unchanged."""
    if not isinstance(values, dict):
        return values
    return {name: value.array if isinstance(value, Tensor) else value for name, value in values.items()}


def largest_score(weights, x, n_heads):
    """The largest absolute score of any head, including padding."""
    d = x.shape[-1]
    scale, shift, W, b = (
        torch.tensor(weights[name]) for name in ("norm1.weight", "norm1.bias", "qkv.weight", "qkv.bias")
    )
    qkv = torch.nn.functional.layer_norm(torch.tensor(x), (d,), scale, shift) @ W.T + b
    q, k, _ = qkv.unflatten(-1, (3, n_heads, d // n_heads)).permute(2, 0, 3, 1, 4)
    return (q @ k.mT).abs().max().item() / (d // n_heads) ** 0.5


def identity_weights(d, d_ff):
    shapes = {"qkv": (3 * d, d), "out": (d, d), "up": (d_ff, d), "down": (d, d_ff)}
    weights = {f"{name}.weight": np.zeros(dims) for name, dims in shapes.items()}
    weights |= {f"{name}.bias": np.zeros(dims[0]) for name, dims in shapes.items()}
    return (
        weights
        | {f"{n}.weight": np.ones(d) for n in ("norm1", "norm2")}
        | {f"{n}.bias": np.zeros(d) for n in ("norm1", "norm2")}
    )


def draw_weights(rng, d, d_ff):
    """Weights of order 1, none of which can be left out."""
    return {
        name: rng.uniform(0.5, 1.5, size=value.shape)
        if name in ("norm1.weight", "norm2.weight")
        else rng.normal(size=value.shape) / 2
        for name, value in identity_weights(d, d_ff).items()
    }


def by_torch(weights, x, n_heads, real=None):
    """PyTorch's own encoder layer, and the gradients in the order of the backward pass."""
    d_ff, d = weights["up.weight"].shape
    layer = torch.nn.TransformerEncoderLayer(
        d, n_heads, d_ff, dropout=0.0, activation="gelu", batch_first=True, norm_first=True, dtype=torch.float64
    )
    theirs = {"norm1": "norm1", "norm2": "norm2", "up": "linear1", "down": "linear2", "out": "self_attn.out_proj"}
    names = {f"{own}.{kind}": f"{other}.{kind}" for own, other in theirs.items() for kind in ("weight", "bias")}
    names |= {"qkv.weight": "self_attn.in_proj_weight", "qkv.bias": "self_attn.in_proj_bias"}
    layer.load_state_dict({names[name]: torch.tensor(value) for name, value in weights.items()})
    x = torch.tensor(x, requires_grad=True)
    y = layer(x, src_key_padding_mask=None if real is None else torch.tensor(~real))
    (y if real is None else y[torch.tensor(real)]).square().sum().backward()
    theirs = {name: layer.get_parameter(names[name]).grad.numpy() for name in weights}
    order = [f"{part}.{kind}" for part in WAY_BACK for kind in ("bias", "weight")]
    return y.detach().numpy(), {name: theirs[name] for name in order} | {"x": x.grad.numpy()}
