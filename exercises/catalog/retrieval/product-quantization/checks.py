import numpy as np

from runner.judge import check, close, dtype, fail, formatting, parts, preserves_arguments, shape
from runner.judge.memory_use import uses_at_most

BOOKS = np.array([[[0.0, 0.0], [5.0, 0.0], [0.0, 4.0]], [[1.0, 1.0], [5.0, 1.0], [1.0, 6.0]]])
VECTORS = np.array([[1.0, 0, 2, 1], [3.0, 0, 4, 2], [1.0, 3, 5, 3], [4.0, -1, 0, 1], [1.0, 1, 2, 5]])
SIZES = [(3, 4, 2), (1, 7, 4), (5, 3, 1), (2, 1, 3), (4, 16, 3)]  # M, K, s
MANY, MIB = 20_000, 32


@check(example=True)
def worked_codes(learner, rng):
    """The codes of the worked example, one byte for each part"""
    compare_codes(learner, [(VECTORS, BOOKS)])


@check(example=True)
def worked_search(learner, rng):
    """The table and the search of the worked example"""
    compare_tables(learner, [(np.array([2.0, 0.0, 4.0, 1.0]), BOOKS)])
    compare_searches(learner, [(np.array([[4.0, 9, 20], [9.0, 1, 34]]), codes_of(VECTORS, BOOKS), 3)])


@check
def any_codes(learner, rng):
    """Codes for any number of parts and centroids, up to 256"""
    compare_codes(learner, [*(draw(rng, 12, *sizes) for sizes in SIZES), draw_bytes(rng)])


@check
def any_table(learner, rng):
    """Tables for any number of parts and centroids"""
    cases = [*(draw(rng, 2, *sizes) for sizes in SIZES), draw_bytes(rng)]
    compare_tables(learner, [(query, books) for vectors, books in cases for query in vectors[:2]])


@check
def any_search(learner, rng):
    """Sums from any table, for any k: the query's distance to the picked centroids"""
    cases = []
    for sizes, more in zip(SIZES, (-1, 3, 0, 2, -4)):
        vectors, books = draw(rng, 30, *sizes)
        codes = codes_of(vectors[1:], books)
        codes = codes[np.unique(codes, axis=0, return_index=True)[1]]  # no two with the same code
        cases.append((tables(vectors[:1], books)[0], codes, max(len(codes) + more, 1)))
    for subspaces, k in [(2, 5), (9, 40), (1, 300)]:
        codes = np.stack([rng.permutation(256) for _ in range(subspaces)], axis=1).astype(np.uint8)
        cases.append((rng.normal(size=(subspaces, 256)), codes, k))
    compare_searches(learner, cases)


@check
def equal_sums(learner, rng):
    """Equal sums: the smaller id comes first, also at the end of the k"""
    cases = []
    for n, subspaces, count in [(40, 2, 3), (600, 3, 4)]:
        table = rng.permutation(subspaces * count).reshape(subspaces, count).astype(float)
        codes = rng.integers(count, size=(n, subspaces)).astype(np.uint8)
        ordered = np.sort(sums(table, codes))
        inside = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1  # the k after which an equal sum is left out
        cases += [(table, codes, k) for k in rng.choice(inside, size=2).tolist()]
    for answer, case in zip(list(learner.search.each(cases)), cases):  # one order alone may come from many mistakes
        judge(answer, *case)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    vectors, books = draw(rng, 8, 3, 4, 2)
    compare_codes(learner, [(vectors, books)])
    compare_tables(learner, [(vectors[0], books)])
    compare_searches(learner, [(rng.normal(size=(3, 4)), codes_of(vectors, books), 3)])
    preserves_arguments(learner)


@check
def memory(learner, rng):
    """A search among 20,000 codes within 32 MiB"""
    case = rng.normal(size=(8, 256)) ** 2, rng.integers(256, size=(MANY, 8)).astype(np.uint8), 10
    answer = uses_at_most(
        learner,
        lambda: learner.search(*case),
        MIB,
        advice="A byte picks a number from its row of the table. Nothing with K entries for each byte is needed.",
        name=f"Your search among {MANY:,} codes",
    )
    judge(answer, *case)


