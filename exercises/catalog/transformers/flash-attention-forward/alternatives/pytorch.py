import torch


def merge(out_a, lse_a, out_b, lse_b):
    out = torch.stack([torch.from_numpy(out_a), torch.from_numpy(out_b)])
    lse = torch.stack([torch.from_numpy(lse_a), torch.from_numpy(lse_b)])
    shares = lse.softmax(dim=0)  # the share of each part, query by query
    return (shares.unsqueeze(2) * out).sum(dim=0).numpy(), lse.logsumexp(dim=0).numpy()


def attention(Q, K, V, tile, causal=False):
    q, k, v = (torch.from_numpy(a) for a in (Q, K, V))
    outs, lses = [], []
    for first, queries in zip(range(0, len(q), tile), q.split(tile)):
        partial = []
        for start, keys, values in zip(range(0, len(k), tile), k.split(tile), v.split(tile)):
            if causal and start >= first + tile:
                continue
            scores = queries @ keys.T / k.shape[1] ** 0.5
            if causal:
                later = torch.arange(start, start + len(keys)) > torch.arange(first, first + len(queries))[:, None]
                scores[later] = -torch.inf
            partial.append((scores.softmax(dim=1) @ values, scores.logsumexp(dim=1)))
        shares = torch.stack([lse for _, lse in partial])  # (tiles, rows)
        outs.append(torch.einsum("tr,trv->rv", shares.softmax(dim=0), torch.stack([out for out, _ in partial])))
        lses.append(shares.logsumexp(dim=0))
    return torch.cat(outs).numpy(), torch.cat(lses).numpy()
