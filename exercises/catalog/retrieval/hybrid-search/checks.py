import itertools
import math

import numpy as np

from runner.judge import bars, check, close, curve, parts, preserves_arguments

RTOL = 1e-4  # float32 is enough
TEXTS = ["restart clears error e42", "no error", "error codes mean error or warning"]
WORDS = ["error", "error4", "err", "printer", "print", "Printer", "e42", "e4", "paper", "a"]


@check(example=True)
def worked_scores(learner, rng):
    """The BM25 scores of the worked example"""
    compare_scores(learner, ["error", "e42"], [text.split() for text in TEXTS], 1.2, 0.75)


@check(example=True)
def worked_fusion(learner, rng):
    """The fused ranking of the worked example"""
    compare_fusion(learner, [[2, 0, 3], [0, 1]], 60)


@check(example=True)
def worked_metrics(learner, rng):
    """nDCG and MRR of the worked example"""
    gains = np.array([1.0, 3.0, 0.0, 2.0, 2.0])
    close(learner.ndcg([0, 2, 1, 3], gains, 3), 2.5 / (4 + 2 / math.log2(3)), name="your nDCG", rtol=RTOL)
    gains = np.array([[0.0, 3.0, 0.0, 2.0, 1.0, 4.0], [0.0, 0.0, 1.0, 0.0, 0.0, 0.0], [0.0, 0.25, 0.0, 0.0, 3.0, 1.0]])
    close(learner.mrr([[0, 2, 4, 1, 3], [4, 1], [0, 1]], gains), 5 / 18, name="your MRR", rtol=RTOL)


@check
def repeated_terms(learner, rng):
    """A repeated term counts less and less, for any k1"""
    for k1 in (0.5, 4.0):
        documents = [["error"] * f + ["paper"] * (12 - f) for f in range(13)]  # all of one length
        b = float(rng.uniform(0.2, 0.9))
        yours = learner.bm25(["error"], documents, k1, b)
        expected = np.array(by_loops(["error"], documents, k1, b))
        if isinstance(yours, np.ndarray) and yours.shape == expected.shape and yours.dtype.kind in "fiu":
            learner.show(curve({"yours": yours, "expected": expected}, x="occurrences", y="score"))
        close(yours, expected, name=f"your array of scores for k1 = {k1}", rtol=RTOL)


@check
def any_collection(learner, rng):
    """Any documents and queries: terms that contain others, repeated and unknown terms"""
    for n in (6, 15, 1):
        documents = [rng.choice(WORDS, size=size).tolist() for size in rng.permutation(np.arange(3, 3 + 2 * n, 2))]
        documents[0][:2] = "Printer", "printer"
        query = ["e4", "err", "error", "printer", str(rng.choice(WORDS)), "nowhere", "err"]
        query = rng.permutation(query).tolist()
        for b in (0.0, float(rng.uniform(0.1, 0.4))):
            compare_scores(learner, query, documents, float(rng.uniform(0.8, 3.0)), b)


@check
def empty_documents(learner, rng):
    """Empty documents"""
    for b in (0.6, 1.0):
        documents = [rng.choice(WORDS, size=size).tolist() for size in (4, 0, 9, 6, 0)]
        documents[0][1:3] = documents[2][4:6] = ["paper", "error"]
        compare_scores(learner, ["error", "printer", "paper"], documents, 1.6, b)


@check
def any_rankings(learner, rng):
    """Any number of rankings, of different lengths"""
    for lengths, k in [((5, 9, 1, 7), 60), ((8, 0, 3), 0), ((6,), 10), ((4, 12, 6), int(rng.integers(20, 50)))]:
        compare_fusion(learner, draw_rankings(rng, lengths, k), k)


@check
def equal_scores(learner, rng):
    """Equal scores: the smaller id comes first"""
    for k in (60, int(rng.integers(1, 50))):
        a, b, c, d, e, f = np.sort(rng.choice(40, size=6, replace=False)).tolist()
        compare_fusion(learner, [[d, b, a, e, f], [b, d, e, a, c]], k)
        compare_fusion(learner, [[c, f], [a, e], [d, b]], k)


@check
def any_gains(learner, rng):
    """nDCG of rankings that are short, long or empty, at any cutoff, and without any gain"""
    for scale in (1.0, 0.1, 4.0):
        n = 8
        gains = scale * rng.permutation([0.0, 0.0, 1.0, 1.0, 2.0, 3.0, 0.5, 4.0])
        order = rng.permutation(n).tolist()
        cases = [(order[:length], gains, cutoff) for length in (n, 5, 2, 0) for cutoff in (1, 2, 4, 6, 8, 11)]
        for (ranking, _, cutoff), answer in zip(cases, learner.ndcg.each(cases)):
            name = f"your nDCG at cutoff {cutoff} of a ranking with {len(ranking)} documents"
            close(answer, ndcg_by_loops(ranking, gains.tolist(), cutoff), name=name, rtol=RTOL)
    close(learner.ndcg(order, np.zeros(n), 5), 0.0, name="your nDCG if all gains are 0")


