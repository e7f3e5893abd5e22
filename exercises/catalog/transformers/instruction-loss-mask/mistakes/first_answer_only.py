"""any_batch

Only the first answer of a conversation counts in your labels. Every turn of the assistant should.
"""

import numpy as np


def make_batch(conversations, pad, longest):
    rows = []
    for turns in conversations:
        tokens = [(token, token if role == "assistant" else -100) for role, ids in turns for token in ids]
        said = [i for i, (role, _) in enumerate(turns) if role == "assistant"]
        tokens = []
        for i, (role, ids) in enumerate(turns):
            tokens += [(token, token if i in said[:1] else -100) for token in ids]
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
