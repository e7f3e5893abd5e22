import math

import numpy as np

from runner.judge import check, close, curve, fail, formatting, parts, preserves_arguments

TOLERANCE = {"rtol": 1e-4, "atol": 1e-5}  # float32 is enough
VECTORS = np.array([[0.0, 0.0], [6.0, 3.0], [2.0, 3.0], [7.0, 5.0], [3.0, 1.0], [9.0, 1.0]])
START = np.array([[1.0, 0.0], [7.0, 1.0], [5.0, 8.0]])
CENTROIDS = np.array([[5 / 3, 4 / 3], [7.5, 2.0], [7.0, 5.0]])


@check(example=True)
def worked_training(learner, rng):
    """The centroids and the lists of the worked example"""
    close(learner.train(VECTORS, START, 1), CENTROIDS, name="your array of centroids", **TOLERANCE)
    compare_lists(learner, VECTORS, CENTROIDS)


@check(example=True)
def worked_search(learner, rng):
    """The searches and the recall of the worked example"""
    index, query = (VECTORS, CENTROIDS, lists_by_loops(VECTORS, CENTROIDS)), np.array([5.0, 1.0])
    cases = [(query, *index, probes, k) for probes, k in [(2, 4), (1, 2), (1, 5)]]
    answers = [learner.search(*case) for case in cases]  # one alone can't tell all mistakes apart
    for found, case in zip(answers, cases):
        compare_ids(found, *case)
    compare_curves(learner, np.array([query, [1.0, 4.0]]), *index, 4)


@check
def several_steps(learner, rng):
    """Several steps of k-means, and the lists of any vectors"""
    for n, c, d in [(30, 3, 2), (24, 4, 3), (40, 5, 2)]:
        vectors, path = draw_path(rng, n, c, d)
        for steps in (1, 2, 3):
            yours = learner.train(vectors, path[0], steps)
            close(yours, path[steps], name=f"your array of centroids for {steps} steps", **TOLERANCE)
        compare_lists(learner, vectors, path[1])


@check
def empty_lists(learner, rng):
    """A centroid without vectors stays where it is, and its list is empty"""
    for j in (1, 3):
        vectors, centroids, _ = draw(rng, 16, 4, 2)
        centroids[j] = 50.0 + rng.normal(size=2)
        expected = step_by_loops(vectors, centroids)
        close(learner.train(vectors, centroids, 1), expected, name="your array of centroids", **TOLERANCE)
        compare_lists(learner, vectors, centroids)


@check
def any_search(learner, rng):
    """Any number of probes and neighbors"""
    for n, c, d in [(20, 4, 2), (40, 9, 3)]:
        vectors, centroids, queries = draw(rng, n, c, d)
        lists = lists_by_loops(vectors, centroids)
        for probes in range(1, c + 1):
            for query, k in zip(queries, (n, 5, 1)):
                compare_search(learner, query, vectors, centroids, lists, probes, k)
        for probes in range(1, c):
            compare_search(learner, queries[1], vectors, centroids, lists, probes, n)


@check
def deleted_vectors(learner, rng):
    """Vectors that are in no list are never returned, and an empty list counts as a probe"""
    vectors, centroids, queries = draw(rng, 30, 5, 2)
    lists = [ids[1:] for ids in lists_by_loops(vectors, centroids)]
    nearest = by_distance(queries[0], centroids)[0]
    lists[nearest] = lists[nearest][:0]
    for probes, k in [(2, 3), (5, 30), (1, 2)]:
        compare_search(learner, queries[0], vectors, centroids, lists, probes, k)


@check
def recall_against_probes(learner, rng):
    """Recall and distances for every number of probes, also after a vector is deleted"""
    for n, c, d, k in [(120, 8, 9, 10), (50, 5, 2, 3)]:
        vectors, centroids, queries = draw(rng, n, c, d, m=4)
        lists = lists_by_loops(vectors, centroids)
        compare_curves(learner, queries, vectors, centroids, lists, k)
        deleted = by_distance(queries[0], vectors)[0]  # the nearest vector, so that it matters
        compare_curves(learner, queries, vectors, centroids, [ids[ids != deleted] for ids in lists], k)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    vectors, centroids, queries = draw(rng, 20, 4, 2)
    lists = lists_by_loops(vectors, centroids)
    expected = step_by_loops(vectors, centroids)
    close(learner.train(vectors, centroids, 1), expected, name="your array of centroids", **TOLERANCE)
    compare_lists(learner, vectors, centroids)
    compare_search(learner, queries[0], vectors, centroids, lists, 2, 3)
    compare_curves(learner, queries, vectors, centroids, lists, 3)
    preserves_arguments(learner)


