import numpy as np


def squares(x, y):
    """|x - y|^2 for all pairs, by |x|^2 - 2 x y + |y|^2."""
    return np.square(x).sum(1)[:, None] - 2 * x @ y.T + np.square(y).sum(1)


def train(vectors, centroids, steps):
    centroids = centroids.copy()
    for _ in range(steps):
        lists = build(vectors, centroids)
        for j, ids in enumerate(lists):
            if ids.size:
                centroids[j] = vectors[ids].sum(axis=0) / ids.size
    return centroids


def build(vectors, centroids):
    labels = np.argmin(squares(vectors, centroids), axis=1)
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.cumsum(np.bincount(labels, minlength=len(centroids)))[:-1])


def search(query, vectors, centroids, lists, probes, k):
    ranks = np.argsort(np.argsort(squares(query[None], centroids)[0]))
    apart = squares(query[None], vectors)[0]
    left = np.ones(len(vectors), dtype=bool)
    for j, ids in enumerate(lists):
        if ranks[j] < probes:
            left[ids] = False
    apart[left] = np.inf
    return np.argsort(apart)[: min(k, np.count_nonzero(~left))]


def evaluate(queries, vectors, centroids, lists, k):
    rows = []
    sizes = np.array([len(ids) for ids in lists])
    for query, near in zip(queries, np.argsort(squares(queries, centroids))):
        found = [search(query, vectors, centroids, lists, i, k) for i in range(1, len(lists) + 1)]
        shares = [np.isin(found[-1], ids).mean() for ids in found]
        rows.append([shares, len(lists) + np.cumsum(sizes[near])])
    recall, distances = np.mean(rows, axis=0)
    return recall, distances