@check
def first_relevant_documents(learner, rng):
    """MRR of any queries, some of them without a relevant document in the ranking"""
    for _ in range(3):
        n = 7
        gains = rng.choice([0.0, 0.0, 0.0, 0.25, 1.0, 2.0], size=(5, n))
        rankings = [rng.permutation(n)[:length].tolist() for length in (7, 4, 0, 6, 5)]
        gains[0, rankings[0]] = 0.0, 0.0, 0.25, 0.0, 2.0, 1.0, 0.0
        gains[3, rankings[3]] = 0.0  # its relevant documents, if it has any, are missing
        ranks = [mrr_by_loops(*query) for query in zip(rankings, gains.tolist())]
        close(learner.mrr(rankings, gains), math.fsum(ranks) / len(ranks), name="your MRR", rtol=RTOL)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    documents = [rng.choice(WORDS, size=size).tolist() for size in (5, 3, 8)]
    compare_scores(learner, ["error", "paper", "a"], documents, 1.5, 0.75)
    compare_fusion(learner, draw_rankings(rng, (4, 6), 60), 60)
    gains = rng.permutation([0.0, 1.0, 2.0, 3.0, 0.5, 5.0])
    order = rng.permutation(6).tolist()
    expected = ndcg_by_loops(order, gains.tolist(), 4)
    close(learner.ndcg(order, gains, 4), expected, name="your nDCG", rtol=RTOL)
    expected = mrr_by_loops(order, gains.tolist())
    close(learner.mrr([order], gains[None].copy()), expected, name="your MRR", rtol=RTOL)
    preserves_arguments(learner)


def compare_scores(learner, query, documents, k1, b):
    yours, expected = learner.bm25(query, documents, k1, b), by_loops(query, documents, k1, b)
    if isinstance(yours, np.ndarray) and yours.shape == (len(expected),) and yours.dtype.kind in "fiu":
        labels = [f"document {i}" for i in range(len(expected))]
        learner.show(bars(labels, {"yours": yours.astype(float).tolist(), "expected": expected}))
    close(yours, np.array(expected), name=f"your array of scores for b = {b:.4g}", rtol=RTOL)


def by_loops(query, documents, k1, b):
    """Add up query term by query term, document by document."""
    mean = sum(len(document) for document in documents) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for term in query:
            f = sum(word == term for word in document)
            n = sum(term in other for other in documents)
            if f:
                idf = math.log((len(documents) + 1) / (n + 0.5))
                score += idf * f * (k1 + 1) / (f + k1 * (1 - b + b * len(document) / mean))
        scores.append(score)
    return scores


def draw_rankings(rng, lengths, k):
    """Rankings of 14 documents. No two fused scores are nearly equal."""
    while True:
        rankings = [rng.permutation(14)[:length].tolist() for length in lengths]
        scores = sorted(fused_by_loops(rankings, k).values())
        if all(high - low > 1e-4 * high for low, high in itertools.pairwise(scores)):
            return rankings


def fused_by_loops(rankings, k):
    documents = {document for ranking in rankings for document in ranking}
    return {d: sum(1 / (k + r.index(d) + 1) for r in rankings if d in r) for d in sorted(documents)}


def compare_fusion(learner, rankings, k):
    ids, scores = parts(learner.fuse(rankings, k), "ids", "scores")
    expected = sorted(fused_by_loops(rankings, k).items(), key=lambda pair: (-pair[1], pair[0]))
    close(ids, np.array([document for document, _ in expected]), name=f"your array of ids for k = {k}")
    close(scores, np.array([score for _, score in expected]), name=f"your array of scores for k = {k}", rtol=RTOL)


def ndcg_by_loops(ranking, gains, cutoff):
    best = sorted(range(len(gains)), key=lambda d: -gains[d])
    found, ideal = (
        math.fsum(gains[d] * math.log(2) / math.log(rank + 1) for rank, d in enumerate(order[:cutoff], 1))
        for order in (ranking, best)
    )
    return found / ideal


def mrr_by_loops(ranking, gains):
    for rank, document in enumerate(ranking, 1):
        if gains[document] > 0:
            return 1 / rank
    return 0.0
