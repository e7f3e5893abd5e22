from itertools import islice
from math import log


def plan(run, known, k, batch_size):
    waiting = iter([(q, d) for q in run for d in run[q][:k] if not (q in known and d in known[q])])
    batches = []
    while batch := list(islice(waiting, batch_size)):
        batches.append(batch)
    return batches


def rerank(ranking, scores, k):
    result = []
    for position, document in enumerate(ranking):
        if position >= k:
            result.append(document)
            continue
        at = len(result)
        while at > 0 and scores[result[at - 1]] < scores[document]:
            at -= 1
        result.insert(at, document)
    return result


def evaluate(run, judgments, cutoff):
    count = ndcg = mrr = 0
    for query in judgments:
        gains = judgments[query]
        if not gains:
            continue
        count += 1
        value, first = 0.0, None
        for i, document in enumerate(run.get(query, ())):
            if i < cutoff and document in gains:
                value += gains[document] * log(2) / log(i + 2)
                if first is None and gains[document] > 0:
                    first = i + 1
        best = 0.0
        for i, gain in enumerate(sorted(gains.values())[::-1]):
            if i < cutoff:
                best += gain * log(2) / log(i + 2)
        if first is not None:
            ndcg += value / best
            mrr += 1 / first
    return ndcg / count, mrr / count


def ceiling(run, judgments, k, cutoff):
    perfect = {}
    for query, ranking in run.items():
        gains = judgments.get(query, {})
        top = sorted(ranking[:k], key=lambda document: gains.get(document, 0), reverse=True)
        perfect[query] = top + ranking[k:]
    return evaluate(perfect, judgments, cutoff)
