import numpy as np


def forward(x, params):
    """The few latents that are on, and the activations that they add up to."""
    hidden = (x - params["b_dec"]) @ params["W_enc"] + params["b_enc"]  # (n, m)
    f = np.maximum(hidden, 0)
    return f, f @ params["W_dec"] + params["b_dec"]


def loss_and_gradients(x, params, penalty):
    """Squared error plus the latents, each weighted by the length of the direction that it writes."""
    n = len(x)
    f, reconstruction = forward(x, params)
    error = reconstruction - x  # (n, d)
    lengths = np.linalg.norm(params["W_dec"], axis=1)  # (m,)
    loss = ((error**2).sum() + penalty * (f @ lengths).sum()) / n

    d_reconstruction = 2 * error / n
    d_hidden = (d_reconstruction @ params["W_dec"].T + penalty * lengths / n) * (f > 0)
    directions = params["W_dec"] / lengths[:, None]  # the gradient of a length
    return loss, {
        "W_dec": f.T @ d_reconstruction + penalty / n * f.sum(axis=0)[:, None] * directions,
        "b_enc": d_hidden.sum(axis=0),
        "W_enc": (x - params["b_dec"]).T @ d_hidden,
        "b_dec": d_reconstruction.sum(axis=0) - params["W_enc"] @ d_hidden.sum(axis=0),  # it is used twice
    }


def pick_probabilities(x, params):
    """Tokens that are reconstructed badly are picked more often."""
    losses = ((forward(x, params)[1] - x) ** 2).sum(axis=1)
    return losses**2 / (losses**2).sum()


def revive(x, params, picks):
    """Let each dead latent stand for a token that the others don't explain."""
    dead = ~(forward(x, params)[0] > 0).any(axis=0)  # (m,)
    directions = x[picks] - params["b_dec"]
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    length = np.linalg.norm(params["W_enc"][:, ~dead], axis=0).mean()
    revived = {name: value.copy() for name, value in params.items()}
    revived["W_dec"][dead] = directions
    revived["W_enc"][:, dead] = 0.2 * length * directions.T
    revived["b_enc"][dead] = 0
    return revived
