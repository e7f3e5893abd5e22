"""worked_batch

The user's tokens have labels too, so the model learns to ask. Only the assistant's tokens count.
"""

import numpy as np


def make_batch(conversations, pad, longest):
    rows = []
    for turns in conversations:
        tokens = [(token, token) for role, ids in turns for token in ids]
        rows.append(tokens[:longest])
    n = max(map(len, rows))
    filled = [row + [(pad, -100)] * (n - len(row)) for row in rows]
    ids, labels = np.moveaxis(np.array(filled), 2, 0)
    return ids, labels


def answer_loss(logits, labels):
    counts = labels[:, 1:] != -100
    z, y = logits[:, :-1][counts], labels[:, 1:][counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return -log_p.mean()
