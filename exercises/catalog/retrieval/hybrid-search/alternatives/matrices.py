import numpy as np


def bm25(query, documents, k1, b):
    counts = np.array([[document.count(term) for term in query] for document in documents])  # (n, terms)
    N, n = len(documents), (counts > 0).sum(axis=0)
    weights = np.log1p((N - n + 0.5) / (n + 0.5))  # (terms,)
    lengths = np.array([*map(len, documents)])
    long = (lengths / np.mean(lengths))[:, None]
    below = counts + k1 * (1 - b * (1 - long))
    share = np.divide(counts, below, out=np.zeros(counts.shape), where=counts != 0)
    return (k1 + 1) * (share @ weights)


def fuse(rankings, k):
    ids = np.unique(np.concatenate([np.array(ranking, dtype=int) for ranking in rankings]))
    scores = np.zeros(len(ids))
    for ranking in rankings:
        scores[np.searchsorted(ids, ranking)] += 1 / (k + 1 + np.arange(len(ranking)))
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]


def ndcg(ranking, gains, cutoff):
    discounts = 1 / np.log2(2 + np.arange(cutoff))
    found, best = np.zeros(cutoff), np.zeros(cutoff)
    shown = np.take(gains, np.array(ranking[:cutoff], dtype=int))
    found[: len(shown)] = shown
    top = -np.sort(-gains)[:cutoff]
    best[: len(top)] = top
    if not gains.any():
        return 0.0
    return float(found @ discounts / (best @ discounts))


def mrr(rankings, gains):
    relevant = gains > 0
    return np.mean([first(row[np.array(ranking, dtype=int)]) for ranking, row in zip(rankings, relevant)])


def first(hits):
    return hits.any() / (1.0 + hits.argmax()) if hits.size else 0.0
