import math

import numpy as np


def forward(x, params):
    latents, outputs = [], []
    for token in x:
        f = [max(0.0, float((token - params["b_dec"]) @ w + b)) for w, b in zip(params["W_enc"].T, params["b_enc"])]
        latents.append(f)
        outputs.append(params["b_dec"] + sum(value * row for value, row in zip(f, params["W_dec"])))
    return np.array(latents), np.array(outputs)


def loss_and_gradients(x, params, penalty):
    latents, outputs = forward(x, params)
    lengths = [math.sqrt(row @ row) for row in params["W_dec"]]
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    loss = 0.0
    for token, f, output in zip(x, latents, outputs):
        d_output = 2 * (output - token)
        loss += float((output - token) @ (output - token))
        grads["b_dec"] += d_output
        for i in np.flatnonzero(f).tolist():
            row, length = params["W_dec"][i], lengths[i]
            loss += penalty * f[i] * length
            grads["W_dec"][i] += f[i] * d_output + penalty * f[i] * row / length
            d_f = row @ d_output + penalty * length
            grads["b_enc"][i] += d_f
            grads["W_enc"][:, i] += d_f * (token - params["b_dec"])
            grads["b_dec"] -= d_f * params["W_enc"][:, i]
    return loss / len(x), {name: total / len(x) for name, total in grads.items()}


def pick_probabilities(x, params):
    weights = [float((gap @ gap) ** 2) for gap in x - forward(x, params)[1]]
    return np.array(weights) / math.fsum(weights)


def revive(x, params, picks):
    latents, _ = forward(x, params)
    dead = [i for i in range(latents.shape[1]) if latents[:, i].max() == 0]
    alive = [math.sqrt(w @ w) for i, w in enumerate(params["W_enc"].T) if i not in dead]
    W_enc, b_enc, W_dec = (np.array(params[name]) for name in ("W_enc", "b_enc", "W_dec"))
    for i, pick in zip(dead, picks):
        gap = x[pick] - params["b_dec"]
        W_dec[i] = gap / math.sqrt(gap @ gap)
        W_enc[:, i] = W_dec[i] * sum(alive) / len(alive) / 5
        b_enc[i] = 0
    return {"W_enc": W_enc, "b_enc": b_enc, "W_dec": W_dec, "b_dec": np.array(params["b_dec"])}
