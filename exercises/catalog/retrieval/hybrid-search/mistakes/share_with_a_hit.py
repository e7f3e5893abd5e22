"""worked_metrics

You count the rankings with a relevant document, whatever its rank. That is a success rate. Add 1 / rank of the first.
"""

from collections import Counter, defaultdict

import numpy as np


def bm25(query, documents, k1, b):
    counts = [Counter(document) for document in documents]
    lengths = np.array([len(document) for document in documents])
    damping = k1 * (1 - b + b * lengths / lengths.mean())  # (n,)
    scores = np.zeros(len(documents))
    for term in query:
        f = np.array([count[term] for count in counts])  # (n,)
        has = f > 0  # the others get 0, also an empty one, whose damping may be 0
        n = has.sum()
        weight = np.log(1 + (len(documents) - n + 0.5) / (n + 0.5))
        scores[has] += weight * f[has] * (k1 + 1) / (f[has] + damping[has])
    return scores


def fuse(rankings, k):
    scores = defaultdict(float)
    for ranking in rankings:
        for rank, document in enumerate(ranking, start=1):
            scores[document] += 1 / (k + rank)
    ids = sorted(scores, key=lambda document: (-scores[document], document))
    return np.array(ids), np.array([scores[document] for document in ids])


def ndcg(ranking, gains, cutoff):
    best = dcg(np.sort(gains)[::-1][:cutoff])
    return dcg(gains[ranking[:cutoff]]) / best if best > 0 else 0.0


def dcg(gains):
    return (gains / np.log2(np.arange(len(gains)) + 2)).sum()


def mrr(rankings, gains):
    total = 0.0
    for ranking, of_query in zip(rankings, gains):
        relevant = np.flatnonzero(of_query[ranking] > 0)  # positions, from 0
        if len(relevant):
            total += 1
    return total / len(rankings)
