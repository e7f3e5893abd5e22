import torch


def bm25(query, documents, k1, b):
    words = {term: i for i, term in enumerate({*query, *(term for document in documents for term in document)})}
    rows = []
    for document in documents:
        places = torch.tensor([words[term] for term in document], dtype=torch.long)
        rows.append(places.bincount(minlength=len(words)))
    counts = torch.stack(rows).float()
    lengths = counts.sum(dim=1, keepdim=True)
    n = counts.count_nonzero(dim=0)
    idf = ((len(documents) - n + 0.5) / (n + 0.5)).log1p()
    tf = (k1 + 1) * counts / (counts + k1 * (1 - b + b * lengths / lengths.mean()))
    return (idf * tf.nan_to_num())[:, [words[term] for term in query]].sum(dim=1).numpy()


def fuse(rankings, k):
    n = 1 + max(map(max, filter(None, rankings)))
    scores = torch.zeros(n)
    for ranking in rankings:
        ranks = torch.arange(1, len(ranking) + 1)
        scores.index_add_(0, torch.tensor(ranking, dtype=torch.long), (k + ranks).reciprocal())
    values, ids = scores.sort(descending=True, stable=True)
    return ids[values > 0].numpy(), values[values > 0].numpy()


def ndcg(ranking, gains, cutoff):
    gains = torch.from_numpy(gains)
    rows = [gains[torch.tensor(ranking, dtype=torch.long)], gains.sort(descending=True).values]
    found, best = ((row[:cutoff] / torch.arange(2, len(row[:cutoff]) + 2).log2()).sum() for row in rows)
    return (found / best).item() if best > 0 else 0.0


def mrr(rankings, gains):
    total = 0
    for ranking, row in zip(rankings, gains.tolist()):
        rank = next((rank for rank, document in enumerate(ranking, 1) if row[document] > 0), float("inf"))
        total += 1 / rank
    return total / len(rankings)
