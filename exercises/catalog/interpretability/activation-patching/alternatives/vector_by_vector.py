import math

import numpy as np


def run(tokens, weights, patch=None):
    x = [weights["embed"][t] + weights["positions"][p] for p, t in enumerate(tokens)]
    layers = [patched(x, 0, patch)]
    for parts in weights["blocks"]:
        layers.append(patched(block(layers[-1], parts), len(layers), patch))
    return np.array([predict(vector, weights) for vector in layers[-1]]), np.array(layers)


def patched(x, layer, patch):
    if patch is None or layer != patch[0]:
        return x
    _, position, vector = patch
    return [*x[:position], vector, *x[position + 1 :]]


def predict(vector, weights):
    return norm(vector, weights["norm"]) @ weights["unembed"]


def logit_lens(cache, weights):
    return np.apply_along_axis(predict, -1, cache, weights)


def patch_effects(clean, corrupted, weights, answer, other):
    _, cache = run(clean, weights)

    def share(layer, position, vector):
        return run(corrupted, weights, (layer, position, vector))[0][-1] @ direction

    direction = np.zeros(weights["unembed"].shape[1])
    direction[answer] = 1
    direction[other] = -1
    high, low = (run(tokens, weights)[0][-1] @ direction for tokens in (clean, corrupted))
    return np.array(
        [
            [1 - (high - share(layer, position, vector)) / (high - low) for position, vector in enumerate(x)]
            for layer, x in enumerate(cache)
        ]
    )


def block(x, parts):
    h = [norm(vector, parts["norm1"]) for vector in x]
    keys, values = [v @ parts["W_k"] for v in h], [v @ parts["W_v"] for v in h]
    out = []
    for i, vector in enumerate(x):
        query = h[i] @ parts["W_q"]
        scores = np.array([query @ key for key in keys[: i + 1]]) / math.sqrt(len(query))
        shares = np.exp(scores)
        mixed = sum(share * value for share, value in zip(shares, values)) / shares.sum()
        middle = vector + mixed @ parts["W_o"]
        hidden = norm(middle, parts["norm2"]) @ parts["W_in"]
        out.append(middle + hidden.clip(0) @ parts["W_out"])
    return out


def norm(vector, scale):
    return vector * scale / math.sqrt(vector @ vector / len(vector) + 1e-5)
