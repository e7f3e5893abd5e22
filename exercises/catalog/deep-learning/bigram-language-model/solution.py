import numpy as np


def count_bigrams(names):
    """How often each symbol follows each other one."""
    counts = np.zeros((27, 27), dtype=int)
    np.add.at(counts, bigrams(names), 1)
    return counts


def probabilities(counts, smoothing):
    """Each row divided by its sum."""
    counts = counts + smoothing
    return counts / counts.sum(axis=1, keepdims=True)


def nll(names, P):
    """The mean of -log of the probability of each bigram."""
    return -np.log(P[bigrams(names)]).mean()


def train(names, steps, lr):
    """Gradient descent on a table of logits. The gradient is softmax minus one-hot, summed by row."""
    counts = count_bigrams(names)
    followers, total = counts.sum(axis=1, keepdims=True), counts.sum()
    logits, losses = np.zeros((27, 27)), []
    for _ in range(steps):
        log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
        losses.append(-(counts * log_p).sum() / total)
        logits -= lr * (followers * np.exp(log_p) - counts) / total
    return logits, losses


def bigrams(names):
    """The ids of the first and of the second symbols."""
    text = "." + ".".join(names) + "."  # one dot ends a name and begins the next
    ids = np.array([0 if symbol == "." else ord(symbol) - ord("a") + 1 for symbol in text])
    return ids[:-1], ids[1:]
