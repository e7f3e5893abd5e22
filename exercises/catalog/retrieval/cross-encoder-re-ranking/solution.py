import math


def plan(run, known, k, batch_size):
    """Only the first k are candidates, and batches don't end where a query does."""
    pairs = [
        (query, document)
        for query, ranking in run.items()
        for document in ranking[:k]
        if document not in known.get(query, {})
    ]
    return [pairs[start : start + batch_size] for start in range(0, len(pairs), batch_size)]


def rerank(ranking, scores, k):
    """The sort is stable, so equal scores keep the order of the first stage."""
    return sorted(ranking[:k], key=lambda document: -scores[document]) + ranking[k:]


def evaluate(run, judgments, cutoff):
    """Means over the judged queries, whatever was found for them."""
    judged = [query for query, gains in judgments.items() if gains]
    total_ndcg = total_rr = 0.0
    for query in judged:
        of_query = judgments[query]
        gains = [of_query.get(document, 0) for document in run.get(query, [])[:cutoff]]
        best = dcg(sorted(of_query.values(), reverse=True)[:cutoff])
        total_ndcg += dcg(gains) / best if best > 0 else 0.0
        total_rr += next((1 / rank for rank, gain in enumerate(gains, start=1) if gain > 0), 0.0)
    return total_ndcg / len(judged), total_rr / len(judged)


def ceiling(run, judgments, k, cutoff):
    """A perfect cross-encoder scores each document with its gain."""
    perfect = {}
    for query, ranking in run.items():
        gains = judgments.get(query, {})
        perfect[query] = rerank(ranking, {document: gains.get(document, 0) for document in ranking}, k)
    return evaluate(perfect, judgments, cutoff)


def dcg(gains):
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
