import heapq
import math

import numpy as np


def train(vectors, centroids, steps):
    places = centroids.tolist()
    for _ in range(steps):
        members = [[] for _ in places]
        for vector in vectors.tolist():
            members[nearest(vector, places)].append(vector)
        places = [[sum(x) / len(own) for x in zip(*own)] if own else old for own, old in zip(members, places)]
    return np.array(places)


def nearest(vector, places):
    return min(range(len(places)), key=lambda j: math.dist(vector, places[j]))


def build(vectors, centroids):
    lists = [[] for _ in centroids]
    for i, vector in enumerate(vectors):
        lists[nearest(vector, centroids)].append(i)
    return [np.array(ids, dtype=int) for ids in lists]


def search(query, vectors, centroids, lists, probes, k):
    pool = []
    for j in heapq.nsmallest(probes, range(len(lists)), key=lambda j: math.dist(query, centroids[j])):
        pool.extend(lists[j].tolist())
    best = heapq.nsmallest(k, pool, key=lambda i: math.dist(query, vectors[i]))
    return np.array(best, dtype=int)


def evaluate(queries, vectors, centroids, lists, k):
    c, m = len(lists), len(queries)
    recall, distances = [0.0] * c, [0.0] * c
    for query in queries:
        right = set(search(query, vectors, centroids, lists, c, k).tolist())
        cost = c
        for i, j in enumerate(sorted(range(c), key=lambda j: math.dist(query, centroids[j]))):
            cost += len(lists[j])
            found = search(query, vectors, centroids, lists, i + 1, k).tolist()
            recall[i] += len(right.intersection(found)) / (k * m)
            distances[i] += cost / m
    return np.array(recall), np.array(distances)
