import numpy as np


def perplexity(logits, targets):
    """The exponential of the mean negative log-likelihood, over the tokens that count."""
    counts = targets != -100
    z, y = logits[counts], targets[counts]  # (N, V), (N,)

    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)  # (N,)
    return np.exp(-log_p.mean())
