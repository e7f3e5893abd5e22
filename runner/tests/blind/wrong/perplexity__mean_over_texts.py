# The perplexity averages the mean loss of each text, so short texts count as much as long ones.
import numpy as np


def perplexity(logits, targets):
    z = logits - logits.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    real = targets != -100
    safe = np.where(real, targets, 0)
    nll = -np.take_along_axis(log_p, safe[..., None], axis=-1)[..., 0]
    nll = np.where(real, nll, 0.0)
    per_text = nll.sum(axis=-1) / np.maximum(real.sum(axis=-1), 1)
    return float(np.exp(per_text.mean()))
