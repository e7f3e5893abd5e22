"""large_logits

You compute the softmax and then its logarithm. A probability below 1e-308 is rounded to 0, and its logarithm is
infinite. Compute log-softmax directly: logits minus the logarithm of the sum of exponentials.
"""

import numpy as np


def count_bigrams(names):
    counts = np.zeros((27, 27), dtype=int)
    np.add.at(counts, bigrams(names), 1)
    return counts


def probabilities(counts, smoothing):
    counts = counts + smoothing
    return counts / counts.sum(axis=1, keepdims=True)


def nll(names, P):
    return -np.log(P[bigrams(names)]).mean()


def train(names, steps, lr):
    counts = count_bigrams(names)
    followers, total = counts.sum(axis=1, keepdims=True), counts.sum()
    logits, losses = np.zeros((27, 27)), []
    for _ in range(steps):
        log_p = np.log(np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None]))
        losses.append(-(counts[counts > 0] * log_p[counts > 0]).sum() / total)
        logits -= lr * (followers * np.exp(log_p) - counts) / total
    return logits, losses


def bigrams(names):
    text = "." + ".".join(names) + "."
    ids = np.array([0 if symbol == "." else ord(symbol) - ord("a") + 1 for symbol in text])
    return ids[:-1], ids[1:]
