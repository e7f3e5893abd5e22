"""worked_loss

You average each conversation first, then the conversations. Every label counts equally: sum over all, then divide once.
"""

import numpy as np


def make_batch(conversations, pad, longest):
    rows = []
    for turns in conversations:
        tokens = [(token, token if role == "assistant" else -100) for role, ids in turns for token in ids]
        rows.append(tokens[:longest])
    n = max(map(len, rows))
    filled = [row + [(pad, -100)] * (n - len(row)) for row in rows]
    ids, labels = np.moveaxis(np.array(filled), 2, 0)
    return ids, labels


def answer_loss(logits, labels):
    counts = labels[:, 1:] != -100
    means = []
    for logit, label, kept in zip(logits[:, :-1], labels[:, 1:], counts):
        if kept.any():
            z, y = logit[kept], label[kept]
            means.append((np.logaddexp.reduce(z, axis=1) - z[np.arange(len(y)), y]).mean())
    return np.mean(means)
