"""worked_example

Your columns sum to 1, not your rows. Each row is the distribution of what follows its symbol. If you have summed
the rows without keepdims, the sums have the shape (27,), and NumPy matches them with the columns. No error tells
you, because the table is square.

---
counts / counts.sum(axis=1, keepdims=True)
"""

import numpy as np


def count_bigrams(names):
    counts = np.zeros((27, 27), dtype=int)
    np.add.at(counts, bigrams(names), 1)
    return counts


def probabilities(counts, smoothing):
    counts = counts + smoothing
    return counts / counts.sum(axis=1)


def nll(names, P):
    return -np.log(P[bigrams(names)]).mean()


def train(names, steps, lr):
    counts = count_bigrams(names)
    followers, total = counts.sum(axis=1, keepdims=True), counts.sum()
    logits, losses = np.zeros((27, 27)), []
    for _ in range(steps):
        log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
        losses.append(-(counts * log_p).sum() / total)
        logits -= lr * (followers * np.exp(log_p) - counts) / total
    return logits, losses


def bigrams(names):
    text = "." + ".".join(names) + "."
    ids = np.array([0 if symbol == "." else ord(symbol) - ord("a") + 1 for symbol in text])
    return ids[:-1], ids[1:]
