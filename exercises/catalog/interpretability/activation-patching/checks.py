import numpy as np
import torch

from runner.judge import check, close, curve, heatmap, parts, preserves_arguments

CLEAN, CORRUPTED = np.array([0, 2, 2]), np.array([1, 2, 2])


@check(example=True)
def worked_runs(learner, rng):
    """The runs of the worked example, and the lens on them"""
    for tokens in (CLEAN, CORRUPTED):
        compare_run(learner, tokens, worked_weights())
        cache = by_torch(tokens, worked_weights())[1]
        close(learner.logit_lens(cache, worked_weights()), lens(cache, worked_weights()), name="your array of logits")
    layer = by_torch(CLEAN, worked_weights())[1][1]
    for position in (1, 0):
        compare_run(learner, CORRUPTED, worked_weights(), (1, position, layer[position]))


@check
def any_model(learner, rng):
    """Models and prompts of any size, patches at any layer and position, and the lens"""
    for L, n, d, V in [(1, 1, 3, 4), (2, 5, 4, 6), (4, 3, 8, 5)]:
        weights = draw(rng, L, d, V)
        compare_run(learner, rng.integers(V, size=n), weights)
        cache = rng.normal(size=(L + 1, n, d)) * np.linspace(0.2, 9, L + 1)[:, None, None]
        yours, expected = learner.logit_lens(cache, weights), lens(cache, weights)
        if isinstance(yours, np.ndarray) and yours.shape == expected.shape:
            lines = {"yours": yours[:, -1, 0], "expected": expected[:, -1, 0]}
            learner.show(curve(lines, x="layer", y="logit of token 0 at the last position"))
        close(yours, expected, name="your array of logits")
    weights, tokens = draw(rng, 3, 4, 6), rng.integers(6, size=4)
    for layer, position in np.ndindex(4, 4):
        compare_run(learner, tokens, weights, (layer, position, rng.normal(size=4) * 3))


@check(example=True)
def worked_effects(learner, rng):
    """The effects of the worked example"""
    compare_effects(learner, CLEAN, CORRUPTED, worked_weights(), 0, 1)


@check
def all_effects(learner, rng):
    """The effects in any model, for prompts that differ in one token or in all"""
    for L, n, d, V in [(3, 5, 6, 8), (2, 4, 5, 6)]:
        *model, answer, other = draw_prompts(rng, L, n, d, V)
        while n == 5 and effects(*model, answer, other).min() > -0.02:  # one model with a negative effect
            *model, answer, other = draw_prompts(rng, L, n, d, V)
        compare_effects(learner, *model, answer, other)
        compare_effects(learner, *model, other, answer)  # the difference is larger in one run, then in the other


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    clean, corrupted, weights, answer, other = draw_prompts(rng, 2, 3, 4, 5)
    compare_run(learner, clean, weights)
    for layer in (0, 2):
        compare_run(learner, corrupted, weights, (layer, 1, rng.normal(size=4)))
    cache = by_torch(clean, weights)[1]
    close(learner.logit_lens(cache, weights), lens(cache, weights), name="your array of logits")
    compare_effects(learner, clean, corrupted, weights, answer, other)
    preserves_arguments(learner)


def compare_run(learner, tokens, weights, patch=None):
    """The cache first, because the logits follow from it."""
    arguments = (tokens, weights) if patch is None else (tokens, weights, patch)
    logits, cache = parts(learner.run(*arguments), "logits", "cache")
    right_logits, right_cache = by_torch(tokens, weights, patch)
    where = "" if patch is None else f" with a patch at layer {patch[0]}, position {patch[1]}"
    sizes = {"the number of blocks": len(weights["blocks"])}
    close(cache, right_cache, name=f"your cache{where}", sizes=sizes)
    close(logits, right_logits, name=f"your array of logits{where}")


def compare_effects(learner, clean, corrupted, weights, answer, other):
    yours = learner.patch_effects(clean, corrupted, weights, answer, other)
    expected = effects(clean, corrupted, weights, answer, other)
    if isinstance(yours, np.ndarray) and yours.shape == expected.shape and np.isrealobj(yours):
        wrong = ~np.isclose(yours, expected, rtol=1e-5, atol=1e-6)
        panels = {"your effects (rows: layers)": yours, "expected": expected}
        learner.show(heatmap(panels, marks={"your effects (rows: layers)": wrong}))
    close(yours, expected, name="your array of effects", rtol=1e-5, atol=1e-6)


