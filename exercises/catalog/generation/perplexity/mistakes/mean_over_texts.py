"""worked_example

You compute a perplexity for each text and average. A text of one token then counts as much as a page: sum over all
tokens first.
"""

import numpy as np


def perplexity(logits, targets):
    z, y = logits.reshape(-1, *logits.shape[-2:]), targets.reshape(-1, targets.shape[-1])
    values = []
    for text, wanted in zip(z, y):
        kept = wanted != -100
        log_p = text[kept] - np.logaddexp.reduce(text[kept], axis=1, keepdims=True)
        values.append(np.exp(-log_p[np.arange(kept.sum()), wanted[kept]].mean()))
    return np.mean(values)
