import math

import numpy as np


def bm25(query, documents, k1, b):
    postings = {}  # term -> {document: occurrences}
    for i, document in enumerate(documents):
        for term in document:
            own = postings.setdefault(term, {})
            own[i] = own.get(i, 0) + 1
    total, N = sum(map(len, documents)), len(documents)
    scores = [0.0] * N
    for term in query:
        own = postings.get(term, {})
        for i, f in own.items():
            weight = math.log((N + 1) / (len(own) + 0.5))  # 1 and the fraction, added up
            relative = len(documents[i]) * N / total
            scores[i] += weight * (k1 + 1) / (1 + k1 * ((1 - b) + b * relative) / f)
    return np.array(scores)


def fuse(rankings, k):
    everything = sorted({document for ranking in rankings for document in ranking})
    pairs = []
    for document in everything:
        ranks = [ranking.index(document) + 1 for ranking in rankings if document in ranking]
        pairs.append((sum(1 / (k + rank) for rank in ranks), document))
    pairs.sort(key=lambda pair: pair[0], reverse=True)  # stable: equal ones stay ordered by id
    return np.array([document for _, document in pairs]), np.array([score for score, _ in pairs])


def ndcg(ranking, gains, cutoff):
    best = sorted(gains, reverse=True)
    found = ideal = 0.0
    for i in range(cutoff):
        discount = math.log(2) / math.log(i + 2)
        if i < len(ranking):
            found += gains[ranking[i]] * discount
        if i < len(best):
            ideal += best[i] * discount
    return found / ideal if ideal else 0.0


def mrr(rankings, gains):
    reciprocal = []
    for query, ranking in enumerate(rankings):
        ranks = [rank for rank, document in enumerate(ranking, 1) if gains[query][document] > 0]
        reciprocal.append(1 / min(ranks) if ranks else 0.0)
    return sum(reciprocal) / len(reciprocal)