def draw(rng, L, d, V, width=2):
    """The weights of a model of L blocks."""

    def matrix(rows, columns):
        return rng.normal(size=(rows, columns)) * 1.5 / np.sqrt(rows)

    blocks = [
        {
            "norm1": rng.uniform(0.5, 1.5, size=d),
            "W_q": matrix(d, width),
            "W_k": matrix(d, width),
            "W_v": matrix(d, width),
            "W_o": matrix(width, d),
            "norm2": rng.uniform(0.5, 1.5, size=d),
            "W_in": matrix(d, 2 * d),
            "W_out": matrix(2 * d, d),
        }
        for _ in range(L)
    ]
    scale = rng.uniform(0.5, 1.5, size=d)
    embed, positions = rng.normal(size=(V, d)) * 2, rng.normal(size=(9, d))
    return {"embed": embed, "positions": positions, "blocks": blocks, "norm": scale, "unembed": matrix(d, V)}


def draw_prompts(rng, L, n, d, V):
    """A model and two prompts whose answers differ clearly."""
    while True:
        weights, clean = draw(rng, L, d, V), rng.integers(V, size=n)
        corrupted = clean.copy()
        if n % 2:
            corrupted[rng.integers(n)] += 1
        else:
            corrupted += rng.integers(1, V, size=n)
        corrupted %= V
        change = by_torch(clean, weights)[0][-1] - by_torch(corrupted, weights)[0][-1]
        answer, other = int(change.argmax()), int(change.argmin())
        if change[answer] - change[other] > 1:
            return clean, corrupted, weights, answer, other


def worked_weights():
    ones, zero = np.ones(3), np.zeros((3, 1))

    def column(*numbers):
        return np.array(numbers, float)[:, None]

    def row(*numbers):
        return np.array(numbers, float)[None]

    first = {"norm1": ones, "W_q": zero, "W_k": zero, "W_v": column(1, -1, 0), "W_o": row(1, 0, 0)}
    first |= {"norm2": ones, "W_in": column(1, 0, 0), "W_out": row(0, 2, 0)}
    second = {"norm1": ones, "W_q": column(0, 0, 2), "W_k": column(1, 1, 0), "W_v": column(1, -1, 0)}
    second |= {"W_o": row(3, -3, 0), "norm2": ones, "W_in": column(0, 0, 1), "W_out": row(0, 0, 1)}
    return {
        "embed": np.diag([4.0, 2.0, 1.0]),
        "positions": np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 2.0], [1.0, 1.0, 1.0]]),
        "blocks": [first, second],
        "norm": np.array([2.0, 1.0, 1.0]),
        "unembed": np.array([[1.0, 0.0, 0.0], [0.0, 3.0, 1.0], [0.0, 0.0, 1.0]]),
    }


def by_torch(tokens, weights, patch=None):
    """The logits and the cache, with PyTorch's norm and attention."""
    stream = [torch.tensor(weights["embed"][t] + weights["positions"][p]) for p, t in enumerate(tokens.tolist())]
    layers = [replaced(torch.stack(stream), 0, patch)]
    for layer, block in enumerate(weights["blocks"], 1):
        layers.append(replaced(after_block(layers[-1], block), layer, patch))
    cache = torch.stack(layers).numpy()
    return lens(cache[-1], weights), cache


def replaced(x, layer, patch):
    if patch is None or patch[0] != layer:
        return x
    rows = [torch.tensor(patch[2]) if p == patch[1] else row for p, row in enumerate(x)]
    return torch.stack(rows)


def after_block(x, block):
    w = {name: torch.tensor(array) for name, array in block.items()}
    functional = torch.nn.functional
    h = functional.rms_norm(x, x.shape[-1:], w["norm1"], 1e-5)
    heads = functional.scaled_dot_product_attention(h @ w["W_q"], h @ w["W_k"], h @ w["W_v"], is_causal=True)
    x = x + heads @ w["W_o"]
    h = functional.rms_norm(x, x.shape[-1:], w["norm2"], 1e-5)
    return x + functional.relu(h @ w["W_in"]) @ w["W_out"]


def lens(stream, weights):
    x, scale = torch.tensor(stream), torch.tensor(weights["norm"])
    return (torch.nn.functional.rms_norm(x, x.shape[-1:], scale, 1e-5) @ torch.tensor(weights["unembed"])).numpy()


def effects(clean, corrupted, weights, answer, other):
    """The patched runs of a layer, one for each position, continue side by side from its corrupted stream."""

    def difference(streams):
        logits = lens(streams[..., -1, :], weights)
        return logits[..., answer] - logits[..., other]

    source, target = by_torch(clean, weights)[1], by_torch(corrupted, weights)[1]
    start, end = difference(target[-1]), difference(source[-1])
    result = np.empty(source.shape[:2])
    each = range(len(clean))
    for layer in range(len(result)):
        x = torch.tensor(target[layer]).repeat(len(clean), 1, 1)  # (n, n, d)
        x[each, each] = torch.tensor(source[layer])
        for block in weights["blocks"][layer:]:
            x = after_block(x, block)
        result[layer] = (difference(x.numpy()) - start) / (end - start)
    return result
