"""worked_search

You return distances. Return the ids of the vectors.
"""

import numpy as np


def train(vectors, centroids, steps):
    for _ in range(steps):
        pairs = zip(build(vectors, centroids), centroids)
        centroids = np.array([vectors[ids].mean(axis=0) if len(ids) else centroid for ids, centroid in pairs])
    return centroids


def build(vectors, centroids):
    nearest = squared_distances(vectors[:, None], centroids).argmin(axis=1)  # (n,)
    return [np.flatnonzero(nearest == j) for j in range(len(centroids))]


def search(query, vectors, centroids, lists, probes, k):
    ids = candidates(query, centroids, lists, probes)
    order = squared_distances(query, vectors[ids]).argsort()
    return np.sqrt(squared_distances(query, vectors[ids[order[:k]]]))


def evaluate(queries, vectors, centroids, lists, k):
    c = len(centroids)
    exact = [neighbours(query, vectors, centroids, lists, c, k) for query in queries]
    recall, distances = [], []
    for probes in range(1, c + 1):
        found = [neighbours(query, vectors, centroids, lists, probes, k) for query in queries]
        recall.append(np.mean([len(np.intersect1d(*pair)) / k for pair in zip(found, exact)]))
        distances.append(c + np.mean([len(candidates(query, centroids, lists, probes)) for query in queries]))
    return np.array(recall), np.array(distances)


def neighbours(query, vectors, centroids, lists, probes, k):
    ids = candidates(query, centroids, lists, probes)
    return ids[squared_distances(query, vectors[ids]).argsort()[:k]]


def candidates(query, centroids, lists, probes):
    order = squared_distances(query, centroids).argsort()
    return np.concatenate([lists[j] for j in order[:probes]])


def squared_distances(x, y):
    return ((x - y) ** 2).sum(axis=-1)  # the root wouldn't change any order
