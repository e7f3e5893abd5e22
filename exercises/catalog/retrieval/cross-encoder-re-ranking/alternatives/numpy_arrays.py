import numpy as np


def plan(run, known, k, batch_size):
    batches = []
    for query in run:
        scored = known[query] if query in known else {}
        for document in run[query][:k]:
            if document in scored:
                continue
            if not batches or len(batches[-1]) == batch_size:
                batches.append([])
            batches[-1].append((query, document))
    return batches


def rerank(ranking, scores, k):
    top = np.array([scores[document] for document in ranking[:k]])
    order = np.argsort(-top, kind="stable")
    return [ranking[position] for position in order] + ranking[k:]


def metrics(ranking, gains, cutoff):
    found = np.array([gains.get(document, 0) for document in ranking])[:cutoff]
    best = np.sort(list(gains.values()))[::-1][:cutoff]
    if not best.any():
        return 0.0, 0.0
    relevant = np.flatnonzero(found)
    rr = 1 / (relevant[0] + 1) if relevant.size else 0.0
    return discounted(found).sum() / discounted(best).sum(), rr


def discounted(gains):
    return gains / np.log2(np.arange(len(gains)) + 2)


def evaluate(run, judgments, cutoff):
    rows = [metrics(run.get(query, []), gains, cutoff) for query, gains in judgments.items() if len(gains)]
    ndcg, mrr = np.mean(rows, axis=0)
    return float(ndcg), float(mrr)


def ceiling(run, judgments, k, cutoff):
    rows = []
    for query, gains in judgments.items():
        if len(gains):
            ranking = run.get(query, [])
            found = {document: gains.get(document, 0) for document in ranking}
            rows.append(metrics(rerank(ranking, found, k), gains, cutoff))
    ndcg, mrr = np.mean(rows, axis=0)
    return float(ndcg), float(mrr)