def draw(rng, n, c, d, m=3):
    """Vectors, centroids and queries without nearly equal distances. No list is empty."""
    while True:
        vectors, queries = rng.normal(size=(n, d)) * 2, rng.normal(size=(m, d)) * 2
        centroids = vectors[rng.choice(n, size=c, replace=False)] + 0.3 * rng.normal(size=(c, d))
        apart = [well_apart(vectors, centroids), well_apart(queries, centroids), well_apart(queries, vectors)]
        if all(apart) and all(len(ids) > 1 for ids in lists_by_loops(vectors, centroids)):
            return vectors, centroids, queries


def well_apart(points, others):
    """Whether no point has two others at nearly the same distance."""
    squares = np.sort(((points[:, None] - others) ** 2).sum(axis=2), axis=1)
    return bool((np.diff(squares, axis=1) > 1e-4).all())


def draw_path(rng, n, c, d):
    """Vectors, and the centroids after 0, 1, 2, 3 steps, which all differ."""
    while True:
        vectors, start, _ = draw(rng, n, c, d)
        path = [start]
        for _ in range(3):
            path.append(step_by_loops(vectors, path[-1]))
        moved = all(np.abs(a - b).max() > 0.01 for a, b in zip(path, path[1:]))
        if moved and all(well_apart(vectors, centroids) for centroids in path):
            return vectors, path


def by_distance(point, others):
    return sorted(range(len(others)), key=lambda j: math.dist(point, others[j]))


def lists_by_loops(vectors, centroids):
    lists = [[] for _ in centroids]
    for i, vector in enumerate(vectors):
        lists[by_distance(vector, centroids)[0]].append(i)
    return [np.array(ids, dtype=int) for ids in lists]


def step_by_loops(vectors, centroids):
    moved = centroids.copy()
    for j, ids in enumerate(lists_by_loops(vectors, centroids)):
        if len(ids):
            moved[j] = [math.fsum(vectors[i, axis] for i in ids) / len(ids) for axis in range(vectors.shape[1])]
    return moved


def search_by_loops(query, vectors, centroids, lists, probes, k):
    """The ids found, and the number of vectors compared."""
    probed = [i for j in by_distance(query, centroids)[:probes] for i in lists[j].tolist()]
    return sorted(probed, key=lambda i: math.dist(query, vectors[i]))[:k], len(probed)


def compare_lists(learner, vectors, centroids):
    answer, expected = learner.build(vectors, centroids), lists_by_loops(vectors, centroids)
    if not isinstance(answer, list) or len(answer) != len(expected):
        fail(f"Expected a list of {len(expected)} arrays, one for each centroid.", yours=formatting.text(answer))
    for j, (yours, ids) in enumerate(zip(answer, expected)):
        close(yours, ids, name=f"your list {j}")


def compare_search(learner, *case):
    compare_ids(learner.search(*case), *case)


def compare_ids(found, query, vectors, centroids, lists, probes, k):
    expected, _ = search_by_loops(query, vectors, centroids, lists, probes, k)
    close(found, np.array(expected, dtype=int), name=f"your array of ids for {probes} of {len(lists)} probes, k = {k}")


def compare_curves(learner, queries, vectors, centroids, lists, k):
    c = len(centroids)
    recall, distances = parts(learner.evaluate(queries, vectors, centroids, lists, k), "recall", "distances")
    expected, costs = np.zeros(c), np.zeros(c)
    for query in queries:
        exact, _ = search_by_loops(query, vectors, centroids, lists, c, k)
        for i in range(c):
            found, compared = search_by_loops(query, vectors, centroids, lists, i + 1, k)
            expected[i] += sum(neighbour in found for neighbour in exact) / k / len(queries)
            costs[i] += (c + compared) / len(queries)
    if isinstance(recall, np.ndarray) and recall.shape == (c,) and recall.dtype.kind in "fiu":
        series = {"yours": np.array([0.0, *recall]), "expected": np.array([0.0, *expected])}  # 0 probes find nothing
        learner.show(curve(series, x="probes", y="recall"))
    close(recall, expected, name="your array of recalls", **TOLERANCE)
    close(distances, costs, name="your array of distances", **TOLERANCE)