def draw(rng, n, subspaces, count, size):
    """Vectors and codebooks in which no part is almost equally near to two centroids."""
    while True:
        vectors, books = rng.normal(size=(n, subspaces * size)) * 2, rng.normal(size=(subspaces, count, size)) * 2
        distances = np.sort(tables(vectors, books), axis=2)
        if (np.diff(distances, axis=2) > 1e-5).all():
            return vectors, books


def draw_bytes(rng):
    """256 centroids on a line for each of two parts, and vectors near to them: all bytes occur."""
    order = np.stack([rng.permutation(256) for _ in range(2)])
    books = (order + rng.uniform(-0.2, 0.2, size=(2, 256)))[..., None] / 50 - 2.5
    vectors = np.stack([rng.permutation(256) + rng.uniform(-0.25, 0.25, size=256) for _ in range(2)], axis=1) / 50 - 2.5
    return vectors[rng.permutation(256)], books


def tables(queries, books):
    """The squared distances of each query's parts to the centroids, (queries, M, K), coordinate by coordinate."""
    subspaces, count, size = books.shape
    out = np.zeros((len(queries), subspaces, count))
    for m in range(subspaces):
        for t in range(size):
            out[:, m] += np.subtract.outer(queries[:, m * size + t], books[m, :, t]) ** 2
    return out


def codes_of(vectors, books):
    return tables(vectors, books).argmin(axis=2).astype(np.uint8)


def sums(table, codes):
    return np.take_along_axis(table, codes.T.astype(int), axis=1).sum(axis=0)


def compare_codes(learner, cases):
    for yours, (vectors, books) in zip(learner.encode.each(cases), cases):
        expected, name = codes_of(vectors, books), f"your array of codes for {setting(books)}"
        shape(yours, expected.shape, name=name)
        dtype(yours, np.uint8, name=name)
        wrong = np.argwhere(yours != expected)
        if len(wrong):
            i, m = wrong[0].tolist()
            text = (
                f"Your array of codes for {setting(books)} is {yours[i, m]} at [{i}, {m}]; expected {expected[i, m]}."
            )
            text += " " + compare_centroids(tables(vectors[i : i + 1], books)[0, m], yours[i, m], expected[i, m])
            fail(text, yours=formatting.text(yours), expected=formatting.text(expected))


def compare_centroids(distances, chosen, nearest):
    if chosen >= len(distances):
        return f"There are only {len(distances)} centroids."
    text = f"The squared distance of that part to centroid {chosen} is {distances[chosen]:.4g}"
    return f"{text}, and {distances[nearest]:.4g} to centroid {nearest}."


def compare_tables(learner, cases):
    for yours, (query, books) in zip(learner.distance_table.each(cases), cases):
        close(yours, tables(query[None], books)[0], name=f"your table for {setting(books)}")


def setting(books):
    return ", ".join(f"{letter} = {size}" for letter, size in zip("MKs", books.shape))


def compare_searches(learner, cases):
    for answer, case in zip(learner.search.each(cases), cases):
        judge(answer, *case)


def find_swapped(ids, order, expected):
    """Where an id stands for a smaller one with the same sum, if all ids have the right sums."""
    if not isinstance(ids, np.ndarray) or ids.dtype.kind not in "iu" or ids.shape != order.shape:
        return []
    if not np.isin(ids, np.arange(len(expected))).all():
        return []
    same = np.array_equal(expected[ids], expected[order])
    return np.flatnonzero(ids > order) if same else []


def judge(answer, table, codes, k):
    ids, distances = parts(answer, "ids", "distances")
    expected = sums(table, codes)
    order = np.lexsort((np.arange(len(codes)), expected))[:k]
    name = f"your array of ids for {len(codes)} vectors, k = {k}"
    swapped = find_swapped(ids, order, expected)
    if len(swapped):
        has, needs = f"{ids[swapped[0]]} at [{swapped[0]}]", order[swapped[0]]
        text = f"Your array of ids has {has}, not {needs}. Both have the same sum, and the smaller id comes first."
        fail(text, yours=formatting.text(ids), expected=formatting.text(order))
    close(ids, order, name=name)
    close(distances, expected[order], name=f"your array of distances for {len(codes)} vectors, k = {k}")
